"""The tenant the simulator plays: the embedded PSA's records as the vendor's rows, kept ready to be searched.

Nobody else writes to this PSA, so the rows are made once and again after each write. What the vendor keeps
and the embedded PSA does not (external references, schedule entries, merges) is kept here, in memory.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from providers.connection import ConnectionSpec
from providers.embedded import mapping
from providers.embedded.queries import owned, rows, tickets_with_names, time_entries_with_names
from providers.embedded.reader import EmbeddedReader
from providers.embedded.search import index_ticket
from providers.embedded.store import Store
from providers.embedded.tables import NOTES, RESOURCES, TICKETS, TIME_ENTRIES
from providers.embedded.writer import EmbeddedWriter
from providers.models import Board, Ref, Ticket
from providers.simulators.connectwise import shapes
from providers.simulators.connectwise.numbers import Key, Numbers
from providers.simulators.connectwise.refusals import not_found
from providers.simulators.connectwise.shapes import Json

SERVICE_SCHEDULE = {"id": 4, "identifier": "S"}
Rows = dict[int, Json]


class Tenant:
    """All rows by kind and number. `load` once before use; one write at a time holds `writing`."""

    def __init__(self, spec: ConnectionSpec, store: Store) -> None:
        self._spec = spec
        self._store = store
        self.reader = EmbeddedReader(spec, store)
        self.writer = EmbeddedWriter(spec, store)
        self.writing = asyncio.Lock()
        self.kinds: dict[str, Rows] = {}
        self.devices: dict[int, list[int]] = {}
        self.extras: dict[int, Json] = {}
        self.note_extras: dict[int, Json] = {}
        self.time_extras: dict[int, Json] = {}
        self._numbers: dict[str, Numbers] = {}
        self._descriptions: dict[int, int] = {}
        self._updated_by: dict[int, str] = {}
        self._working: dict[int, list[Json]] = {}
        self._scheduled = 0

    async def load(self) -> None:
        """Read the whole embedded PSA."""
        await self._load_lists()
        async with self._store.read(self._spec.account_id) as session:
            mine = owned(TICKETS, self._spec)
            found = await rows(session, tickets_with_names(mine).order_by(TICKETS.c.seq))
            tickets = [mapping.ticket(row) for row in found]
            for kind, table in (("note", NOTES), ("time", TIME_ENTRIES)):
                ids = select(table.c.ticket_id, table.c.id).where(owned(table, self._spec))
                keys = [
                    (row["ticket_id"], row["id"]) for row in await rows(session, ids.order_by(table.c.seq))
                ]
                self._numbers[kind] = Numbers(keys)
            working = select(RESOURCES.c.ticket_id, RESOURCES.c.member_id).where(owned(RESOURCES, self._spec))
            pairs = [(r["ticket_id"], r["member_id"]) for r in await rows(session, working)]
        self._number("ticket", [(ticket.id,) for ticket in tickets])
        self.kinds["schedule"] = {}
        self.kinds["ticket"] = {self.number("ticket", each.id): self._ticket(each) for each in tickets}
        for ticket_id, member_id in pairs:
            self.schedule(
                self.number("ticket", ticket_id), self.row("member", self.number("member", member_id))
            )
        for ticket in tickets:
            if ticket.description:
                self._descriptions[self.number("ticket", ticket.id)] = self._numbers["note"].lowest()

    def rows(self, kind: str) -> list[Json]:
        return list(self.kinds[kind].values())

    def row(self, kind: str, number: object) -> Json:
        """The row of that number.

        Raises:
            Refused: 404, there is none.
        """
        found = self.kinds[kind].get(number) if type(number) is int else None
        if found is None:
            raise not_found(kind.capitalize(), number)
        return found

    def find(self, kind: str, pointer: Any, **where: int) -> Json | None:
        """The row that `{"id": 1}`, `{"identifier": "x"}` or `{"name": "x"}` points to, or None."""
        if not isinstance(pointer, dict):
            return None
        if type(pointer.get("id")) is int and not where:
            return self.kinds[kind].get(pointer["id"])
        for name in ("id", "identifier", "name"):
            if pointer.get(name) is not None:
                return next((r for r in self._among(kind, where) if _same(r.get(name), pointer[name])), None)
        return None

    def of_board(self, kind: str, board_number: int) -> list[Json]:
        """The statuses or types of one board, in its order."""
        return list(self._among(kind, {"board": board_number}))

    def number(self, kind: str, *key: str) -> int:
        return self._numbers[kind].of(*key)

    def id(self, kind: str, number: int) -> str:
        """The embedded PSA's id of a row that is there."""
        key = self._numbers[kind].key(number)
        assert key is not None
        return key[-1]

    async def refresh(self, ticket_id: str, *, by: str = "") -> Json:
        """Make a ticket's row anew after a write; the ticket is given by its embedded id."""
        number = self.number("ticket", ticket_id)
        self._updated_by[number] = by or shapes.API_MEMBER["identifier"]
        record = await self.reader.get_ticket(ticket_id)
        if record.description and number not in self._descriptions:
            self._descriptions[number] = self._numbers["note"].next()
        row = self.kinds["ticket"][number] = self._ticket(record)
        return row

    async def change_ticket(self, number: int, at: datetime, by: str, **columns: Any) -> Json:
        """Write columns of a ticket that were checked before. The embedded writer changes the status and the
        owner only, the vendor nearly everything at once."""
        ticket_id = self.id("ticket", number)
        mine = (owned(TICKETS, self._spec), TICKETS.c.id == ticket_id)
        async with self._store.write(self._spec.account_id) as session:
            await session.execute(update(TICKETS).where(*mine).values(updated_at=at, **columns))
            await index_ticket(session, self._spec, ticket_id)
        return await self.refresh(ticket_id, by=by)

    async def notes(self, ticket_number: int) -> list[Json]:
        """A ticket's notes, oldest first, the description as the first of them."""
        ticket_id = self.id("ticket", ticket_number)
        ticket = self.kinds["ticket"][ticket_number]
        found = [self.note_row(note) for note in await self.reader.list_notes(ticket_id)]
        opened = self._descriptions.get(ticket_number)
        if opened is None:
            return found
        record = await self.reader.get_ticket(ticket_id)
        extras = self.note_extras.get(opened, {})
        return [shapes.description(record, opened, ticket_number, ticket["contact"]) | extras, *found]

    def note_row(self, note: Any) -> Json:
        number = self.number("note", note.ticket_id, note.id)
        extras = self.note_extras.get(number, {})
        return shapes.note(
            note, number, self.number("ticket", note.ticket_id), self._author(note.member), extras
        )

    async def times(self, ticket_number: int) -> list[Json]:
        """A ticket's time entries, oldest first."""
        entries = await self.reader.time_entries(self.id("ticket", ticket_number))
        return [self.time_row(entry) for entry in entries]

    def time_row(self, entry: Any) -> Json:
        number = self.number("time", entry.ticket_id, entry.id)
        ticket = self.kinds["ticket"][self.number("ticket", entry.ticket_id)]
        return shapes.time_entry(
            entry, number, ticket, self._author(entry.member), self.time_extras.get(number, {})
        )

    async def all_times(self) -> list[Json]:
        """All time entries, oldest first."""
        async with self._store.read(self._spec.account_id) as session:
            found = await rows(session, time_entries_with_names(self._spec))
        return [self.time_row(mapping.time_entry(row)) for row in found]

    def schedule(self, ticket_number: int, member: Json, given: Json | None = None) -> Json:
        """Put a member on a ticket's schedule; the same one twice makes two entries, as at the vendor."""
        self._scheduled += 1
        number = self._scheduled
        entry = self.kinds["schedule"][number] = {
            "id": number,
            "objectId": ticket_number,
            "name": self.kinds["ticket"][ticket_number]["summary"],
            "member": shapes.member_reference(member),
            "type": SERVICE_SCHEDULE,
            "status": {"id": 1, "name": "Firm"},
            "doneFlag": False,
            "acknowledgedFlag": False,
            "ownerFlag": False,
            "_info": {},
            **(given or {}),
        }
        self._working.setdefault(ticket_number, []).append(entry["member"])
        self._show_resources(ticket_number)
        return entry

    def unschedule(self, number: int) -> Json:
        """Take an entry off."""
        entry = self.kinds["schedule"].pop(number)
        self._working[entry["objectId"]].remove(entry["member"])
        self._show_resources(entry["objectId"])
        return entry

    def extend(self, number: int, **extras: Any) -> None:
        """Keep what only the vendor keeps of a ticket."""
        self.extras.setdefault(number, {}).update(extras)
        self.kinds["ticket"][number] |= extras

    def _show_resources(self, number: int) -> None:
        working = dict.fromkeys(member["identifier"] for member in self._working[number])
        self.extend(number, resources=", ".join(working) or None)

    def _among(self, kind: str, where: dict[str, int]) -> Iterable[Json]:
        for row in self.kinds[kind].values():
            if all(row[name]["id"] == number for name, number in where.items()):
                yield row

    def _author(self, member: Ref | None) -> Json | None:
        if member is None:
            return None
        return shapes.member_reference(self.kinds["member"].get(self.number("member", member.id)))

    def _ticket(self, record: Ticket) -> Json:
        number = self.number("ticket", record.id)
        self.devices[number] = [self.number("configuration", each) for each in record.configuration_ids]
        pointers: Json = {
            "company": shapes.reference(self._pointed("company", record.company), "identifier"),
            "contact": self._plain("contact", record.contact),
            "board": self._plain("board", record.board),
            "status": {
                "id": self.number("status", record.board.id, record.status.id),
                "name": record.status.name,
            },
            "priority": {
                "id": self.number("priority", record.priority.id),
                "name": record.priority.name,
                "sort": record.priority_sort,
            },
            "owner": self._author(record.assigned_member),
        }
        if record.type:
            pointers["type"] = {
                "id": self.number("type", record.board.id, record.type.id),
                "name": record.type.name,
            }
        row = shapes.ticket(record, number, pointers, self.extras.get(number, {}))
        row["_info"]["updatedBy"] = self._updated_by.get(number, row["_info"]["updatedBy"])
        return row

    def _pointed(self, kind: str, to: Ref) -> Json:
        return self.kinds[kind][self.number(kind, to.id)]

    def _plain(self, kind: str, to: Ref | None) -> Json | None:
        return None if to is None else {"id": self.number(kind, to.id), "name": to.name}

    async def _load_lists(self) -> None:
        companies, boards = await self.reader.companies(), await self.reader.boards()
        self._number("company", [(each.id,) for each in companies])
        numbers = {each.id: self.number("company", each.id) for each in companies}
        self.kinds["company"] = _by_id(shapes.companies(companies, numbers))
        contacts = await self.reader.contacts()
        self._load("contact", contacts, lambda r, n: shapes.contact(r, n, self._company(r)))
        self._load("member", await self.reader.members(), shapes.member)
        self._load("priority", await self.reader.priorities(), shapes.priority)
        configurations = await self.reader.configurations()
        self._load("configuration", configurations, lambda r, n: shapes.configuration(r, n, self._company(r)))
        self._load("board", boards, shapes.board)
        self._load_of_boards(boards)

    def _load(self, kind: str, records: Sequence[Any], shape: Any) -> None:
        self._number(kind, [(each.id,) for each in records])
        self.kinds[kind] = _by_id([shape(each, self.number(kind, each.id)) for each in records])

    def _load_of_boards(self, boards: Sequence[Board]) -> None:
        self._number("status", [(board.id, each.id) for board in boards for each in board.statuses])
        self._number("type", [(board.id, each.id) for board in boards for each in board.types])
        self.kinds["status"], self.kinds["type"] = {}, {}
        for board in boards:
            row = self.kinds["board"][self.number("board", board.id)]
            for place, status in enumerate(board.statuses):
                number = self.number("status", board.id, status.id)
                self.kinds["status"][number] = shapes.status(status, number, row, place)
            for type_ in board.types:
                number = self.number("type", board.id, type_.id)
                self.kinds["type"][number] = shapes.ticket_type(type_, number, row)

    def _company(self, record: Any) -> Json:
        return self.kinds["company"][self.number("company", record.company_id)]

    def _number(self, kind: str, keys: Sequence[Key]) -> None:
        self._numbers[kind] = Numbers(keys)


def _by_id(found: Sequence[Json]) -> Rows:
    return {row["id"]: row for row in found}


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        return value.casefold() == wanted.casefold()
    return type(value) is type(wanted) and bool(value == wanted)
