"""The lists of a PSA kept for a while, so that a sentence is read without asking for them each time.

Companies, contacts and members change with the customers, boards and priorities hardly ever: each list has
its own age. A catalog is made anew only when one of its lists was.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from providers.base import PSAReader
from providers.models import Member
from tools.catalog import LISTS, Catalog

_QUARTER, _HOUR = 15 * 60.0, 60 * 60.0
SECONDS: Mapping[str, float] = MappingProxyType(
    {"companies": _QUARTER, "contacts": _QUARTER, "members": _QUARTER, "boards": _HOUR, "priorities": _HOUR}
)
MAX_CATALOGS = 32
Key = tuple[str, frozenset[str] | None]


@dataclass(slots=True)
class _Shelf:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    lists: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    loaded_at: dict[str, float] = field(default_factory=dict)
    catalog: Catalog | None = None


class CatalogShelf:
    """One catalog per connection and set of visible companies. Many askers at once cause one load."""

    def __init__(
        self, seconds: Mapping[str, float] = SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._shelves: OrderedDict[Key, _Shelf] = OrderedDict()

    async def catalog(self, key: Key, reader: PSAReader) -> Catalog:
        """All lists, none older than it may be. When one cannot be loaded, what was loaded stays for the
        next try and the reader's error is raised."""
        shelf = self._shelf(key)
        async with shelf.lock:
            loaded = [await self._fresh(shelf, name, reader) for name in LISTS]
            if shelf.catalog is None or any(loaded):
                shelf.catalog = await Catalog.of(key[0], shelf.lists)
            return shelf.catalog

    async def members(self, key: Key, reader: PSAReader) -> tuple[Member, ...]:
        """The technicians alone, without loading anything else."""
        shelf = self._shelf(key)
        async with shelf.lock:
            if await self._fresh(shelf, "members", reader):
                shelf.catalog = None
            return shelf.lists["members"]

    def kept(self, key: Key) -> Catalog | None:
        """The catalog that is there anyhow, however old; asks nobody."""
        shelf = self._shelves.get(key)
        return shelf.catalog if shelf else None

    def forget(self, connection_id: str) -> None:
        """Load afresh next time: the PSA's lists have changed, or an admin asked for it."""
        for key in [key for key in self._shelves if key[0] == connection_id]:
            del self._shelves[key]

    def _shelf(self, key: Key) -> _Shelf:
        shelf = self._shelves.setdefault(key, _Shelf())
        self._shelves.move_to_end(key)
        while len(self._shelves) > MAX_CATALOGS:
            self._shelves.popitem(last=False)
        return shelf

    async def _fresh(self, shelf: _Shelf, name: str, reader: PSAReader) -> bool:
        """Load a list that is missing or too old; says whether it was."""
        age = self._clock() - shelf.loaded_at[name] if name in shelf.loaded_at else None
        if age is not None and age <= self._seconds[name]:
            return False
        load: Callable[[], Awaitable[tuple[Any, ...]]] = getattr(reader, name)
        shelf.lists[name] = tuple(await load())
        shelf.loaded_at[name] = self._clock()
        return True
