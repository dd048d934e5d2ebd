"""The audit log: who did what, append-only."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from assistant.columns import UTC, account_column, id_column, json_column


class AuditEntry(SQLModel, table=True):
    """One fact. `action` is a dotted word (proposal.confirmed, session.linked); `subject_id` names the
    record. Rows are only ever added."""

    __tablename__ = "audit_log"
    id: str = id_column()
    account_id: str = account_column()
    user_id: str | None = None
    user_name: str
    action: str = Field(index=True)
    subject_type: str
    subject_id: str
    detail: dict[str, Any] = json_column()
    at: datetime = Field(sa_type=UTC, index=True)
