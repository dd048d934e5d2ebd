"""Writing to the embedded PSA: checked like a real one, indexed for search, one transaction a write."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession

from providers.base import PSAWriter
from providers.connection import ConnectionSpec
from providers.embedded import mapping
from providers.embedded.faults import FaultPlan
from providers.embedded.queries import (
    notes_with_names,
    one,
    owned,
    rows,
    storable_id,
    ticket_of,
    ticket_row,
    time_entries_with_names,
)
from providers.embedded.rules import Checks
from providers.embedded.search import index_ticket
from providers.embedded.store import Store, is_unreachable
from providers.embedded.tables import NOTES, RESOURCES, STATUSES, TENANTS, TICKETS, TIME_ENTRIES
from providers.errors import Conflict, NotFound, Unavailable, UnexpectedResponse
from providers.models import (
    Note,
    NoteDraft,
    Ref,
    Resource,
    Ticket,
    TicketDraft,
    TicketStatusChange,
    TimeEntry,
)


class EmbeddedWriter(PSAWriter):
    """Writes to one connection of the embedded PSA. `faults` makes writes fail, for development."""

    def __init__(self, spec: ConnectionSpec, store: Store, faults: FaultPlan | None = None) -> None:
        self._spec = spec
        self._store = store
        self._faults = faults or FaultPlan()

    async def create_ticket(self, draft: TicketDraft, *, marker: str) -> Ticket:
        async with self._write() as session:
            status, priority = await self._check_draft(session, draft, marker)
            now = datetime.now(UTC)
            ticket_id = await self._next_id(session, TENANTS.c.last_ticket)
            values = draft.model_dump() | {
                "id": ticket_id,
                "marker": marker,
                "closed": status["closed"],
                "closed_at": now if status["closed"] else None,
                "priority_sort": priority["sort"],
                "entered_at": now,
                "updated_at": now,
            }
            await self._insert(session, TICKETS, values)
            await index_ticket(session, self._spec, ticket_id)
            return mapping.ticket(await ticket_of(session, self._spec, ticket_id))

    async def post_note(self, note: NoteDraft, *, marker: str) -> Note:
        async with self._write() as session:
            await ticket_row(session, self._spec, note.ticket_id, lock=True)
            checks = Checks(session, self._spec)
            checks.marker(marker)
            checks.text("text", note.text)
            if note.member_id is not None:
                await checks.member("member_id", note.member_id)
            await self._refuse_used(session, NOTES, marker, checks)
            now = datetime.now(UTC)
            note_id = await self._next_id(session, TENANTS.c.last_note)
            values = note.model_dump() | {"id": note_id, "marker": marker, "created_at": now}
            await self._insert(session, NOTES, values | {"type": note.type.value})
            await self._change(session, note.ticket_id, now)
            posted = notes_with_names(self._spec).where(
                NOTES.c.ticket_id == note.ticket_id, NOTES.c.id == note_id
            )
            row = (await rows(session, posted))[0]
        return mapping.note(row)

    async def update_status(self, ticket_id: str, status_id: str) -> TicketStatusChange:
        async with self._write() as session:
            ticket = await ticket_row(session, self._spec, ticket_id, lock=True)
            checks = Checks(session, self._spec)
            wanted = await checks.board_status(ticket["board_id"], status_id)
            checks.verdict()
            before = await self._status(session, ticket)
            if wanted is not None and status_id != ticket["status_id"]:
                now = datetime.now(UTC)
                closed_at = (ticket["closed_at"] or now) if wanted["closed"] else None
                await self._change(
                    session, ticket_id, now, status_id=status_id, closed=wanted["closed"], closed_at=closed_at
                )
            after = await self._status(session, await ticket_row(session, self._spec, ticket_id))
            if after.id != status_id:
                raise UnexpectedResponse(
                    f"Ticket {ticket_id} is still {after.name}. Look at it before trying again."
                )
        return TicketStatusChange(ticket_id=ticket_id, previous_status=before, new_status=after)

    async def assign(self, ticket_id: str, member_id: str | None) -> Ticket:
        async with self._write() as session:
            ticket = await ticket_row(session, self._spec, ticket_id, lock=True)
            if member_id is not None:
                await self._active_member(session, member_id)
            if member_id != ticket["assigned_member_id"]:
                await self._change(session, ticket_id, datetime.now(UTC), assigned_member_id=member_id)
            return mapping.ticket(await ticket_of(session, self._spec, ticket_id))

    async def add_resource(self, ticket_id: str, member_id: str) -> Resource:
        async with self._write() as session:
            ticket = await ticket_row(session, self._spec, ticket_id, lock=True)
            member = await self._active_member(session, member_id)
            owner = member_id == ticket["assigned_member_id"]
            there = await rows(session, select(RESOURCES.c.seq).where(*self._resource(ticket_id, member_id)))
            if not owner and not there:
                await self._insert(session, RESOURCES, {"ticket_id": ticket_id, "member_id": member_id})
                await self._change(session, ticket_id, datetime.now(UTC))
        return mapping.resource(member, owner=owner)

    async def remove_resource(self, ticket_id: str, member_id: str) -> None:
        """Take a member off the ticket; taking off the owner leaves it unassigned.

        Raises:
            NotFound: The member does not work on this ticket.
        """
        async with self._write() as session:
            ticket = await ticket_row(session, self._spec, ticket_id, lock=True)
            removed = await session.execute(delete(RESOURCES).where(*self._resource(ticket_id, member_id)))
            owner = member_id == ticket["assigned_member_id"]
            if not owner and removed.rowcount == 0:  # type: ignore[attr-defined]
                raise NotFound(f"Member {member_id[:100]} does not work on ticket {ticket_id}.")
            cleared = {"assigned_member_id": None} if owner else {}
            await self._change(session, ticket_id, datetime.now(UTC), **cleared)

    async def log_time(self, entry: TimeEntry, *, marker: str) -> TimeEntry:
        async with self._write() as session:
            await ticket_row(session, self._spec, entry.ticket_id, lock=True)
            checks = Checks(session, self._spec)
            checks.marker(marker)
            checks.minutes(entry.minutes)
            if entry.note is not None:
                checks.text("note", entry.note)
            if entry.member is not None:
                await checks.member("member", entry.member.id)
            await self._refuse_used(session, TIME_ENTRIES, marker, checks)
            entry_id = await self._next_id(session, TENANTS.c.last_time_entry)
            member_id = entry.member.id if entry.member else None
            values = entry.model_dump(exclude={"member"}) | {
                "id": entry_id,
                "member_id": member_id,
                "marker": marker,
            }
            await self._insert(session, TIME_ENTRIES, values)
            await self._change(session, entry.ticket_id, datetime.now(UTC))
            own = (TIME_ENTRIES.c.ticket_id == entry.ticket_id, TIME_ENTRIES.c.id == entry_id)
            row = (await rows(session, time_entries_with_names(self._spec).where(*own)))[0]
        return mapping.time_entry(row)

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncSession]:
        """One transaction; database errors become sentences that say whether the write may be there."""
        fault = self._faults.next_write()
        await fault.before()
        committing = False
        try:
            async with self._store.write(self._spec.account_id, durable=True) as session:
                yield session
                fault.during()
                committing = True
        except IntegrityError as double:
            raise Conflict("This was written already, or at the same moment by somebody else.") from double
        except (SQLAlchemyError, OSError) as broken:
            if not is_unreachable(broken):
                raise
            if committing:
                raise Unavailable(
                    "The Deskhand PSA's database broke off. The write may or may not be there.", "unknown"
                ) from broken
            raise Unavailable(
                "The Deskhand PSA's database did not answer. Nothing was written.", "no"
            ) from broken
        fault.after()

    async def _check_draft(
        self, session: AsyncSession, draft: TicketDraft, marker: str
    ) -> tuple[RowMapping, RowMapping]:
        checks = Checks(session, self._spec)
        checks.marker(marker)
        checks.summary(draft.summary)
        if draft.description is not None:
            checks.text("description", draft.description)
        await checks.company(draft.company_id)
        status = await checks.board_status(draft.board_id, draft.status_id)
        priority = await checks.priority(draft.priority_id)
        if draft.contact_id is not None:
            await checks.contact(draft.contact_id, draft.company_id)
        if draft.assigned_member_id is not None:
            await checks.member("assigned_member_id", draft.assigned_member_id)
        await self._refuse_used(session, TICKETS, marker, checks)
        assert status is not None
        assert priority is not None
        return status, priority

    async def _refuse_used(self, session: AsyncSession, table: Table, marker: str, checks: Checks) -> None:
        """Raises what the checks found, or Conflict when the marker's write is there already."""
        checks.verdict()
        used = await rows(
            session, select(table.c.id).where(owned(table, self._spec), table.c.marker == marker)
        )
        if used:
            raise Conflict(
                f"This was written already: it is {table.name.removeprefix('psa_')} {used[0]['id']}."
            )

    async def _active_member(self, session: AsyncSession, member_id: str) -> RowMapping:
        checks = Checks(session, self._spec)
        member = await checks.member("member_id", member_id)
        checks.verdict()
        assert member is not None
        return member

    async def _status(self, session: AsyncSession, ticket: RowMapping) -> Ref:
        status = await one(session, self._spec, STATUSES, ticket["status_id"], board_id=ticket["board_id"])
        return Ref(id=ticket["status_id"], name=status["name"] if status else ticket["status_id"])

    async def _next_id(self, session: AsyncSession, counter: Column[int]) -> str:
        """The next number of this connection. The row stays locked, so that nobody gets it twice."""
        counted = await session.execute(
            update(TENANTS)
            .where(owned(TENANTS, self._spec))
            .values({counter: counter + 1})
            .returning(counter)
        )
        return str(counted.scalar_one())

    async def _insert(self, session: AsyncSession, table: Table, values: dict[str, Any]) -> None:
        owner = {"account_id": self._spec.account_id, "connection_id": self._spec.id}
        await session.execute(table.insert(), owner | values)

    async def _change(self, session: AsyncSession, ticket_id: str, now: datetime, **values: object) -> None:
        mine = (owned(TICKETS, self._spec), TICKETS.c.id == ticket_id)
        await session.execute(update(TICKETS).where(*mine).values(updated_at=now, **values))
        await index_ticket(session, self._spec, ticket_id)

    def _resource(self, ticket_id: str, member_id: str) -> tuple[ColumnElement[bool], ...]:
        member = RESOURCES.c.member_id == storable_id(member_id)
        return owned(RESOURCES, self._spec), RESOURCES.c.ticket_id == ticket_id, member
