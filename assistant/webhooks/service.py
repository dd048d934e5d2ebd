"""Calls from PSAs: believed with their signature, answered at once, and taken as a hint to look."""

import asyncio
import base64
import hmac
from collections.abc import Callable, Mapping
from typing import Protocol

import structlog
from sqlalchemy.exc import IntegrityError

from assistant.clock import Clock, utc_now
from assistant.connections.tables import Connection
from assistant.database import EVERY_ACCOUNT, Database
from assistant.errors import Forbidden, Missing, TooMany
from assistant.webhooks import repository
from assistant.webhooks.tables import WebhookEvent
from assistant.windows import MovingWindow
from providers.connection import ConnectionSpec
from providers.errors import ProviderError
from providers.hooks import Forged, Hint, HookReader

log = structlog.get_logger(__name__)

CALLS_PER_MINUTE = 300
RETRY_SECONDS = 2
_TOKEN_BYTES = 24


class Watcher(Protocol):
    """Looks at what a hint is about."""

    async def follow(self, connection: Connection, event_id: str, hint: Hint) -> None: ...


class Opening(Protocol):
    """How a stored connection is entered."""

    def spec(self, row: Connection) -> ConnectionSpec: ...


class Webhooks:
    """Takes calls. Nothing in a call is used but the id of the record it is about, and that record is read
    again. A call that is lost is no loss: the watch finds every change by itself, only later."""

    def __init__(
        self,
        database: Database,
        opening: Opening,
        watcher: Watcher,
        readers: Mapping[str, HookReader],
        secret: Callable[[], str],
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._opening = opening
        self._watcher = watcher
        self._readers = readers
        self._secret = secret
        self._now = clock
        self._calls = MovingWindow(CALLS_PER_MINUTE, 60)
        self._looks: set[asyncio.Task[None]] = set()

    def path(self, connection: Connection) -> str | None:
        """Where the PSA is told to call, without the host; None when its kind sends no webhooks. The token in
        it keeps strangers out before anything is asked of the PSA."""
        if connection.provider not in self._readers:
            return None
        return f"/api/webhooks/{connection.provider}/{connection.id}?k={self._token(connection.id)}"

    async def receive(
        self, provider: str, connection_id: str, token: str, headers: Mapping[str, str], body: bytes
    ) -> None:
        """Check and keep a call; what it is about is looked at after the answer. The same call twice counts
        once.

        Raises:
            Missing: No such connection, or the token is not its own.
            Forbidden: Not signed by the PSA; nothing was kept.
            TooMany: Too many calls, or the PSA's key could not be had just now; the PSA may call again.
        """
        connection, reader = await self._called(provider, connection_id, token)
        try:
            hint = await reader.read(self._opening.spec(connection), headers, body)
        except Forged as forged:
            log.warning("webhook_refused", connection_id=connection.id, why=str(forged))
            raise Forbidden(
                "This call is not signed by the PSA.", remedy="Check the address and the signing key there."
            ) from forged
        except ProviderError as error:
            log.warning("webhook_unchecked", connection_id=connection.id, why=str(error))
            raise _again("The signature could not be checked just now.") from error
        event_id = await self._keep(connection, hint)
        if event_id is not None:
            self._look(connection, event_id, hint)

    async def newest(self, account_id: str, connection_id: str) -> WebhookEvent | None:
        """The last genuine call, for the admin who wonders whether any arrive."""
        async with self._database.read(account_id) as session:
            return await repository.newest_event(session, account_id, connection_id)

    async def close(self) -> None:
        """Let the looks that have begun end."""
        await asyncio.gather(*self._looks, return_exceptions=True)

    async def _called(self, provider: str, connection_id: str, token: str) -> tuple[Connection, HookReader]:
        reader = self._readers.get(provider)
        genuine = hmac.compare_digest(token.encode(), self._token(connection_id).encode())
        if reader is None or not genuine:
            raise Missing("Nobody takes calls here.")
        if self._calls.take(connection_id):
            raise _again("Too many calls.")
        async with self._database.read(EVERY_ACCOUNT) as session:
            connection = await repository.called_connection(session, provider, connection_id)
        if connection is None:
            raise Missing("Nobody takes calls here.")
        return connection, reader

    async def _keep(self, connection: Connection, hint: Hint) -> str | None:
        """The id of the new event; None when it is known already."""
        event = WebhookEvent(
            account_id=connection.account_id,
            connection_id=connection.id,
            message_id=hint.message_id,
            kind=hint.kind,
            record_id=hint.record_id,
            action=hint.action,
            received_at=self._now(),
        )
        try:
            async with self._database.write(connection.account_id) as session:
                known = await repository.is_known(
                    session, connection.account_id, connection.id, hint.message_id
                )
                if known:
                    return None
                session.add(event)
        except IntegrityError:
            return None
        return event.id

    def _look(self, connection: Connection, event_id: str, hint: Hint) -> None:
        task = asyncio.create_task(self._watcher.follow(connection, event_id, hint), name="webhook")
        self._looks.add(task)
        task.add_done_callback(self._looks.discard)

    def _token(self, connection_id: str) -> str:
        digest = hmac.digest(self._secret().encode(), f"webhook {connection_id}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:_TOKEN_BYTES]).decode("ascii")


def _again(detail: str) -> TooMany:
    return TooMany(detail, remedy="Call again.", extras={"retry_after_seconds": RETRY_SECONDS})
