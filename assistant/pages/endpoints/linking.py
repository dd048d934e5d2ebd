"""Linking a session to a ticket: the picker, and the column that shows the linked ticket."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request, Response

from assistant.desk import Desk, DeskDep
from assistant.errors import Missing
from assistant.identity.people import Person
from assistant.pages.doors import Reader, Worker
from assistant.pages.rendering import page
from assistant.pages.replies import done, layout
from assistant.pages.ticket_view import note_values, ranks
from assistant.sessions.tables import Session
from providers.base import PSAReader
from providers.errors import NotFound, ProviderError
from providers.models import Ticket, TicketFilter
from tools.similarity import look_alikes

router = APIRouter(prefix="/sessions/{session_id}", include_in_schema=False)
Id = Annotated[str, Path(max_length=64)]
Query_ = Annotated[str, Query(max_length=200)]
RECENT_ROWS = 10
CONTEXT_NOTES = 3
CONTEXT_RELATED = 4


@router.get("/link")
async def picker(request: Request, session_id: Id, person: Reader, desk: DeskDep, q: Query_ = "") -> Response:
    session = await desk.sessions.get(person.scope, session_id)
    values = await _options(desk, person, session, q)
    return page(request, "link.html", layout=layout(request), session=session, q=q, problem=None, **values)


@router.get("/link/options")
async def picker_options(
    request: Request, session_id: Id, person: Reader, desk: DeskDep, q: Query_ = ""
) -> Response:
    session = await desk.sessions.get(person.scope, session_id)
    values = await _options(desk, person, session, q)
    return page(request, "partials/link_options.html", session=session, q=q, **values)


@router.post("/link")
async def link(
    request: Request,
    session_id: Id,
    person: Worker,
    desk: DeskDep,
    ticket_id: Annotated[str, Form(max_length=100)],
) -> Response:
    try:
        _, ticket = await desk.sessions.link(person.scope, session_id, ticket_id)
    except (NotFound, Missing) as error:
        session = await desk.sessions.get(person.scope, session_id)
        values = await _options(desk, person, session, "")
        said = f"{error} The session is linked as before."
        return page(
            request,
            "link.html",
            status=404,
            layout=layout(request),
            session=session,
            q=ticket_id,
            problem=said,
            **values,
        )
    return done(request, f"/sessions/{session_id}", f"Linked to #{ticket.id}.")


@router.get("/context")
async def context(request: Request, session_id: Id, person: Reader, desk: DeskDep) -> Response:
    """The linked ticket beside the talk; each part shows even when another fails."""
    session = await desk.sessions.get(person.scope, session_id)
    if not session.psa_ticket_id or not session.connection_id:
        return page(request, "partials/context.html", session=session, ticket=None, problem=None)
    try:
        values = await _context(desk, person, session)
    except (ProviderError, Missing) as error:
        return page(request, "partials/context.html", session=session, ticket=None, problem=str(error))
    return page(request, "partials/context.html", session=session, problem=None, **values)


async def _context(desk: Desk, person: Person, session: Session) -> dict[str, Any]:
    connection, reader = await desk.connections.reader(person.scope, session.connection_id)
    ticket = await reader.get_ticket(session.psa_ticket_id or "")
    catalog = await desk.connections.catalog(person.scope, connection.id)
    notes = await note_values(desk, person, ticket.id, connection_id=connection.id)
    return {
        "ticket": ticket,
        "ranks": ranks(catalog),
        "contact": catalog.contact(ticket.contact.id) if ticket.contact else None,
        "devices": await reader.configurations(ticket_id=ticket.id),
        "resources": await reader.list_resources(ticket.id),
        "note_count": len(notes["notes"]),
        "related": await _related(reader, ticket),
        **notes,
        "notes": notes["notes"][:CONTEXT_NOTES],
    }


async def _related(reader: PSAReader, ticket: Ticket) -> list[Ticket]:
    same = TicketFilter(company_ids=(ticket.company.id,), state="any")
    found = await look_alikes(
        reader, ticket.summary, same, without=frozenset({ticket.id}), limit=CONTEXT_RELATED
    )
    return [each.ticket for each in found]


async def _options(desk: Desk, person: Person, session: Session, q: str) -> dict[str, Any]:
    """Tickets that match; without words the newest ones."""
    text = q.strip().lstrip("#")
    try:
        _, reader = await desk.connections.reader(person.scope, session.connection_id)
        wanted = TicketFilter(text=text, state="any" if text else "open", newest_first=not text)
        found = await reader.search_tickets(wanted, page_size=RECENT_ROWS)
    except (ProviderError, Missing) as error:
        return {"tickets": [], "total": 0, "unavailable": str(error)}
    return {"tickets": found.items, "total": found.total, "unavailable": None}
