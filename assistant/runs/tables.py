"""Runs and their append-only event log."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from assistant.columns import UTC, account_column, id_column, json_column


class Run(SQLModel, table=True):
    """The work on one message of a person.

    state: running, answered, stopped, limit_reached, model_unavailable, interrupted (the service went away)
    or failed. `sentence` says it to the person when it is not answered.
    """

    __tablename__ = "runs"
    id: str = id_column()
    account_id: str = account_column()
    session_id: str = Field(foreign_key="sessions.id", ondelete="CASCADE", index=True)
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE")
    user_message_id: str
    answer_message_id: str
    state: str = "running"
    sentence: str | None = None
    engine: str
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None
    started_at: datetime = Field(sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)


class RunEvent(SQLModel, table=True):
    """One event of a run. `seq` counts from 1 without gaps; rows are only ever added."""

    __tablename__ = "run_events"
    run_id: str = Field(foreign_key="runs.id", ondelete="CASCADE", primary_key=True, max_length=32)
    seq: int = Field(primary_key=True)
    account_id: str = account_column()
    type: str
    payload: dict[str, Any] = json_column()
    at: datetime = Field(sa_type=UTC)
