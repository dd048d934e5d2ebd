"""How often somebody may try to sign in."""

from assistant.errors import TooMany
from assistant.windows import MovingWindow

SECONDS = 15 * 60
PER_EMAIL = 10
PER_ADDRESS = 50


class SignInRate:
    """Counts attempts by e-mail and by network address, within this process."""

    def __init__(self) -> None:
        self._emails = MovingWindow(PER_EMAIL, SECONDS)
        self._addresses = MovingWindow(PER_ADDRESS, SECONDS)

    def count(self, email: str, address: str) -> None:
        """Count one attempt.

        Raises:
            TooMany: Over the limit; `extras["retry_after_seconds"]` says when the next one is looked at.
        """
        for window, key in ((self._addresses, address), (self._emails, email)):
            if wait := window.take(key):
                raise TooMany("Too many attempts to sign in.", extras={"retry_after_seconds": wait})

    def forget(self, email: str) -> None:
        """A sign-in worked: that address starts afresh."""
        self._emails.clear(email)
