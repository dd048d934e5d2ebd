"""Catalogs kept for a while, so that a sentence is read without asking the PSA for its lists each time."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tools.catalog import Catalog

CATALOG_SECONDS = 15 * 60
MAX_CATALOGS = 32
Key = tuple[str, frozenset[str] | None]


@dataclass(slots=True)
class _Slot:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    catalog: Catalog | None = None
    loaded_at: float = 0.0


class CatalogShelf:
    """One catalog per connection and set of visible companies. Many askers at once cause one load."""

    def __init__(self, seconds: float = CATALOG_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._slots: OrderedDict[Key, _Slot] = OrderedDict()

    async def get(self, key: Key, load: Callable[[], Awaitable[Catalog]]) -> Catalog:
        """The catalog, at most fifteen minutes old. When loading fails nothing is kept."""
        slot = self._slots.setdefault(key, _Slot())
        self._slots.move_to_end(key)
        while len(self._slots) > MAX_CATALOGS:
            self._slots.popitem(last=False)
        async with slot.lock:
            if slot.catalog is None or self._clock() - slot.loaded_at > self._seconds:
                slot.catalog = await load()
                slot.loaded_at = self._clock()
            return slot.catalog

    def forget(self, connection_id: str) -> None:
        """Load afresh next time: the PSA's lists have changed, or an admin asked for it."""
        for key in [key for key in self._slots if key[0] == connection_id]:
            del self._slots[key]
