"""What the identity endpoints take and give."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.identity.passwords import MAX_CHARACTERS, MIN_CHARACTERS
from assistant.identity.people import TokenScope
from assistant.identity.tables import ApiToken, User
from providers.scope import Role

RoleName = Literal["viewer", "engineer", "admin", "owner", "super_admin"]


def _printable(value: str) -> str:
    """One line of visible text, outer blanks cut."""
    value = value.strip()
    if not value or not value.isprintable():
        raise ValueError("Use one line of visible characters.")
    return value


ShortText = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_printable)]
Email = Annotated[
    str,
    Field(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$", examples=["sam@example.com"]),
    AfterValidator(_printable),
]


class Body(BaseModel):
    """Base of what is taken: unknown keys are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid")


class SignInBody(Body):
    email: str = Field(max_length=254)
    password: str = Field(max_length=MAX_CHARACTERS)


class LinkBody(Body):
    key: str = Field(max_length=100, description="The last part of the one-time link.")


class SignedInAnswer(BaseModel):
    """The cookie is set besides. Send `csrf_token` as `X-CSRF-Token` with every unsafe method."""

    user_id: str
    name: str
    csrf_token: str
    needs_password: bool = Field(description="True until the person has chosen a password.")


class PasswordBody(Body):
    password: str = Field(min_length=MIN_CHARACTERS, max_length=MAX_CHARACTERS)
    present_password: str | None = Field(
        default=None, max_length=MAX_CHARACTERS, description="Needed when the person has a password."
    )


class UserAnswer(BaseModel):
    id: str
    email: str
    name: str
    role: RoleName
    active: bool
    has_password: bool
    created_at: datetime

    @classmethod
    def of(cls, user: User) -> "UserAnswer":
        return cls(
            id=user.id,
            email=user.email,
            name=user.name,
            role=user.role,
            active=user.active,
            has_password=user.password_hash is not None,
            created_at=user.created_at,
        )


class AccountAnswer(BaseModel):
    id: str
    name: str


class MeAnswer(BaseModel):
    """The person asking. `member_ids` says who they are at the PSA, by connection id."""

    user: UserAnswer
    account: AccountAnswer
    via: Literal["session", "token"]
    token_scopes: list[TokenScope]
    csrf_token: str | None
    member_ids: dict[str, str]


class NewUserBody(Body):
    email: Email
    name: ShortText
    role: RoleName = "engineer"

    @property
    def wanted_role(self) -> Role:
        return Role.named(self.role)


class ChangeUserBody(Body):
    """Only what is given changes."""

    name: ShortText | None = None
    role: RoleName | None = None
    active: bool | None = None


class NewUserAnswer(BaseModel):
    """`link` signs the person in once within a day; it is shown this one time only."""

    user: UserAnswer
    link: str


class NewTokenBody(Body):
    name: ShortText
    scopes: list[TokenScope] = Field(min_length=1, max_length=len(TokenScope))
    days: int | None = Field(default=None, ge=1, le=3650, description="Days until it expires; null: never.")


class TokenAnswer(BaseModel):
    """A token by its last characters."""

    id: str
    name: str
    masked: str = Field(examples=["dh_…x7Qa"])
    scopes: list[TokenScope]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def of(cls, token: ApiToken) -> "TokenAnswer":
        return cls(
            id=token.id,
            name=token.name,
            masked=f"dh_…{token.tail}",
            scopes=[TokenScope(each) for each in token.scopes.split()],
            created_at=token.created_at,
            last_used_at=token.last_used_at,
            expires_at=token.expires_at,
        )


class NewTokenAnswer(TokenAnswer):
    token: str = Field(description="The token itself; it cannot be shown again.")
