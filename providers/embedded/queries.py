"""The embedded PSA's questions to the database: every one is bound to an account and a connection."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, FromClause, Select, String, Table, bindparam, func, select
from sqlalchemy.engine import RowMapping
from sqlmodel.ext.asyncio.session import AsyncSession

from providers.connection import ConnectionSpec
from providers.embedded.form import storable
from providers.embedded.store import is_sqlite
from providers.embedded.tables import (
    BOARDS,
    COMPANIES,
    CONTACTS,
    MEMBERS,
    NOTES,
    PRIORITIES,
    STATUSES,
    TICKETS,
    TIME_ENTRIES,
    TYPES,
    in_utc,
)
from providers.errors import NotFound
from providers.models import TicketFilter

MAX_INLINE_IDS = 200
_NAMES = {
    "company_name": COMPANIES.c.name,
    "contact_name": CONTACTS.c.name,
    "board_name": BOARDS.c.name,
    "status_name": STATUSES.c.name,
    "priority_name": PRIORITIES.c.name,
    "type_name": TYPES.c.name,
    "member_name": MEMBERS.c.name,
}


def owned(table: Table, spec: ConnectionSpec) -> ColumnElement[bool]:
    """The rows of this connection."""
    return (table.c.account_id == spec.account_id) & (table.c.connection_id == spec.id)


def owned_too(table: Table, spec: ConnectionSpec) -> ColumnElement[bool]:
    """The same as `owned`, for rows that are found by their `seq`: it hides the account from the planner,
    which without statistics takes any index on an account for the shorter way."""
    return (table.c.account_id.concat("") == spec.account_id) & (table.c.connection_id == spec.id)


async def rows(session: AsyncSession, statement: Select[Any]) -> Sequence[RowMapping]:
    return (await session.execute(statement)).mappings().all()


async def one(
    session: AsyncSession, spec: ConnectionSpec, table: Table, id: str | None, **where: str
) -> RowMapping | None:
    """The row of that id, or None."""
    if id is None or not storable(id):
        return None
    statement = select(table).where(owned(table, spec), table.c.id == id)
    for column, value in where.items():
        statement = statement.where(table.c[column] == value)
    return (await session.execute(statement)).mappings().first()


async def listed(
    session: AsyncSession, spec: ConnectionSpec, table: Table, *conditions: ColumnElement[bool]
) -> Sequence[RowMapping]:
    """All rows that fulfil the conditions, in the order they arrived."""
    return await rows(session, select(table).where(owned(table, spec), *conditions).order_by(table.c.seq))


def tickets_with_names(mine: ColumnElement[bool]) -> Select[Any]:
    """Tickets joined with the names of all they point to. `mine` is `owned` or `owned_too`."""
    named = (column.label(label) for label, column in _NAMES.items())
    return select(TICKETS, *named).select_from(_joined()).where(mine)


def notes_with_names(spec: ConnectionSpec) -> Select[Any]:
    return _with_member(NOTES).where(owned(NOTES, spec)).order_by(NOTES.c.created_at, NOTES.c.seq)


def time_entries_with_names(spec: ConnectionSpec) -> Select[Any]:
    table = TIME_ENTRIES
    return _with_member(table).where(owned(table, spec)).order_by(table.c.started_at, table.c.seq)


async def ticket_of(session: AsyncSession, spec: ConnectionSpec, ticket_id: str) -> RowMapping:
    """A ticket's row with all names.

    Raises:
        NotFound: There is no such ticket in this connection.
    """
    statement = tickets_with_names(owned(TICKETS, spec)).where(TICKETS.c.id == storable_id(ticket_id))
    found = (await session.execute(statement)).mappings().first()
    if found is None:
        raise NotFound(f"There is no ticket {ticket_id[:100]}.")
    return found


async def ticket_row(
    session: AsyncSession, spec: ConnectionSpec, ticket_id: str, *, lock: bool = False
) -> RowMapping:
    """A ticket's own row, without names. With `lock` nobody else changes it before this transaction ends.

    Raises:
        NotFound: There is no such ticket in this connection.
    """
    statement = select(TICKETS).where(owned(TICKETS, spec), TICKETS.c.id == storable_id(ticket_id))
    found = (await session.execute(statement.with_for_update() if lock else statement)).mappings().first()
    if found is None:
        raise NotFound(f"There is no ticket {ticket_id[:100]}.")
    return found


def matching(session: AsyncSession, wanted: TicketFilter) -> list[ColumnElement[bool]]:
    """What a ticket of the connection must fulfil, apart from the text."""
    found: list[ColumnElement[bool]] = []
    for column, ids in (
        (TICKETS.c.company_id, wanted.company_ids),
        (TICKETS.c.board_id, wanted.board_ids),
        (TICKETS.c.status_id, wanted.status_ids),
        (TICKETS.c.priority_id, wanted.priority_ids),
    ):
        if ids:
            found.append(among(session, column, ids))
    if wanted.state != "any":
        found.append(TICKETS.c.closed == (wanted.state == "closed"))
    if wanted.assigned == "unassigned":
        found.append(TICKETS.c.assigned_member_id.is_(None))
    elif wanted.assigned != "any":
        found.append(TICKETS.c.assigned_member_id == storable_id(wanted.assigned))
    if wanted.entered_after:
        found.append(TICKETS.c.entered_at >= in_utc(wanted.entered_after))
    if wanted.entered_before:
        found.append(TICKETS.c.entered_at < in_utc(wanted.entered_before))
    if wanted.updated_after:
        found.append(TICKETS.c.updated_at >= in_utc(wanted.updated_after))
    return found


def in_list_order(wanted: TicketFilter) -> list[ColumnElement[Any]]:
    """The order of the list: priority, then entry date, newest first."""
    newest: list[ColumnElement[Any]] = [TICKETS.c.entered_at.desc(), TICKETS.c.seq.desc()]
    return newest if wanted.newest_first else [TICKETS.c.priority_sort, *newest]


def among(session: AsyncSession, column: ColumnElement[Any], ids: Sequence[str]) -> ColumnElement[bool]:
    """The column holds one of the ids; many ids travel as one parameter, for databases limit their number."""
    known = [storable_id(id) for id in ids]
    if len(known) == 1:
        return column == known[0]
    if len(known) <= MAX_INLINE_IDS:
        return column.in_(known)
    if is_sqlite(session):
        return column.in_(select(func.json_each(json.dumps(known)).table_valued("value").c.value))
    return column.in_(select(func.unnest(bindparam("ids", known, ARRAY(String), unique=True))))


def storable_id(id: str) -> str:
    """The id, or one that no record has when the database could not even hold it."""
    return id if storable(id) else ""


def _joined() -> FromClause:
    joined: FromClause = TICKETS
    for table, column, needed in (
        (COMPANIES, TICKETS.c.company_id, True),
        (BOARDS, TICKETS.c.board_id, True),
        (PRIORITIES, TICKETS.c.priority_id, True),
        (CONTACTS, TICKETS.c.contact_id, False),
        (MEMBERS, TICKETS.c.assigned_member_id, False),
    ):
        joined = joined.join(table, _same_tenant(table) & (table.c.id == column), isouter=not needed)
    status = _same_tenant(STATUSES) & (STATUSES.c.board_id == TICKETS.c.board_id)
    joined = joined.join(STATUSES, status & (STATUSES.c.id == TICKETS.c.status_id))
    type_ = _same_tenant(TYPES) & (TYPES.c.board_id == TICKETS.c.board_id)
    return joined.join(TYPES, type_ & (TYPES.c.id == TICKETS.c.type_id), isouter=True)


def _with_member(table: Table) -> Select[Any]:
    member = _same_tenant(MEMBERS, table) & (MEMBERS.c.id == table.c.member_id)
    return select(table, MEMBERS.c.name.label("member_name")).select_from(
        table.join(MEMBERS, member, isouter=True)
    )


def _same_tenant(table: Table, other: Table = TICKETS) -> ColumnElement[bool]:
    return (table.c.account_id == other.c.account_id) & (table.c.connection_id == other.c.connection_id)
