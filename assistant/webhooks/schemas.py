"""What the endpoints of webhooks and suggestions give."""

from datetime import datetime

from pydantic import BaseModel, Field

from assistant.webhooks.tables import Familiar


class LooksLikeOut(BaseModel):
    """An earlier ticket; `words` are what both summaries say."""

    id: str
    summary: str
    closed: bool
    words: list[str]


class FamiliarOut(BaseModel):
    """An open ticket that looks like earlier ones of its company."""

    id: str
    connection_id: str
    ticket_id: str
    summary: str
    company_id: str
    company_name: str
    assigned: bool = Field(description="False while it is nobody's.")
    look_alikes: list[LooksLikeOut]
    entered_at: datetime

    @classmethod
    def of(cls, row: Familiar) -> "FamiliarOut":
        return cls.model_validate(row.model_dump() | {"assigned": row.assigned_member_id is not None})


class OpenedOut(BaseModel):
    """The session that was opened on the ticket."""

    session_id: str
    ticket_id: str


class WebhookOut(BaseModel):
    """Where the PSA is told to call. The address holds a secret: it belongs into the PSA only."""

    url: str | None = Field(description="Null when this kind of PSA sends no webhooks.")
    last_call_at: datetime | None
