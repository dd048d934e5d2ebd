"""Confirmed writes that have not arrived yet, as pages list them: what, where to, and what they wait for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.desk import Desk
from assistant.identity.people import Person
from assistant.proposals.outcome import Outcome
from assistant.proposals.tables import LedgerEntry, Proposal


@dataclass(frozen=True, slots=True)
class Unsent:
    """One write on its way. `text` is the note as it will be posted; `waits` means that the person may try
    it now or take it back, `asks` that they have to say what they see in the PSA."""

    proposal_id: str
    kind: str
    title: str
    sentence: str
    text: str
    note_type: str
    confirmed_at: datetime
    href: str
    waits: bool
    asks: bool


async def unsent(
    desk: Desk, person: Person, connection_id: str | None = None, ticket_id: str | None = None
) -> Sequence[Unsent]:
    """The person's own, oldest first; of one ticket where one is named."""
    found = await desk.proposals.waiting(person.scope, connection_id=connection_id, ticket_id=ticket_id)
    return [_shown(entry, proposal) for entry, proposal in found]


def _shown(entry: LedgerEntry, proposal: Proposal) -> Unsent:
    outcome = Outcome.of(proposal, entry)
    return Unsent(
        proposal_id=proposal.id,
        kind=proposal.kind,
        title=proposal.title,
        sentence=outcome.sentence,
        text=str(entry.args.get("text") or ""),
        note_type=str(entry.args.get("note_type") or ""),
        confirmed_at=entry.created_at,
        href=f"/sessions/{proposal.session_id}" if proposal.session_id else f"/proposals/{proposal.id}",
        waits=outcome.may_withdraw,
        asks=outcome.asks,
    )
