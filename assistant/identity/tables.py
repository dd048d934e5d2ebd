"""Accounts, users, sign-ins, one-time links and API tokens."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from assistant.columns import UTC, account_column, id_column


class Account(SQLModel, table=True):
    """One MSP. Every business row belongs to exactly one."""

    __tablename__ = "accounts"
    id: str = id_column()
    name: str
    created_at: datetime = Field(sa_type=UTC)


class User(SQLModel, table=True):
    """A person of an account. `password_hash` is None until they chose one. E-mail is stored lower-case."""

    __tablename__ = "users"
    id: str = id_column()
    account_id: str = account_column()
    email: str = Field(unique=True)
    name: str
    role: str
    password_hash: str | None = None
    active: bool = True
    created_at: datetime = Field(sa_type=UTC)


class SignIn(SQLModel, table=True):
    """A browser that is signed in. The cookie's secret is stored as a SHA-256 only."""

    __tablename__ = "sign_ins"
    id: str = id_column()
    account_id: str = account_column()
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    secret_hash: str = Field(unique=True)
    csrf_token: str
    created_at: datetime = Field(sa_type=UTC)
    expires_at: datetime = Field(sa_type=UTC)


class SignInLink(SQLModel, table=True):
    """A link that signs one person in once."""

    __tablename__ = "sign_in_links"
    id: str = id_column()
    account_id: str = account_column()
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE")
    secret_hash: str = Field(unique=True)
    expires_at: datetime = Field(sa_type=UTC)
    used_at: datetime | None = Field(default=None, sa_type=UTC)


class ApiToken(SQLModel, table=True):
    """A token for programs. `scopes` is a space-separated subset of: read chat confirm admin.
    Without `confirm` a token cannot confirm a proposal, whatever its owner may do."""

    __tablename__ = "api_tokens"
    __table_args__ = (UniqueConstraint("user_id", "name"),)
    id: str = id_column()
    account_id: str = account_column()
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    name: str
    secret_hash: str = Field(unique=True)
    tail: str
    scopes: str
    created_at: datetime = Field(sa_type=UTC)
    last_used_at: datetime | None = Field(default=None, sa_type=UTC)
    expires_at: datetime | None = Field(default=None, sa_type=UTC)
