"""The fields of a proposal's card, by kind: what each shows, where it came from, what may be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.proposals.schemas import ARGS, KINDS
from assistant.proposals.tables import Proposal
from providers.models import Capabilities, NoteType
from tools.catalog import Catalog

Control = Literal["line", "text", "select", "company", "moment", "number"]
LABELS = {
    "summary": "Summary",
    "company_id": "Company",
    "board_id": "Board",
    "status_id": "Status",
    "priority_id": "Priority",
    "assigned_member_id": "Assigned to",
    "contact_id": "Contact",
    "description": "Description",
    "member_id": "Member",
    "note_type": "Who sees it",
    "text": "Note",
    "started_at": "Start, in UTC",
    "minutes": "Minutes",
    "note": "What was done",
    "billable": "Billable",
}
SHOWN: dict[str, tuple[str, ...]] = {
    "create_ticket": (
        *("summary", "company_id", "board_id", "status_id", "priority_id", "assigned_member_id"),
        *("contact_id", "description"),
    ),
    "post_note": ("note_type", "text", "status_id"),
    "update_status": ("status_id",),
    "assign": ("member_id",),
    "add_resource": ("member_id",),
    "remove_resource": ("member_id",),
    "log_time": ("started_at", "minutes", "billable", "note"),
    "spin_off": (),
}
_CONTROLS: dict[str, Control] = {
    "summary": "line",
    "description": "text",
    "text": "text",
    "company_id": "company",
    "note": "text",
    "started_at": "moment",
    "minutes": "number",
}
_BILLABLE = {"yes": True, "no": False}
WHY = {
    "ambiguous": "Several fit; choose one.",
    "unknown": "No record is called that.",
    "inactive": "It is inactive and is not filled in.",
    "not mapped": "You are not mapped to a PSA member yet.",
    "other board": "That status belongs to another board.",
    "negated": "You said not this one.",
}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class CardField:
    """One field. `shown` is the value in words; `said` are the person's words it came from, `source` where
    else it came from."""

    name: str
    label: str
    control: Control
    value: str
    shown: str
    required: bool
    missing: bool
    said: str | None = None
    why: str | None = None
    was: str | None = None
    before: str | None = None
    candidates: Sequence[Choice] = ()
    suggestion: Choice | None = None
    suggestion_why: str = ""
    source: str | None = None
    options: Sequence[Choice] = field(default=())

    @property
    def wide(self) -> bool:
        return self.control in ("line", "text", "moment") or self.name == "billable"


class Names:
    """Ids in words, as the tenant's lists have them."""

    def __init__(self, catalog: Catalog | None, can: Capabilities | None) -> None:
        self._catalog = catalog
        self._audiences = {each.type.value: each for each in can.note_audiences} if can else {}

    def of(self, name: str, value: str | None) -> str:
        """The record's name; an id that the lists do not know is shown as it is."""
        if not value or self._catalog is None or _CONTROLS.get(name) in ("line", "text"):
            return value or ""
        if name == "note_type":
            audience = self._audiences.get(value)
            return audience.label if audience else value
        if name == "status_id":
            found = self._catalog.status(value)
            return found[1].name if found else value
        return next((each.name for each in self._records(name, value) if each is not None), value)

    def _records(self, name: str, value: str) -> Iterable[Any]:
        catalog = self._catalog
        assert catalog is not None
        look = {
            "company_id": catalog.company,
            "board_id": catalog.board,
            "priority_id": catalog.priority,
            "assigned_member_id": catalog.member,
            "member_id": catalog.member,
            "contact_id": catalog.contact,
        }.get(name)
        return [look(value)] if look else []

    def options(self, name: str, args: Mapping[str, Any], board_id: str | None) -> list[Choice]:
        """What may be chosen; statuses follow the board, contacts the company."""
        catalog = self._catalog
        if name == "note_type":
            return [Choice(each.type.value, _audience_words(each)) for each in self._audiences.values()]
        if name == "billable":
            return [Choice(value, value.capitalize()) for value in _BILLABLE]
        if catalog is None:
            return []
        lists: dict[str, Sequence[Any]] = {
            "board_id": catalog.boards,
            "status_id": catalog.statuses(board_id) if board_id else (),
            "priority_id": catalog.priorities,
            "assigned_member_id": catalog.active_members,
            "member_id": catalog.active_members,
            "contact_id": catalog.contacts_of(args["company_id"]) if args.get("company_id") else (),
        }
        return [Choice(each.id, each.name) for each in lists.get(name, ())]


def card_fields(proposal: Proposal, names: Names, board_id: str | None) -> list[CardField]:
    """The fields of a proposal, the missing ones first."""
    made = [_field(proposal, name, names, board_id) for name in SHOWN.get(proposal.kind, ())]
    kept = [each for each in made if each.name != "contact_id" or each.value]
    return sorted(kept, key=lambda each: not each.missing)


def _field(proposal: Proposal, name: str, names: Names, board_id: str | None) -> CardField:
    value = form_value(name, proposal.args.get(name))
    origin: Mapping[str, Any] = proposal.fields.get(name) or {}
    suggested: Mapping[str, Any] = proposal.suggestions.get(name) or {}
    kind = KINDS.get(proposal.kind)
    required = name in (ARGS[kind].REQUIRED if kind else ())
    said = str(origin.get("said") or "") or None
    before = _before(proposal, name)
    was = origin.get("was")
    return CardField(
        name=name,
        label=LABELS[name],
        control=_CONTROLS.get(name, "select"),
        value=value,
        shown=names.of(name, value) or ("Nobody" if name in ("member_id", "assigned_member_id") else ""),
        required=required,
        missing=name in proposal.missing_fields,
        said=said,
        why=None if value else WHY.get(str(origin.get("why"))),
        was=None
        if was is None
        else (origin.get("was_name") or names.of(name, form_value(name, was)) or None),
        before=before,
        candidates=[Choice(str(each["value"]), str(each["name"])) for each in origin.get("candidates") or ()],
        suggestion=_suggestion(suggested) if not value else None,
        suggestion_why=str(suggested.get("why") or ""),
        source=str(origin.get("from") or "") or None,
        options=names.options(name, proposal.args, board_id),
    )


def form_value(name: str, value: Any) -> str:
    """An argument as its control holds it: a moment to the minute in UTC, yes or no, else its text."""
    if value is None:
        return ""
    if name == "billable":
        return "yes" if value else "no"
    return str(value)[: len("2026-01-01T09:00")] if name == "started_at" else str(value)


def from_form(name: str, value: str) -> Any:
    """What a control's text says of an argument; None empties it. What cannot be read stays as it is, to be
    refused by name."""
    if name == "billable":
        return _BILLABLE.get(value, value or None)
    return f"{value}Z" if name == "started_at" and value else value or None


def _before(proposal: Proposal, name: str) -> str | None:
    """What the field is at the PSA now, for "from → to"."""
    base = proposal.base
    if name == "status_id" and proposal.kind in ("update_status", "post_note"):
        return base.get("status") or base.get("status_name")
    if name == "member_id" and proposal.kind == "assign":
        return base.get("assigned_member") or "Nobody"
    return None


def _suggestion(suggested: Mapping[str, Any]) -> Choice | None:
    value = suggested.get("value")
    return Choice(str(value), str(suggested.get("name") or value)) if value else None


def _audience_words(audience: Any) -> str:
    return f"{audience.label}: {'the customer sees this' if audience.customer_visible else 'internal'}"


def note_audience(can: Capabilities | None, value: str | None) -> Any:
    """The audience of a note type, or None when it is not known."""
    known = {each.value for each in NoteType}
    return can.audience(NoteType(value)) if can and value in known else None
