"""How fast one connection is asked: so many calls at once, and a pause when the PSA asked for one."""

import asyncio
import email.utils
import math
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

MAX_AT_ONCE = 6
MAX_PAUSE_SECONDS = 900.0
FIRST_BACKOFF_SECONDS = 0.5
LIMITED_BACKOFF_SECONDS = 2.0
SPREAD_SECONDS = 0.25


class Busy(Exception):
    """Our own calls took up every place for too long; nothing was sent."""


class Paused(Exception):
    """The PSA asked for a pause that is too long to sit out; nothing was sent."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Timing:
    """Where time and chance come from.

    Args:
        monotonic: Seconds that never go back.
        now: The date, for a `Retry-After` that names one.
        sleep: Waits so many seconds.
        chance: A number from 0 to 1, for jitter.
    """

    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random

    def backoff(self, attempt: int, first: float = FIRST_BACKOFF_SECONDS) -> float:
        """Seconds to wait after the attempt of that number (from 1): doubled each time, 50 to 100 % of it."""
        return float(first * 2 ** (attempt - 1) * (0.5 + self.chance() / 2))


@dataclass(slots=True)
class Pace:
    """One connection's limiter, shared by all who call through it in this process."""

    timing: Timing
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MAX_AT_ONCE))
    _resumes_at: float = -math.inf

    def pause(self, seconds: float) -> None:
        """Nobody shall call for so long. A shorter pause never ends a longer one."""
        self._resumes_at = max(self._resumes_at, self.timing.monotonic() + min(seconds, MAX_PAUSE_SECONDS))

    @property
    def pause_left_seconds(self) -> float:
        return max(0.0, self._resumes_at - self.timing.monotonic())

    @asynccontextmanager
    async def turn(self, by: float, longest_pause_seconds: float) -> AsyncIterator[None]:
        """Hold one of the places, once no pause is on.

        Args:
            by: When (monotonic) waiting for it is given up.

        Raises:
            Busy: No place became free in time.
            Paused: The pause is longer than that, or lasts beyond `by`.
        """
        try:
            async with asyncio.timeout(by - self.timing.monotonic()):
                await self.slots.acquire()
        except TimeoutError as late:
            raise Busy from late
        try:
            await self._sit_out(by, longest_pause_seconds)
            yield
        finally:
            self.slots.release()

    async def _sit_out(self, by: float, longest: float) -> None:
        while (left := self.pause_left_seconds) > 0:
            if left > longest or self.timing.monotonic() + left > by:
                raise Paused(left)
            await self.timing.sleep(left + self.timing.chance() * SPREAD_SECONDS)


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """What a `Retry-After` header asks for, at most `MAX_PAUSE_SECONDS`; None when it cannot be read."""
    if not value:
        return None
    try:
        seconds = float(value) if value.strip()[:1].isdigit() else _until(value, now)
    except (ValueError, OverflowError):
        return None
    return min(max(0.0, seconds), MAX_PAUSE_SECONDS) if math.isfinite(seconds) else None


def _until(value: str, now: datetime) -> float:
    moment = email.utils.parsedate_to_datetime(value)
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
