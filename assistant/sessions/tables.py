"""Sessions and their messages."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from assistant.columns import UTC, account_column, id_column


class Session(SQLModel, table=True):
    """One talk of one person. The ticket id outlives its connection (the link becomes history)."""

    __tablename__ = "sessions"
    id: str = id_column()
    account_id: str = account_column()
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    title: str
    connection_id: str | None = Field(default=None, foreign_key="connections.id", ondelete="SET NULL")
    psa_ticket_id: str | None = None
    archived: bool = False
    created_at: datetime = Field(sa_type=UTC)
    updated_at: datetime = Field(sa_type=UTC, index=True)


class Message(SQLModel, table=True):
    """One message. `position` orders a session's messages; a message replaced by regenerating or by
    edit-and-resend keeps its row with `superseded` and is no longer part of the talk.
    `engine` names what answered; `prompt_hash` the prompt it read."""

    __tablename__ = "messages"
    id: str = id_column()
    account_id: str = account_column()
    session_id: str = Field(foreign_key="sessions.id", ondelete="CASCADE", index=True)
    run_id: str | None = None
    position: int
    role: str
    text: str
    engine: str | None = None
    prompt_hash: str | None = None
    superseded: bool = False
    created_at: datetime = Field(sa_type=UTC)
