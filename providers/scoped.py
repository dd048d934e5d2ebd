"""A reader that shows a person only the companies that are theirs: the one place where this is applied.

The person's companies are intersected with the filter before the PSA is asked, and every row that comes
back is checked again, so that a PSA that filters loosely cannot widen anybody's sight.
"""

from collections.abc import Sequence

from providers.base import PSAReader
from providers.errors import NotFound
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
    Page,
    Priority,
    Resource,
    Status,
    Ticket,
    TicketFilter,
    TimeEntry,
)
from providers.scope import Scope


class ScopedReader(PSAReader):
    """Wraps any reader for one person. What lies outside their companies does not exist: NotFound."""

    def __init__(self, reader: PSAReader, scope: Scope) -> None:
        self._reader = reader
        self._scope = scope

    @property
    def capabilities(self) -> Capabilities:
        return self._reader.capabilities

    def ticket_url(self, ticket_id: str) -> str | None:
        return self._reader.ticket_url(ticket_id)

    async def test_connection(self) -> ConnectionTest:
        return await self._reader.test_connection()

    async def get_ticket(self, ticket_id: str) -> Ticket:
        ticket = await self._reader.get_ticket(ticket_id)
        if not self._scope.sees_company(ticket.company.id):
            raise NotFound(f"There is no ticket {ticket_id[:100]}.")
        return ticket

    async def search_tickets(
        self, wanted: TicketFilter, *, page: int = 1, page_size: int = 25
    ) -> Page[Ticket]:
        narrowed = self._narrowed(wanted)
        if narrowed is None:
            return Page(items=(), total=0, page=page, page_size=page_size)
        found = await self._reader.search_tickets(narrowed, page=page, page_size=page_size)
        seen = tuple(ticket for ticket in found.items if self._scope.sees_company(ticket.company.id))
        hidden = len(found.items) - len(seen)
        return found.model_copy(update={"items": seen, "total": found.total - hidden})

    async def list_notes(self, ticket_id: str) -> Sequence[Note]:
        await self._require(ticket_id)
        return await self._reader.list_notes(ticket_id)

    async def list_resources(self, ticket_id: str) -> Sequence[Resource]:
        await self._require(ticket_id)
        return await self._reader.list_resources(ticket_id)

    async def boards(self) -> Sequence[Board]:
        return await self._reader.boards()

    async def statuses(self, board_id: str) -> Sequence[Status]:
        return await self._reader.statuses(board_id)

    async def priorities(self) -> Sequence[Priority]:
        return await self._reader.priorities()

    async def companies(self) -> Sequence[Company]:
        return [each for each in await self._reader.companies() if self._scope.sees_company(each.id)]

    async def contacts(self, company_id: str | None = None) -> Sequence[Contact]:
        self._require_company(company_id)
        found = await self._reader.contacts(company_id)
        return [each for each in found if self._scope.sees_company(each.company_id)]

    async def members(self) -> Sequence[Member]:
        return await self._reader.members()

    async def configurations(
        self, *, ticket_id: str | None = None, company_id: str | None = None
    ) -> Sequence[Configuration]:
        self._require_company(company_id)
        if ticket_id is not None:
            await self._require(ticket_id)
        found = await self._reader.configurations(ticket_id=ticket_id, company_id=company_id)
        return [each for each in found if self._scope.sees_company(each.company_id)]

    async def time_entries(self, ticket_id: str) -> Sequence[TimeEntry]:
        await self._require(ticket_id)
        return await self._reader.time_entries(ticket_id)

    async def documents(self, company_id: str | None = None) -> Sequence[Document]:
        self._require_company(company_id)
        found = await self._reader.documents(company_id)
        return [
            each for each in found if each.company_id is None or self._scope.sees_company(each.company_id)
        ]

    async def find_ticket_by_marker(self, marker: str) -> Ticket | None:
        ticket = await self._reader.find_ticket_by_marker(marker)
        return ticket if ticket and self._scope.sees_company(ticket.company.id) else None

    async def find_note_by_marker(self, ticket_id: str, marker: str) -> Note | None:
        await self._require(ticket_id)
        return await self._reader.find_note_by_marker(ticket_id, marker)

    async def find_time_by_marker(self, ticket_id: str, marker: str) -> TimeEntry | None:
        await self._require(ticket_id)
        return await self._reader.find_time_by_marker(ticket_id, marker)

    async def _require(self, ticket_id: str) -> None:
        if self._scope.company_ids is not None:
            await self.get_ticket(ticket_id)

    def _require_company(self, company_id: str | None) -> None:
        if company_id is not None and not self._scope.sees_company(company_id):
            raise NotFound(f"There is no company {company_id[:100]}.")

    def _narrowed(self, wanted: TicketFilter) -> TicketFilter | None:
        """The filter within the person's companies; None when nothing can be left."""
        own = self._scope.company_ids
        if own is None:
            return wanted
        ids = tuple(sorted(own.intersection(wanted.company_ids) if wanted.company_ids else own))
        return wanted.model_copy(update={"company_ids": ids}) if ids else None
