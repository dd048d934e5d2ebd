"""The signed-in person, as every door hands them on."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from providers.scope import Role, Scope


class TokenScope(StrEnum):
    """What an API token may be used for; none of them implies another."""

    READ = "read"
    CHAT = "chat"
    CONFIRM = "confirm"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, and through what.

    `csrf_token` and `sign_in_id` are set for a browser, `token_scopes` holds what an API token allows.
    """

    scope: Scope
    via: Literal["session", "token"]
    token_scopes: frozenset[str] = frozenset()
    csrf_token: str | None = None
    sign_in_id: str | None = None

    def allows(self, needed: TokenScope) -> bool:
        """A browser session allows what the role allows; a token only what it was made for."""
        return self.via == "session" or needed in self.token_scopes

    @property
    def may_confirm(self) -> bool:
        """Whether a confirmation sent this way counts as the person's own."""
        return self.scope.role >= Role.ENGINEER and self.allows(TokenScope.CONFIRM)
