"""Stores the events of all live runs: one task that groups them into few transactions, off the token path."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.clock import Clock, utc_now
from assistant.database import Database
from assistant.events import Event
from assistant.runs import statements

GROUP_SECONDS = 0.1
WAITS_SECONDS = (0.1, 0.5, 2.0)
Closing = Callable[[AsyncSession], Awaitable[None]]
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Work:
    """What waits to be stored of one run."""

    account_id: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    closing: Closing | None = None
    done: asyncio.Future[None] | None = None


class EventWriter:
    """Events are stored within about GROUP_SECONDS, in order; a run's end is stored at once."""

    def __init__(self, database: Database, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock
        self._pending: dict[str, _Work] = {}
        self._wanted = asyncio.Event()
        self._urgent = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def add(self, account_id: str, run_id: str, event: Event) -> None:
        """Store the event soon. Returns at once."""
        work = self._pending.setdefault(run_id, _Work(account_id))
        work.rows.append(
            {
                "run_id": run_id,
                "seq": event.seq,
                "account_id": account_id,
                "type": event.type,
                "payload": event.payload,
                "at": self._clock(),
            }
        )
        self._wake()

    async def close_run(self, account_id: str, run_id: str, last: Event, closing: Closing) -> None:
        """Store the last event and whatever `closing` writes, in one transaction with what waits of this run.

        Raises what the database raised when three attempts failed; then nothing of it is stored.
        """
        self.add(account_id, run_id, last)
        work = self._pending[run_id]
        work.closing = closing
        work.done = asyncio.get_running_loop().create_future()
        self._urgent.set()
        await work.done

    async def stop(self) -> None:
        """Store what waits, then end."""
        if self._task is not None:
            await self._drain()
            self._task.cancel()
            await asyncio.wait({self._task})

    def _wake(self) -> None:
        self._wanted.set()
        if self._task is None:
            self._task = asyncio.create_task(self._work(), name="run-event-writer")

    async def _work(self) -> None:
        while True:
            await self._wanted.wait()
            await self._pause()
            await self._drain()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(GROUP_SECONDS):
                await self._urgent.wait()
        except TimeoutError:
            pass

    async def _drain(self) -> None:
        works, self._pending = self._pending, {}
        self._wanted.clear()
        self._urgent.clear()
        by_account: dict[str, list[_Work]] = {}
        for work in works.values():
            by_account.setdefault(work.account_id, []).append(work)
        for account_id, group in by_account.items():
            await self._write(account_id, group)

    async def _write(self, account_id: str, group: list[_Work]) -> None:
        """One transaction for all; when it fails, one for each, so that one bad run spoils no other."""
        try:
            await self._transact(account_id, group)
        except Exception as fault:
            log.warning("run_events_group_failed", error=type(fault).__name__)
            for work in group:
                await self._write_alone(work)
        else:
            for work in group:
                _settle(work, None)

    async def _write_alone(self, work: _Work) -> None:
        fault: Exception | None = None
        for wait_seconds in (0.0, *WAITS_SECONDS):
            await asyncio.sleep(wait_seconds)
            try:
                await self._transact(work.account_id, [work])
            except Exception as failed:
                fault = failed
            else:
                return _settle(work, None)
        log.error("run_events_lost", run_id=work.rows[0]["run_id"], events=len(work.rows), exc_info=fault)
        return _settle(work, fault)

    async def _transact(self, account_id: str, group: list[_Work]) -> None:
        async with self._database.write(account_id) as session:
            connection = await session.connection()
            await connection.execute(statements.ADD_EVENTS, [row for work in group for row in work.rows])
            for work in group:
                if work.closing is not None:
                    await work.closing(session)


def _settle(work: _Work, fault: Exception | None) -> None:
    if work.done is None or work.done.done():
        return
    if fault is None:
        work.done.set_result(None)
    else:
        work.done.set_exception(fault)
