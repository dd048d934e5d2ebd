"""At most so many events in the last seconds, counted by key within this process."""

import math
import time
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import MovingWindowRateLimiter


class MovingWindow:
    """Lets `amount` events of one key through in any stretch of whole `seconds`."""

    def __init__(self, amount: int, seconds: int) -> None:
        self.amount = amount
        self._seconds = seconds

    def take(self, key: str) -> int | None:
        """Count one event now and return None; over the limit count nothing and return the whole seconds, at
        least 1, until the next one may come."""
        if self._limiter.hit(self._item, key):
            return None
        reset = self._limiter.get_window_stats(self._item, key).reset_time
        return max(1, math.ceil(reset - time.time()))

    def clear(self, key: str) -> None:
        """That key starts afresh."""
        self._limiter.clear(self._item, key)

    @cached_property
    def _limiter(self) -> "MovingWindowRateLimiter":
        # Imported here: the library takes 15 MiB, which a service that nobody signs in to yet need not have.
        from limits.storage import MemoryStorage
        from limits.strategies import MovingWindowRateLimiter

        return MovingWindowRateLimiter(MemoryStorage())

    @cached_property
    def _item(self) -> "RateLimitItem":
        from limits import RateLimitItemPerSecond

        return RateLimitItemPerSecond(self.amount, self._seconds)
