"""Tickets as pages show them: the list, and a ticket with its parts."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from assistant.columns import new_id
from assistant.desk import Desk
from assistant.errors import Missing
from assistant.identity.people import Person
from assistant.pages.ticket_filters import FILTERS, PAGE_SIZE, Asked, Unresolved, address, wanted
from providers.base import PSAReader
from providers.errors import ProviderError
from providers.models import Configuration, Document, Ticket, TicketFilter, TimeEntry
from providers.scope import Role
from tools.catalog import Catalog
from tools.similarity import likeness, look_alikes, telling_words

SHOWN_DOCUMENTS = 6
QUEUE_ROWS = 5
Values = dict[str, Any]


def ranks(catalog: Catalog) -> dict[str, int]:
    """The place of each priority, 1 the most urgent."""
    return {priority.id: place for place, priority in enumerate(catalog.priorities, 1)}


def may_write(person: Person) -> bool:
    return person.scope.role >= Role.ENGINEER


async def list_values(desk: Desk, person: Person, values: Mapping[str, str], page: int) -> Values:
    """What the ticket list shows. A PSA that fails, or a filter to choose from, is shown in its place."""
    empty: Values = {"tickets": [], "ranks": {}, "total": 0, "problem": None, "unresolved": None}
    shown: Values = {"filtered": any(values.values()), "filters": [], "first_page": address(values)} | empty
    try:
        connection, reader = await desk.connections.reader(person.scope, None)
        catalog = await desk.connections.catalog(person.scope, connection.id)
        asked = Asked(values, catalog, person.scope.member_id(connection.id))
        shown |= {"filters": [each.shown(asked) for each in FILTERS], "ranks": ranks(catalog)}
        found = await reader.search_tickets(wanted(asked), page=page, page_size=PAGE_SIZE)
    except Unresolved as unresolved:
        chips = [(each.name, address(values, company=f"#{each.value}")) for each in unresolved.candidates]
        return shown | {"unresolved": unresolved, "chips": chips}
    except (ProviderError, Missing) as error:
        return shown | {"problem": str(error)}
    before = (page - 1) * PAGE_SIZE
    return shown | {
        "tickets": found.items,
        "total": found.total,
        "first": before + 1,
        "last": before + len(found.items),
        "previous": address(values, page - 1) if page > 1 else None,
        "next": address(values, page + 1) if before + len(found.items) < found.total else None,
    }


async def queue_values(desk: Desk, person: Person, *, rows: int, page: int = 1) -> Values:
    """The person's own open tickets in one of the states: none, unmapped, error, empty, populated."""
    if not await desk.connections.active(person.scope):
        return {"state": "none"}
    try:
        connection, reader = await desk.connections.reader(person.scope, None)
        member_id = person.scope.member_id(connection.id)
        if member_id is None:
            return {"state": "unmapped"}
        found = await reader.search_tickets(TicketFilter(assigned=member_id), page=page, page_size=rows)
        catalog = await desk.connections.catalog(person.scope, connection.id)
    except ProviderError:
        return {"state": "error"}
    before = (page - 1) * rows
    return {
        "state": "populated" if found.total else "empty",
        "tickets": found.items,
        "ranks": ranks(catalog),
        "total": found.total,
        "first": before + 1,
        "last": before + len(found.items),
        "previous": f"/queue?page={page - 1}" if page > 1 else None,
        "next": f"/queue?page={page + 1}" if before + len(found.items) < found.total else None,
        "first_page": "/queue",
        "problem": None,
        "unresolved": None,
        "filtered": False,
    }


async def detail_values(desk: Desk, person: Person, ticket_id: str) -> Values:
    """A ticket's head and the forms below it.

    Raises:
        NotFound, ProviderError: As the PSA says; there is nothing to show then.
    """
    connection, reader = await desk.connections.reader(person.scope, None)
    ticket = await reader.get_ticket(ticket_id)
    catalog = await desk.connections.catalog(person.scope, connection.id)
    can = reader.capabilities
    return {
        "ticket": ticket,
        "contact": catalog.contact(ticket.contact.id) if ticket.contact else None,
        "statuses": catalog.statuses(ticket.board.id),
        "audiences": can.note_audiences,
        "max_note": can.max_note_characters,
        "vendor": can.vendor,
        "ranks": ranks(catalog),
        "may_write": may_write(person),
        "key": new_id(),
        "note_draft": {"text": "", "note_type": can.note_audiences[0].type.value, "reason": ""},
        "note_problem": None,
        "note_findings": [],
    }


async def resource_values(desk: Desk, person: Person, ticket_id: str) -> Values:
    connection, reader = await desk.connections.reader(person.scope, None)
    catalog = await desk.connections.catalog(person.scope, connection.id)
    mapped = {row.external_member_id for row, _ in await desk.mappings.list(person.scope, connection.id)}
    members = sorted(catalog.active_members, key=lambda each: (each.id not in mapped, each.name.casefold()))
    return {
        "ticket_id": ticket_id,
        "resources": await reader.list_resources(ticket_id),
        "members": members,
        "mapped": mapped,
        "can_add": reader.capabilities.can_add_resources,
        "may_write": may_write(person),
    }


async def note_values(
    desk: Desk, person: Person, ticket_id: str, *, connection_id: str | None = None
) -> Values:
    """The notes, newest first, with who sees each kind."""
    _, reader = await desk.connections.reader(person.scope, connection_id)
    audiences = {each.type.value: each for each in reader.capabilities.note_audiences}
    return {"notes": list(reversed(await reader.list_notes(ticket_id))), "audience_of": audiences}


async def more_values(desk: Desk, person: Person, ticket_id: str) -> Values:
    """Devices, related tickets, documents and time: each shows even when another fails."""
    _, reader = await desk.connections.reader(person.scope, None)
    ticket = await reader.get_ticket(ticket_id)
    return {
        "more": [
            await _part("Devices", "No device is attached.", lambda: _devices(reader, ticket)),
            await _part(
                "Related tickets", "No similar ticket of this company.", lambda: _related(reader, ticket)
            ),
            await _part("Documents", "No document of this company.", lambda: _documents(reader, ticket)),
            await _part("Time", "No time is logged.", lambda: _time(reader, ticket)),
        ]
    }


async def _part(title: str, empty: str, load: Callable[[], Awaitable[list[Values]]]) -> Values:
    part: Values = {"title": title, "empty": empty, "rows": [], "problem": None}
    try:
        return part | {"rows": await load()}
    except ProviderError as error:
        return part | {"problem": str(error)}


async def _devices(reader: PSAReader, ticket: Ticket) -> list[Values]:
    return [_device(each) for each in await reader.configurations(ticket_id=ticket.id)]


def _device(device: Configuration) -> Values:
    details = [each for each in (device.type, device.serial_number) if each]
    return _row(device.name, hint=" · ".join(details))


async def _related(reader: PSAReader, ticket: Ticket) -> list[Values]:
    same = TicketFilter(company_ids=(ticket.company.id,), state="any")
    found = await look_alikes(reader, ticket.summary, same, without=frozenset({ticket.id}))
    return [
        _row(
            f"#{each.ticket.id} {each.ticket.summary}", hint=each.ticket.status.name, ticket_id=each.ticket.id
        )
        for each in found
    ]


async def _documents(reader: PSAReader, ticket: Ticket) -> list[Values]:
    """The company's own and general documents, those first that speak of the ticket's subject."""
    words = telling_words(f"{ticket.summary} {ticket.description or ''}")
    found = await reader.documents(ticket.company.id)
    rated = sorted(found, key=lambda each: (-_fits(words, each), each.company_id is None, each.title))
    kept = [each for each in rated if each.company_id or _fits(words, each) >= 0.5]
    return [
        _row(each.title, hint="general" if each.company_id is None else "", href=each.url, body=each.body)
        for each in kept[:SHOWN_DOCUMENTS]
    ]


def _fits(words: Sequence[str], document: Document) -> float:
    return likeness(words, telling_words(document.title))


async def _time(reader: PSAReader, ticket: Ticket) -> list[Values]:
    return [_entry(each) for each in await reader.time_entries(ticket.id)]


def _entry(entry: TimeEntry) -> Values:
    hours, minutes = divmod(entry.minutes, 60)
    length = f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
    who = entry.member.name if entry.member else "Nobody named"
    return _row(f"{length} · {who} · {entry.started_at:%d %b %Y}", hint=entry.note or "")


def _row(
    text: str,
    *,
    hint: str = "",
    href: str | None = None,
    ticket_id: str | None = None,
    body: str | None = None,
) -> Values:
    return {"text": text, "hint": hint, "href": href, "ticket_id": ticket_id, "body": body}
