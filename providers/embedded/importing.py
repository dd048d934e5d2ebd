"""Taking a snapshot into the database, all of it or nothing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import Table, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from providers.connection import ConnectionSpec
from providers.embedded.checking import SnapshotError, checked_entries
from providers.embedded.entries import Entries, Entry
from providers.embedded.search import Row, add_tickets, forget_tickets, refresh_statistics, ticket_words
from providers.embedded.store import Store
from providers.embedded.tables import (
    BOARDS,
    COMPANIES,
    CONFIGURATIONS,
    CONTACTS,
    DOCUMENTS,
    MEMBERS,
    NOTES,
    PRIORITIES,
    PSA_TABLES,
    RESOURCES,
    STATUSES,
    TENANTS,
    TIME_ENTRIES,
    TYPES,
)

T = TypeVar("T")
_BATCH = 2_000
_MAX_DIGITS = 15
_PLAIN: Mapping[str, Table] = {
    "companies": COMPANIES,
    "contacts": CONTACTS,
    "members": MEMBERS,
    "priorities": PRIORITIES,
    "configurations": CONFIGURATIONS,
    "documents": DOCUMENTS,
}


async def import_snapshot(
    store: Store, spec: ConnectionSpec, data: object, *, replace: bool
) -> dict[str, int]:
    """Fill a connection's PSA with a snapshot and say how many records of each list it took.

    Args:
        replace: Whether what the connection holds now may go; without it a filled PSA is refused.

    Raises:
        SnapshotRefused: The snapshot has faults; all are in it. Nothing was changed.
        SnapshotError: The PSA is filled and `replace` is not given. Nothing was changed.
    """
    entries = checked_entries(data)
    async with store.write(spec.account_id, durable=True) as session:
        await _make_room(session, spec, replace)
        tenant = {**_owner(spec), **_last_numbers(entries), "given": entries.given}
        await session.execute(TENANTS.insert(), tenant)
        for listed, table in _PLAIN.items():
            await _insert(session, table, (_row(spec, entry) for entry in entries.lists[listed]))
        await _insert_boards(session, spec, entries.lists["boards"])
        await _insert_tickets(session, spec, entries)
    return {listed: len(records) for listed, records in entries.lists.items()}


async def _make_room(session: AsyncSession, spec: ConnectionSpec, replace: bool) -> None:
    mine = (TENANTS.c.account_id == spec.account_id, TENANTS.c.connection_id == spec.id)
    filled = await session.execute(select(TENANTS.c.seq).where(*mine).with_for_update())
    if filled.first() is None:
        return
    if not replace:
        raise SnapshotError(
            "This PSA already holds data, nothing was changed. "
            "Use --replace to put the snapshot in its place."
        )
    await forget_tickets(session, spec)
    for table in PSA_TABLES:
        await session.execute(
            delete(table).where(table.c.account_id == spec.account_id, table.c.connection_id == spec.id)
        )


async def _insert_boards(session: AsyncSession, spec: ConnectionSpec, boards: list[Entry]) -> None:
    await _insert(session, BOARDS, (_row(spec, board) for board in boards))
    for listed, table in (("statuses", STATUSES), ("types", TYPES)):
        await _insert(
            session,
            table,
            (
                _row(spec, each, board_id=board.values["id"])
                for board in boards
                for each in board.nested[listed]
            ),
        )


async def _insert_tickets(session: AsyncSession, spec: ConnectionSpec, entries: Entries) -> None:
    tickets = entries.lists["tickets"]
    closed = {
        (board.values["id"], status.values["id"]): status.values["closed"]
        for board in entries.lists["boards"]
        for status in board.nested["statuses"]
    }
    sorts = {priority.values["id"]: priority.values["sort"] for priority in entries.lists["priorities"]}
    names = {company.values["id"]: company.values["name"] for company in entries.lists["companies"]}
    for batch in _batches(tickets):
        rows = [_ticket_row(spec, ticket, closed, sorts) for ticket in batch]
        await add_tickets(session, spec, rows, [_words(ticket, names) for ticket in batch])
    for listed, table in (("notes", NOTES), ("time_entries", TIME_ENTRIES)):
        await _insert(
            session,
            table,
            (
                _row(spec, each, ticket_id=ticket.values["id"])
                for ticket in tickets
                for each in ticket.nested[listed]
            ),
        )
    await _insert(session, RESOURCES, (row for ticket in tickets for row in _resource_rows(spec, ticket)))
    await refresh_statistics(session)


def _words(ticket: Entry, company_names: dict[str, str]) -> list[str]:
    values = ticket.values
    notes = [note.values["text"] for note in ticket.nested["notes"]]
    texts = [values["summary"], company_names[values["company_id"]], values["description"], *notes]
    return ticket_words(values["id"], texts)


def _ticket_row(
    spec: ConnectionSpec, ticket: Entry, closed: dict[tuple[str, str], bool], sorts: dict[str, int]
) -> Row:
    values = ticket.values
    row = _row(
        spec,
        ticket,
        closed=closed[values["board_id"], values["status_id"]],
        priority_sort=sorts[values["priority_id"]],
        updated_at=_last_change(ticket),
    )
    del row["resource_ids"]
    return row


def _resource_rows(spec: ConnectionSpec, ticket: Entry) -> list[Row]:
    members = dict.fromkeys(ticket.values["resource_ids"])
    return [{**_owner(spec), "ticket_id": ticket.values["id"], "member_id": member} for member in members]


def _last_change(ticket: Entry) -> datetime:
    noted: list[datetime] = [note.values["created_at"] for note in ticket.nested["notes"]]
    entered: datetime = ticket.values["entered_at"]
    return max([entered, ticket.values["closed_at"] or entered, *noted])


def _last_numbers(entries: Entries) -> dict[str, int]:
    """The largest numeric ids in use; new ones are given above them."""
    tickets = entries.lists["tickets"]
    return {
        "last_ticket": _largest(tickets),
        "last_note": _largest([note for ticket in tickets for note in ticket.nested["notes"]]),
        "last_time_entry": _largest([each for ticket in tickets for each in ticket.nested["time_entries"]]),
    }


def _largest(entries: list[Entry]) -> int:
    ids = (entry.values["id"] for entry in entries)
    return max(
        (int(each) for each in ids if len(each) <= _MAX_DIGITS and each.isascii() and each.isdigit()),
        default=0,
    )


def _row(spec: ConnectionSpec, entry: Entry, **more: object) -> Row:
    return {**_owner(spec), **entry.values, "given": entry.given, **more}


def _owner(spec: ConnectionSpec) -> Row:
    return {"account_id": spec.account_id, "connection_id": spec.id}


async def _insert(session: AsyncSession, table: Table, rows: Iterable[Row]) -> None:
    for batch in _batches(rows):
        await session.execute(table.insert(), batch)


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
