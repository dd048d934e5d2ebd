"""Waiting for a write to get somewhere, without asking the database all the time."""

import asyncio
from collections import defaultdict


class Changes:
    """Tells those who wait in this process that a ledger entry has changed."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)

    async def announce(self, entry_id: str) -> None:
        for event in self._waiting.get(entry_id, ()):
            event.set()

    async def next(self, entry_id: str, seconds: float) -> None:
        """Return when the entry changes, or after that many seconds: another process may have changed it."""
        event = asyncio.Event()
        self._waiting[entry_id].add(event)
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._waiting[entry_id].discard(event)
            if not self._waiting[entry_id]:
                del self._waiting[entry_id]
