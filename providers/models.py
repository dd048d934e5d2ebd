"""The records every PSA shares, frozen; ids are strings, times are aware datetimes in UTC."""

from datetime import datetime
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Record(BaseModel):
    """Base of all records: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Ref(Record):
    """A pointer to a record, with its name for people."""

    id: str
    name: str


class Company(Record):
    """A customer of the MSP (never the tenant itself)."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    parent_id: str | None = None
    active: bool = True
    tags: tuple[str, ...] = ()


class Contact(Record):
    id: str
    company_id: str
    name: str
    email: str | None = None
    phone: str | None = None


class Member(Record):
    """A technician of the MSP as the PSA knows them. `identifier` is their login there."""

    id: str
    identifier: str
    name: str
    email: str
    active: bool = True


class Status(Record):
    """A status of one board; the same name on another board is another status."""

    id: str
    name: str
    closed: bool
    default: bool = False


class TicketType(Record):
    id: str
    name: str


class Board(Record):
    """A service board (queue). Statuses are in the PSA's order."""

    id: str
    name: str
    statuses: tuple[Status, ...] = ()
    types: tuple[TicketType, ...] = ()


class Priority(Record):
    """`sort` orders priorities: the smallest is the most urgent."""

    id: str
    name: str
    sort: int
    default: bool = False


class Configuration(Record):
    """A device or other asset of a company."""

    id: str
    company_id: str
    name: str
    type: str | None = None
    serial_number: str | None = None


class NoteType(StrEnum):
    """The three audiences of a note. Who exactly sees each is in `Capabilities.note_audiences`."""

    INTERNAL_ANALYSIS = "internal_analysis"
    RESOLUTION = "resolution"
    DESCRIPTION = "description"


class Note(Record):
    id: str
    ticket_id: str
    type: NoteType
    text: str
    member: Ref | None = None
    created_at: datetime


class TimeEntry(Record):
    id: str
    ticket_id: str
    member: Ref | None = None
    started_at: datetime
    minutes: int
    note: str | None = None
    billable: bool | None = None


class Document(Record):
    id: str
    company_id: str | None
    title: str
    body: str
    url: str | None = None


class Ticket(Record):
    """A ticket with the readable names of what it points to."""

    id: str
    summary: str
    description: str | None = None
    company: Ref
    contact: Ref | None = None
    board: Ref
    status: Ref
    closed: bool
    priority: Ref
    priority_sort: int = Field(description="The priority's `sort`: the smallest is the most urgent.")
    type: Ref | None = None
    assigned_member: Ref | None = None
    entered_at: datetime
    closed_at: datetime | None = None
    updated_at: datetime
    configuration_ids: tuple[str, ...] = ()
    url: str | None = Field(default=None, description="Where the ticket opens in the PSA's own pages.")


class Resource(Record):
    """A member who works on a ticket. The owner is the ticket's `assigned_member`."""

    member_id: str
    member_name: str
    member_identifier: str
    owner: bool


class Page(Record, Generic[T]):
    """One page of a list. `total` counts all rows that match, for "26–50 of 312"."""

    items: tuple[T, ...]
    total: int
    page: int = 1
    page_size: int = 25


class TicketFilter(Record):
    """Which tickets. Everything given must hold; empty tuples do not restrict.

    `text` is words a person typed: every word must occur in summary, description, notes or company name
    (a PSA may search the summary only; its capabilities say so). An all-digit text also finds that id.
    `assigned` is "any", "unassigned" (nobody owns it) or the id of a member: the tickets they own and, as the
    PSA's capabilities say, those they work on besides. The order is priority, then entry date, newest first;
    `newest_first` ignores priority (the picker's recent list).
    """

    text: str = ""
    company_ids: tuple[str, ...] = ()
    board_ids: tuple[str, ...] = ()
    status_ids: tuple[str, ...] = ()
    priority_ids: tuple[str, ...] = ()
    assigned: str = "any"
    state: Literal["open", "closed", "any"] = "open"
    entered_after: datetime | None = None
    entered_before: datetime | None = None
    updated_after: datetime | None = None
    newest_first: bool = False


class TicketDraft(Record):
    """What is needed to create a ticket. `marker` lets the write be found again after a failure."""

    summary: str
    company_id: str
    board_id: str
    status_id: str
    priority_id: str
    description: str | None = None
    assigned_member_id: str | None = None
    contact_id: str | None = None


class NoteDraft(Record):
    ticket_id: str
    type: NoteType
    text: str
    member_id: str | None = Field(default=None, description="Who is credited; None = the API's own member.")


class TicketStatusChange(Record):
    """A status update with both sides, for the confirmation text."""

    ticket_id: str
    previous_status: Ref
    new_status: Ref


class ConnectionTest(Record):
    """What an admin learns from testing a connection: who answers, and which release."""

    ok: bool
    message: str
    version: str | None = None


class NoteAudience(Record):
    """Who sees a note of one type, and whether the PSA sends mail for it."""

    type: NoteType
    label: str
    customer_visible: bool
    sends_mail: bool
    sentence: str


class Capabilities(Record):
    """What this PSA or tenant can and cannot do. The chat and the pages say so from here."""

    vendor: str = Field(description="The name for people: ConnectWise PSA, Deskhand PSA …")
    max_summary_characters: int
    note_warning_characters: int = 15_000
    max_note_characters: int
    searches_notes: bool
    finds_shared_work: bool = Field(
        default=False, description="Whether a member's tickets are also those that another owns."
    )
    can_log_time: bool
    can_add_resources: bool
    note_audiences: tuple[NoteAudience, ...]
    create_sends_mail: bool
    create_sentence: str = Field(
        description="Who sees a new ticket and who gets mail, in one plain sentence."
    )

    def audience(self, note_type: NoteType) -> NoteAudience:
        return next(a for a in self.note_audiences if a.type == note_type)

    @property
    def mailed(self) -> str:
        """The types of notes that the PSA sends mail for, in words."""
        return ", ".join(each.label for each in self.note_audiences if each.sends_mail) or "none"
