"""Ticket lists as pages show them: the filtered list, and the person's own queue in its states."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import structlog

from assistant.connections.tables import Connection
from assistant.desk import Desk
from assistant.errors import DeskError, Missing
from assistant.identity.people import Person
from assistant.pages.ticket_filters import PAGE_SIZE, Asked, Unresolved, address, filters_for, wanted
from providers.errors import ProviderError
from providers.models import TicketFilter
from providers.scope import Role
from tools.catalog import Catalog

LOG = structlog.get_logger(__name__)
QUEUE_ROWS = 5
Values = dict[str, Any]
QueueState = Literal["none", "unmapped", "error", "empty", "populated"]


def ranks(catalog: Catalog) -> dict[str, int]:
    """The place of each priority, 1 the most urgent."""
    return {priority.id: place for place, priority in enumerate(catalog.priorities, 1)}


def may_write(person: Person) -> bool:
    return person.scope.role >= Role.ENGINEER


async def connection_param(desk: Desk, person: Person, connection_id: str | None) -> str:
    """What an address says of a connection: nothing where it is the default one."""
    active = await desk.connections.active(person.scope) if connection_id else []
    return "" if not connection_id or (active and active[0].id == connection_id) else connection_id


async def list_values(desk: Desk, person: Person, values: Mapping[str, str], page: int) -> Values:
    """What the ticket list shows. A PSA that fails, or a filter to choose from, is shown in its place."""
    empty: Values = {"tickets": [], "ranks": {}, "total": 0, "unresolved": None}
    asked_for = values.get("connection", "")
    shown: Values = {"filtered": any(values.values()), "filters": [], "first_page": address(values)} | empty
    shown |= {"connection": asked_for, "may_write": may_write(person), "problem": None, "again": None}
    try:
        connections = await desk.connections.active(person.scope)
        connection, reader = await desk.connections.reader(person.scope, asked_for or None)
        catalog = await desk.connections.catalog(person.scope, connection.id)
        asked = Asked(values, catalog, person.scope.member_id(connection.id), connections)
        shown |= {"filters": [each.shown(asked) for each in filters_for(asked)], "ranks": ranks(catalog)}
        desk.connections.count_on(connection, "search")
        found = await reader.search_tickets(wanted(asked), page=page, page_size=PAGE_SIZE)
    except Unresolved as unresolved:
        chips = [(each.name, address(values, company=f"#{each.value}")) for each in unresolved.candidates]
        return shown | {"unresolved": unresolved, "chips": chips}
    except Missing as gone:
        return shown | {"problem": f"{gone.detail} {gone.remedy}"}
    except (ProviderError, DeskError) as error:
        LOG.warning("ticket_list_failed", error=type(error).__name__, detail=str(error))
        words = f"{error.detail} {error.remedy}" if isinstance(error, DeskError) else str(error)
        return shown | {"problem": words, "again": address(values, page)}
    before = (page - 1) * PAGE_SIZE
    return shown | {
        "tickets": found.items,
        "total": found.total,
        "first": before + 1,
        "last": before + len(found.items),
        "previous": address(values, page - 1) if page > 1 else None,
        "next": address(values, page + 1) if before + len(found.items) < found.total else None,
    }


async def queue_values(
    desk: Desk, person: Person, *, rows: int, page: int = 1, connection_id: str | None = None
) -> Values:
    """The person's own open tickets in one of the states: none, unmapped, error, empty, populated.

    What fails is logged and shown as a state; it never raises for a PSA. Of several PSAs the first one is
    shown that the person is mapped to, unless one is named.
    """
    try:
        connections = await desk.connections.active(person.scope)
        connection = _of_queue(connections, person, connection_id)
    except DeskError:
        return _queue("none", [])
    if connection is None:
        return _queue("none", [])
    member_id = person.scope.member_id(connection.id)
    given = "" if connection is connections[0] else connection.id
    others = _queue_choices(connections, connection)
    if member_id is None:
        return _queue("unmapped", others, where=connection.display_name)
    try:
        _, reader = await desk.connections.reader(person.scope, connection.id)
        desk.connections.count_on(connection, "search")
        found = await reader.search_tickets(TicketFilter(assigned=member_id), page=page, page_size=rows)
        catalog = await desk.connections.catalog(person.scope, connection.id)
    except (ProviderError, DeskError) as error:
        LOG.warning("queue_failed", error=type(error).__name__, detail=str(error))
        return _queue("error", others, where=connection.display_name)
    before = (page - 1) * rows
    kept = {"connection": given} if given else {}
    link = "/queue?" + "".join(f"{name}={value}&" for name, value in kept.items())
    return _queue("populated" if found.total else "empty", others, where=connection.display_name) | {
        "connection": given,
        "tickets": found.items,
        "ranks": ranks(catalog),
        "total": found.total,
        "first": before + 1,
        "last": before + len(found.items),
        "previous": f"{link}page={page - 1}" if page > 1 else None,
        "next": f"{link}page={page + 1}" if before + len(found.items) < found.total else None,
        "first_page": link.rstrip("?&"),
        "all_href": address({"assigned": "me", **kept}),
    }


def _queue(state: QueueState, choices: Sequence[Values], where: str = "") -> Values:
    return {
        "state": state,
        "where": where,
        "queues": choices,
        "connection": "",
        "all_href": address({"assigned": "me"}),
        "problem": None,
        "unresolved": None,
        "filtered": False,
    }


def _of_queue(
    connections: Sequence[Connection], person: Person, connection_id: str | None
) -> Connection | None:
    if connection_id:
        return next((each for each in connections if each.id == connection_id), None)
    mapped = (each for each in connections if person.scope.member_id(each.id))
    return next(mapped, connections[0] if connections else None)


def _queue_choices(connections: Sequence[Connection], shown: Connection) -> list[Values]:
    """The queues one may look at, when there are several."""
    if len(connections) < 2:
        return []
    return [
        {"name": each.display_name, "href": f"/queue?connection={each.id}", "current": each is shown}
        for each in connections
    ]
