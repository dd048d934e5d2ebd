"""The interface of a PSA: one class to read, another to write.

Whoever holds a `PSAReader` cannot write; the only holder of a `PSAWriter` is the proposal executor, and an
import contract keeps it so. Every method may raise the errors of `providers.errors`; what is true after a
failure is said there (`applied`).
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from providers.models import (
    Board,
    Capabilities,
    Company,
    Configuration,
    ConnectionTest,
    Contact,
    Document,
    Member,
    Note,
    NoteDraft,
    Page,
    Priority,
    Resource,
    Status,
    Ticket,
    TicketDraft,
    TicketFilter,
    TicketStatusChange,
    TimeEntry,
)

MAX_PAGE_SIZE = 100


class PSAReader(ABC):
    """Reads one tenant of one PSA. Never writes, never retries more than twice."""

    @property
    @abstractmethod
    def capabilities(self) -> Capabilities: ...

    def ticket_url(self, ticket_id: str) -> str | None:
        """Where the ticket opens in the PSA's own pages; None where the PSA has none. Asks nobody."""
        return None

    @abstractmethod
    async def test_connection(self) -> ConnectionTest:
        """Ask the PSA for the smallest thing that proves address and credentials."""

    @abstractmethod
    async def get_ticket(self, ticket_id: str) -> Ticket:
        """One ticket; a merged ticket answers as the one it lives on under.

        Raises:
            NotFound: No such ticket, or it may not be seen.
        """

    @abstractmethod
    async def search_tickets(
        self, wanted: TicketFilter, *, page: int = 1, page_size: int = 25
    ) -> Page[Ticket]:
        """Tickets by filter, sorted by the PSA. `page` from 1, `page_size` 1 to MAX_PAGE_SIZE.
        A page past the end is empty and keeps `total`."""

    @abstractmethod
    async def list_notes(self, ticket_id: str) -> Sequence[Note]:
        """All notes of a ticket, oldest first."""

    @abstractmethod
    async def list_resources(self, ticket_id: str) -> Sequence[Resource]:
        """Who works on the ticket, the owner first."""

    @abstractmethod
    async def boards(self) -> Sequence[Board]:
        """All boards with their statuses and types."""

    @abstractmethod
    async def statuses(self, board_id: str) -> Sequence[Status]:
        """The statuses of one board, in the PSA's order."""

    @abstractmethod
    async def priorities(self) -> Sequence[Priority]:
        """Most urgent first."""

    @abstractmethod
    async def companies(self) -> Sequence[Company]:
        """All companies, inactive ones too (marked): a name that is typed must be recognised."""

    @abstractmethod
    async def contacts(self, company_id: str | None = None) -> Sequence[Contact]: ...

    @abstractmethod
    async def members(self) -> Sequence[Member]:
        """All members, inactive ones too (marked)."""

    @abstractmethod
    async def configurations(
        self, *, ticket_id: str | None = None, company_id: str | None = None
    ) -> Sequence[Configuration]:
        """Devices of a ticket or of a company; with neither, all of the tenant."""

    @abstractmethod
    async def time_entries(self, ticket_id: str) -> Sequence[TimeEntry]: ...

    @abstractmethod
    async def documents(self, company_id: str | None = None) -> Sequence[Document]:
        """Documents of a company and the general ones; an empty list where the PSA has none."""

    @abstractmethod
    async def find_ticket_by_marker(self, marker: str) -> Ticket | None:
        """The ticket that carries this marker, compared exactly. Reads the PSA, never a cache."""

    @abstractmethod
    async def find_note_by_marker(self, ticket_id: str, marker: str) -> Note | None:
        """The note of that ticket that carries this marker."""

    @abstractmethod
    async def find_time_by_marker(self, ticket_id: str, marker: str) -> TimeEntry | None:
        """The time entry of that ticket that carries this marker."""


class PSAWriter(ABC):
    """Writes to one tenant of one PSA. No method tries twice by itself.

    A creating method puts `marker` (characters `[A-Za-z0-9-]`, 8 to 40) where the PSA keeps it, so that
    `find_*_by_marker` finds the record after a time-out.
    """

    @abstractmethod
    async def create_ticket(self, draft: TicketDraft, *, marker: str) -> Ticket:
        """Create a ticket.

        Raises:
            InvalidRequest: Refused by the PSA; nothing was written.
            Unavailable: With `applied="unknown"` the ticket may exist; look for the marker.
        """

    @abstractmethod
    async def post_note(self, note: NoteDraft, *, marker: str) -> Note:
        """Add a note. Whether mail goes out follows from `Capabilities.audience(note.type)`."""

    @abstractmethod
    async def update_status(self, ticket_id: str, status_id: str) -> TicketStatusChange:
        """Set the status and verify it on the record that comes back. The present one is no error."""

    @abstractmethod
    async def assign(self, ticket_id: str, member_id: str | None) -> Ticket:
        """Make the member the ticket's owner; None leaves it unassigned."""

    @abstractmethod
    async def add_resource(self, ticket_id: str, member_id: str) -> Resource:
        """Add a member to those who work on the ticket; already there is no error and adds nothing."""

    @abstractmethod
    async def remove_resource(self, ticket_id: str, member_id: str) -> None:
        """Take a member off the ticket.

        Raises:
            NotFound: The member does not work on this ticket.
        """

    @abstractmethod
    async def log_time(self, entry: TimeEntry, *, marker: str) -> TimeEntry:
        """Log working time. `entry.id` is ignored; the PSA gives its own."""
