"""What the connection endpoints take and give. Credentials are never among it."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.connections.tables import Connection, MemberMapping
from assistant.identity.tables import User
from providers.models import Capabilities, Member


class ConnectionAnswer(BaseModel):
    id: str
    provider: str
    display_name: str
    site_url: str | None
    tenant_login: str | None
    is_active: bool
    last_validated_at: datetime | None
    last_error: str | None
    capabilities: Capabilities | None = Field(description="What this PSA can do; null while it is disabled.")

    @classmethod
    def of(cls, row: Connection, capabilities: Capabilities | None) -> "ConnectionAnswer":
        return cls(
            id=row.id,
            provider=row.provider,
            display_name=row.display_name,
            site_url=row.site_url,
            tenant_login=row.tenant_login,
            is_active=row.is_active,
            last_validated_at=row.last_validated_at,
            last_error=row.last_error,
            capabilities=capabilities,
        )


class MemberAnswer(BaseModel):
    """A technician at the PSA, and which of our users they are."""

    id: str
    identifier: str
    name: str
    email: str
    active: bool
    mapped_user_id: str | None

    @classmethod
    def of(cls, member: Member, user_id: str | None) -> "MemberAnswer":
        return cls(**member.model_dump(), mapped_user_id=user_id)


class MappingAnswer(BaseModel):
    user_id: str
    user_name: str
    user_email: str
    external_member_id: str
    external_member_name: str
    matched_by: Literal["auto_email", "manual_admin", "manual_self"]
    updated_at: datetime

    @classmethod
    def of(cls, row: MemberMapping, user: User) -> "MappingAnswer":
        return cls(
            user_id=user.id,
            user_name=user.name,
            user_email=user.email,
            external_member_id=row.external_member_id,
            external_member_name=row.external_member_name,
            matched_by=row.matched_by,
            updated_at=row.updated_at,
        )


class MappingBody(BaseModel):
    """Who is to be whom. Without `user_id`: the person asking."""

    model_config = ConfigDict(extra="forbid")
    member_id: str = Field(min_length=1, max_length=100)
    user_id: str | None = Field(default=None, max_length=32)
    connection_id: str | None = Field(default=None, max_length=32)


class MappingWish(BaseModel):
    """One line of a set that is saved at once. `member_id` null takes the mapping away."""

    model_config = ConfigDict(extra="forbid")
    user_id: str = Field(min_length=1, max_length=32)
    member_id: str | None = Field(min_length=1, max_length=100)


class MappedPerson(BaseModel):
    user_id: str
    user_name: str
    external_member_id: str
    external_member_name: str


class MatchedAnswer(BaseModel):
    """Who was mapped by e-mail just now, and who has no address at the PSA."""

    mapped: list[MappedPerson]
    unmatched: list[str] = Field(description="E-mail addresses of users without a member.")
