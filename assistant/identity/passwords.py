"""Passwords: hashed with Argon2 off the event loop, two at a time, since each takes tens of megabytes."""

from functools import cached_property

from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash

MIN_CHARACTERS = 10
MAX_CHARACTERS = 200


class Passwords:
    """Makes and checks password hashes."""

    def __init__(self) -> None:
        self._hash = PasswordHash.recommended()

    async def hash(self, password: str) -> str:
        return await to_thread.run_sync(self._hash.hash, password, limiter=self._limiter)

    async def matches(self, password: str, known_hash: str | None) -> bool:
        """Whether the password is the one hashed. Without a hash the work is done all the same, so that an
        unknown e-mail address takes as long as a wrong password."""
        against = known_hash or self._decoy
        fits = await to_thread.run_sync(self._hash.verify, password, against, limiter=self._limiter)
        return fits and known_hash is not None

    @cached_property
    def _decoy(self) -> str:
        return self._hash.hash("nobody's password")

    @cached_property
    def _limiter(self) -> CapacityLimiter:
        return CapacityLimiter(2)
