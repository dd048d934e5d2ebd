"""How a connection fares, learned from the calls that are made anyhow."""

import functools
import inspect
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, cast

import structlog
from sqlalchemy import func
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, update

from assistant.clock import Clock, utc_now
from assistant.connections.tables import Connection
from assistant.database import Database
from providers.base import PSAReader
from providers.errors import (
    AuthenticationFailed,
    Conflict,
    NotFound,
    PermissionDenied,
    ProviderError,
    RateLimited,
    Unavailable,
    UnexpectedResponse,
)

LOG = structlog.get_logger(__name__)
TOLD_EVERY = timedelta(minutes=5)
_AT_MOST_EVERY = timedelta(seconds=10)
_WORDS = 500
_FAILURES = (AuthenticationFailed, PermissionDenied, RateLimited, Unavailable, UnexpectedResponse)
_ANSWERS = (NotFound, Conflict)
Report = Callable[[ProviderError | None], Awaitable[None]]


class Health:
    """Writes down success and failure: when they change at once, otherwise every few minutes. What cannot be
    written down is logged; the call it came from goes on."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._now = clock
        self._told: dict[tuple[str, bool], datetime] = {}

    async def report(self, row: Connection, error: ProviderError | None) -> None:
        """What a call on the connection came to. Errors that say nothing of the connection are left out."""
        if error is not None and not isinstance(error, _FAILURES):
            if not isinstance(error, _ANSWERS):
                return
            error = None
        if self._is_news(row, error):
            await self._write(row, error)

    def _is_news(self, row: Connection, error: ProviderError | None) -> bool:
        now, failing = self._now(), error is not None
        told = self._told.get((row.id, failing))
        if told is not None and now - told < _AT_MOST_EVERY:
            return False
        last = row.last_failed_at if failing else row.last_success_at
        changed = failing != (row.failing_since is not None) or (failing and str(error) != row.last_error)
        return changed or max(filter(None, (last, told)), default=now - TOLD_EVERY) <= now - TOLD_EVERY

    async def _write(self, row: Connection, error: ProviderError | None) -> None:
        now = self._told[row.id, error is not None] = self._now()
        try:
            async with self._database.write(row.account_id) as session:
                await session.exec(_changed(row, error, now))
        except DBAPIError as fault:
            LOG.warning("health_not_written", connection_id=row.id, error=type(fault.orig).__name__)


def record(row: Connection, error: ProviderError | None, now: datetime) -> None:
    """Put the outcome of a test that was asked for into the row itself."""
    if error is None:
        row.last_success_at, row.failing_since = now, None
        return
    row.last_failed_at, row.last_error = now, str(error)[:_WORDS]
    row.failing_since = row.failing_since or now


def watched(reader: PSAReader, report: Report, locked: ProviderError | None = None) -> PSAReader:
    """The reader with every call's outcome reported; with `locked`, each call raises that instead."""
    return cast(PSAReader, _Watched(reader, report, locked))


class _Watched:
    """Passes everything on, so that a method added to the interface is watched as well."""

    def __init__(self, reader: PSAReader, report: Report, locked: ProviderError | None) -> None:
        self._reader = reader
        self._report = report
        self._locked = locked

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._reader, name)
        if not inspect.iscoroutinefunction(found):
            return found

        @functools.wraps(found)
        async def call(*args: Any, **named: Any) -> Any:
            try:
                if self._locked is not None:
                    raise self._locked
                answer = await found(*args, **named)
            except ProviderError as error:
                await self._report(error)
                raise
            await self._report(None)
            return answer

        return call


def _changed(row: Connection, error: ProviderError | None, now: datetime) -> Any:
    mine = update(Connection).where(
        col(Connection.id) == row.id, col(Connection.account_id) == row.account_id
    )
    if error is None:
        return mine.values(last_success_at=now, failing_since=None)
    return mine.values(
        last_failed_at=now,
        last_error=str(error)[:_WORDS],
        failing_since=func.coalesce(col(Connection.failing_since), now),
    )
