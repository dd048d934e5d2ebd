"""Giving a connection's PSA out as a snapshot that is equal to the one it was filled with."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, select
from sqlmodel.ext.asyncio.session import AsyncSession

from providers.connection import ConnectionSpec
from providers.embedded.checking import SnapshotError
from providers.embedded.form import FORMAT, LISTS, BadValue, Key, Kind, shown
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
    RESOURCES,
    STATUSES,
    TENANTS,
    TICKETS,
    TIME_ENTRIES,
    TYPES,
)

Record = dict[str, Any]
Nested = Mapping[str, Mapping[str, list[Record]]]
_TABLES: Mapping[str, Table] = {
    "companies": COMPANIES,
    "contacts": CONTACTS,
    "members": MEMBERS,
    "boards": BOARDS,
    "priorities": PRIORITIES,
    "configurations": CONFIGURATIONS,
    "tickets": TICKETS,
    "documents": DOCUMENTS,
    "statuses": STATUSES,
    "types": TYPES,
    "notes": NOTES,
    "time_entries": TIME_ENTRIES,
}
_HOLDER = {"boards": "board_id", "tickets": "ticket_id"}


async def export_snapshot(store: Store, spec: ConnectionSpec) -> Record:
    """The connection's PSA as `psa-snapshot/1`, equal to the import but for what was written since.

    Raises:
        SnapshotError: Nothing was ever imported into this connection.
    """
    async with store.read(spec.account_id) as session:
        tenants = await _rows(session, spec, TENANTS)
        if not tenants:
            raise SnapshotError("This PSA is empty, there is nothing to export. Import a snapshot first.")
        given = tenants[0]["given"] or {}
        snapshot: Record = {"format": FORMAT}
        for kind, required in LISTS:
            records = await _records(session, spec, kind)
            if records or required or kind.listed in given:
                snapshot[kind.listed] = records
    return {**given, **snapshot}


async def _records(session: AsyncSession, spec: ConnectionSpec, kind: Kind) -> list[Record]:
    nested = {
        inner.listed: await _nested(session, spec, inner, _HOLDER[kind.listed]) for inner, _ in kind.nested
    }
    rows = await _rows(session, spec, _TABLES[kind.listed])
    if kind.listed == "tickets":
        resources = await _resources(session, spec)
        rows = [{**row, "resource_ids": resources.get(row["id"], [])} for row in rows]
    return [_record(row, kind, nested) for row in rows]


async def _nested(
    session: AsyncSession, spec: ConnectionSpec, kind: Kind, holder: str
) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for row in await _rows(session, spec, _TABLES[kind.listed]):
        found[row[holder]].append(_record(row, kind, {}))
    return found


async def _resources(session: AsyncSession, spec: ConnectionSpec) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in await _rows(session, spec, RESOURCES):
        found[row["ticket_id"]].append(row["member_id"])
    return found


async def _rows(session: AsyncSession, spec: ConnectionSpec, table: Table) -> list[Record]:
    mine = (table.c.account_id == spec.account_id, table.c.connection_id == spec.id)
    found = await session.execute(select(table).where(*mine).order_by(table.c.seq))
    return [dict(row) for row in found.mappings()]


def _record(row: Record, kind: Kind, nested: Nested) -> Record:
    given: Record = row["given"] or {}
    own = {key.name for key in kind.keys} | {inner.listed for inner, _ in kind.nested}
    record = {name: value for name, value in given.items() if name not in own}
    for key in kind.keys:
        if key.name in given and _same(key, given[key.name], row[key.name]):
            record[key.name] = given[key.name]
        elif key.required or row[key.name] != key.default:
            record[key.name] = shown(row[key.name])
    for inner, required in kind.nested:
        inside = nested[inner.listed].get(row["id"], [])
        if inside or required:
            record[inner.listed] = inside
        elif inner.listed in given:
            record[inner.listed] = given[inner.listed]
    return record


def _same(key: Key, given: object, now: object) -> bool:
    """Whether what the import said still is what the column holds."""
    if given is None:
        return bool(now == key.default)
    try:
        return bool(key.parse(given) == now)
    except BadValue:
        return False
