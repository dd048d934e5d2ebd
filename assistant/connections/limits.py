"""How much one account may ask of a vendor's PSA in a minute, so that its allowance there is not used up."""

import math
import time
from dataclasses import dataclass
from typing import Literal

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.connections.tables import Connection
from assistant.errors import TooMany

Kind = Literal["search", "look_up", "post"]
_WORDS: dict[Kind, str] = {"search": "searches", "look_up": "ticket look-ups", "post": "writes"}


@dataclass(frozen=True, slots=True)
class PerMinute:
    """Calls of each kind that an account may make in a minute."""

    search: int = 60
    look_up: int = 30
    post: int = 10


class AccountLimits:
    """Counts calls by account and kind over the last minute, within this process.

    Only a PSA that is somewhere else is counted: the one in our own database has no allowance to protect.
    """

    def __init__(self, per_minute: PerMinute | None = None) -> None:
        given = per_minute or PerMinute()
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._items: dict[Kind, RateLimitItem] = {
            "search": RateLimitItemPerMinute(given.search, namespace="search"),
            "look_up": RateLimitItemPerMinute(given.look_up, namespace="look_up"),
            "post": RateLimitItemPerMinute(given.post, namespace="post"),
        }

    def count(self, connection: Connection, kind: Kind) -> None:
        """Count one call that is about to be made.

        Raises:
            TooMany: Over the limit; the call must not be made. `extras["retry_after_seconds"]` says how long.
        """
        if connection.site_url is None:
            return
        item = self._items[kind]
        if self._limiter.hit(item, connection.account_id):
            return
        reset = self._limiter.get_window_stats(item, connection.account_id).reset_time
        raise TooMany(
            f"Your account made {item.amount} {_WORDS[kind]} in the last minute; more would use up its "
            "allowance at the PSA. Nothing was sent.",
            remedy="Wait as long as Retry-After says, then try again.",
            extras={"retry_after_seconds": max(1, math.ceil(reset - time.time()))},
        )
