"""What admins do with connections: add, change, try, switch, remove. Each leaves an audit entry.

Nothing is stored before the PSA has answered with it. No log, error or audit entry holds what was entered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.audit import repository as audit
from assistant.clock import Clock, utc_now
from assistant.columns import new_id
from assistant.connections import health, repository
from assistant.connections.login import (
    Login,
    changed_login,
    checked_name,
    checked_notify,
    first_login,
    refused,
    shown,
)
from assistant.connections.opening import spec_of
from assistant.connections.service import EMBEDDED, Connections
from assistant.connections.tables import Connection
from assistant.connections.trial import TRIAL_SECONDS, kind_of, not_saved, remedy_of, try_out
from assistant.database import Database
from assistant.errors import DeskError, Invalid, Missing
from providers.connection import ConnectionSpec
from providers.embedded.demo import demo_snapshot
from providers.embedded.removal import remove_tenant
from providers.embedded.snapshot import export_snapshot, import_snapshot
from providers.errors import ProviderError, UnexpectedResponse
from providers.scope import Scope

SUBJECT = "connection"
UNTRIED = frozenset({"display_name", "notify"})
"""What may change without asking the PSA."""
_NO_WISH: Mapping[str, bool] = MappingProxyType({})
_NOTHING: Mapping[str, object] = {
    "format": "psa-snapshot/1",
    "companies": [],
    "contacts": [],
    "members": [],
    "boards": [],
    "priorities": [],
    "tickets": [],
}


class Ending(Protocol):
    """How much ended: proposals, confirmed writes that were not sent, writes of unknown outcome."""

    @property
    def proposals(self) -> int: ...
    @property
    def writes(self) -> int: ...
    @property
    def unknown(self) -> int: ...
    @property
    def sending(self) -> int: ...


class Endings(Protocol):
    """Ends what waits on a connection, in the transaction that removes it."""

    async def ending(self, session: AsyncSession, account_id: str, connection_id: str) -> Ending: ...

    async def end_all(
        self, session: AsyncSession, scope: Scope, connection_id: str, name: str, now: Any
    ) -> Ending: ...


@dataclass(frozen=True, slots=True)
class Tried:
    """What a test came to. `kind` names the failure; None when it worked."""

    ok: bool
    message: str
    kind: str | None = None
    remedy: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What removing a connection does: links that become history, mappings that go, and what ends."""

    sessions: int
    posts: int
    mappings: int
    ending: Ending


class Administration:
    """Connections as admins look after them. The doors let only admins in; a connection of another account is
    `Missing`."""

    def __init__(
        self,
        database: Database,
        connections: Connections,
        endings: Endings,
        *,
        clock: Clock = utc_now,
        trial_seconds: float = TRIAL_SECONDS,
    ) -> None:
        self._database = database
        self._connections = connections
        self._opening = connections.opening
        self._endings = endings
        self._now = clock
        self._trial_seconds = trial_seconds

    async def get(self, scope: Scope, connection_id: str) -> Connection:
        """The connection, also a disabled one."""
        async with self._database.read(scope.account_id) as session:
            row = await repository.connection(session, scope.account_id, connection_id)
        if row is None:
            raise Missing("There is no such PSA connection.")
        return row

    async def create(
        self,
        scope: Scope,
        provider: str,
        display_name: str,
        entered: Mapping[str, str],
        *,
        notify: Mapping[str, bool] = _NO_WISH,
        id: str | None = None,
    ) -> Connection:
        """Connect a PSA after it has answered with what was entered. The same `id` again gives the first one.
        `notify`: for which note types it is asked to send mail; types not named are as the provider has them.

        Raises:
            Missing: This release does not know that kind of PSA.
            Invalid: A value cannot be taken, or the PSA refused it; `extras["kind"]` says how.
            PsaUnavailable: The PSA did not answer. In all these cases nothing was stored.
        """
        if (twin := await self._there(scope, id)) is not None:
            return twin
        known = self._opening.provider(provider)
        login = first_login(known, display_name, entered)
        await self._check_name(scope, login.display_name)
        row = self._row(scope, provider, login, id, notify)
        await self._try(spec_of(row, login.credentials))
        row.credentials_encrypted = self._opening.seal(login.credentials)
        row.shown_credentials = shown(known, login.credentials)
        return await self._add(scope, row)

    async def create_embedded(
        self,
        scope: Scope,
        display_name: str,
        *,
        demo: bool,
        notify: Mapping[str, bool] = _NO_WISH,
        id: str | None = None,
    ) -> Connection:
        """Add a PSA kept in our own database: empty, or filled with the demo.

        Raises:
            Invalid: The name cannot be taken, or `notify` is not empty: it sends no mail. Nothing was stored.
        """
        if (twin := await self._there(scope, id)) is not None:
            return twin
        row = self._row(scope, EMBEDDED, Login(checked_name(display_name)), id, notify)
        await self._check_name(scope, row.display_name)
        snapshot = demo_snapshot(self._now().date()) if demo else _NOTHING
        await import_snapshot(self._database, spec_of(row), snapshot, replace=True)
        return await self._add(scope, row)

    async def change(
        self,
        scope: Scope,
        connection_id: str,
        display_name: str,
        entered: Mapping[str, str],
        *,
        notify: Mapping[str, bool] | None = None,
    ) -> Connection:
        """Change name, address, credentials or for which note types mail is asked; empty fields keep what is
        stored, so does `notify` None, while an empty one goes back to the provider's defaults. A new address
        and new credentials are tried first.

        Raises:
            Missing: There is no such connection.
            Invalid, PsaUnavailable: As `create`; the connection is as it was.
        """
        row = await self.get(scope, connection_id)
        known = self._opening.provider(row.provider)
        stored = self._stored(row)
        login = changed_login(known, row, display_name, entered, stored)
        wished = row.notify if notify is None else checked_notify(known, notify)
        await self._check_name(scope, login.display_name, besides=row.id)
        changed = _changes(row, login, stored) | ({"notify"} if wished != row.notify else set())
        if changed - UNTRIED:
            moved = replace(
                spec_of(row, login.credentials), site_url=login.site_url, tenant_login=login.tenant_login
            )
            await self._try(moved)
        if not changed:
            return row
        async with self._database.write(scope.account_id) as session:
            row = await self._locked(session, scope, connection_id)
            self._apply(row, login, changed)
            row.shown_credentials = shown(known, login.credentials)
            detail: dict[str, Any] = {"changed": sorted(changed)}
            if "notify" in changed:
                row.notify = detail["notify"] = wished
            session.add(row)
            self._audit(session, scope, "connection.changed", row, detail)
        self._connections.forget(row.id)
        return row

    async def test(self, scope: Scope, connection_id: str) -> Tried:
        """Ask the PSA now, write down how it went, and read its lists anew from now on."""
        row = await self.get(scope, connection_id)
        reader, locked = self._opening.reader(row)
        failed: ProviderError | None = locked
        tried = Tried(True, "")
        if failed is None:
            try:
                tested = await try_out(reader, self._trial_seconds)
                kind = None if tested.ok else "unexpected"
                tried = Tried(tested.ok, tested.message, kind, version=tested.version)
            except ProviderError as error:
                failed = error
        if failed is not None:
            tried = Tried(False, str(failed), kind_of(failed), remedy_of(failed))
        async with self._database.write(scope.account_id) as session:
            row = await self._locked(session, scope, connection_id)
            health.record(row, failed, self._now())
            row.last_validated_at = self._now() if tried.ok else row.last_validated_at
            session.add(row)
        self._connections.forget(connection_id)
        return tried

    async def switch(self, scope: Scope, connection_id: str, *, on: bool) -> Connection:
        """Disable without losing anything, or enable again. Twice is no error."""
        async with self._database.write(scope.account_id) as session:
            row = await self._locked(session, scope, connection_id)
            if row.is_active != on:
                row.is_active, row.updated_at = on, self._now()
                session.add(row)
                self._audit(session, scope, "connection.enabled" if on else "connection.disabled", row)
        self._connections.forget(connection_id)
        return row

    async def fate(self, scope: Scope, connection_id: str) -> Fate:
        """What removing it would do now. Changes nothing."""
        row = await self.get(scope, connection_id)
        async with self._database.read(scope.account_id) as session:
            sessions, posts, mappings = await repository.references(session, scope.account_id, row.id)
            ending = await self._endings.ending(session, scope.account_id, row.id)
        return Fate(sessions, posts, mappings, ending)

    async def remove(self, scope: Scope, connection_id: str) -> Ending:
        """Remove it for good. Sessions keep their ticket's number, post log and ledger stay to be read,
        member mappings go; open proposals and writes not yet sent end with a sentence that says why. A PSA
        kept in our own database goes with all its records.

        Raises:
            Missing: There is no such connection.
            Stale: A write is on its way this moment. Nothing changed.
        """
        row = await self.get(scope, connection_id)
        async with self._database.write(scope.account_id, durable=True) as session:
            ended = await self._endings.end_all(session, scope, row.id, row.display_name, self._now())
            if row.provider == EMBEDDED:
                await remove_tenant(session, spec_of(row))
            await session.flush()
            await repository.remove(session, scope.account_id, row.id)
            counts = {"proposals": ended.proposals, "writes": ended.writes, "unknown": ended.unknown}
            self._audit(session, scope, "connection.deleted", row, {"ended": counts})
        self._connections.forget(row.id)
        return ended

    async def backup(self, scope: Scope, connection_id: str) -> object:
        """All records of a PSA kept in our own database, as psa-snapshot/1.

        Raises:
            Invalid: It is kept elsewhere; there is nothing of it to export here.
        """
        row = await self.get(scope, connection_id)
        if row.provider != EMBEDDED:
            raise Invalid(
                "The records of this PSA are kept there, not here.", remedy="Export them from the PSA itself."
            )
        return await export_snapshot(self._database, spec_of(row))

    async def _try(self, spec: ConnectionSpec) -> None:
        try:
            tested = await try_out(self._opening.open(spec), self._trial_seconds)
        except ProviderError as error:
            raise not_saved(error) from None
        if not tested.ok:
            raise not_saved(UnexpectedResponse(tested.message))

    def _row(
        self, scope: Scope, provider: str, login: Login, id: str | None, notify: Mapping[str, bool]
    ) -> Connection:
        now = self._now()
        return Connection(
            id=id or new_id(),
            account_id=scope.account_id,
            provider=provider,
            display_name=login.display_name,
            site_url=login.site_url,
            tenant_login=login.tenant_login,
            notify=checked_notify(self._opening.provider(provider), notify),
            last_validated_at=now,
            last_success_at=now,
            created_at=now,
            updated_at=now,
        )

    async def _add(self, scope: Scope, row: Connection) -> Connection:
        async with self._database.write(scope.account_id) as session:
            await repository.hold_account(session, scope.account_id)
            twin = await repository.connection(session, scope.account_id, row.id)
            if twin is not None:
                return twin
            await _check_free(session, scope, row.display_name)
            session.add(row)
            self._audit(session, scope, "connection.created", row)
        return row

    async def _there(self, scope: Scope, connection_id: str | None) -> Connection | None:
        if connection_id is None:
            return None
        async with self._database.read(scope.account_id) as session:
            return await repository.connection(session, scope.account_id, connection_id)

    async def _check_name(self, scope: Scope, name: str, *, besides: str | None = None) -> None:
        async with self._database.read(scope.account_id) as session:
            await _check_free(session, scope, name, besides)

    async def _locked(self, session: AsyncSession, scope: Scope, connection_id: str) -> Connection:
        row = await repository.locked(session, scope.account_id, connection_id)
        if row is None:
            raise Missing("There is no such PSA connection.")
        return row

    def _stored(self, row: Connection) -> Mapping[str, str]:
        """The stored credentials; none when they cannot be read: then all must be entered anew."""
        try:
            return self._opening.spec(row).credentials
        except DeskError:
            return {}

    def _apply(self, row: Connection, login: Login, changed: set[str]) -> None:
        now = self._now()
        row.display_name, row.updated_at = login.display_name, now
        if changed - UNTRIED:
            row.site_url, row.tenant_login = login.site_url, login.tenant_login
            row.credentials_encrypted = self._opening.seal(login.credentials)
            row.last_validated_at = now
            health.record(row, None, now)

    def _audit(
        self,
        session: AsyncSession,
        scope: Scope,
        action: str,
        row: Connection,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        detail = {
            "name": row.display_name,
            "provider": row.provider,
            "site_url": row.site_url,
            "tenant_login": row.tenant_login,
        }
        audit.record(
            session,
            scope,
            action,
            subject_type=SUBJECT,
            subject_id=row.id,
            at=self._now(),
            detail=detail | dict(more or {}),
        )


def _changes(row: Connection, login: Login, stored: Mapping[str, str]) -> set[str]:
    """The names of the fields that become another; never their values."""
    before = {
        **stored,
        "display_name": row.display_name,
        "site_url": row.site_url,
        "tenant_login": row.tenant_login,
    }
    after = {
        **login.credentials,
        "display_name": login.display_name,
        "site_url": login.site_url,
        "tenant_login": login.tenant_login,
    }
    return {name for name in after if after[name] != before.get(name)}


async def _check_free(session: AsyncSession, scope: Scope, name: str, besides: str | None = None) -> None:
    rows = await repository.connections(session, scope.account_id)
    if any(each.display_name.casefold() == name.casefold() and each.id != besides for each in rows):
        raise refused({"display_name": "Another connection of this account has that name."})
