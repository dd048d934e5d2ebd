"""How much one account may ask of a vendor's PSA in a minute, so that its allowance there is not used up."""

from dataclasses import dataclass
from typing import Literal

from assistant.connections.tables import Connection
from assistant.errors import TooMany
from assistant.windows import MovingWindow

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
        self._windows: dict[Kind, MovingWindow] = {
            "search": MovingWindow(given.search, 60),
            "look_up": MovingWindow(given.look_up, 60),
            "post": MovingWindow(given.post, 60),
        }

    def count(self, connection: Connection, kind: Kind) -> None:
        """Count one call that is about to be made.

        Raises:
            TooMany: Over the limit; the call must not be made. `extras["retry_after_seconds"]` says how long.
        """
        if connection.site_url is None:
            return
        window = self._windows[kind]
        wait = window.take(connection.account_id)
        if wait is None:
            return
        raise TooMany(
            f"Your account made {window.amount} {_WORDS[kind]} in the last minute; more would use up its "
            "allowance at the PSA. Nothing was sent.",
            remedy="Wait as long as Retry-After says, then try again.",
            extras={"retry_after_seconds": wait},
        )
