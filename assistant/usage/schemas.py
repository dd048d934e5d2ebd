"""What the usage endpoint gives."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field


class By(StrEnum):
    DAY = "day"
    SESSION = "session"
    PERSON = "person"


class UsageRow(BaseModel):
    """One day, session or person: its answers, and the help beside them (new tickets read, notes worded,
    titles, checks of keys) in tokens and dollars. `cost_usd` sums what has a known price; `unpriced` counts
    the uses that have none."""

    key: str = Field(description="A date (UTC), or the id of a session or person; empty without a session.")
    name: str = Field(description="The date, the session's title or the person's name.")
    answers: int
    input_tokens: int
    output_tokens: int
    cost_usd: float
    unpriced: int


class UsageOut(BaseModel):
    """One page, most expensive first (days: newest first), with the sums of all rows. `whose` is "account"
    for admins, "you" for everybody else. `budget_usd` is null where no budget is set."""

    items: list[UsageRow]
    total: int
    page: int
    page_size: int
    whose: str
    since: datetime
    until: datetime
    answers: int
    input_tokens: int
    output_tokens: int
    cost_usd: float
    unpriced: int
    budget_usd: float | None
