"""How often somebody may try to sign in."""

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.errors import TooMany

PER_EMAIL = parse("10 per 15 minutes")
PER_ADDRESS = parse("50 per 15 minutes")


class SignInRate:
    """Counts attempts by e-mail and by network address, within this process."""

    def __init__(
        self, per_email: RateLimitItem = PER_EMAIL, per_address: RateLimitItem = PER_ADDRESS
    ) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._per_email = per_email
        self._per_address = per_address

    def count(self, email: str, address: str) -> None:
        """Count one attempt.

        Raises:
            TooMany: Over the limit; `extras["retry_after_seconds"]` says when the next one is looked at.
        """
        for limit, key in ((self._per_address, f"address {address}"), (self._per_email, f"email {email}")):
            if not self._limiter.hit(limit, key):
                reset = self._limiter.get_window_stats(limit, key).reset_time
                wait = max(1, math.ceil(reset - time.time()))
                raise TooMany("Too many attempts to sign in.", extras={"retry_after_seconds": wait})

    def forget(self, email: str) -> None:
        """A sign-in worked: that address starts afresh."""
        self._limiter.clear(self._per_email, f"email {email}")
