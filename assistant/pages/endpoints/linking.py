"""Linking a session to a ticket: the picker, and the column that shows the linked ticket."""

import re
from collections.abc import Awaitable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Form, Path, Query, Request, Response

from assistant.desk import Desk, DeskDep
from assistant.errors import Missing
from assistant.identity.people import Person
from assistant.pages.as_written import as_written
from assistant.pages.doors import Reader, Worker
from assistant.pages.rendering import page
from assistant.pages.replies import done, layout
from assistant.pages.ticket_detail import UNREAD, note_values, words_of
from assistant.pages.ticket_view import connection_param, ranks
from assistant.sessions.tables import Session
from providers.base import PSAReader
from providers.errors import NotFound
from providers.models import Ticket, TicketFilter
from tools.similarity import look_alikes

router = APIRouter(prefix="/sessions/{session_id}", include_in_schema=False)
Id = Annotated[str, Path(max_length=64)]
Query_ = Annotated[str, Query(max_length=200)]
RECENT_ROWS = 10
CONTEXT_NOTES = 3
CONTEXT_RELATED = 4
Found = TypeVar("Found")
_NUMBER = re.compile(r"[A-Za-z]{0,4}-?\d{1,12}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


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
    except UNREAD as error:
        session = await desk.sessions.get(person.scope, session_id)
        values = await _options(desk, person, session, "")
        said = f"{words_of(error)} The session is linked as before."
        return page(
            request,
            "link.html",
            status=404 if isinstance(error, NotFound | Missing) else 503,
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
    except UNREAD as error:
        return page(request, "partials/context.html", session=session, ticket=None, problem=words_of(error))
    return page(request, "partials/context.html", session=session, problem=None, **values)


async def _context(desk: Desk, person: Person, session: Session) -> dict[str, Any]:
    connection, reader = await desk.connections.reader(person.scope, session.connection_id)
    ticket = await reader.get_ticket(session.psa_ticket_id or "")
    feed = await note_values(desk, person, ticket.id, connection_id=connection.id)
    unread: list[str] = ["the notes"] if feed["problem"] else []

    async def read(what: str, load: Awaitable[Found], otherwise: Found) -> Found:
        try:
            return await load
        except UNREAD:
            unread.append(what)
            return otherwise

    catalog = await read("the lists", desk.connections.catalog(person.scope, connection.id), None)
    return {
        "ticket": ticket,
        "connection": await connection_param(desk, person, connection.id),
        "ranks": ranks(catalog) if catalog else {},
        "contact": catalog.contact(ticket.contact.id) if catalog and ticket.contact else ticket.contact,
        "description": as_written(ticket.description or ""),
        "devices": await read("the devices", reader.configurations(ticket_id=ticket.id), ()),
        "resources": await read("the people", reader.list_resources(ticket.id), ()),
        "related": await read("related tickets", _related(reader, ticket), []),
        "feed": feed,
        "notes": feed["notes"][:CONTEXT_NOTES],
        "unread": unread,
    }


async def _related(reader: PSAReader, ticket: Ticket) -> list[Ticket]:
    same = TicketFilter(company_ids=(ticket.company.id,), state="any")
    found = await look_alikes(
        reader, ticket.summary, same, without=frozenset({ticket.id}), limit=CONTEXT_RELATED
    )
    return [each.ticket for each in found]


async def _options(desk: Desk, person: Person, session: Session, q: str) -> dict[str, Any]:
    """Tickets that match; without words the newest ones. A number is looked up itself: a closed or an old
    ticket is found by it where a search would not show it."""
    text = q.strip().lstrip("#")
    try:
        connection, reader = await desk.connections.reader(person.scope, session.connection_id)
        desk.connections.count_on(connection, "search")
        wanted = TicketFilter(text=text, state="any" if text else "open", newest_first=not text)
        found = await reader.search_tickets(wanted, page_size=RECENT_ROWS)
        named = await _named(reader, text) if text not in {each.id for each in found.items} else None
    except UNREAD as error:
        return {"tickets": [], "total": 0, "unavailable": words_of(error)}
    tickets = [*([named] if named else []), *found.items]
    return {"tickets": tickets, "total": found.total + bool(named), "unavailable": None}


async def _named(reader: PSAReader, text: str) -> Ticket | None:
    """The ticket of exactly this number, if the words are one."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return await reader.get_ticket(text)
    except NotFound:
        return None
