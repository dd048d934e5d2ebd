"""What the time endpoints take and give."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from assistant.proposals.schemas import MAX_MINUTES

Minutes = Annotated[int, Field(ge=1, le=MAX_MINUTES, description="Whole minutes.")]


class TimeTicketOut(BaseModel):
    """The ticket that the time is for."""

    id: str
    summary: str
    company: str
    url: str | None


class TimePreviewOut(BaseModel):
    """A time entry to review. `minutes` is null where nothing is known; `source` says where it comes from.
    With `why_not` it cannot be logged yet, and that says what to do."""

    ticket: TimeTicketOut
    started_at: datetime
    minutes: int | None
    source: str | None = Field(examples=["your messages from 09:12 to 10:05 UTC"])
    note: str
    billable: bool | None = Field(description="Always null: the PSA decides unless the person says it.")
    credited_to: str | None = Field(description="The PSA member's name.")
    sentence: str = Field(description="Who sees it.")
    why_not: str | None


class TimeIn(BaseModel):
    """A time entry as the person confirmed it."""

    model_config = ConfigDict(extra="forbid")

    started_at: AwareDatetime
    minutes: Minutes
    note: str | None = Field(default=None, max_length=200_000)
    billable: bool | None = Field(default=None, description="Null leaves it to the PSA's own rules.")


class TimeResult(BaseModel):
    """How the entry went: `state` as in the ledger; the sentence says what is true now."""

    proposal_id: str
    state: Literal["queued", "sending", "done", "rejected", "retry", "unknown"]
    sentence: str
    ticket_id: str
    time_entry_id: str | None
    minutes: int | None
