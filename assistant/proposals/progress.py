"""What a ledger entry remembers beside its state: the steps known to be done, and how to go on."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.proposals.schemas import Args, PostNoteArgs, parse_args
from assistant.proposals.tables import LedgerEntry

Step = Literal["ticket", "note", "status", "owner", "joined", "left", "time"]
StepRecord = dict[str, Any]
_STEP_OF_KIND: dict[str, Step] = {
    "create_ticket": "ticket",
    "post_note": "note",
    "update_status": "status",
    "assign": "owner",
    "add_resource": "joined",
    "remove_resource": "left",
    "log_time": "time",
}


class Progress(BaseModel):
    """Kept as JSON in `LedgerEntry.result`.

    ticket_id, url: The ticket that was created or changed, once a step is done.
    before: What the ticket was at confirmation, to tell later whether a change of ours came through.
    credited_to: The PSA member a note or time is credited to; None is the API's own member.
    steps: What each finished step gave. A step in here is never done again.
    looks, resends: How often the write was looked for in vain, and sent again by itself.
    look_first: Look for the marker before the next bytes leave.
    asks: Nobody can learn the outcome; the card asks the person.
    unchecked: The PSA was away at confirmation; everything is checked before the first byte leaves.
    warning: A later step was refused though the first one is done.
    error_kind, faults: What kind of refusal the last one was, and the fields the PSA named.
    """

    model_config = ConfigDict(extra="forbid")

    ticket_id: str | None = None
    url: str | None = None
    before: dict[str, Any] = Field(default_factory=dict)
    credited_to: str | None = None
    user_name: str = ""
    override_reason: str | None = None
    steps: dict[Step, StepRecord] = Field(default_factory=dict)
    sent_at: datetime | None = None
    looks: int = 0
    resends: int = 0
    look_first: bool = False
    asks: bool = False
    unchecked: bool = False
    warning: str | None = None
    error_kind: str | None = None
    faults: list[dict[str, str]] = Field(default_factory=list)

    @classmethod
    def of(cls, entry: LedgerEntry) -> "Progress":
        return cls.model_validate(entry.result)

    def finish(self, step: Step, record: StepRecord) -> None:
        """Remember what a finished step gave; from now on nothing about it is open."""
        self.steps[step] = record
        self.ticket_id = record.get("ticket_id") or self.ticket_id
        self.url = record.get("url") or self.url
        self.looks, self.look_first, self.asks = 0, False, False

    def keep_in(self, entry: LedgerEntry) -> None:
        entry.result = self.model_dump(mode="json")


def args_of(entry: LedgerEntry) -> Args:
    return parse_args(entry.kind, entry.args)


def steps_of(entry: LedgerEntry) -> tuple[Step, ...]:
    """The PSA calls this write needs, in order. A note goes before the status change that belongs to it."""
    args = args_of(entry)
    if isinstance(args, PostNoteArgs) and args.status_id:
        return ("note", "status")
    return (_STEP_OF_KIND[entry.kind],)


def next_step(entry: LedgerEntry) -> Step | None:
    done = Progress.of(entry).steps
    return next((step for step in steps_of(entry) if step not in done), None)
