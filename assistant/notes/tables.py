"""The log of every attempt to post a note."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from assistant.columns import UTC, account_column, id_column


class PostLog(SQLModel, table=True):
    """One attempt to post, exactly as it was sent. Rows survive their session, connection and author."""

    __tablename__ = "post_log"
    id: str = id_column()
    account_id: str = account_column()
    session_id: str | None = Field(default=None, foreign_key="sessions.id", ondelete="SET NULL", index=True)
    connection_id: str | None = Field(default=None, foreign_key="connections.id", ondelete="SET NULL")
    ledger_id: str | None = Field(default=None, index=True)
    ticket_id: str
    note_type: str
    content_posted: str
    external_note_id: str | None = None
    status: str
    error_message: str | None = None
    status_changed_from: str | None = None
    status_changed_to: str | None = None
    leak_override_reason: str | None = None
    posted_by: str
    posted_by_name: str
    posted_at: datetime = Field(sa_type=UTC)
