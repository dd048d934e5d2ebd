"""PSA connections of an account and the mapping of its users to PSA members."""

from datetime import datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from assistant.columns import UTC, account_column, id_column


class Connection(SQLModel, table=True):
    """One PSA tenant. `credentials_encrypted` is one encrypted JSON blob, None for the embedded PSA.
    `tenant_login` is the tenant's login name at the PSA (ConnectWise calls it company id).
    `shown_credentials` is what an admin may see of them: plain values, and of secrets the masked tail.
    `notify`: by note type, whether the PSA is asked to send mail; types not in it stay as the provider has
    them.

    `last_validated_at`: when credentials were last tried on purpose and held. `last_success_at`,
    `last_failed_at`, `last_error`: of any call, told at most every few minutes. `failing_since` is None while
    the PSA answers."""

    __tablename__ = "connections"
    id: str = id_column()
    account_id: str = account_column()
    provider: str
    display_name: str
    site_url: str | None = None
    tenant_login: str | None = None
    credentials_encrypted: str | None = None
    shown_credentials: dict[str, str] | None = Field(default=None, sa_type=JSON)
    notify: dict[str, bool] = Field(default_factory=dict, sa_type=JSON)
    is_active: bool = True
    last_validated_at: datetime | None = Field(default=None, sa_type=UTC)
    last_success_at: datetime | None = Field(default=None, sa_type=UTC)
    last_failed_at: datetime | None = Field(default=None, sa_type=UTC)
    failing_since: datetime | None = Field(default=None, sa_type=UTC)
    last_error: str | None = None
    created_at: datetime = Field(sa_type=UTC)
    updated_at: datetime = Field(sa_type=UTC)


class MemberMapping(SQLModel, table=True):
    """Who a user is at the PSA. `matched_by`: auto_email, manual_admin or manual_self."""

    __tablename__ = "member_mappings"
    __table_args__ = (
        UniqueConstraint("connection_id", "user_id"),
        UniqueConstraint("connection_id", "external_member_id"),
    )
    id: str = id_column()
    account_id: str = account_column()
    connection_id: str = Field(foreign_key="connections.id", ondelete="CASCADE")
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE")
    external_member_id: str
    external_member_name: str
    matched_by: str
    created_at: datetime = Field(sa_type=UTC)
    updated_at: datetime = Field(sa_type=UTC)
