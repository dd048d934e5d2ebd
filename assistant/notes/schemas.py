"""What the note endpoints take and give."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.notes.repository import LoggedPost
from providers.models import NoteType
from tools.note_draft import Template

ExportFormat = Literal["psa", "markdown", "json"]


class NamedOut(BaseModel):
    id: str
    name: str


class NoteTicketOut(BaseModel):
    """The linked ticket as the confirmation screen shows it."""

    id: str
    summary: str
    company: str
    board: str
    current_status: NamedOut
    url: str | None


class AudienceOut(BaseModel):
    """One of the three audiences, in plain words."""

    note_type: NoteType
    label: str
    customer_visible: bool
    sends_mail: bool
    sentence: str


class FindingOut(BaseModel):
    """A place that must not reach the customer. Secrets are masked in `text`."""

    kind: str
    start: int
    end: int
    text: str
    sentence: str


class PreviewOut(BaseModel):
    """Everything the person should see before posting. `engine` names what worded the draft; `prompt_hash`
    the wording that a model was asked with."""

    content: str
    note_type: NoteType
    template: Template
    ticket: NoteTicketOut
    available_statuses: list[NamedOut]
    audiences: list[AudienceOut]
    character_count: int
    warning_characters: int
    max_characters: int
    previous_posts: int
    left_out: list[str]
    engine: str = "offline"
    prompt_hash: str | None = None
    findings: list[FindingOut]


class CheckIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    note_type: NoteType
    content: str = Field(max_length=200_000)


class CheckOut(BaseModel):
    """What a note would meet: findings block a customer-visible note until edited or overridden."""

    findings: list[FindingOut]
    blocked: bool
    character_count: int
    warnings: list[str]


class PostIn(BaseModel):
    """A post the person confirmed on the screen.

    `previewed_status_id` is the status they saw; when the ticket's differs by now, the answer is 409 with
    the difference. `override_reason` lets a customer-visible note with findings pass; it is logged.
    """

    model_config = ConfigDict(extra="forbid")

    note_type: NoteType
    content: str = Field(min_length=1, max_length=200_000)
    update_status_id: str | None = Field(default=None, max_length=100)
    previewed_status_id: str | None = Field(default=None, max_length=100)
    override_reason: str | None = Field(default=None, max_length=1_000)


class PostOut(BaseModel):
    """One attempt to post, as logged."""

    id: str
    session_id: str | None
    ticket_id: str
    note_type: str
    status: str
    content_posted: str
    external_note_id: str | None
    error_message: str | None
    status_changed_from: str | None
    status_changed_to: str | None
    leak_override_reason: str | None
    posted_by_name: str
    posted_at: datetime


class HistoryOut(PostOut):
    """One attempt in the account's history; `connection_id` is null once the connection is deleted."""

    session_title: str | None
    connection_id: str | None
    posted_by: str

    @classmethod
    def of(cls, logged: LoggedPost) -> "HistoryOut":
        return cls.model_validate(logged.post.model_dump() | {"session_title": logged.session_title})


HISTORY_COLUMNS = (
    "posted_at",
    "posted_by_name",
    "ticket_id",
    "note_type",
    "status",
    "status_changed_from",
    "status_changed_to",
    "external_note_id",
    "session_title",
    "leak_override_reason",
    "error_message",
    "content_posted",
    "id",
    "session_id",
    "connection_id",
    "posted_by",
)


class PostResult(BaseModel):
    """How the post went: `state` as in the ledger; the sentence says what is true now."""

    proposal_id: str
    state: str
    sentence: str
    ticket_id: str
    ticket_url: str | None
    external_note_id: str | None
    status_changed_from: str | None
    status_changed_to: str | None
