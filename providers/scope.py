"""Who is asking: one frozen object, made at the door, taken by everything that reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType


class Role(IntEnum):
    """Rights in an account, ordered: each role may do what the ones below it may."""

    VIEWER = 10
    ENGINEER = 20
    ADMIN = 30
    OWNER = 40
    SUPER_ADMIN = 50

    @classmethod
    def named(cls, name: str) -> "Role":
        """The role of that lower-case name; an unknown name is an error, never a fallback."""
        try:
            return cls[name.upper()]
        except KeyError:
            raise ValueError(f"There is no role {name!r}; use one of {', '.join(cls.names())}.") from None

    @classmethod
    def names(cls) -> list[str]:
        return [role.name.lower() for role in cls]


@dataclass(frozen=True, slots=True)
class Scope:
    """The signed-in person and how far their sight goes.

    `company_ids` is None when the person may see every company of the account; otherwise only tickets,
    contacts and devices of these companies exist for them. `member_ids` maps a connection's id to the
    PSA member that the person is mapped to there.
    """

    account_id: str
    user_id: str
    user_name: str
    role: Role
    company_ids: frozenset[str] | None = None
    member_ids: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def member_id(self, connection_id: str) -> str | None:
        """The person's PSA member on that connection, or None when nobody mapped them yet."""
        return self.member_ids.get(connection_id)

    def sees_company(self, company_id: str) -> bool:
        return self.company_ids is None or company_id in self.company_ids
