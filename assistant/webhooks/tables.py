"""What PSAs told us, how far each was looked through, and the tickets that look familiar."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Column, Field, SQLModel

from assistant.columns import UTC, account_column, id_column


class WebhookEvent(SQLModel, table=True):
    """One genuine call. A PSA sends some twice: `message_id` counts once for a connection."""

    __tablename__ = "webhook_events"
    __table_args__ = (UniqueConstraint("connection_id", "message_id"),)
    id: str = id_column()
    account_id: str = account_column()
    connection_id: str = Field(foreign_key="connections.id", ondelete="CASCADE", index=True)
    message_id: str
    kind: str
    record_id: str
    action: str
    received_at: datetime = Field(sa_type=UTC, index=True)
    looked_at: datetime | None = Field(default=None, sa_type=UTC)


class Watch(SQLModel, table=True):
    """Up to when a connection's changed tickets have been looked at."""

    __tablename__ = "watches"
    connection_id: str = Field(foreign_key="connections.id", ondelete="CASCADE", primary_key=True)
    account_id: str = account_column()
    seen_until: datetime = Field(sa_type=UTC)


class Familiar(SQLModel, table=True):
    """An open ticket that looks like earlier ones of its company, offered to whom it is assigned to, or to
    everybody while it is nobody's. `look_alikes` are `{id, summary, closed, words}`, the likest first."""

    __tablename__ = "familiar_tickets"
    __table_args__ = (UniqueConstraint("connection_id", "ticket_id"),)
    id: str = id_column()
    account_id: str = account_column()
    connection_id: str = Field(foreign_key="connections.id", ondelete="CASCADE")
    ticket_id: str
    summary: str
    company_id: str
    company_name: str
    assigned_member_id: str | None = None
    look_alikes: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    hidden_from: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    entered_at: datetime = Field(sa_type=UTC)
    noticed_at: datetime = Field(sa_type=UTC)
