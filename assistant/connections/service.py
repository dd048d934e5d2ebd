"""Connections of an account: which PSA there is, a reader for the person asking, its lists."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from assistant.clock import Clock, utc_now
from assistant.connections import repository
from assistant.connections.catalogs import CatalogShelf
from assistant.connections.health import Health, watched
from assistant.connections.limits import AccountLimits, Kind
from assistant.connections.opening import Opening, spec_of
from assistant.connections.tables import Connection
from assistant.database import Database
from assistant.errors import DeskError, Missing
from assistant.vault import Vault
from providers.base import PSAReader
from providers.connection import ConnectionSpec
from providers.embedded.faults import FaultPlan
from providers.embedded.snapshot import import_snapshot
from providers.http import Web
from providers.models import Capabilities, Member
from providers.registry import PROVIDERS, Provider
from providers.scope import Scope
from providers.scoped import ScopedReader
from tools.catalog import Catalog

__all__ = ["EMBEDDED", "Connections", "spec_of"]

EMBEDDED = "embedded"


class Connections:
    """What an account is connected to. Readers it hands out see what the person may see, no more."""

    def __init__(
        self,
        database: Database,
        *,
        vault: Callable[[], Vault] | None = None,
        providers: Mapping[str, Provider] = PROVIDERS,
        limits: AccountLimits | None = None,
        shelf: CatalogShelf | None = None,
        faults: FaultPlan | None = None,
        web: Web | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self.opening = Opening(database, vault or _no_vault, providers=providers, faults=faults, web=web)
        self._health = Health(database, clock)
        self._limits = limits or AccountLimits()
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
        """A connection and a reader of it that shows what the person may see.

        When the stored credentials cannot be read there is a reader all the same: it knows what its PSA can
        do, and every call raises AuthenticationFailed with what an admin can do about it.
        """
        connection = await self.one(scope, connection_id)
        return connection, ScopedReader(self._open(connection), scope)

    def capabilities(self, connection: Connection) -> Capabilities | None:
        """What that PSA can do; None while it is disabled, or of a kind that this release does not know."""
        try:
            return self._open(connection).capabilities if connection.is_active else None
        except Missing:
            return None

    async def catalog(self, scope: Scope, connection_id: str | None = None) -> Catalog:
        """The tenant's lists as the person may see them: boards and priorities at most an hour old, the
        others fifteen minutes."""
        connection, reader = await self.reader(scope, connection_id)
        return await self.catalog_of(scope, connection, reader)

    async def catalog_of(self, scope: Scope, connection: Connection, reader: PSAReader) -> Catalog:
        """As `catalog`, of a connection that `reader` has just handed out."""
        return await self._shelf.catalog((connection.id, scope.company_ids), reader)

    def kept_catalog(self, scope: Scope, connection_id: str) -> Catalog | None:
        """The lists that are there anyhow, however old; asks nobody."""
        return self._shelf.kept((connection_id, scope.company_ids))

    async def count(self, scope: Scope, connection_id: str | None, kind: Kind) -> None:
        """Count a call that a person makes on the PSA.

        Raises:
            TooMany: Their account made as many as it may in a minute; nothing was asked or sent.
        """
        self._limits.count(await self.one(scope, connection_id), kind)

    def count_on(self, connection: Connection, kind: Kind) -> None:
        """As `count`, of a connection that was read a moment ago."""
        self._limits.count(connection, kind)

    def forget(self, connection_id: str) -> None:
        """Drop what is cached of a connection: its lists have changed."""
        self._shelf.forget(connection_id)

    async def members(
        self, scope: Scope, connection_id: str | None = None
    ) -> tuple[Connection, Sequence[Member]]:
        """The technicians of the PSA, inactive ones too, at most fifteen minutes old."""
        connection, reader = await self.reader(scope, connection_id)
        return connection, await self._shelf.members((connection.id, scope.company_ids), reader)

    async def spec(self, account_id: str, connection_id: str) -> ConnectionSpec:
        """How to open a connection, credentials included. For the writes' executor and the admin's commands.

        Raises:
            Missing: No such connection, or it is disabled.
            DeskError: Its credentials cannot be read with this service's secret.
        """
        async with self._database.read(account_id) as session:
            found = await repository.connection(session, account_id, connection_id)
        if found is None or not found.is_active:
            raise Missing("There is no such PSA connection, or it is disabled.")
        return self.opening.spec(found)

    async def add_embedded(self, account_id: str, name: str, snapshot: object) -> Connection:
        """Connect the account to a PSA kept in our own database, filled with a snapshot.

        The connection is there only when its PSA is whole; after a failure there is none.
        """
        now = self._now()
        row = Connection(
            account_id=account_id,
            provider=EMBEDDED,
            display_name=name,
            last_validated_at=now,
            last_success_at=now,
            created_at=now,
            updated_at=now,
        )
        await import_snapshot(self._database, spec_of(row), snapshot, replace=True)
        async with self._database.write(account_id) as session:
            session.add(row)
        return row

    async def ever_removed(self, account_id: str) -> bool:
        """Whether somebody removed a connection of the account: then none is a choice, not a beginning."""
        async with self._database.read(account_id) as session:
            return await repository.ever_removed(session, account_id)

    def _open(self, connection: Connection) -> PSAReader:
        reader, locked = self.opening.reader(connection)
        return watched(reader, partial(self._health.report, connection), locked)


def _no_vault() -> Vault:
    raise DeskError("Stored credentials cannot be read here.", remedy="Use the service or its commands.")
