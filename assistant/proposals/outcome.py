"""What became of a confirmed write, in a form that says it to people."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

from assistant.proposals.progress import Progress
from assistant.proposals.tables import LedgerEntry, Proposal
from assistant.proposals.unsent import WITHDRAWN, may_be_withdrawn

WriteState = Literal["queued", "sending", "done", "rejected", "retry", "unknown"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a confirmed write got.

    `may_withdraw` means that it surely was not sent and can be taken back, or tried at once.
    `asks` means that nobody could learn whether it was written; the person says what they see. `steps` holds
    what each finished step gave.
    """

    proposal_id: str
    ledger_id: str
    kind: str
    state: WriteState
    sentence: str
    attempt: int
    ticket_id: str | None = None
    url: str | None = None
    asks: bool = False
    may_withdraw: bool = False
    warning: str | None = None
    error: str | None = None
    error_kind: str | None = None
    faults: list[dict[str, str]] = field(default_factory=list)
    next_try_at: datetime | None = None
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def is_final(self) -> bool:
        return self.state in ("done", "rejected")

    @classmethod
    def of(cls, proposal: Proposal, entry: LedgerEntry) -> "Outcome":
        progress = Progress.of(entry)
        return cls(
            proposal_id=proposal.id,
            ledger_id=entry.id,
            kind=entry.kind,
            state=cast(WriteState, entry.state),
            sentence=_sentence(proposal, entry, progress),
            attempt=entry.attempt,
            ticket_id=progress.ticket_id or proposal.target_ticket_id,
            url=progress.url or proposal.base.get("url"),
            asks=entry.state == "unknown" and progress.asks,
            may_withdraw=may_be_withdrawn(entry),
            warning=progress.warning,
            error=entry.error,
            error_kind=progress.error_kind,
            faults=progress.faults,
            next_try_at=entry.next_try_at,
            steps={str(step): record for step, record in progress.steps.items()},
        )


def _sentence(proposal: Proposal, entry: LedgerEntry, progress: Progress) -> str:
    match entry.state:
        case "done":
            return _done(proposal, progress)
        case "rejected" if progress.error_kind in ("ConnectionRemoved", "Missing"):
            return f"Not written. {entry.error}"
        case "rejected" if progress.error_kind == WITHDRAWN:
            return "Taken back before it was sent. Nothing was written."
        case "rejected":
            return f"Not written. The PSA said: {entry.error}"
        case "retry":
            at = f" It will be tried again at {entry.next_try_at:%H:%M} UTC." if entry.next_try_at else ""
            return f"Waiting: {_first_sentence(entry.error)}{at} Nothing was written yet."
        case "unknown" if progress.asks:
            return f"It could not be learned whether this was written. {entry.error or ''}".strip()
        case "unknown":
            return "The PSA's answer was lost; Deskhand is looking whether this was written."
        case "queued":
            return "Confirmed. It will be sent in a moment, after any earlier write to the same ticket."
        case _:
            return "Sending."


def _first_sentence(words: str | None) -> str:
    """What happened, without the advice that follows it: here the service acts by itself."""
    return f"{(words or 'the PSA did not answer.').split('. ')[0].rstrip('.')}."


def _done(proposal: Proposal, progress: Progress) -> str:
    target, steps = f"#{proposal.target_ticket_id}", progress.steps
    status = steps.get("status", {}).get("new_status")
    match proposal.kind:
        case "create_ticket":
            return f"Created #{progress.ticket_id}." if progress.ticket_id else "Created the ticket."
        case "post_note" if progress.warning:
            return f"Posted the note to {target}. The status was not changed: {progress.warning}"
        case "post_note":
            changed = f" Its status is now {status}." if status else ""
            return f"Posted the note to {target}.{changed}"
        case "update_status":
            return f"{target} is now {status}." if status else f"Changed the status of {target}."
        case "assign":
            return f"{target} is assigned to {steps.get('owner', {}).get('assigned_member') or 'nobody'}."
        case "log_time":
            return f"Logged {steps.get('time', {}).get('minutes')} minutes on {target}."
        case "add_resource":
            return f"{steps.get('joined', {}).get('member_name') or 'The member'} works on {target}."
        case _:
            return f"The member no longer works on {target}."
