"""Tickets over HTTP: reading, quick-create's parse, and the person's own writes."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from assistant.desk import DeskDep
from assistant.errors import DeskError, Missing
from assistant.identity.doors import Confirmer, Engineer, Viewer
from assistant.identity.people import Person
from assistant.paging import Listed, PageNumber, PageSize
from assistant.proposals.once import Once, OnceOnly
from assistant.proposals.outcome import Outcome
from assistant.tickets import schemas as out
from assistant.tickets.service import Query as TicketQuery
from providers.errors import ProviderError
from tools.quick_create import ParseResult

LOG = structlog.get_logger(__name__)
router = APIRouter(prefix="/integrations/psa", tags=["tickets"])

TicketId = Annotated[str, Path(min_length=1, max_length=100)]
MemberId = Annotated[str, Path(min_length=1, max_length=100)]
ConnectionId = Annotated[str | None, Query(max_length=64, description="Default: the account's first one.")]
Words = Annotated[str, Query(max_length=500)]
OneId = Annotated[str | None, Query(max_length=100)]
PENDING: dict[int | str, dict[str, Any]] = {
    202: {"description": "Confirmed and kept, not finished yet.", "model": out.WritePending}
}


@router.get("/tickets/search")
async def search(
    person: Viewer,
    desk: DeskDep,
    search: Words = "",
    board: OneId = None,
    status: OneId = None,
    priority: OneId = None,
    company: OneId = None,
    assigned: Annotated[
        str, Query(max_length=100, description="me, unassigned, all, or a member's id")
    ] = "all",
    closed: Annotated[bool, Query(description="Closed ones too.")] = False,
    recent: Annotated[bool, Query(description="Newest first, whatever the priority.")] = False,
    page: PageNumber = 1,
    page_size: PageSize = 25,
    connection_id: ConnectionId = None,
) -> Listed[out.TicketOut]:
    """Tickets, the most urgent first, then the newest; with `recent` the newest first."""
    query = TicketQuery(search, board, status, priority, company, assigned, closed, recent)
    found = await desk.tickets.search(
        person.scope, query, page=page, page_size=page_size, connection_id=connection_id
    )
    items = [out.TicketOut.of(each) for each in found.items]
    return Listed(items=items, total=found.total, page=page, page_size=page_size)


@router.get("/my-queue")
async def my_queue(
    person: Viewer,
    desk: DeskDep,
    page: PageNumber = 1,
    page_size: PageSize = 5,
    connection_id: ConnectionId = None,
) -> out.QueueOut:
    """The person's own open tickets."""
    try:
        found = await desk.tickets.my_queue(
            person.scope, page=page, page_size=page_size, connection_id=connection_id
        )
    except Missing:
        return out.QueueOut(state="no_connection", items=[], total=0, page=page, page_size=page_size)
    if found is None:
        return out.QueueOut(state="not_mapped", items=[], total=0, page=page, page_size=page_size)
    items = [out.TicketOut.of(each) for each in found.items]
    return out.QueueOut(state="ok", items=items, total=found.total, page=page, page_size=page_size)


@router.post("/tickets/ai-parse")
async def parse(person: Engineer, desk: DeskDep, body: out.ParseIn) -> ParseResult:
    """Read a sentence into the fields of a new ticket. Nothing is created."""
    return await desk.tickets.parse(
        person.scope, body.prompt, initial_values=body.initial_values, connection_id=body.connection_id
    )


@router.post("/tickets", status_code=201, response_model=out.TicketCreated, responses=PENDING)
async def create(person: Confirmer, desk: DeskDep, once: Once, body: out.CreateIn) -> JSONResponse:
    """Create a ticket. Sending this is the person's confirmation."""
    values = body.model_dump(exclude={"session_id", "spin_off_id", "connection_id"})

    async def write(key: str) -> Outcome:
        return await desk.tickets.create(
            person,
            values,
            connection_id=body.connection_id,
            session_id=body.session_id,
            spin_off_id=body.spin_off_id,
            key=key,
        )

    async def created(outcome: Outcome) -> BaseModel:
        ticket_id = outcome.ticket_id or ""
        resources = await desk.tickets.resources(person.scope, ticket_id, body.connection_id)
        mapped = await desk.tickets.mapped_members(person.scope, body.connection_id)
        names = outcome.steps.get("ticket", {})
        return out.TicketCreated(
            id=ticket_id,
            summary=names.get("summary") or body.summary,
            board_name=names.get("board_name") or "",
            status_name=names.get("status_name") or "",
            priority_name=names.get("priority_name") or "",
            company_name=names.get("company_name") or "",
            resources=[out.ResourceOut.of(each, mapped) for each in resources],
            url=outcome.url,
            proposal_id=outcome.proposal_id,
        )

    return await _written(once, person, write, created, 201)


@router.get("/tickets/{ticket_id}")
async def get_ticket(
    person: Viewer, desk: DeskDep, ticket_id: TicketId, connection_id: ConnectionId = None
) -> out.TicketDetailOut:
    """One ticket with notes, people, devices and its look-alikes."""
    found = await desk.tickets.detail(person.scope, ticket_id, connection_id)
    mapped = await desk.tickets.mapped_members(person.scope, connection_id)
    return out.TicketDetailOut(
        **out.TicketOut.of(found.ticket).model_dump(),
        description=found.ticket.description,
        notes=[out.NoteOut.of(each, each.type in found.customer_visible) for each in found.notes],
        resources=[out.ResourceOut.of(each, mapped) for each in found.resources],
        configurations=[out.ConfigurationOut.of(each) for each in found.configurations],
        related=[out.TicketOut.of(each) for each in found.related],
        problems=dict(found.problems),
    )


@router.get("/tickets/{ticket_id}/statuses")
async def statuses(
    person: Viewer, desk: DeskDep, ticket_id: TicketId, connection_id: ConnectionId = None
) -> out.Statuses:
    """The statuses this ticket may have: those of its board."""
    found = await desk.tickets.statuses(person.scope, ticket_id, connection_id)
    return out.Statuses(items=[out.StatusOut.of(each) for each in found], total=len(found))


@router.patch("/tickets/{ticket_id}/status", response_model=out.StatusUpdated, responses=PENDING)
async def update_status(
    person: Confirmer,
    desk: DeskDep,
    once: Once,
    ticket_id: TicketId,
    body: out.StatusIn,
    connection_id: ConnectionId = None,
) -> JSONResponse:
    """Set the status; the answer has both sides."""

    async def write(key: str) -> Outcome:
        return await desk.tickets.update_status(
            person,
            ticket_id,
            body.status_id,
            previous_status_id=body.previous_status_id,
            connection_id=connection_id,
            key=key,
        )

    async def updated(outcome: Outcome) -> BaseModel:
        change = outcome.steps.get("status", {})
        return out.StatusUpdated(
            ticket_id=outcome.ticket_id or ticket_id,
            previous_status=change.get("previous_status"),
            new_status=change.get("new_status") or body.status_id,
        )

    return await _written(once, person, write, updated, 200)


@router.put("/tickets/{ticket_id}/assignee", response_model=out.Assigned, responses=PENDING)
async def assign(
    person: Confirmer,
    desk: DeskDep,
    once: Once,
    ticket_id: TicketId,
    body: out.AssigneeIn,
    connection_id: ConnectionId = None,
) -> JSONResponse:
    """Make a member the owner of the ticket."""

    async def write(key: str) -> Outcome:
        return await desk.tickets.assign(
            person, ticket_id, body.member_id, connection_id=connection_id, key=key
        )

    async def assigned(outcome: Outcome) -> BaseModel:
        name = outcome.steps.get("owner", {}).get("assigned_member")
        return out.Assigned(ticket_id=outcome.ticket_id or ticket_id, assigned_member=name)

    return await _written(once, person, write, assigned, 200)


@router.get("/tickets/{ticket_id}/notes")
async def notes(
    person: Viewer, desk: DeskDep, ticket_id: TicketId, connection_id: ConnectionId = None
) -> out.Notes:
    """All notes, oldest first."""
    found, customer_visible = await desk.tickets.notes(person.scope, ticket_id, connection_id)
    items = [out.NoteOut.of(each, each.type in customer_visible) for each in found]
    return out.Notes(items=items, total=len(items))


@router.post("/tickets/{ticket_id}/notes", status_code=201, response_model=out.NotePosted, responses=PENDING)
async def post_note(
    person: Confirmer,
    desk: DeskDep,
    once: Once,
    ticket_id: TicketId,
    body: out.NoteIn,
    connection_id: ConnectionId = None,
) -> JSONResponse:
    """Post a note. One that the customer reads is checked first; findings need a reason."""

    async def write(key: str) -> Outcome:
        return await desk.tickets.post_note(
            person,
            ticket_id,
            body.type,
            body.text,
            override_reason=body.override_reason,
            connection_id=connection_id,
            key=key,
        )

    async def posted(outcome: Outcome) -> BaseModel:
        note_id = outcome.steps.get("note", {}).get("note_id")
        return out.NotePosted(
            ticket_id=outcome.ticket_id or ticket_id, note_id=note_id, sentence=outcome.sentence
        )

    return await _written(once, person, write, posted, 201)


@router.get("/tickets/{ticket_id}/resources")
async def resources(
    person: Viewer, desk: DeskDep, ticket_id: TicketId, connection_id: ConnectionId = None
) -> out.Resources:
    """Who works on the ticket, the owner first."""
    found = await desk.tickets.resources(person.scope, ticket_id, connection_id)
    mapped = await desk.tickets.mapped_members(person.scope, connection_id)
    return out.Resources(items=[out.ResourceOut.of(each, mapped) for each in found], total=len(found))


@router.post(
    "/tickets/{ticket_id}/resources", status_code=201, response_model=out.ResourceOut, responses=PENDING
)
async def add_resource(
    person: Confirmer,
    desk: DeskDep,
    once: Once,
    ticket_id: TicketId,
    body: out.ResourceIn,
    connection_id: ConnectionId = None,
) -> JSONResponse:
    """Add a member to those who work on the ticket; one who does already changes nothing."""

    async def write(key: str) -> Outcome:
        return await desk.tickets.add_resource(
            person, ticket_id, body.member_id, connection_id=connection_id, key=key
        )

    async def added(outcome: Outcome) -> BaseModel:
        mapped = await desk.tickets.mapped_members(person.scope, connection_id)
        found = await desk.tickets.resources(person.scope, ticket_id, connection_id)
        member = next((each for each in found if each.member_id == body.member_id), None)
        if member is None:
            raise Missing("The member was taken off the ticket again.")
        return out.ResourceOut.of(member, mapped)

    return await _written(once, person, write, added, 201)


@router.delete("/tickets/{ticket_id}/resources/{member_id}", response_model=out.Removed, responses=PENDING)
async def remove_resource(
    person: Confirmer,
    desk: DeskDep,
    once: Once,
    ticket_id: TicketId,
    member_id: MemberId,
    connection_id: ConnectionId = None,
) -> JSONResponse:
    """Take a member off the ticket."""

    async def write(key: str) -> Outcome:
        return await desk.tickets.remove_resource(
            person, ticket_id, member_id, connection_id=connection_id, key=key
        )

    async def removed(outcome: Outcome) -> BaseModel:
        return out.Removed(ticket_id=outcome.ticket_id or ticket_id, member_id=member_id)

    return await _written(once, person, write, removed, 200)


@router.get("/boards")
async def boards(person: Viewer, desk: DeskDep, connection_id: ConnectionId = None) -> out.Boards:
    """All boards with their statuses and types."""
    found = await desk.tickets.boards(person.scope, connection_id)
    items = [out.BoardOut.model_validate(each.model_dump()) for each in found]
    return out.Boards(items=items, total=len(items))


@router.get("/priorities")
async def priorities(person: Viewer, desk: DeskDep, connection_id: ConnectionId = None) -> out.Priorities:
    """All priorities, the most urgent first."""
    found = await desk.tickets.priorities(person.scope, connection_id)
    items = [out.PriorityOut.model_validate(each.model_dump()) for each in found]
    return out.Priorities(items=items, total=len(items))


@router.get("/companies")
async def companies(
    person: Viewer,
    desk: DeskDep,
    search: Words = "",
    page: PageNumber = 1,
    page_size: PageSize = 25,
    connection_id: ConnectionId = None,
) -> Listed[out.CompanyOut]:
    """Companies by name or alias."""
    found, total = await desk.tickets.companies(
        person.scope, search, page=page, page_size=page_size, connection_id=connection_id
    )
    items = [out.CompanyOut.of(each) for each in found]
    return Listed(items=items, total=total, page=page, page_size=page_size)


async def _written(
    once: OnceOnly,
    person: Person,
    write: Callable[[str], Awaitable[Outcome]],
    finished: Callable[[Outcome], Awaitable[BaseModel]],
    status: int,
) -> JSONResponse:
    """The finished write, or 202 with how far it got. What is written stays an answer, never an error, also
    when the PSA cannot be asked for the details: an error would say that nothing was written."""

    async def work(key: str) -> tuple[int, BaseModel]:
        outcome = await write(key)
        if outcome.state != "done":
            return 202, out.WritePending.of(outcome)
        try:
            return status, await finished(outcome)
        except (DeskError, ProviderError) as unread:
            LOG.info("written_but_unread", proposal_id=outcome.proposal_id, error=type(unread).__name__)
            return 202, out.WritePending.of(outcome)

    return await once.answer(person.scope, work)
