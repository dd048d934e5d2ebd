"""Connections of an account: which PSA there is, a reader for the person asking, its lists."""

from collections.abc import Sequence

from assistant.clock import Clock, utc_now
from assistant.connections import repository
from assistant.connections.catalogs import CatalogShelf
from assistant.connections.tables import Connection
from assistant.database import Database
from assistant.errors import Missing
from providers.base import PSAReader
from providers.connection import ConnectionSpec
from providers.embedded.faults import FaultPlan
from providers.embedded.snapshot import import_snapshot
from providers.models import Capabilities, Member
from providers.registry import open_reader
from providers.scope import Scope
from providers.scoped import ScopedReader
from tools.catalog import Catalog

EMBEDDED = "embedded"


class Connections:
    """What an account is connected to. Readers it hands out see what the person may see, no more."""

    def __init__(
        self,
        database: Database,
        *,
        shelf: CatalogShelf | None = None,
        faults: FaultPlan | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._faults = faults
        self._shelf = shelf or CatalogShelf()
        self._now = clock

    async def all(self, account_id: str) -> Sequence[Connection]:
        """Every connection, disabled ones too, oldest first."""
        async with self._database.read(account_id) as session:
            return await repository.connections(session, account_id)

    async def active(self, scope: Scope) -> list[Connection]:
        """The connections in use, oldest first."""
        return [each for each in await self.all(scope.account_id) if each.is_active]

    async def default(self, scope: Scope) -> Connection:
        """The oldest connection in use.

        Raises:
            Missing: The account has none.
        """
        for each in await self.active(scope):
            return each
        raise Missing("No PSA is connected.", remedy="Ask an admin to add a connection or to enable one.")

    async def one(self, scope: Scope, connection_id: str | None = None) -> Connection:
        """The connection named, or the default one.

        Raises:
            Missing: No such connection, or it is disabled.
        """
        if connection_id is None:
            return await self.default(scope)
        async with self._database.read(scope.account_id) as session:
            found = await repository.connection(session, scope.account_id, connection_id)
        if found is None or not found.is_active:
            raise Missing("There is no such PSA connection, or it is disabled.")
        return found

    async def reader(self, scope: Scope, connection_id: str | None = None) -> tuple[Connection, PSAReader]:
        """A connection and a reader of it that shows what the person may see."""
        connection = await self.one(scope, connection_id)
        return connection, ScopedReader(self._open(connection), scope)

    def capabilities(self, connection: Connection) -> Capabilities | None:
        """What that PSA can do; None while the connection is disabled."""
        return self._open(connection).capabilities if connection.is_active else None

    async def catalog(self, scope: Scope, connection_id: str | None = None) -> Catalog:
        """The tenant's lists as the person may see them, at most fifteen minutes old."""
        connection, reader = await self.reader(scope, connection_id)

        async def load() -> Catalog:
            return await Catalog.load(reader, connection_id=connection.id)

        return await self._shelf.get((connection.id, scope.company_ids), load)

    def forget(self, connection_id: str) -> None:
        """Drop what is cached of a connection: its lists have changed."""
        self._shelf.forget(connection_id)

    async def members(
        self, scope: Scope, connection_id: str | None = None
    ) -> tuple[Connection, Sequence[Member]]:
        """The technicians of the PSA, inactive ones too, straight from it."""
        connection, reader = await self.reader(scope, connection_id)
        return connection, await reader.members()

    async def spec(self, account_id: str, connection_id: str) -> ConnectionSpec:
        """How to open a connection, credentials included. For the writes' executor and the admin's commands.

        Raises:
            Missing: No such connection, or it is disabled.
        """
        async with self._database.read(account_id) as session:
            found = await repository.connection(session, account_id, connection_id)
        if found is None or not found.is_active:
            raise Missing("There is no such PSA connection, or it is disabled.")
        return spec_of(found)

    async def add_embedded(self, account_id: str, name: str, snapshot: object) -> Connection:
        """Connect the account to a PSA kept in our own database, filled with a snapshot.

        The connection is there only when its PSA is whole; after a failure there is none.
        """
        now = self._now()
        row = Connection(
            account_id=account_id, provider=EMBEDDED, display_name=name, created_at=now, updated_at=now
        )
        await import_snapshot(self._database, spec_of(row), snapshot, replace=True)
        async with self._database.write(account_id) as session:
            session.add(row)
        return row

    def _open(self, connection: Connection) -> PSAReader:
        return open_reader(spec_of(connection), self._database, self._faults)


def spec_of(connection: Connection) -> ConnectionSpec:
    return ConnectionSpec(
        id=connection.id,
        account_id=connection.account_id,
        provider=connection.provider,
        site_url=connection.site_url,
        tenant_login=connection.tenant_login,
    )
