"""What the audit endpoints give."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from assistant.audit.tables import AuditEntry

COLUMNS = ("id", "at", "user_id", "user_name", "action", "subject_type", "subject_id", "detail")


class AuditOut(BaseModel):
    """One fact: who did what to which record, and when. `user_id` is null for what happened by itself."""

    id: str
    at: datetime
    user_id: str | None
    user_name: str
    action: str = Field(examples=["proposal.confirmed"])
    subject_type: str
    subject_id: str
    detail: dict[str, Any]

    @classmethod
    def of(cls, entry: AuditEntry) -> "AuditOut":
        return cls.model_validate(entry, from_attributes=True)
