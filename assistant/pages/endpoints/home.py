"""The start page, the command palette and the list of keys."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from assistant.desk import Desk, DeskDep
from assistant.errors import DeskError
from assistant.identity.people import Person
from assistant.pages.card import waiting
from assistant.pages.doors import Reader
from assistant.pages.rendering import page
from assistant.pages.replies import layout
from assistant.pages.session_view import ideas
from assistant.pages.ticket_view import may_write
from assistant.pages.unsent import unsent
from providers.errors import ProviderError
from providers.models import TicketFilter
from providers.scope import Scope

router = APIRouter(include_in_schema=False)
SHORTCUTS = (
    (("Ctrl", "K"), "Go to a ticket or a session, or do something"),
    (("/",), "Write a message, or filter the list"),
    (("c",), "New ticket"),
    (("g", "t"), "Tickets"),
    (("g", "q"), "My queue"),
    (("g", "h"), "Home"),
    (("Enter",), "Send the message"),
    (("Shift", "Enter"), "New line in the message"),
    (("Ctrl", "Enter"), "Confirm the focused card"),
    (("Esc",), "Stop the answer, or close what is open"),
    (("?",), "This list"),
)
ACTIONS: tuple[dict[str, str], ...] = (
    {"text": "New ticket", "href": "/tickets/new", "dialog": "wide", "hint": "c"},
    {"text": "Tickets", "href": "/tickets", "hint": "g t"},
    {"text": "My queue", "href": "/queue", "hint": "g q"},
    {"text": "Sessions", "href": "/sessions"},
    {"text": "Switch between light and dark", "href": "#", "theme": "toggle"},
    {"text": "Settings", "href": "/settings"},
)


@router.get("/")
async def home(request: Request, person: Reader, desk: DeskDep) -> Response:
    sessions, _ = await desk.sessions.find(person.scope, page_size=8)
    connections = await desk.connections.active(person.scope)
    return page(
        request,
        "home.html",
        problem=None if connections else "No PSA is connected. An admin can connect one.",
        show_queue=bool(connections),
        works=may_write(person),
        ideas=await ideas(desk, person.scope) if connections and may_write(person) else [],
        proposals=await waiting(desk, person),
        unsent=await unsent(desk, person),
        sessions=sessions,
        familiar=await desk.familiar.shown(person.scope) if may_write(person) else [],
    )


@router.get("/keys")
async def keys(request: Request, person: Reader) -> Response:
    return page(request, "keys.html", layout=layout(request), shortcuts=SHORTCUTS)


@router.get("/palette")
async def palette(
    request: Request, person: Reader, desk: DeskDep, q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    return page(request, "palette.html", layout=layout(request), q=q, **await _options(desk, person, q))


@router.get("/palette/options")
async def palette_options(
    request: Request, person: Reader, desk: DeskDep, q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    return page(request, "partials/palette_options.html", **await _options(desk, person, q))


async def _options(desk: Desk, person: Person, q: str) -> dict[str, Any]:
    q, scope = q.strip(), person.scope
    sessions, _ = await desk.sessions.find(scope, text=q, page_size=5)
    tickets, problem = await _tickets(desk, scope, q)
    actions = [_option(**each) for each in _actions(person) if q.casefold() in each["text"].casefold()]
    found = [_option(session.title, f"/sessions/{session.id}", hint="session") for session in sessions]
    return {"groups": [("Tickets", tickets), ("Sessions", found), ("Do", actions)], "problem": problem}


def _actions(person: Person) -> list[dict[str, str]]:
    return [each for each in ACTIONS if may_write(person) or each["href"] != "/tickets/new"]


async def _tickets(desk: Desk, scope: Scope, q: str) -> tuple[list[dict[str, str | None]], str | None]:
    if not q:
        return [], None
    try:
        connection, reader = await desk.connections.reader(scope, None)
        desk.connections.count_on(connection, "search")
        found = await reader.search_tickets(TicketFilter(text=q.lstrip("#"), state="any"), page_size=6)
    except (ProviderError, DeskError) as error:
        return [], f"Tickets are not searched just now. {error}"
    return [
        _option(f"#{ticket.id} {ticket.summary}", f"/tickets/{ticket.id}", hint=ticket.company.name)
        for ticket in found.items
    ], None


def _option(
    text: str, href: str, hint: str = "", dialog: str | None = None, theme: str | None = None
) -> dict[str, str | None]:
    return {"text": text, "href": href, "hint": hint, "dialog": dialog, "theme": theme}
