"""Sessions as the API shows them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class SessionView(BaseModel):
    """A session in a list. Times are in UTC."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    connection_id: str | None
    psa_ticket_id: str | None
    archived: bool
    created_at: datetime
    updated_at: datetime


class MessageView(BaseModel):
    """A message of the talk. `run_id` is set on answers; `engine` names what answered."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    role: str
    text: str
    run_id: str | None
    engine: str | None
    created_at: datetime


class SessionDetail(SessionView):
    """A session with its talk; `running_run_id` is the run that is being answered right now."""

    messages: list[MessageView]
    running_run_id: str | None = None


class NewSession(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(default=None, max_length=200)
    connection_id: str | None = Field(default=None, max_length=32)


class SessionChange(BaseModel):
    """Only what is given changes."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(default=None, max_length=200)
    archived: bool | None = None


class TicketLink(BaseModel):
    """`ticket_id` null unlinks; without `connection_id` the session's or the default one counts."""

    model_config = ConfigDict(extra="forbid")

    ticket_id: str | None = Field(max_length=64)
    connection_id: str | None = Field(default=None, max_length=32)
