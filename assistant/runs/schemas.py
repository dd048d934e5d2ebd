"""Runs as the API shows them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class RunView(BaseModel):
    """One run. `sentence` says how it ended unless it was answered; the answer is a message."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    session_id: str
    user_message_id: str
    answer_message_id: str
    state: str = Field(
        description="running, answered, stopped, limit_reached, model_unavailable, interrupted or failed"
    )
    sentence: str | None
    engine: str
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    started_at: datetime
    ended_at: datetime | None


class NewMessage(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="Plain text; the settings say how long it may be.")


class EditedMessage(NewMessage):
    message_id: str = Field(max_length=64, description="The person's last message.")
