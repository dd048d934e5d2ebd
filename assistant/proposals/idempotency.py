"""`Idempotency-Key`: the same request sent twice gives the same answer and writes once."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.clock import Clock, utc_now
from assistant.database import Database
from assistant.errors import DeskError, Invalid, Stale
from assistant.proposals.tables import IdempotencyKey
from providers.errors import ProviderError
from providers.scope import Scope

KEPT = timedelta(hours=48)
DEAD_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it was given the first time. `replayed` says that this is not the first time."""

    status: int
    body: dict[str, Any]
    replayed: bool = False


Work = Callable[[str], Awaitable[Answered]]


class Idempotency:
    """Keeps answers by person and key for two days."""

    def __init__(self, database: Database, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._now = clock

    async def once(self, scope: Scope, key: str, request_hash: str, work: Work) -> Answered:
        """The stored answer of this key, or the answer of `work`, which is then stored.

        `work` is given an id that is the same for every try under this key; a write uses it as its own id, so
        that even a try that was cut off by a crash is not written twice. When `work` refuses, nothing was
        written and the key is free again.

        Raises:
            Invalid: The key was used for another request.
            Stale: The first request with this key is still being answered.
        """
        row = await self._claim(scope, key, request_hash)
        if row.status is not None:
            return Answered(row.status, row.answer, replayed=True)
        try:
            answered = await work(_reference(scope, key))
        except (DeskError, ProviderError):
            await self._release(row)
            raise
        await self._keep(row, answered)
        return answered

    async def _claim(self, scope: Scope, key: str, request_hash: str) -> IdempotencyKey:
        now = self._now()
        fresh = IdempotencyKey(
            account_id=scope.account_id,
            user_id=scope.user_id,
            key=key,
            request_hash=request_hash,
            created_at=now,
        )
        try:
            async with self._database.write(scope.account_id) as session:
                await self._forget_old(session, scope)
                known = await _find(session, scope, key)
                if known is None:
                    session.add(fresh)
                    return fresh
                self._check_same(known, request_hash)
                if known.status is None:
                    self._check_dead(known)
                    known.created_at = now
                    session.add(known)
                return known
        except IntegrityError:
            raise _still_running() from None

    def _check_same(self, known: IdempotencyKey, request_hash: str) -> None:
        if known.request_hash != request_hash:
            raise Invalid(
                "This Idempotency-Key was used for another request.",
                remedy="Send a new key with a new request.",
            )

    def _check_dead(self, known: IdempotencyKey) -> None:
        """A try without an answer after some minutes was cut off; its successor takes over."""
        if self._now() - known.created_at < DEAD_AFTER:
            raise _still_running()

    async def _keep(self, row: IdempotencyKey, answered: Answered) -> None:
        async with self._database.write(row.account_id) as session:
            stored = await session.get(IdempotencyKey, row.id)
            if stored is not None:
                stored.status, stored.answer = answered.status, answered.body
                session.add(stored)

    async def _release(self, row: IdempotencyKey) -> None:
        async with self._database.write(row.account_id) as session:
            await session.exec(
                delete(IdempotencyKey).where(
                    col(IdempotencyKey.id) == row.id, col(IdempotencyKey.account_id) == row.account_id
                )
            )

    async def _forget_old(self, session: AsyncSession, scope: Scope) -> None:
        await session.exec(
            delete(IdempotencyKey).where(
                col(IdempotencyKey.account_id) == scope.account_id,
                col(IdempotencyKey.user_id) == scope.user_id,
                col(IdempotencyKey.created_at) < self._now() - KEPT,
            )
        )


async def _find(session: AsyncSession, scope: Scope, key: str) -> IdempotencyKey | None:
    query = (
        select(IdempotencyKey)
        .where(
            IdempotencyKey.account_id == scope.account_id,
            IdempotencyKey.user_id == scope.user_id,
            IdempotencyKey.key == key,
        )
        .with_for_update()
    )
    return (await session.exec(query)).first()


def _reference(scope: Scope, key: str) -> str:
    return hashlib.sha256(f"{scope.account_id}\0{scope.user_id}\0{key}".encode()).hexdigest()[:32]


def _still_running() -> Stale:
    return Stale(
        "The first request with this Idempotency-Key is still being answered.",
        remedy="Wait a moment and send it again with the same key.",
    )
