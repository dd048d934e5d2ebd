"""Which tickets look familiar: worked out by plain code when a ticket arrives, shown to whom it concerns."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from assistant.clock import Clock, utc_now
from assistant.connections.service import Connections
from assistant.connections.tables import Connection
from assistant.database import Database
from assistant.errors import Missing
from assistant.sessions.service import SessionService
from assistant.sessions.tables import Session
from assistant.webhooks import repository
from assistant.webhooks.tables import Familiar
from providers.base import MAX_PAGE_SIZE, PSAReader
from providers.errors import NotFound
from providers.models import Ticket, TicketFilter
from providers.scope import Scope
from tools.similarity import LookAlike, most_alike

LEAST_LIKENESS = 0.4
MAX_LOOK_ALIKES = 3
MAX_AGE = timedelta(days=14)
MAX_SHOWN = 20
_ROWS_READ = 400


class FamiliarTickets:
    """Keeps one row for each open ticket that looks like an earlier one of its company."""

    def __init__(
        self,
        database: Database,
        connections: Connections,
        sessions: SessionService,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._connections = connections
        self._sessions = sessions
        self._now = clock

    async def look(self, connection: Connection, reader: PSAReader, ticket_id: str) -> None:
        """Read the ticket again and keep, renew or drop its suggestion. `reader` sees the whole account.

        Raises:
            ProviderError: The PSA did not answer; what was known stays.
        """
        try:
            ticket = await reader.get_ticket(ticket_id)
        except NotFound:
            await self._store(connection, ticket_id, None, ())
        else:
            await self.look_at(connection, reader, [ticket])

    async def look_at(self, connection: Connection, reader: PSAReader, tickets: Sequence[Ticket]) -> None:
        """As `look`, with tickets that were just read. Asks once for each company."""
        others: dict[str, Sequence[Ticket]] = {}
        for ticket in tickets:
            company_id = ticket.company.id
            if self._is_news(ticket) and company_id not in others:
                wanted = TicketFilter(company_ids=(company_id,), state="any", newest_first=True)
                others[company_id] = (await reader.search_tickets(wanted, page_size=MAX_PAGE_SIZE)).items
            earlier = (each for each in others.get(company_id, ()) if each.entered_at < ticket.entered_at)
            news = earlier if self._is_news(ticket) else ()
            found = most_alike(ticket.summary, news, least=LEAST_LIKENESS, limit=MAX_LOOK_ALIKES)
            await self._store(connection, ticket.id, ticket, found)

    def _is_news(self, ticket: Ticket) -> bool:
        return not ticket.closed and ticket.entered_at > self._now() - MAX_AGE

    async def shown(self, scope: Scope) -> list[Familiar]:
        """What concerns the person: their own new tickets and those that are nobody's, of companies they may
        see, that no session is about and that they have not put away."""
        async with self._database.read(scope.account_id) as session:
            rows = await repository.all_familiar(session, scope.account_id, _ROWS_READ)
            worked_on = {
                id: await repository.tickets_in_sessions(session, scope.account_id, id)
                for id in {row.connection_id for row in rows}
            }
        active = {each.id for each in await self._connections.active(scope)}
        return [
            row
            for row in rows
            if row.connection_id in active
            and _concerns(row, scope)
            and row.ticket_id not in worked_on[row.connection_id]
        ][:MAX_SHOWN]

    async def open(self, scope: Scope, id: str) -> Session:
        """A new session linked to the ticket.

        Raises:
            Missing: There is no such suggestion for this person.
            NotFound, ProviderError: The ticket is gone or the PSA does not answer; there is no session.
        """
        row = await self._own(scope, id)
        _, reader = await self._connections.reader(scope, row.connection_id)
        ticket = await reader.get_ticket(row.ticket_id)
        session = await self._sessions.create(scope, title=ticket.summary, connection_id=row.connection_id)
        return await self._sessions.link_known(scope, session.id, ticket, row.connection_id)

    async def hide(self, scope: Scope, id: str) -> None:
        """Put a suggestion away for this person; it does not come back when the ticket changes."""
        row = await self._own(scope, id)
        async with self._database.write(scope.account_id) as session:
            kept = await repository.familiar_by_id(session, scope.account_id, row.id)
            if kept is not None:
                kept.hidden_from = sorted({*kept.hidden_from, scope.user_id})
                session.add(kept)

    async def _own(self, scope: Scope, id: str) -> Familiar:
        async with self._database.read(scope.account_id) as session:
            row = await repository.familiar_by_id(session, scope.account_id, id)
        if row is None or not _concerns(row, scope):
            raise Missing("There is no such suggestion any more.")
        return row

    async def _store(
        self, connection: Connection, ticket_id: str, ticket: Ticket | None, found: Sequence[LookAlike]
    ) -> None:
        async with self._database.write(connection.account_id) as session:
            row = await repository.familiar(session, connection.account_id, connection.id, ticket_id)
            if ticket is None or not found:
                if row is not None:
                    await session.delete(row)
                return
            values = _values(connection, ticket, found, self._now())
            session.add(Familiar(**values) if row is None else row.sqlmodel_update(values))


def _values(
    connection: Connection, ticket: Ticket, found: Sequence[LookAlike], now: datetime
) -> dict[str, Any]:
    return {
        "account_id": connection.account_id,
        "connection_id": connection.id,
        "ticket_id": ticket.id,
        "summary": ticket.summary,
        "company_id": ticket.company.id,
        "company_name": ticket.company.name,
        "assigned_member_id": ticket.assigned_member.id if ticket.assigned_member else None,
        "look_alikes": [_plain(each) for each in found],
        "entered_at": ticket.entered_at,
        "noticed_at": now,
    }


def _plain(found: LookAlike) -> dict[str, Any]:
    ticket = found.ticket
    return {
        "id": ticket.id,
        "summary": ticket.summary,
        "closed": ticket.closed,
        "words": list(found.shared),
    }


def _concerns(row: Familiar, scope: Scope) -> bool:
    mine = row.assigned_member_id in (None, scope.member_id(row.connection_id))
    return mine and scope.sees_company(row.company_id) and scope.user_id not in row.hidden_from
