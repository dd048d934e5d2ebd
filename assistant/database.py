"""The database: transactions that know their account. The one place that commits or rolls back.

A transaction is opened for one account; on Postgres row-level security reads it. `EVERY_ACCOUNT` is for
the few doors that must look across (finding who signs in, the ledger's sweep).
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.sqlite import few_visits

EVERY_ACCOUNT = "*"
Effect = Callable[[], Awaitable[None]]


class Database:
    """Two engines on one database: one for ordinary commits, one whose commits survive a power cut."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.engine = self._engine(url, synchronous="NORMAL")
        self._durable_engine = self._engine(url, synchronous="FULL") if self.is_sqlite else self.engine
        # Made once: each copy with options costs about as much as a small statement.
        self._reading = self.engine.execution_options(immediate=False)
        self._writing = self.engine.execution_options(immediate=True)
        self._writing_durably = self._durable_engine.execution_options(immediate=True)

    def read(self, account_id: str) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction that is rolled back at the end; on Postgres the server refuses writes in it."""
        return self._transaction(self._reading, account_id, write=False)

    def write(self, account_id: str, *, durable: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction that commits at the end, or rolls back when the block raises.

        On SQLite it takes the write lock at once, so that nothing read inside can be stale. With `durable`
        the commit is on disk before the block ends.
        """
        return self._transaction(self._writing_durably if durable else self._writing, account_id, write=True)

    async def close(self) -> None:
        await self.engine.dispose()
        await self._durable_engine.dispose()

    @asynccontextmanager
    async def _transaction(
        self, engine: AsyncEngine, account_id: str, *, write: bool
    ) -> AsyncIterator[AsyncSession]:
        effects: list[Effect] = []
        async with AsyncSession(engine, expire_on_commit=False) as session:
            session.info["effects"] = effects
            if not self.is_sqlite:
                if not write:
                    await session.exec(text("SET TRANSACTION READ ONLY"))  # type: ignore[call-overload]
                await session.exec(  # type: ignore[call-overload]
                    text("SELECT set_config('app.account_id', :account, true)").bindparams(account=account_id)
                )
            yield session
            if write:
                await session.commit()
        for effect in effects:
            await effect()

    def _engine(self, url: str, *, synchronous: str) -> AsyncEngine:
        if not self.is_sqlite:
            return create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
        engine = create_async_engine(url, connect_args={"timeout": 30}, pool_size=8, max_overflow=8)

        @event.listens_for(engine.sync_engine, "connect")
        def prepare(connection: Any, _record: object) -> None:
            connection.isolation_level = None
            cursor = connection.cursor()
            for pragma in (
                "journal_mode=WAL",
                f"synchronous={synchronous}",
                "foreign_keys=ON",
                "busy_timeout=30000",
                "cache_size=-32000",
            ):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        few_visits(engine.sync_engine)
        return engine


def after_commit(session: AsyncSession, effect: Effect) -> None:
    """Run `effect` once this transaction has committed; never when it rolled back."""
    session.info["effects"].append(effect)
