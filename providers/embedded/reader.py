"""Reading the embedded PSA."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession

from providers.base import MAX_PAGE_SIZE, PSAReader
from providers.connection import ConnectionSpec
from providers.embedded import mapping
from providers.embedded.capabilities import EMBEDDED_CAPABILITIES
from providers.embedded.faults import FaultPlan
from providers.embedded.finding import count_and_page
from providers.embedded.form import storable
from providers.embedded.queries import (
    among,
    listed,
    notes_with_names,
    one,
    owned,
    owned_too,
    rows,
    ticket_of,
    ticket_row,
    tickets_with_names,
    time_entries_with_names,
)
from providers.embedded.store import Store, is_unreachable
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
    TICKETS,
    TIME_ENTRIES,
    TYPES,
)
from providers.errors import FieldFault, InvalidRequest, NotFound, Unavailable
from providers.models import (
    Board,
    Capabilities,
    Company,
    Configuration,
    ConnectionTest,
    Contact,
    Document,
    Member,
    Note,
    Page,
    Priority,
    Resource,
    Status,
    Ticket,
    TicketFilter,
    TimeEntry,
)


class EmbeddedReader(PSAReader):
    """Reads one connection of the embedded PSA. `faults` makes reads fail on purpose, for development."""

    def __init__(self, spec: ConnectionSpec, store: Store, faults: FaultPlan | None = None) -> None:
        self._spec = spec
        self._store = store
        self._faults = faults or FaultPlan()

    @property
    def capabilities(self) -> Capabilities:
        return EMBEDDED_CAPABILITIES

    async def test_connection(self) -> ConnectionTest:
        async with self._read() as session:
            boards = await listed(session, self._spec, BOARDS)
        if not boards:
            return ConnectionTest(
                ok=False, message="The Deskhand PSA is empty. Import a snapshot to fill it."
            )
        return ConnectionTest(ok=True, message="The Deskhand PSA answers.", version="psa-snapshot/1")

    async def get_ticket(self, ticket_id: str) -> Ticket:
        async with self._read() as session:
            return mapping.ticket(await ticket_of(session, self._spec, ticket_id))

    async def search_tickets(
        self, wanted: TicketFilter, *, page: int = 1, page_size: int = 25
    ) -> Page[Ticket]:
        _check_page(page, page_size)
        async with self._read() as session:
            total, found = await count_and_page(
                session, self._spec, wanted, offset=(page - 1) * page_size, limit=page_size
            )
            named = tickets_with_names(owned_too(TICKETS, self._spec)).where(TICKETS.c.seq.in_(found))
            by_seq = {row["seq"]: row for row in await rows(session, named)} if found else {}
        items = tuple(mapping.ticket(by_seq[seq]) for seq in found)
        return Page(items=items, total=total, page=page, page_size=page_size)

    async def list_notes(self, ticket_id: str) -> Sequence[Note]:
        async with self._read() as session:
            await ticket_row(session, self._spec, ticket_id)
            found = await rows(session, notes_with_names(self._spec).where(NOTES.c.ticket_id == ticket_id))
        return [mapping.note(row) for row in found]

    async def list_resources(self, ticket_id: str) -> Sequence[Resource]:
        async with self._read() as session:
            ticket = await ticket_row(session, self._spec, ticket_id)
            others = select(RESOURCES.c.member_id).where(
                owned(RESOURCES, self._spec), RESOURCES.c.ticket_id == ticket_id
            )
            owner_id = ticket["assigned_member_id"]
            working = or_(MEMBERS.c.id == owner_id, MEMBERS.c.id.in_(others))
            found = await listed(session, self._spec, MEMBERS, working)
        resources = [mapping.resource(row, owner=row["id"] == owner_id) for row in found]
        return sorted(resources, key=lambda resource: not resource.owner)

    async def boards(self) -> Sequence[Board]:
        async with self._read() as session:
            return mapping.boards(
                await listed(session, self._spec, BOARDS),
                await listed(session, self._spec, STATUSES),
                await listed(session, self._spec, TYPES),
            )

    async def statuses(self, board_id: str) -> Sequence[Status]:
        async with self._read() as session:
            if await one(session, self._spec, BOARDS, board_id) is None:
                raise NotFound(f"There is no board {board_id[:100]}.")
            found = await listed(session, self._spec, STATUSES, STATUSES.c.board_id == board_id)
        return [mapping.status(row) for row in found]

    async def priorities(self) -> Sequence[Priority]:
        async with self._read() as session:
            found = await listed(session, self._spec, PRIORITIES)
        return sorted((mapping.priority(row) for row in found), key=lambda priority: priority.sort)

    async def companies(self) -> Sequence[Company]:
        async with self._read() as session:
            return [mapping.company(row) for row in await listed(session, self._spec, COMPANIES)]

    async def contacts(self, company_id: str | None = None) -> Sequence[Contact]:
        if company_id is not None and not storable(company_id):
            return []
        of_company = [] if company_id is None else [CONTACTS.c.company_id == company_id]
        async with self._read() as session:
            return [mapping.contact(row) for row in await listed(session, self._spec, CONTACTS, *of_company)]

    async def members(self) -> Sequence[Member]:
        async with self._read() as session:
            return [mapping.member(row) for row in await listed(session, self._spec, MEMBERS)]

    async def configurations(
        self, *, ticket_id: str | None = None, company_id: str | None = None
    ) -> Sequence[Configuration]:
        if company_id is not None and not storable(company_id):
            return []
        conditions = [] if company_id is None else [CONFIGURATIONS.c.company_id == company_id]
        async with self._read() as session:
            if ticket_id is not None:
                ticket = await ticket_row(session, self._spec, ticket_id)
                conditions.append(among(session, CONFIGURATIONS.c.id, ticket["configuration_ids"] or []))
            found = await listed(session, self._spec, CONFIGURATIONS, *conditions)
        return [mapping.configuration(row) for row in found]

    async def time_entries(self, ticket_id: str) -> Sequence[TimeEntry]:
        async with self._read() as session:
            await ticket_row(session, self._spec, ticket_id)
            statement = time_entries_with_names(self._spec).where(TIME_ENTRIES.c.ticket_id == ticket_id)
            return [mapping.time_entry(row) for row in await rows(session, statement)]

    async def documents(self, company_id: str | None = None) -> Sequence[Document]:
        own = []
        if company_id is not None:
            known = company_id if storable(company_id) else ""
            own.append(or_(DOCUMENTS.c.company_id.is_(None), DOCUMENTS.c.company_id == known))
        async with self._read() as session:
            return [mapping.document(row) for row in await listed(session, self._spec, DOCUMENTS, *own)]

    async def find_ticket_by_marker(self, marker: str) -> Ticket | None:
        if not storable(marker):
            return None
        statement = tickets_with_names(owned(TICKETS, self._spec)).where(TICKETS.c.marker == marker)
        async with self._read() as session:
            found = await rows(session, statement)
        return mapping.ticket(found[0]) if found else None

    async def find_note_by_marker(self, ticket_id: str, marker: str) -> Note | None:
        if not storable(marker) or not storable(ticket_id):
            return None
        statement = notes_with_names(self._spec).where(
            NOTES.c.marker == marker, NOTES.c.ticket_id == ticket_id
        )
        async with self._read() as session:
            found = await rows(session, statement)
        return mapping.note(found[0]) if found else None

    async def find_time_by_marker(self, ticket_id: str, marker: str) -> TimeEntry | None:
        if not storable(marker) or not storable(ticket_id):
            return None
        statement = time_entries_with_names(self._spec).where(
            TIME_ENTRIES.c.marker == marker, TIME_ENTRIES.c.ticket_id == ticket_id
        )
        async with self._read() as session:
            found = await rows(session, statement)
        return mapping.time_entry(found[0]) if found else None

    @asynccontextmanager
    async def _read(self) -> AsyncIterator[AsyncSession]:
        self._faults.before_read()
        try:
            async with self._store.read(self._spec.account_id) as session:
                yield session
        except (SQLAlchemyError, OSError) as broken:
            if not is_unreachable(broken):
                raise
            raise Unavailable("The Deskhand PSA's database did not answer. Try again.", "no") from broken


def _check_page(page: int, page_size: int) -> None:
    faults = []
    if page < 1:
        faults.append(FieldFault("page", "Pages count from 1."))
    if not 1 <= page_size <= MAX_PAGE_SIZE:
        faults.append(FieldFault("page_size", f"A page holds 1 to {MAX_PAGE_SIZE} tickets."))
    if faults:
        raise InvalidRequest(" ".join(fault.message for fault in faults), tuple(faults))
