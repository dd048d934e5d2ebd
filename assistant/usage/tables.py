"""What models were asked for beside the talk."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from assistant.columns import UTC, account_column, id_column


class ModelCall(SQLModel, table=True):
    """One piece of help: `purpose` is parse, note, title or check (of a key). The talk's own use stands with
    its runs. `cost_usd` is None where the price is unknown; `session_id` where there is no session."""

    __tablename__ = "model_calls"
    id: str = id_column()
    account_id: str = account_column()
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE")
    session_id: str | None = Field(default=None, foreign_key="sessions.id", ondelete="SET NULL")
    purpose: str
    model: str
    input_tokens: int
    output_tokens: int
    cost_usd: float | None = None
    at: datetime = Field(sa_type=UTC)
