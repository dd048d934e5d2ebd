"""What the ticket endpoints take and give."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.proposals.outcome import Outcome, WriteState
from providers.models import Company, Configuration, Note, NoteType, Resource, Status, Ticket
from tools.quick_create import InitialValues

Id = Annotated[str, Field(min_length=1, max_length=100)]


class NamedOut(BaseModel):
    id: str
    name: str


class TicketOut(BaseModel):
    """A ticket as lists show it, ids and readable names."""

    id: str
    summary: str
    company: NamedOut
    contact: NamedOut | None
    board: NamedOut
    status: NamedOut
    closed: bool
    priority: NamedOut
    priority_sort: int = Field(description="The smallest is the most urgent.")
    type: NamedOut | None
    assigned_member: NamedOut | None
    entered_at: datetime
    closed_at: datetime | None
    updated_at: datetime
    url: str | None

    @classmethod
    def of(cls, ticket: Ticket) -> "TicketOut":
        return cls.model_validate(ticket.model_dump(exclude={"description", "configuration_ids"}))


class ResourceOut(BaseModel):
    """Somebody who works on a ticket. `is_desk_user` says that they are one of our people too."""

    member_id: str
    member_name: str
    member_identifier: str
    owner: bool
    is_desk_user: bool

    @classmethod
    def of(cls, resource: Resource, mapped: frozenset[str]) -> "ResourceOut":
        return cls(**resource.model_dump(), is_desk_user=resource.member_id in mapped)


class NoteOut(BaseModel):
    """A note. `customer_visible` says whether the customer can read this type of note."""

    id: str
    ticket_id: str
    type: NoteType
    text: str
    member: NamedOut | None
    created_at: datetime
    customer_visible: bool

    @classmethod
    def of(cls, note: Note, customer_visible: bool) -> "NoteOut":
        return cls.model_validate({**note.model_dump(), "customer_visible": customer_visible})


class ConfigurationOut(BaseModel):
    id: str
    name: str
    type: str | None
    serial_number: str | None

    @classmethod
    def of(cls, configuration: Configuration) -> "ConfigurationOut":
        return cls.model_validate(configuration.model_dump(exclude={"company_id"}))


class TicketDetailOut(TicketOut):
    """A ticket with all that is known of it."""

    description: str | None
    notes: list[NoteOut]
    resources: list[ResourceOut]
    configurations: list[ConfigurationOut]
    related: list[TicketOut] = Field(description="Open tickets of the same company that look like it.")
    problems: dict[str, str] = Field(
        description="Parts that could not be read just now, and why; their lists are empty."
    )


class StatusOut(BaseModel):
    id: str
    name: str
    closed: bool
    default: bool

    @classmethod
    def of(cls, status: Status) -> "StatusOut":
        return cls.model_validate(status.model_dump())


class BoardOut(BaseModel):
    id: str
    name: str
    statuses: list[StatusOut]
    types: list[NamedOut]


class PriorityOut(BaseModel):
    id: str
    name: str
    sort: int
    default: bool


class CompanyOut(BaseModel):
    id: str
    name: str
    aliases: list[str]
    parent_id: str | None
    active: bool

    @classmethod
    def of(cls, company: Company) -> "CompanyOut":
        return cls.model_validate(company.model_dump(exclude={"tags"}))


class Listing(BaseModel):
    """A whole short list."""

    total: int


class Statuses(Listing):
    items: list[StatusOut]


class Notes(Listing):
    items: list[NoteOut]


class Resources(Listing):
    items: list[ResourceOut]


class Boards(Listing):
    items: list[BoardOut]


class Priorities(Listing):
    items: list[PriorityOut]


class QueueOut(BaseModel):
    """The person's open tickets. Not being mapped to a PSA member is not the same as having none."""

    state: Literal["no_connection", "not_mapped", "ok"]
    items: list[TicketOut]
    total: int
    page: int
    page_size: int


class CreateIn(BaseModel):
    """A new ticket; sending it is the person's confirmation."""

    model_config = ConfigDict(extra="forbid")

    summary: str = Field(min_length=1, max_length=1_000)
    company_id: Id
    board_id: Id
    status_id: Id
    priority_id: Id
    description: str | None = Field(default=None, max_length=100_000)
    assigned_member_id: Id | None = None
    contact_id: Id | None = None
    session_id: str | None = Field(default=None, max_length=64, description="The session it came from.")
    spin_off_id: str | None = Field(default=None, max_length=64, description="The suggestion it uses up.")
    connection_id: str | None = Field(default=None, max_length=64)


class TicketCreated(BaseModel):
    """The new ticket by number and readable names."""

    id: str
    summary: str
    board_name: str
    status_name: str
    priority_name: str
    company_name: str
    resources: list[ResourceOut]
    url: str | None
    proposal_id: str


class StatusIn(BaseModel):
    """`previous_status_id` is the status on the person's screen; another one by now is 409."""

    model_config = ConfigDict(extra="forbid")

    status_id: Id
    previous_status_id: Id | None = None


class StatusUpdated(BaseModel):
    ticket_id: str
    previous_status: str | None
    new_status: str


class ResourceIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    member_id: Id


class AssigneeIn(BaseModel):
    """Whose ticket it becomes; null leaves it unassigned."""

    model_config = ConfigDict(extra="forbid")

    member_id: Id | None


class Assigned(BaseModel):
    ticket_id: str
    assigned_member: str | None = Field(description="The name of the new owner.")


class NoteIn(BaseModel):
    """A note written straight on a ticket."""

    model_config = ConfigDict(extra="forbid")

    type: NoteType = NoteType.INTERNAL_ANALYSIS
    text: str = Field(min_length=1, max_length=200_000)
    override_reason: str | None = Field(default=None, max_length=1_000)


class Removed(BaseModel):
    ticket_id: str
    member_id: str


class NotePosted(BaseModel):
    ticket_id: str
    note_id: str | None
    sentence: str


class WritePending(BaseModel):
    """Confirmed and kept, but not finished yet: GET /api/proposals/{proposal_id} tells how it goes on.
    With the state `done` it is written, and only its details could not be read."""

    proposal_id: str
    ticket_id: str | None
    state: WriteState
    sentence: str
    asks: bool = Field(description="Nobody could learn whether it was written; the person is asked.")

    @classmethod
    def of(cls, outcome: Outcome) -> "WritePending":
        return cls.model_validate(outcome, from_attributes=True)


class ParseIn(BaseModel):
    """A sentence about a new ticket. `initial_values` count where the sentence says nothing."""

    model_config = ConfigDict(extra="forbid")

    prompt: str = Field(max_length=100_000)
    connection_id: str | None = Field(default=None, max_length=64)
    initial_values: InitialValues | None = None
