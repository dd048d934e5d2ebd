"""Reading a ConnectWise PSA tenant."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from providers.base import MAX_PAGE_SIZE, PSAReader
from providers.connection import ConnectionSpec
from providers.connectwise import conditions, filters, mapping
from providers.connectwise.capabilities import capabilities_of
from providers.connectwise.client import ConnectWiseClient, Json, understood
from providers.connectwise.records import MEMBER_FIELDS, TICKET_FIELDS, Located, Records
from providers.errors import (
    AuthenticationFailed,
    FieldFault,
    InvalidRequest,
    NotFound,
    PermissionDenied,
)
from providers.http import Params, Web
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

BOARDS_AT_ONCE = 4
COMPANY_FIELDS = (
    "id,identifier,name,status/id,status/name,parentCompany/id,parentCompany/name,types,deletedFlag"
)
CONTACT_FIELDS = "id,firstName,lastName,company/id,company/name,communicationItems,inactiveFlag"


class ConnectWiseReader(PSAReader):
    """Reads one tenant. A ticket that was merged is read as the one it lives on under, a project's ticket
    like any other. `Ticket.configuration_ids` stays empty: the devices are asked for by themselves."""

    def __init__(self, spec: ConnectionSpec, web: Web) -> None:
        self._client = ConnectWiseClient(spec, web)
        self._capabilities = capabilities_of(spec.notify)
        self._records = Records(self._client)

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    def ticket_url(self, ticket_id: str) -> str | None:
        return self._client.site.ticket_link(ticket_id) if conditions.is_id(ticket_id) else None

    async def test_connection(self) -> ConnectionTest:
        """Prove address, company id, login and the right to read service boards, in this order.

        Raises:
            AuthenticationFailed: The company id or the login is not known.
            PermissionDenied: The login is good, but its security role may not read boards.
        """
        company = self._client.site.company
        if await self._client.company_info() is None:
            raise AuthenticationFailed(
                f"ConnectWise does not know the company id {company[:100]!r} at this site. Check both."
            )
        version = await self._version()
        await self._client.page("service/boards", (("fields", "id"), ("pageSize", "1")))
        release = f" ({version})" if version else ""
        return ConnectionTest(
            ok=True, message=f"ConnectWise PSA{release} answers for {company}.", version=version
        )

    async def get_ticket(self, ticket_id: str) -> Ticket:
        return await self._described(await self._records.ticket(ticket_id))

    async def search_tickets(
        self, wanted: TicketFilter, *, page: int = 1, page_size: int = 25
    ) -> Page[Ticket]:
        _check_page(page, page_size)
        login = await self._login_of(wanted.assigned)
        condition = filters.condition_of(wanted, login)
        if condition is None:
            return Page(items=(), total=0, page=page, page_size=page_size)
        rows, total = await self._page(str(condition), filters.order(wanted), page, page_size)
        found = [(row, self._records.shaped(Located("service/tickets", row))) for row in rows]
        items = tuple(
            ticket
            for row, ticket in found
            if filters.fits(ticket, wanted, shares=filters.shares(mapping.text_at(row, "resources"), login))
        )
        total = max(total - (len(found) - len(items)), len(items))
        return Page(items=items, total=total, page=page, page_size=page_size)

    async def list_notes(self, ticket_id: str) -> Sequence[Note]:
        """All notes of a ticket, oldest first, the texts of its time entries among them. The description
        is left out: the ticket has it."""
        at = await self._records.ticket(ticket_id)
        rows = await self._records.conversation(at)
        entered = self._records.shaped(at).entered_at
        opening = understood(mapping.opening_note, rows, entered)
        notes = [
            understood(mapping.note, row, at.id, entered)
            for row in rows
            if row is not opening and (mapping.text_at(row, "text") or "").strip()
        ]
        return sorted(notes, key=lambda note: (note.created_at, note.id.rjust(20)))

    async def list_resources(self, ticket_id: str) -> Sequence[Resource]:
        at = await self._records.ticket(ticket_id)
        working: dict[str, Resource] = {}
        if understood(mapping.reference, at.row, "owner") is not None:
            owner = understood(lambda row: mapping.resource(row, owner=True), at.row)
            working[owner.member_id] = owner
        for row in await self._records.schedule(at):
            each = understood(lambda row: mapping.resource(row, owner=False), row)
            working.setdefault(each.member_id, each)
        return list(working.values())

    async def boards(self) -> Sequence[Board]:
        """The service boards in use. Project boards are left out: no service ticket can be made there."""
        fields = (("fields", "id,name,inactiveFlag,projectFlag"), ("orderBy", "name asc"))
        rows = await self._client.pages("service/boards", fields)
        used = [r for r in rows if r.get("inactiveFlag") is not True and r.get("projectFlag") is not True]
        room = asyncio.Semaphore(BOARDS_AT_ONCE)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._board(row, room)) for row in used]
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from failed
        return [task.result() for task in tasks]

    async def statuses(self, board_id: str) -> Sequence[Status]:
        return [understood(mapping.status, row) for row in await self._records.statuses(board_id)]

    async def priorities(self) -> Sequence[Priority]:
        rows = await self._client.pages(
            "service/priorities", (("fields", "id,name,sortOrder,defaultFlag,level"),)
        )
        return sorted((understood(mapping.priority, row) for row in rows), key=lambda each: each.sort)

    async def companies(self) -> Sequence[Company]:
        inactive = await self._records.inactive_company_statuses()
        rows = await self._client.sweep("company/companies", (("fields", COMPANY_FIELDS),))
        kept = (row for row in rows if row.get("deletedFlag") is not True)
        return [understood(mapping.company, row, inactive) for row in kept]

    async def contacts(self, company_id: str | None = None) -> Sequence[Contact]:
        """The active contacts of a company, or of all."""
        params: Params = (("fields", CONTACT_FIELDS),)
        if company_id is not None:
            if not conditions.is_id(company_id):
                return []
            of_company = conditions.number("company/id", int(company_id))
            params = (*params, ("conditions", str(of_company)))
        rows = await self._client.sweep("company/contacts", params)
        found = [understood(mapping.contact, row) for row in rows if row.get("inactiveFlag") is not True]
        return [each for each in found if each and company_id in (None, each.company_id)]

    async def members(self) -> Sequence[Member]:
        rows = await self._client.sweep("system/members", (("fields", MEMBER_FIELDS),))
        return [understood(mapping.member, row) for row in rows]

    async def configurations(
        self, *, ticket_id: str | None = None, company_id: str | None = None
    ) -> Sequence[Configuration]:
        if ticket_id is not None:
            rows = await self._devices_of(await self._records.ticket(ticket_id))
        elif company_id is not None:
            if not conditions.is_id(company_id):
                return []
            of_company = conditions.number("company/id", int(company_id))
            rows = await self._records.listed_configurations(of_company)
        else:
            rows = await self._records.listed_configurations(None)
        found = [understood(mapping.configuration, row) for row in rows]
        return [each for each in found if company_id in (None, each.company_id)]

    async def time_entries(self, ticket_id: str) -> Sequence[TimeEntry]:
        at = await self._records.ticket(ticket_id)
        return [understood(mapping.time_entry, row, at.id) for row in await self._records.times(at)]

    async def documents(self, company_id: str | None = None) -> Sequence[Document]:
        """None: ConnectWise's documents are files, and their text cannot be read."""
        return []

    async def find_ticket_by_marker(self, marker: str) -> Ticket | None:
        row = await self._records.marked_ticket(marker)
        if row is None:
            return None
        return await self._described(Located("service/tickets", row))

    async def find_note_by_marker(self, ticket_id: str, marker: str) -> Note | None:
        if not conditions.is_marker(marker):
            return None
        at = await self._records.ticket(ticket_id)
        row = await self._records.marked_note(at, marker)
        return understood(mapping.note, row, at.id, datetime.now(UTC)) if row else None

    async def find_time_by_marker(self, ticket_id: str, marker: str) -> TimeEntry | None:
        if not conditions.is_marker(marker):
            return None
        at = await self._records.ticket(ticket_id)
        for row in await self._records.times(at):
            if mapping.marker_of(mapping.text_at(row, "internalNotes") or "") == marker:
                return understood(mapping.time_entry, row, at.id)
        return None

    async def _page(self, condition: str, order: str, page: int, size: int) -> tuple[list[Json], int]:
        """One page of tickets and how many there are in all. A first page that is not full needs no count;
        a later one is asked for only when it is there: ConnectWise need not know absurd page numbers."""
        asked = (("conditions", condition),)
        total = 0
        if page > 1:
            total = await self._client.count("service/tickets", asked)
            if (page - 1) * size >= total:
                return [], total
        paged = (("orderBy", order), ("fields", TICKET_FIELDS), ("page", str(page)), ("pageSize", str(size)))
        rows = await self._client.page("service/tickets", (*asked, *paged))
        if page == 1:
            is_all = len(rows) < size
            total = len(rows) if is_all else await self._client.count("service/tickets", asked)
        return rows, max(total, len(rows))

    async def _login_of(self, assigned: str) -> str | None:
        row = await self._records.member(assigned)
        return mapping.text_at(row, "identifier") if row else None

    async def _described(self, at: Located) -> Ticket:
        """The ticket with its description, which is a note."""
        ticket = self._records.shaped(at)
        opening = understood(mapping.opening_note, await self._records.notes(at), ticket.entered_at)
        text = mapping.text_at(opening, "text") if opening else None
        return ticket.model_copy(update={"description": text})

    async def _version(self) -> str | None:
        """The release, which a role may hide although it may read everything that is needed."""
        try:
            told = await self._client.get("system/info")
        except (PermissionDenied, NotFound, AuthenticationFailed):
            return None
        return mapping.text_at(told, "version")

    async def _board(self, row: Json, room: asyncio.Semaphore) -> Board:
        board_id = understood(mapping.number, row)
        async with room:
            statuses = [understood(mapping.status, each) for each in await self._records.statuses(board_id)]
            types = await self._client.pages(
                f"service/boards/{board_id}/types", (("fields", "id,name,inactiveFlag"),)
            )
        used = [
            understood(mapping.ticket_type, each) for each in types if each.get("inactiveFlag") is not True
        ]
        return understood(mapping.board, row, statuses, used)

    async def _devices_of(self, at: Located) -> list[Json]:
        references = await self._client.pages(f"{at.place}/configurations")
        return await self._records.configurations([int(understood(mapping.number, r)) for r in references])


def _check_page(page: int, page_size: int) -> None:
    faults = []
    if page < 1:
        faults.append(FieldFault("page", "Pages count from 1."))
    if not 1 <= page_size <= MAX_PAGE_SIZE:
        faults.append(FieldFault("page_size", f"A page holds 1 to {MAX_PAGE_SIZE} tickets."))
    if faults:
        raise InvalidRequest(" ".join(fault.message for fault in faults), tuple(faults))
