"""Waiting for a write to get somewhere, without asking the database all the time."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Changes:
    """Tells those who wait in this process that a ledger entry has changed."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)

    async def announce(self, entry_id: str) -> None:
        for event in self._waiting.get(entry_id, ()):
            event.set()

    @contextmanager
    def watching(self, entry_id: str) -> Iterator[asyncio.Event]:
        """An event that is set by each change from now on; whoever waits clears it before reading."""
        event = asyncio.Event()
        self._waiting[entry_id].add(event)
        try:
            yield event
        finally:
            self._waiting[entry_id].discard(event)
            if not self._waiting[entry_id]:
                del self._waiting[entry_id]


async def happened(event: asyncio.Event, seconds: float) -> None:
    """Return when the event is set, or after that many seconds: another process cannot set it."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
