"""What every reader promises."""

from datetime import UTC, datetime

import pytest

from providers.base import MAX_PAGE_SIZE, PSAReader
from providers.errors import InvalidRequest, NotFound
from providers.models import NoteType, Ticket, TicketFilter
from tests.contract.world import OPEN_TICKETS, World

HOSTILE_TEXTS = (
    '"',
    "'",
    '"unbalanced',
    'outlook" OR "x',
    "outlook AND",
    "NOT outlook",
    "NEAR(outlook printer, 2)",
    "summary:outlook",
    "outlook*",
    "***",
    "^outlook",
    "-outlook",
    "(outlook",
    "a & b | !c <-> d:*",
    "'; DROP TABLE psa_tickets; --",
    "%_\\",
    "\0",
    "out\0look",
    "\ud800",
    "\u202eoutlook",
    "💥",
    "ﬀ½²",
    "x" * 100_000,
    "word " * 20_000,
)


class ReadingContract:
    """Reads of the world in `tests.contract.world`."""

    async def test_the_connection_test_says_who_answers(self, reader: PSAReader) -> None:
        """A PSA that answers is said to be fine."""
        tested = await reader.test_connection()
        assert tested.ok
        assert tested.message

    async def test_capabilities_speak_of_every_note_type(self, reader: PSAReader) -> None:
        """For each note type there is a sentence on who sees it and who gets mail."""
        for note_type in NoteType:
            assert reader.capabilities.audience(note_type).sentence

    async def test_a_ticket_comes_with_all_names(self, reader: PSAReader, world: World) -> None:
        """One ticket answers with the readable names of what it points to."""
        ticket = await reader.get_ticket(world.noted)
        assert ticket.summary == "Outlook keeps asking for a password"
        assert ticket.description == "Since the update.\nSecond line."
        assert (ticket.company.name, ticket.board.name) == ("Acme Corp", "Service Desk")
        assert (ticket.status.name, ticket.priority.name) == ("In Progress", "High")
        assert ticket.assigned_member is not None
        assert ticket.assigned_member.name == "Alex Kessler"
        assert ticket.contact is not None
        assert ticket.contact.name == "Pat Donnelly"
        assert ticket.entered_at == datetime(2026, 10, 1, 8, tzinfo=UTC)
        assert not ticket.closed

    @pytest.mark.parametrize("ticket_id", ["999999", "", "abc", "1 OR 1=1", "\0", "\ud800", "9" * 5000])
    async def test_a_ticket_that_is_not_there_is_not_found(self, reader: PSAReader, ticket_id: str) -> None:
        """Whatever is asked for by id and is not there is NotFound, also in the lists below a ticket."""
        for ask in (reader.get_ticket, reader.list_notes, reader.list_resources, reader.time_entries):
            with pytest.raises(NotFound):
                await ask(ticket_id)
        with pytest.raises(NotFound):
            await reader.configurations(ticket_id=ticket_id)

    async def test_the_list_is_sorted_by_priority_then_newest(self, reader: PSAReader) -> None:
        """Most urgent first, among equals the newest first."""
        found = await reader.search_tickets(TicketFilter(), page_size=100)
        assert found.total == len(found.items) == OPEN_TICKETS
        keys = [(ticket.priority_sort, -ticket.entered_at.timestamp()) for ticket in found.items]
        assert keys == sorted(keys)

    async def test_newest_first_ignores_priority(self, reader: PSAReader) -> None:
        """The picker's recent list is in order of entry."""
        found = await reader.search_tickets(TicketFilter(newest_first=True), page_size=100)
        entered = [ticket.entered_at for ticket in found.items]
        assert entered == sorted(entered, reverse=True)

    async def test_pages_neither_overlap_nor_lose_a_ticket(self, reader: PSAReader) -> None:
        """All pages together are the whole list, in its order."""
        whole = await reader.search_tickets(TicketFilter(), page_size=100)
        pages = [await reader.search_tickets(TicketFilter(), page=page, page_size=7) for page in range(1, 6)]
        assert [ticket for page in pages for ticket in page.items] == list(whole.items)
        assert {page.total for page in pages} == {OPEN_TICKETS}

    @pytest.mark.parametrize("page", [3, 10**6, 10**30])
    async def test_a_page_past_the_end_is_empty_and_keeps_the_total(
        self, reader: PSAReader, page: int
    ) -> None:
        """Paging too far is no error."""
        found = await reader.search_tickets(TicketFilter(), page=page, page_size=25)
        assert found.items == ()
        assert found.total == OPEN_TICKETS

    @pytest.mark.parametrize(("page", "page_size"), [(0, 25), (-1, 25), (1, 0), (1, MAX_PAGE_SIZE + 1)])
    async def test_impossible_pages_are_refused(self, reader: PSAReader, page: int, page_size: int) -> None:
        """A page that cannot be is InvalidRequest, and says which value."""
        with pytest.raises(InvalidRequest) as refused:
            await reader.search_tickets(TicketFilter(), page=page, page_size=page_size)
        assert [fault.field for fault in refused.value.fields] == ["page" if page < 1 else "page_size"]

    async def test_each_filter_narrows(self, reader: PSAReader, world: World) -> None:
        """Company, board, status, priority and state each keep exactly what fits."""
        everything = await _ids(reader, TicketFilter(state="any"))
        tickets = {id: await reader.get_ticket(id) for id in everything}
        for wanted, fits in (
            (TicketFilter(state="any", company_ids=(world.acme,)), lambda t: t.company.id == world.acme),
            (TicketFilter(state="any", board_ids=(world.projects,)), lambda t: t.board.id == world.projects),
            (TicketFilter(state="any", status_ids=(world.working, world.closed)), _is_working_or_closed),
            (TicketFilter(state="any", priority_ids=(world.low,)), lambda t: t.priority.name == "Low"),
            (TicketFilter(state="closed"), lambda t: t.closed),
            (TicketFilter(state="open"), lambda t: not t.closed),
        ):
            assert await _ids(reader, wanted) == {id for id, t in tickets.items() if fits(t)}, wanted

    async def test_assigned_finds_a_member_nobody_or_anybody(self, reader: PSAReader, world: World) -> None:
        """`assigned` takes a member's id, "unassigned" or "any"."""
        assert await _ids(reader, TicketFilter(assigned=world.alex)) == {world.noted}
        assert await _ids(reader, TicketFilter(assigned=world.unknown)) == set()
        unassigned = await _ids(reader, TicketFilter(assigned="unassigned"))
        assert unassigned == await _ids(reader, TicketFilter()) - {world.noted}

    async def test_dates_bound_the_entry(self, reader: PSAReader, world: World) -> None:
        """`entered_after` is inside, `entered_before` is outside."""
        first, last = datetime(2026, 10, 1, 8, tzinfo=UTC), datetime(2026, 10, 5, 8, tzinfo=UTC)
        within = TicketFilter(entered_after=first, entered_before=last)
        assert await _ids(reader, within) == {world.noted}
        assert world.bare in await _ids(reader, TicketFilter(entered_after=last))

    async def test_filters_add_up(self, reader: PSAReader, world: World) -> None:
        """Everything that is given must hold, the text too."""
        wanted = TicketFilter(
            text="outlook", company_ids=(world.acme,), board_ids=(world.desk,), assigned=world.alex
        )
        assert await _ids(reader, wanted) == {world.noted}
        assert await _ids(reader, wanted.model_copy(update={"company_ids": (world.riverside,)})) == set()

    async def test_ids_that_exist_nowhere_find_nothing(self, reader: PSAReader) -> None:
        """A filter of unknown or absurd ids is an empty page, never the whole list."""
        for bad in ("999999", "", "\0", "\ud800", "'; --"):
            assert await _ids(reader, TicketFilter(state="any", company_ids=(bad,))) == set()

    async def test_a_thousand_companies_can_be_asked_for(self, reader: PSAReader, world: World) -> None:
        """A person may be linked to very many companies; with and without a text."""
        many = (*map(str, range(1000, 2000)), world.acme)
        assert world.noted in await _ids(reader, TicketFilter(company_ids=many))
        assert await _ids(reader, TicketFilter(company_ids=many, text="outlook")) == {world.noted}

    async def test_every_word_must_occur(self, reader: PSAReader, world: World) -> None:
        """Words are looked for together, in any order and case."""
        assert await _ids(reader, TicketFilter(text="PASSWORD outlook")) == {world.noted}
        assert await _ids(reader, TicketFilter(text="outlook unicorn")) == set()

    async def test_the_company_name_is_searched(self, reader: PSAReader, world: World) -> None:
        """A company's name finds its tickets."""
        assert await _ids(reader, TicketFilter(text="acme outlook")) == {world.noted}

    async def test_notes_are_searched_where_the_psa_can(self, reader: PSAReader, world: World) -> None:
        """A word that only a note holds is found, unless the capabilities say otherwise."""
        found = await _ids(reader, TicketFilter(text="zeitgeist"))
        assert found == ({world.noted} if reader.capabilities.searches_notes else set())

    async def test_a_number_finds_that_ticket(self, reader: PSAReader, world: World) -> None:
        """All digits: the ticket of that id is found."""
        assert world.noted in await _ids(reader, TicketFilter(text=world.noted))

    @pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=lambda text: ascii(text[:20]))
    async def test_no_text_is_query_syntax(self, reader: PSAReader, text: str) -> None:
        """Quotes, operators, control characters and very long texts are words or nothing, never an error."""
        found = await reader.search_tickets(TicketFilter(text=text))
        assert found.total >= len(found.items)

    async def test_blank_text_does_not_restrict(self, reader: PSAReader) -> None:
        """Spaces alone are no text."""
        found = await reader.search_tickets(TicketFilter(text="  \t\n"))
        assert found.total == OPEN_TICKETS

    async def test_notes_come_oldest_first(self, reader: PSAReader, world: World) -> None:
        """Notes are in order of time, with their type and who wrote them."""
        notes = await reader.list_notes(world.noted)
        assert [note.text for note in notes] == ["Cleared the credential manager.", "Fixed the zeitgeist."]
        assert [note.type for note in notes] == [NoteType.INTERNAL_ANALYSIS, NoteType.RESOLUTION]
        assert notes[0].member is not None
        assert notes[0].member.name == "Alex Kessler"

    async def test_a_ticket_without_notes_has_an_empty_list(self, reader: PSAReader, world: World) -> None:
        """Nothing there is no error."""
        assert list(await reader.list_notes(world.bare)) == []
        assert list(await reader.list_resources(world.bare)) == []
        assert list(await reader.time_entries(world.bare)) == []
        assert list(await reader.configurations(ticket_id=world.bare)) == []

    async def test_the_owner_leads_the_resources(self, reader: PSAReader, world: World) -> None:
        """Who owns the ticket comes first, then who works on it besides."""
        resources = await reader.list_resources(world.noted)
        assert [(each.member_id, each.owner) for each in resources] == [
            (world.alex, True),
            (world.sam, False),
        ]

    async def test_statuses_belong_to_a_board(self, reader: PSAReader, world: World) -> None:
        """Each board has its own, in the PSA's order; an unknown board is NotFound."""
        statuses = await reader.statuses(world.desk)
        assert [status.name for status in statuses] == ["New", "In Progress", "Closed"]
        assert [status.closed for status in statuses] == [False, False, True]
        assert [status.id for status in await reader.statuses(world.projects)] == [world.projects_new]
        with pytest.raises(NotFound):
            await reader.statuses(world.unknown)

    async def test_boards_carry_their_statuses(self, reader: PSAReader, world: World) -> None:
        """The list of boards says the same as asking for one board's statuses."""
        boards = {board.id: board for board in await reader.boards()}
        assert set(boards) == {world.desk, world.projects}
        assert list(boards[world.desk].statuses) == list(await reader.statuses(world.desk))

    async def test_priorities_are_most_urgent_first(self, reader: PSAReader) -> None:
        """Whatever order the PSA keeps them in."""
        assert [priority.name for priority in await reader.priorities()] == ["High", "Medium", "Low"]

    async def test_inactive_ones_are_listed_and_marked(self, reader: PSAReader, world: World) -> None:
        """A name that is typed must be recognised even when nothing may be filled in from it."""
        companies = {company.id: company for company in await reader.companies()}
        assert not companies[world.gone_company].active
        assert companies[world.acme].active
        members = {member.id: member for member in await reader.members()}
        assert not members[world.gone_member].active
        assert members[world.alex].identifier == "akessler"

    async def test_contacts_of_one_company_or_all(self, reader: PSAReader, world: World) -> None:
        """An unknown company has no contacts."""
        assert [each.name for each in await reader.contacts(world.acme)] == ["Pat Donnelly"]
        assert len(await reader.contacts()) == 2
        assert list(await reader.contacts(world.unknown)) == []

    async def test_devices_of_a_ticket_of_a_company_or_all(self, reader: PSAReader, world: World) -> None:
        """Devices can be asked for from either side."""
        assert [each.id for each in await reader.configurations(ticket_id=world.noted)] == [world.laptop]
        assert [each.id for each in await reader.configurations(company_id=world.acme)] == [world.laptop]
        assert len(await reader.configurations()) == 2

    async def test_a_marker_nobody_wrote_is_not_found(self, reader: PSAReader, world: World) -> None:
        """Looking for a marker that is not there gives nothing, whatever the marker holds."""
        for marker in ("dh-never-written", "", "%", "\0", "\ud800"):
            assert await reader.find_ticket_by_marker(marker) is None
            assert await reader.find_note_by_marker(world.noted, marker) is None


async def _ids(reader: PSAReader, wanted: TicketFilter) -> set[str]:
    found = await reader.search_tickets(wanted, page_size=100)
    assert found.total == len(found.items)
    return {ticket.id for ticket in found.items}


def _is_working_or_closed(ticket: Ticket) -> bool:
    return ticket.status.name in {"In Progress", "Closed"}
