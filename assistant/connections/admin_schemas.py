"""What the endpoints for admins take and give. Secrets go in and never come out."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StrictBool

from assistant.connections.administration import Ending, Tried
from assistant.connections.login import MAX_CREDENTIAL, MAX_NAME, MAX_SITE, MAX_TENANT, SITE, TENANT
from assistant.connections.tables import Connection
from providers.models import NoteType


class LoginIn(BaseModel):
    """How to enter a PSA. Which fields its kind needs: GET …/connections/kinds."""

    model_config = ConfigDict(extra="forbid")
    display_name: str = Field(min_length=1, max_length=MAX_NAME)
    site_url: str = Field(default="", max_length=MAX_SITE, examples=["https://na.myconnectwise.net"])
    tenant_login: str = Field(default="", max_length=MAX_TENANT, description="The tenant's login name there.")
    company_id: str = Field(default="", max_length=MAX_TENANT, description="Another name of tenant_login.")
    credentials: dict[str, SecretStr] = Field(
        default_factory=dict,
        max_length=20,
        examples=[{"public_key": "…", "private_key": "…", "client_id": "…"}],
    )

    notify: dict[NoteType, StrictBool] | None = Field(
        default=None,
        description="By note type, whether the PSA is asked to send its mail. Types not named are as that "
        "kind of PSA has them; `{}` is all of them. Null or left out keeps what is stored.",
        examples=[{"resolution": False}],
    )

    def entered(self) -> dict[str, str]:
        """All that was filled in, by field."""
        given = {SITE: self.site_url, TENANT: self.tenant_login or self.company_id}
        given |= {
            name: value.get_secret_value()[: MAX_CREDENTIAL + 1] for name, value in self.credentials.items()
        }
        return {name: value for name, value in given.items() if value}

    def wished(self) -> dict[str, bool] | None:
        """`notify` by the types' names."""
        return None if self.notify is None else {each.value: mails for each, mails in self.notify.items()}


class ConnectionIn(LoginIn):
    provider: str = Field(min_length=1, max_length=50, examples=["connectwise"])


class ConnectionChange(LoginIn):
    """An empty field keeps what is stored."""

    is_active: bool | None = Field(default=None, description="False disables it without losing anything.")


class LoginFieldOut(BaseModel):
    name: str
    label: str
    secret: bool
    help: str


class KindOut(BaseModel):
    """A kind of PSA that can be connected, and what it asks for."""

    provider: str
    label: str
    fields: list[LoginFieldOut]
    can_notify: bool = Field(description="Whether `notify` may be set for it.")


class Kinds(BaseModel):
    items: list[KindOut]
    total: int


class ConnectionDetail(BaseModel):
    """A connection with its health. `credentials` has plain values and of secrets the masked tail."""

    id: str
    provider: str
    display_name: str
    site_url: str | None
    tenant_login: str | None
    is_active: bool
    credentials: dict[str, str]
    notify: dict[str, bool] = Field(description="As set; types not in it are as that kind of PSA has them.")
    last_validated_at: datetime | None
    last_success_at: datetime | None
    last_failed_at: datetime | None
    failing_since: datetime | None = Field(description="Null while the PSA answers.")
    last_error: str | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: Connection) -> "ConnectionDetail":
        kept = row.model_dump(exclude={"account_id", "credentials_encrypted", "shown_credentials"})
        return cls(**kept, credentials=row.shown_credentials or {})


class TriedOut(BaseModel):
    """What the PSA answered; `kind` names a failure: address, login, permission, unreachable …"""

    ok: bool
    message: str
    kind: str | None
    remedy: str | None
    version: str | None

    @classmethod
    def of(cls, tried: Tried) -> "TriedOut":
        return cls.model_validate(tried, from_attributes=True)


class Removed(BaseModel):
    """What ended with the connection; people of `unknown_writes` are asked what they see in the PSA."""

    id: str
    ended_proposals: int
    unsent_writes: int
    unknown_writes: int

    @classmethod
    def of(cls, connection_id: str, ended: Ending) -> "Removed":
        return cls(
            id=connection_id,
            ended_proposals=ended.proposals,
            unsent_writes=ended.writes,
            unknown_writes=ended.unknown,
        )
