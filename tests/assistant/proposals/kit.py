"""A desk that can write, with the embedded PSA behind it and no patience to lose."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from assistant.audit.service import Audit
from assistant.clock import Clock, utc_now
from assistant.desk import Desk
from assistant.proposals.assembly import build_proposals
from assistant.proposals.checks import NoteGuard
from assistant.proposals.idempotency import Idempotency
from assistant.proposals.pacing import Pacing
from assistant.proposals.service import Proposals
from assistant.proposals.tables import Proposal
from assistant.tickets.service import Tickets
from providers.embedded.faults import FaultPlan
from providers.models import Ticket, TicketFilter
from tests.conftest import Inhabitant
from tools.base import ProposalDraft

BRISK = Pacing(
    lease=90.0,
    write_limit=45.0,
    looks=(0.0, 0.0, 0.0),
    settle=0.0,
    resends=1,
    first_retry=0.0,
    longest_retry=0.0,
)


@dataclass(frozen=True, slots=True)
class WriteDesk(Desk):
    """The desk with the services of this slice."""

    proposals: Proposals
    idempotency: Idempotency
    audit: Audit
    tickets: Tickets


def build_write_desk(
    desk: Desk,
    *,
    faults: str = "",
    pacing: Pacing = BRISK,
    clock: Clock = utc_now,
    guard: NoteGuard | None = None,
    answer_within_seconds: float = 30.0,
) -> WriteDesk:
    kept = {each.name: getattr(desk, each.name) for each in fields(Desk)}
    kept["proposals"] = build_proposals(
        desk.database,
        desk.connections,
        guard=guard,
        faults=FaultPlan(faults),
        pacing=pacing,
        clock=clock,
        answer_within_seconds=answer_within_seconds,
    )
    kept["idempotency"] = Idempotency(desk.database, clock=clock)
    kept["audit"] = Audit(desk.database)
    kept["tickets"] = Tickets(desk.connections, desk.mappings, kept["proposals"], desk.assistance)
    return WriteDesk(**kept)


class Moments:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **duration: float) -> None:
        self.now += timedelta(**duration)


async def first_ticket(desk: Desk, person: Inhabitant, **wanted: Any) -> Ticket:
    """Some open ticket of the demo."""
    _, reader = await desk.connections.reader(person.scope, person.connection.id)
    return (await reader.search_tickets(TicketFilter(**wanted), page_size=1)).items[0]


async def ticket_args(desk: Desk, person: Inhabitant, **changed: Any) -> dict[str, Any]:
    """Everything a new ticket needs."""
    catalog = await desk.connections.catalog(person.scope, person.connection.id)
    board = catalog.boards[0]
    company = next(each for each in catalog.companies if each.active)
    return {
        "summary": "Scanner on the second floor jams",
        "company_id": company.id,
        "board_id": board.id,
        "status_id": board.statuses[0].id,
        "priority_id": catalog.priorities[0].id,
    } | changed


def new_ticket(args: Mapping[str, Any], **more: Any) -> ProposalDraft:
    return ProposalDraft(kind="create_ticket", title="Create a ticket", args=args, **more)


def note(ticket: Ticket, text: str = "Replaced the roller.", **args: Any) -> ProposalDraft:
    return ProposalDraft(
        kind="post_note",
        title=f"Post a note to #{ticket.id}",
        args={"ticket_id": ticket.id, "note_type": "internal_analysis", "text": text} | args,
        target_ticket_id=ticket.id,
        base={"status_id": ticket.status.id, "status_name": ticket.status.name},
    )


async def other_status(desk: Desk, person: Inhabitant, ticket: Ticket) -> str:
    """A status of the ticket's board that it does not have."""
    _, reader = await desk.connections.reader(person.scope, person.connection.id)
    return next(each.id for each in await reader.statuses(ticket.board.id) if each.id != ticket.status.id)


async def propose(
    desk: WriteDesk, person: Inhabitant, draft: ProposalDraft, session_id: str, **provenance: str
) -> Proposal:
    """As a tool would: through the box of a run."""
    box = desk.proposals.box(
        person.scope, session_id=session_id, connection_id=person.connection.id, provenance=provenance
    )
    kept = await box.propose(draft)
    return await desk.proposals.get(person.scope, kept.id)


async def tickets_called(desk: Desk, person: Inhabitant, summary: str) -> list[Ticket]:
    """All tickets of that exact summary, straight from the PSA."""
    _, reader = await desk.connections.reader(person.scope, person.connection.id)
    found = await reader.search_tickets(TicketFilter(text=summary, state="any"), page_size=100)
    return [each for each in found.items if each.summary == summary]


async def notes_saying(desk: Desk, person: Inhabitant, ticket_id: str, text: str) -> int:
    _, reader = await desk.connections.reader(person.scope, person.connection.id)
    return sum(each.text == text for each in await reader.list_notes(ticket_id))
