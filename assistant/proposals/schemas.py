"""What each kind of proposal consists of, and the digest that a confirmation is bound to."""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import orjson
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from assistant.errors import Invalid
from assistant.text import clean
from providers.models import NoteDraft, NoteType, Ref, TicketDraft, TimeEntry
from tools.base import ProposalKind

MAX_MINUTES = 24 * 60


def _storable(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


def _line(value: str) -> str:
    return " ".join(clean(value).split())


def _text(value: str) -> str:
    return clean(value).strip()


Id = Annotated[str, BeforeValidator(_storable), Field(max_length=100), AfterValidator(_line)]
Line = Annotated[str, BeforeValidator(_storable), Field(max_length=1_000), AfterValidator(_line)]
Text = Annotated[str, BeforeValidator(_storable), Field(max_length=200_000), AfterValidator(_text)]


class Args(BaseModel):
    """Base of all arguments. A proposal may wait with some still unknown; `REQUIRED` must be there to write.

    `TARGET` names the argument that holds the ticket it changes. `IDENTITY` names those that, besides the
    kind and the target, make two proposals the same one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    REQUIRED: ClassVar[tuple[str, ...]] = ()
    IDENTITY: ClassVar[tuple[str, ...]] = ()

    def missing(self) -> list[str]:
        """Required arguments that are not known yet."""
        return [name for name in self.REQUIRED if not getattr(self, name)]

    def payload(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


class CreateTicketArgs(Args):
    """A new ticket."""

    REQUIRED = ("summary", "company_id", "board_id", "status_id", "priority_id")
    IDENTITY = ("summary",)
    summary: Line | None = None
    company_id: Id | None = None
    board_id: Id | None = None
    status_id: Id | None = None
    priority_id: Id | None = None
    description: Text | None = None
    assigned_member_id: Id | None = None
    contact_id: Id | None = None

    def draft(self) -> TicketDraft:
        return TicketDraft(**{name: value or None for name, value in self.payload().items()})


class PostNoteArgs(Args):
    """A note, and with `status_id` a status change right after it."""

    REQUIRED = ("ticket_id", "note_type", "text")
    IDENTITY = ("note_type",)
    ticket_id: Id
    note_type: NoteType = NoteType.INTERNAL_ANALYSIS
    text: Text | None = None
    status_id: Id | None = None

    def draft(self, member_id: str | None) -> NoteDraft:
        return NoteDraft(
            ticket_id=self.ticket_id, type=self.note_type, text=self.text or "", member_id=member_id
        )


class UpdateStatusArgs(Args):
    REQUIRED = ("ticket_id", "status_id")
    ticket_id: Id
    status_id: Id | None = None


class AssignArgs(Args):
    """Another owner; `member_id` None leaves the ticket unassigned."""

    REQUIRED = ("ticket_id",)
    ticket_id: Id
    member_id: Id | None = None


class ResourceArgs(Args):
    """A member who joins or leaves those who work on the ticket."""

    REQUIRED = ("ticket_id", "member_id")
    IDENTITY = ("member_id",)
    ticket_id: Id
    member_id: Id | None = None


class LogTimeArgs(Args):
    """Working time of the person who confirms it. `billable` None leaves it to the PSA's own rules."""

    REQUIRED = ("ticket_id", "started_at", "minutes")
    ticket_id: Id
    started_at: AwareDatetime | None = None
    minutes: Annotated[int, Field(ge=1, le=MAX_MINUTES)] | None = None
    note: Text | None = None
    billable: bool | None = None

    def entry(self, member_id: str) -> TimeEntry:
        """Raises ValueError: the start or the length is not known."""
        if self.started_at is None or self.minutes is None:
            raise ValueError("A time entry needs its start and its length.")
        return TimeEntry(
            id="",
            ticket_id=self.ticket_id,
            member=Ref(id=member_id, name=""),
            started_at=self.started_at,
            minutes=self.minutes,
            note=self.note or None,
            billable=self.billable,
        )


class SpinOffArgs(Args):
    """A suggestion: a second issue that may deserve its own ticket. Never executed itself; the ticket that
    is created from it uses it up. The hint only fills the prompt of quick-create."""

    REQUIRED = ("label",)
    IDENTITY = ("label",)
    type: Literal["create_spin_off_ticket"] = "create_spin_off_ticket"
    label: Line
    summary_hint: Text | None = None
    turns: tuple[Annotated[int, Field(ge=1, le=1_000_000)], ...] = Field(default=(), max_length=50)
    company_id: Id | None = None
    board_id: Id | None = None


ARGS: dict[ProposalKind, type[Args]] = {
    "create_ticket": CreateTicketArgs,
    "post_note": PostNoteArgs,
    "update_status": UpdateStatusArgs,
    "assign": AssignArgs,
    "add_resource": ResourceArgs,
    "remove_resource": ResourceArgs,
    "log_time": LogTimeArgs,
    "spin_off": SpinOffArgs,
}
KINDS: dict[str, ProposalKind] = {kind: kind for kind in ARGS}


def parse_args(kind: str, args: Mapping[str, Any]) -> Args:
    """The arguments of a kind, checked and cleaned.

    Raises:
        Invalid: An unknown kind or argument, a wrong type, or a text that is too long; `fields` says which.
    """
    known = KINDS.get(kind)
    if known is None:
        raise Invalid(f"There is no kind of proposal {kind!r}.")
    try:
        return ARGS[known].model_validate(args)
    except ValidationError as refused:
        faults = [
            {
                "field": _line(".".join(str(part) for part in fault["loc"]))[:100] or "args",
                "message": fault["msg"],
            }
            for fault in refused.errors()
        ]
        raise Invalid(
            f"Some values of this proposal cannot be taken: {faults[0]['field']}: {faults[0]['message']}.",
            extras={"fields": faults},
        ) from None


def _place(parts: tuple[int | str, ...]) -> str:
    return _line(".".join(str(part) for part in parts))[:100] or "args"


def target_of(args: Args) -> str | None:
    """The ticket that these arguments change; None when they create one or change none."""
    ticket_id: str | None = getattr(args, "ticket_id", None)
    return ticket_id


def digest(
    kind: str, connection_id: str | None, target_ticket_id: str | None, args: Mapping[str, Any]
) -> str:
    """SHA-256 over the canonical JSON (sorted keys, UTF-8, no spaces) of what would be written and where."""
    content = {
        "kind": kind,
        "connection_id": connection_id,
        "target_ticket_id": target_ticket_id,
        "args": dict(args),
    }
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def identity(kind: str, target_ticket_id: str | None, args: Args) -> tuple[str, ...]:
    """Two open proposals of a session with equal identity are one: the later draft updates the first."""
    own = (str(getattr(args, name) or "").casefold() for name in args.IDENTITY)
    return (kind, target_ticket_id or "", *own)


class Change(BaseModel):
    """One field that is not what it was."""

    field: str
    before: Any = Field(default=None)
    after: Any = Field(default=None)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Field by field what differs, in the order of the names."""
    return [
        Change(field=name, before=before.get(name), after=after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


class EditIn(BaseModel):
    """Fields a person changed on the card. `args_version` is the version they were looking at."""

    model_config = ConfigDict(extra="forbid")

    args_version: int = Field(ge=1, le=1_000_000)
    args: dict[str, Any] = Field(max_length=20, description="Only the fields that change; null empties one.")


class ConfirmIn(BaseModel):
    """A confirmation of exactly what was on the screen."""

    model_config = ConfigDict(extra="forbid")

    args_version: int = Field(ge=1, le=1_000_000)
    digest: str = Field(min_length=64, max_length=64, pattern="^[0-9a-f]{64}$")
    override_reason: str | None = Field(
        default=None, max_length=1_000, description="Lets a customer-visible note with findings pass; logged."
    )


class ResolveIn(BaseModel):
    """What the person knows about a write whose outcome nobody could learn."""

    model_config = ConfigDict(extra="forbid")

    answer: Literal["seen", "send_again"] = Field(
        description="seen: it is in the PSA. send_again: it is not there."
    )
    ticket_id: str | None = Field(
        default=None, max_length=100, description="With seen, after creating a ticket: its id."
    )
