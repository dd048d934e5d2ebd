"""What every writer promises."""

from datetime import UTC, datetime, timedelta

import pytest

from providers.base import PSAReader, PSAWriter
from providers.errors import Conflict, InvalidRequest, NotFound
from providers.models import NoteDraft, NoteType, Ref, TicketDraft, TicketFilter, TimeEntry
from tests.contract.world import OPEN_TICKETS, World

MARKER = "dh-0123456789abcdef"
EXACT_TEXTS = (
    "Line one\nLine two\n\n- a list\n- **bold** and `code`",
    "<script>alert(1)</script> & \"quotes\" 'single'",
    "'); DROP TABLE psa_tickets; --",
    "Ünïcødé 漢字 עברית 🖨️ \u202ereversed",
    "{{ 7 * 7 }} ${x} %s \\n",
    "tab\tand bell\x07",
)


class WritingContract:
    """Writes to the world in `tests.contract.world`."""

    async def test_a_created_ticket_is_what_was_asked_for(
        self, reader: PSAReader, writer: PSAWriter, world: World
    ) -> None:
        """The answer, a fresh read and the marker all give the same ticket, and the search finds it."""
        draft = _draft(world).model_copy(
            update={
                "description": "Nobody can log in.",
                "assigned_member_id": world.sam,
                "contact_id": world.acme_contact,
            }
        )
        created = await writer.create_ticket(draft, marker=MARKER)
        assert (created.summary, created.description) == (draft.summary, draft.description)
        assert (created.company.name, created.board.name) == ("Acme Corp", "Service Desk")
        assert (created.status.name, created.priority.name) == ("New", "High")
        assert created.assigned_member == Ref(id=world.sam, name="Sam Roe")
        assert not created.closed
        assert await reader.get_ticket(created.id) == created
        assert await reader.find_ticket_by_marker(MARKER) == created
        found = await reader.search_tickets(TicketFilter(text="wireless"))
        assert [ticket.id for ticket in found.items] == [created.id]

    async def test_the_same_marker_is_refused(
        self, reader: PSAReader, writer: PSAWriter, world: World
    ) -> None:
        """A second create with the marker of the first is a Conflict and adds nothing."""
        await writer.create_ticket(_draft(world), marker=MARKER)
        with pytest.raises(Conflict):
            await writer.create_ticket(_draft(world), marker=MARKER)
        assert (await reader.search_tickets(TicketFilter())).total == OPEN_TICKETS + 1

    async def test_new_tickets_have_ids_of_their_own(self, writer: PSAWriter, world: World) -> None:
        """Two creates, two ids."""
        first = await writer.create_ticket(_draft(world), marker="dh-first-one")
        second = await writer.create_ticket(_draft(world), marker="dh-second-one")
        assert first.id != second.id

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("summary", ""),
            ("summary", "   "),
            ("summary", "x" * 201),
            ("company_id", "999999"),
            ("company_id", "3"),
            ("board_id", "999999"),
            ("status_id", "21"),
            ("status_id", "999999"),
            ("priority_id", "999999"),
            ("assigned_member_id", "999999"),
            ("assigned_member_id", "19"),
            ("contact_id", "999999"),
            ("contact_id", "2"),
        ],
    )
    async def test_values_that_do_not_fit_are_refused_by_name(
        self, reader: PSAReader, writer: PSAWriter, world: World, field: str, value: str
    ) -> None:
        """Unknown, inactive, foreign or too long: InvalidRequest names the field, nothing is written."""
        with pytest.raises(InvalidRequest) as refused:
            await writer.create_ticket(_draft(world).model_copy(update={field: value}), marker=MARKER)
        assert field in {fault.field for fault in refused.value.fields}
        assert await reader.find_ticket_by_marker(MARKER) is None
        assert (await reader.search_tickets(TicketFilter())).total == OPEN_TICKETS

    @pytest.mark.parametrize("text", EXACT_TEXTS, ids=lambda text: ascii(text[:20]))
    async def test_texts_are_kept_to_the_letter(
        self, reader: PSAReader, writer: PSAWriter, world: World, text: str
    ) -> None:
        """Line breaks, markup, scripts of any kind: what was confirmed is what is stored."""
        draft = _draft(world).model_copy(update={"description": text})
        created = await writer.create_ticket(draft, marker=MARKER)
        note = NoteDraft(ticket_id=created.id, type=NoteType.INTERNAL_ANALYSIS, text=text)
        await writer.post_note(note, marker="dh-note-0001")
        assert (await reader.get_ticket(created.id)).description == text
        assert [note.text for note in await reader.list_notes(created.id)] == [text]

    @pytest.mark.parametrize("note_type", NoteType)
    async def test_a_note_is_posted_once_and_found(
        self, reader: PSAReader, writer: PSAWriter, world: World, note_type: NoteType
    ) -> None:
        """The note is the newest of its ticket and credited to the member; its marker finds it there only."""
        draft = NoteDraft(ticket_id=world.noted, type=note_type, text="Rebooted.", member_id=world.alex)
        posted = await writer.post_note(draft, marker=MARKER)
        assert (posted.type, posted.text) == (note_type, "Rebooted.")
        assert posted.member == Ref(id=world.alex, name="Alex Kessler")
        assert (await reader.list_notes(world.noted))[-1] == posted
        assert await reader.find_note_by_marker(world.noted, MARKER) == posted
        assert await reader.find_note_by_marker(world.bare, MARKER) is None

    async def test_the_same_note_marker_is_refused(
        self, reader: PSAReader, writer: PSAWriter, world: World
    ) -> None:
        """A note is not posted twice."""
        draft = NoteDraft(ticket_id=world.bare, type=NoteType.DESCRIPTION, text="Once.")
        await writer.post_note(draft, marker=MARKER)
        with pytest.raises(Conflict):
            await writer.post_note(draft, marker=MARKER)
        assert len(await reader.list_notes(world.bare)) == 1

    @pytest.mark.parametrize("text", ["", " \n ", "x" * 100_001])
    async def test_notes_without_or_with_too_much_text_are_refused(
        self, reader: PSAReader, writer: PSAWriter, world: World, text: str
    ) -> None:
        """A note needs a text that the PSA can hold; it is refused, not cut."""
        with pytest.raises(InvalidRequest):
            await writer.post_note(_note(world.bare, text), marker=MARKER)
        assert list(await reader.list_notes(world.bare)) == []

    async def test_the_longest_note_is_kept_whole(
        self, reader: PSAReader, writer: PSAWriter, world: World
    ) -> None:
        """As long as the capabilities say, and not a letter lost."""
        text = "é" * reader.capabilities.max_note_characters
        await writer.post_note(_note(world.bare, text), marker=MARKER)
        assert (await reader.list_notes(world.bare))[0].text == text

    async def test_notes_by_unknown_or_inactive_members_are_refused(
        self, writer: PSAWriter, world: World
    ) -> None:
        """Nobody is credited who could not have written it."""
        for member_id in (world.gone_member, world.unknown):
            draft = _note(world.bare, "Hello.").model_copy(update={"member_id": member_id})
            with pytest.raises(InvalidRequest):
                await writer.post_note(draft, marker=MARKER)

    async def test_writes_to_a_ticket_that_is_not_there_are_not_found(
        self, writer: PSAWriter, world: World
    ) -> None:
        """Every write to an unknown ticket is NotFound."""
        with pytest.raises(NotFound):
            await writer.post_note(_note(world.unknown, "Hello."), marker=MARKER)
        with pytest.raises(NotFound):
            await writer.update_status(world.unknown, world.working)
        with pytest.raises(NotFound):
            await writer.assign(world.unknown, world.alex)
        with pytest.raises(NotFound):
            await writer.add_resource(world.unknown, world.alex)
        with pytest.raises(NotFound):
            await writer.remove_resource(world.unknown, world.alex)

    async def test_a_status_change_tells_both_sides(
        self, reader: PSAReader, writer: PSAWriter, world: World
    ) -> None:
        """The answer names old and new, and the record shows the new one."""
        changed = await writer.update_status(world.noted, world.closed)
        assert changed.previous_status == Ref(id=world.working, name="In Progress")
        assert changed.new_status == Ref(id=world.closed, name="Closed")
        ticket = await reader.get_ticket(world.noted)
        assert ticket.closed
        assert ticket.closed_at is not None
        assert await _found(reader, TicketFilter(text="outlook", state="closed")) == {world.noted}
        assert await _found(reader, TicketFilter(text="outlook")) == set()

    async def test_opening_again_clears_the_closing_date(
        self, reader: PSAReader, writer: PSAWriter, world: World
    ) -> None:
        """A closed ticket that is opened is open in every respect."""
        await writer.update_status(world.shut, world.working)
        ticket = await reader.get_ticket(world.shut)
        assert not ticket.closed
        assert ticket.closed_at is None

    async def test_setting_the_present_status_is_no_error(
        self, reader: PSAReader, writer: PSAWriter, world: World
    ) -> None:
        """Nothing changes, and the answer says so."""
        before = await reader.get_ticket(world.noted)
        changed = await writer.update_status(world.noted, world.working)
        assert changed.previous_status == changed.new_status
        assert await reader.get_ticket(world.noted) == before

    async def test_a_status_of_another_board_is_refused(
        self, reader: PSAReader, writer: PSAWriter, world: World
    ) -> None:
        """The ticket stays as it was."""
        before = await reader.get_ticket(world.noted)
        with pytest.raises(InvalidRequest) as refused:
            await writer.update_status(world.noted, world.projects_new)
        assert [fault.field for fault in refused.value.fields] == ["status_id"]
        assert await reader.get_ticket(world.noted) == before

    async def test_assigning_and_unassigning(
        self, reader: PSAReader, writer: PSAWriter, world: World
    ) -> None:
        """The owner changes, is found by, and can be taken away; who only shares the work is found where the
        PSA says so."""
        assigned = await writer.assign(world.bare, world.sam)
        assert assigned.assigned_member == Ref(id=world.sam, name="Sam Roe")
        shared = {world.noted} if reader.capabilities.finds_shared_work else set()
        assert await _found(reader, TicketFilter(assigned=world.sam)) == {world.bare} | shared
        assert await _found(reader, TicketFilter(assigned=world.sam, text="lent")) == {world.bare}
        assert (await writer.assign(world.bare, None)).assigned_member is None
        assert await _found(reader, TicketFilter(assigned=world.sam, text="lent")) == set()

    async def test_inactive_members_are_not_put_on_tickets(
        self, reader: PSAReader, writer: PSAWriter, world: World
    ) -> None:
        """Neither as owner nor besides; unknown ones neither."""
        for member_id in (world.gone_member, world.unknown, "\0"):
            with pytest.raises(InvalidRequest):
                await writer.assign(world.bare, member_id)
            with pytest.raises(InvalidRequest):
                await writer.add_resource(world.bare, member_id)
        assert list(await reader.list_resources(world.bare)) == []

    async def test_adding_a_member_twice_adds_once(
        self, reader: PSAReader, writer: PSAWriter, world: World
    ) -> None:
        """Already there is no error."""
        first = await writer.add_resource(world.bare, world.sam)
        assert await writer.add_resource(world.bare, world.sam) == first
        assert [each.member_id for each in await reader.list_resources(world.bare)] == [world.sam]

    async def test_a_member_is_taken_off_once(
        self, reader: PSAReader, writer: PSAWriter, world: World
    ) -> None:
        """Taking off who is not there is NotFound."""
        await writer.remove_resource(world.noted, world.sam)
        assert [each.member_id for each in await reader.list_resources(world.noted)] == [world.alex]
        for absent in (world.sam, world.unknown, "\0"):
            with pytest.raises(NotFound):
                await writer.remove_resource(world.noted, absent)

    async def test_time_is_logged(self, reader: PSAReader, writer: PSAWriter, world: World) -> None:
        """The entry gets an id of the PSA and stands on the ticket; the same marker does not log it twice."""
        if not reader.capabilities.can_log_time:
            pytest.skip("this PSA logs no time")
        entry = TimeEntry(
            id="",
            ticket_id=world.bare,
            member=Ref(id=world.alex, name="Alex Kessler"),
            started_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
            minutes=30,
            note="Looked at the switch.",
        )
        logged = await writer.log_time(entry, marker=MARKER)
        assert logged == entry.model_copy(update={"id": logged.id})
        with pytest.raises(Conflict):
            await writer.log_time(entry, marker=MARKER)
        assert list(await reader.time_entries(world.bare)) == [logged]

    async def test_logged_time_is_found_by_its_marker(
        self, reader: PSAReader, writer: PSAWriter, world: World
    ) -> None:
        """Exactly this entry, on its ticket only; another marker, or one that is none, finds nothing."""
        if not reader.capabilities.can_log_time:
            pytest.skip("this PSA logs no time")
        started = datetime(2026, 11, 1, 9, tzinfo=UTC)
        alex = Ref(id=world.alex, name="Alex Kessler")
        first = TimeEntry(
            id="", ticket_id=world.bare, member=alex, started_at=started, minutes=30, note="First."
        )
        second = first.model_copy(update={"minutes": 15, "note": None})
        logged = await writer.log_time(first, marker=MARKER)
        later = await writer.log_time(second, marker="dh-time-second")
        assert await reader.find_time_by_marker(world.bare, MARKER) == logged
        assert await reader.find_time_by_marker(world.bare, "dh-time-second") == later
        assert await reader.find_time_by_marker(world.noted, MARKER) is None
        for other in ("dh-time-other", MARKER[:-1], MARKER.upper(), "%", "", "\0"):
            assert await reader.find_time_by_marker(world.bare, other) is None

    async def test_a_write_shows_in_the_time_of_change(
        self, reader: PSAReader, writer: PSAWriter, world: World
    ) -> None:
        """`updated_at` moves with every write, so that a change since a preview is seen."""
        before = (await reader.get_ticket(world.bare)).updated_at
        await writer.post_note(_note(world.bare, "A note."), marker=MARKER)
        after = (await reader.get_ticket(world.bare)).updated_at
        assert after > before
        assert datetime.now(UTC) - after < timedelta(minutes=5)


def _draft(world: World) -> TicketDraft:
    return TicketDraft(
        summary="Wireless is down",
        company_id=world.acme,
        board_id=world.desk,
        status_id=world.new,
        priority_id=world.high,
    )


def _note(ticket_id: str, text: str) -> NoteDraft:
    return NoteDraft(ticket_id=ticket_id, type=NoteType.INTERNAL_ANALYSIS, text=text)


async def _found(reader: PSAReader, wanted: TicketFilter) -> set[str]:
    return {ticket.id for ticket in (await reader.search_tickets(wanted, page_size=100)).items}
