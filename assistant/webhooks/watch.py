"""The watch over each PSA's changed tickets: the truth that webhooks only hint at."""

import asyncio
from datetime import datetime, timedelta

import structlog

from assistant.clock import Clock, utc_now
from assistant.connections.opening import Opening
from assistant.connections.service import Connections
from assistant.connections.tables import Connection
from assistant.database import EVERY_ACCOUNT, Database
from assistant.errors import DeskError
from assistant.webhooks import repository
from assistant.webhooks.familiar import FamiliarTickets
from assistant.webhooks.tables import Watch
from providers.base import PSAReader
from providers.errors import ProviderError
from providers.hooks import Hint
from providers.models import TicketFilter

log = structlog.get_logger(__name__)

INTERVAL = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=20)
OVERLAP = timedelta(minutes=2)
FIRST_LOOK_BACK = timedelta(days=3)
KEPT_EVENTS = timedelta(days=30)
PAGE_SIZE = 50
MAX_PAGES = 4
TICKETS = ("ticket", "serviceticket")


class TicketWatch:
    """Looks at tickets that changed since its last look, and at once at those a webhook hints at."""

    def __init__(
        self,
        database: Database,
        connections: Connections,
        familiar: FamiliarTickets,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._connections = connections
        self._familiar = familiar
        self._now = clock

    async def follow(self, connection: Connection, event_id: str, hint: Hint) -> None:
        """Look at the ticket a hint is about. Failing is told in the log only: the next round finds it too.
        Other records change nothing here: a thousand calls about companies must not cost a thousand reads of
        all lists, which are read anew every few minutes anyhow."""
        try:
            if hint.kind in TICKETS and hint.record_id:
                await self._familiar.look(connection, self._reader(connection), hint.record_id)
        except (ProviderError, DeskError) as error:
            log.warning("hint_not_followed", connection_id=connection.id, why=str(error))
            return
        async with self._database.write(connection.account_id) as session:
            await repository.mark_looked_at(session, connection.account_id, event_id, self._now())

    async def round(self) -> None:
        """One look over every account's connections; one that fails does not hold up the others."""
        async with self._database.read(EVERY_ACCOUNT) as session:
            connections = await repository.watched_connections(session)
        for connection in connections:
            try:
                await self.look_over(connection)
            except (ProviderError, DeskError) as error:
                log.warning("watch_failed", connection_id=connection.id, why=str(error))

    async def look_over(self, connection: Connection) -> None:
        """Look at the tickets that changed since the last time, newest first and at most a few pages.

        Raises:
            ProviderError: The PSA did not answer; the next look begins where this one did.
        """
        started = self._now()
        reader = self._reader(connection)
        wanted = TicketFilter(
            updated_after=await self._seen_until(connection) - OVERLAP, state="any", newest_first=True
        )
        for number in range(1, MAX_PAGES + 1):
            page = await reader.search_tickets(wanted, page=number, page_size=PAGE_SIZE)
            await self._familiar.look_at(connection, reader, page.items)
            if number * PAGE_SIZE >= page.total:
                break
        await self._remember(connection, started)

    def _reader(self, connection: Connection) -> PSAReader:
        """A reader of all that the account may see: whom a ticket concerns is decided when it is shown."""
        opening: Opening = self._connections.opening
        return opening.open(opening.spec(connection))

    async def _seen_until(self, connection: Connection) -> datetime:
        async with self._database.read(connection.account_id) as session:
            known = await repository.watch(session, connection.account_id, connection.id)
        return known.seen_until if known else self._now() - FIRST_LOOK_BACK

    async def _remember(self, connection: Connection, moment: datetime) -> None:
        async with self._database.write(connection.account_id) as session:
            row = await repository.watch(session, connection.account_id, connection.id)
            row = row or Watch(
                connection_id=connection.id, account_id=connection.account_id, seen_until=moment
            )
            row.seen_until = moment
            session.add(row)
            await repository.drop_events_before(session, connection.account_id, moment - KEPT_EVENTS)


async def run_watch(watch: TicketWatch, interval: timedelta = INTERVAL) -> None:
    """Watch until cancelled, beginning a little after the start. A round that fails is logged, and the next
    one comes."""
    await asyncio.sleep(FIRST_WAIT.total_seconds())
    while True:
        try:
            await watch.round()
        except Exception:
            log.exception("watch_round_failed")
        await asyncio.sleep(interval.total_seconds())
