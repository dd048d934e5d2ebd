"""One ticket as pages show it: its head, people, notes, and what belongs to it. Each part stands alone: one
that cannot be read says so in its place, and the others show."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from assistant.columns import new_id
from assistant.desk import Desk
from assistant.errors import DeskError
from assistant.identity.people import Person
from assistant.pages.as_written import as_written
from assistant.pages.ticket_view import Values, may_write, ranks
from assistant.pages.unsent import unsent
from assistant.proposals.checks import change_sentence
from providers.base import PSAReader
from providers.errors import ProviderError
from providers.models import Capabilities, Configuration, Document, Ticket, TicketFilter, TimeEntry
from tools.similarity import likeness, look_alikes, telling_words

SHOWN_DOCUMENTS = 6
SHOWN_NOTES = 20
SHOWN_ELSEWHERE = 10
UNREAD = (ProviderError, DeskError)


async def detail_values(
    desk: Desk, person: Person, ticket_id: str, connection_id: str | None = None
) -> Values:
    """A ticket's head and the forms below it.

    Raises:
        NotFound, ProviderError: As the PSA says; there is nothing to show then.
    """
    connection, reader = await desk.connections.reader(person.scope, connection_id)
    desk.connections.count_on(connection, "look_up")
    ticket = await reader.get_ticket(ticket_id)
    catalog = await desk.connections.catalog(person.scope, connection.id)
    can = reader.capabilities
    return {
        "ticket": ticket,
        "merged_from": ticket_id if ticket.id != ticket_id.strip().removeprefix("#") else None,
        "description": as_written(ticket.description or ""),
        "contact": catalog.contact(ticket.contact.id) if ticket.contact else None,
        "statuses": catalog.statuses(ticket.board.id),
        "change_sentence": change_sentence(can),
        "psa_link": psa_link(connection.display_name, reader, ticket.id),
        "connection": connection_id or "",
        "connection_name": connection.display_name,
        "ranks": ranks(catalog),
        "may_write": may_write(person),
        "can_log_time": can.can_log_time,
        **note_form(can),
    }


def note_form(
    can: Capabilities,
    *,
    text: str = "",
    note_type: str | None = None,
    reason: str = "",
    key: str | None = None,
    problem: str | None = None,
    findings: Sequence[Any] = (),
) -> Values:
    """The composer of a note, empty or as it was sent. The same `key` again replaces what was refused."""
    chosen = note_type or can.note_audiences[0].type.value
    return {
        "audiences": can.note_audiences,
        "max_note": can.max_note_characters,
        "warn_note": can.note_warning_characters,
        "note_draft": {"text": text, "note_type": chosen, "reason": reason},
        "note_problem": problem,
        "note_findings": findings,
        "key": key or new_id(),
    }


async def resource_values(
    desk: Desk, person: Person, ticket_id: str, connection_id: str | None = None
) -> Values:
    """Who works on the ticket, and whom one may ask to: those of our people first."""
    connection, reader = await desk.connections.reader(person.scope, connection_id)
    shown: Values = {"ticket_id": ticket_id, "connection": connection_id or "", "problem": None}
    shown |= {"resources": (), "ours": (), "others": (), "mapped": frozenset(), "me": None}
    shown |= {"can_add": reader.capabilities.can_add_resources, "may_write": may_write(person)}
    try:
        catalog = await desk.connections.catalog(person.scope, connection.id)
        resources = await reader.list_resources(ticket_id)
    except UNREAD as error:
        return shown | {"problem": words_of(error)}
    mapped = {row.external_member_id for row, _ in await desk.mappings.list(person.scope, connection.id)}
    owner = next((each.member_id for each in resources if each.owner), None)
    free = sorted(
        (each for each in catalog.active_members if each.id != owner), key=lambda each: each.name.casefold()
    )
    me = person.scope.member_id(connection.id)
    return shown | {
        "resources": resources,
        "ours": [each for each in free if each.id in mapped],
        "others": [each for each in free if each.id not in mapped],
        "mapped": mapped,
        "me": me if me != owner else None,
    }


async def note_values(
    desk: Desk, person: Person, ticket_id: str, *, connection_id: str | None = None
) -> Values:
    """The notes, newest first, with who sees each kind. Many notes are folded after the newest."""
    connection, reader = await desk.connections.reader(person.scope, connection_id)
    audiences = {each.type.value: each for each in reader.capabilities.note_audiences}
    shown: Values = {"audience_of": audiences, "notes": [], "older": [], "note_count": 0, "problem": None}
    waiting = await unsent(desk, person, connection.id, ticket_id)
    shown |= {"unsent": [each for each in waiting if each.kind == "post_note"]}
    try:
        found = await reader.list_notes(ticket_id)
    except UNREAD as error:
        return shown | {"problem": words_of(error)}
    notes = [each.model_copy(update={"text": as_written(each.text)}) for each in reversed(found)]
    return shown | {
        "notes": notes[:SHOWN_NOTES],
        "older": notes[SHOWN_NOTES:],
        "note_count": len(notes),
    }


async def more_values(desk: Desk, person: Person, ticket_id: str, connection_id: str | None = None) -> Values:
    """Devices, related tickets, documents and time: each shows even when another fails."""
    _, reader = await desk.connections.reader(person.scope, connection_id)
    shown: Values = {"ticket_id": ticket_id, "connection": connection_id or "", "more": []}
    try:
        ticket = await reader.get_ticket(ticket_id)
    except UNREAD as error:
        return shown | {"more": [{"title": "More", "empty": "", "rows": [], "problem": words_of(error)}]}
    return shown | {
        "more": [
            await part("Devices", "No device is attached.", lambda: _devices(reader, ticket)),
            await part(
                "Related tickets", "No similar ticket of this company.", lambda: _related(reader, ticket)
            )
            | {"elsewhere": True},
            await part("Documents", "No document of this company.", lambda: _documents(reader, ticket)),
            await part("Time", "No time is logged.", lambda: _time(reader, ticket)),
        ]
    }


async def elsewhere_values(
    desk: Desk, person: Person, ticket_id: str, connection_id: str | None = None
) -> Values:
    """Tickets like this one at other companies, as far as the person sees those.

    Raises:
        NotFound, ProviderError: As the PSA says.
    """
    _, reader = await desk.connections.reader(person.scope, connection_id)
    ticket = await reader.get_ticket(ticket_id)
    found = await look_alikes(
        reader, ticket.summary, TicketFilter(state="any"), without=frozenset({ticket.id}), limit=50
    )
    others = [each.ticket for each in found if each.ticket.company.id != ticket.company.id]
    return {"ticket": ticket, "tickets": others[:SHOWN_ELSEWHERE], "connection": connection_id or ""}


async def part(title: str, empty: str, load: Callable[[], Awaitable[list[Values]]]) -> Values:
    """One list below a ticket, or why it is not there."""
    shown: Values = {"title": title, "empty": empty, "rows": [], "problem": None, "elsewhere": False}
    try:
        return shown | {"rows": await load()}
    except UNREAD as error:
        return shown | {"problem": words_of(error)}


def psa_link(where: str, reader: PSAReader, ticket_id: str) -> tuple[str, str] | None:
    """What a link into the PSA says and where it leads; None where the PSA has no page for a ticket."""
    href = reader.ticket_url(ticket_id)
    return (f"Open in {where}", href) if href else None


def words_of(error: ProviderError | DeskError) -> str:
    return f"{error.detail} {error.remedy}" if isinstance(error, DeskError) else str(error)


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
