"""What ConnectWise's rows mean, and what is sent."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.connectwise import mapping, payloads
from providers.errors import InvalidRequest
from providers.models import NoteType, Ref, TicketDraft, TimeEntry
from tests.providers.connectwise.stub import ENTERED, a_ticket

MARKER = "dh-0123456789abcdef"
OPENING = {
    "id": 9,
    "text": "It smokes.",
    "detailDescriptionFlag": True,
    "dateCreated": "2026-03-01T09:00:01Z",
}


@given(st.text())
def test_a_marker_leaves_the_text_as_it_was(text: str) -> None:
    """Put on and taken off again, whatever the text holds; and it is found."""
    marked = mapping.with_marker(text, MARKER)
    assert mapping.marker_of(marked) == MARKER
    assert mapping.without_marker(marked) == text


@pytest.mark.parametrize(
    "kept", ["Done.  [ref dh-0123456789abcdef]", "Done.\n\n[ref dh-0123456789abcdef]\r\n"]
)
def test_a_marker_is_found_when_line_breaks_were_changed(kept: str) -> None:
    """A server that stores line breaks as spaces, or adds one, does not hide it."""
    assert mapping.marker_of(kept) == MARKER
    assert mapping.without_marker(kept) == "Done."


@pytest.mark.parametrize(
    "text", ["", "see [ref dh-0123456789abcdef] above", "[ref x]", "dh-0123456789abcdef"]
)
def test_only_the_last_line_is_a_marker(text: str) -> None:
    """Words that look alike elsewhere stay words."""
    assert mapping.marker_of(text) is None
    assert mapping.without_marker(text) == text


def test_a_reopened_ticket_has_no_closing_date() -> None:
    """ConnectWise keeps the old date on a ticket that is open again."""
    row = a_ticket(closedFlag=False, closedDate="2026-03-02T09:00:00Z")
    assert mapping.ticket(row).closed_at is None
    assert mapping.ticket(row | {"closedFlag": True}).closed_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_the_opening_note_is_the_first_words_of_the_ticket() -> None:
    """The earliest discussion note counts, when it came with the ticket and is not one of ours."""
    reply = OPENING | {"id": 3, "dateCreated": "2026-03-01T09:00:30Z"}
    assert mapping.opening_note([reply, OPENING], ENTERED) == OPENING
    ours = OPENING | {"text": mapping.with_marker("It smokes.", MARKER)}
    assert mapping.opening_note([ours], ENTERED) is None
    assert mapping.opening_note([OPENING | {"dateCreated": "2026-03-01T09:05:00Z"}], ENTERED) is None
    assert mapping.opening_note([OPENING | {"detailDescriptionFlag": False}], ENTERED) is None


def test_a_note_on_two_tabs_counts_as_the_more_visible_one() -> None:
    """What the customer sees is never taken for internal."""
    row = {"id": 1, "text": "x", "internalAnalysisFlag": True, "resolutionFlag": True}
    assert mapping.note(row, "5", ENTERED).type is NoteType.RESOLUTION
    row["detailDescriptionFlag"] = True
    assert mapping.note(row, "5", ENTERED).type is NoteType.DESCRIPTION
    assert mapping.note({"id": 1}, "5", ENTERED).type is NoteType.INTERNAL_ANALYSIS


def test_a_companys_status_says_whether_it_is_served() -> None:
    """By the status list where it may be read, by the status's name otherwise; deleted ones are not."""
    row = {"id": 1, "identifier": "AcmeCorp", "name": "Acme Corp", "status": {"id": 4, "name": "Inactive"}}
    assert not mapping.company(row, frozenset({"4"})).active
    assert mapping.company(row, frozenset({"5"})).active
    assert not mapping.company(row, None).active
    assert not mapping.company(row | {"status": None, "deletedFlag": True}, None).active
    assert mapping.company(row, None).aliases == ("AcmeCorp",)


def test_a_contacts_default_address_is_taken() -> None:
    """Of several e-mails the default one; a contact without a company is nobody's."""
    items = [
        {"communicationType": "Email", "value": "old@x.example", "defaultFlag": False},
        {"communicationType": "Phone", "value": "555"},
        {"communicationType": "Email", "value": "new@x.example", "defaultFlag": True},
    ]
    row = {"id": 1, "firstName": "Pat", "company": {"id": 2, "name": "B"}, "communicationItems": items}
    contact = mapping.contact(row)
    assert contact is not None
    assert (contact.name, contact.email, contact.phone) == ("Pat", "new@x.example", "555")
    assert mapping.contact(row | {"company": None}) is None


def test_time_is_taken_from_its_ends_or_its_hours() -> None:
    """Start and end count; without an end the hours do."""
    row = {
        "id": 1,
        "timeStart": "2026-03-01T09:00:00Z",
        "timeEnd": "2026-03-01T09:25:00Z",
        "actualHours": 0.42,
    }
    assert mapping.time_entry(row, "5").minutes == 25
    assert mapping.time_entry(row | {"timeEnd": None}, "5").minutes == 25
    assert mapping.time_entry(row | {"timeEnd": None, "actualHours": 1e300}, "5").minutes == 0
    assert mapping.time_entry(row | {"billableOption": "NoCharge"}, "5").billable is False


def test_moments_are_sent_in_utc_and_whole_seconds() -> None:
    """ConnectWise refuses milliseconds and knows no other zone."""
    when = datetime(2026, 3, 1, 10, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=1)))
    entry = TimeEntry(id="", ticket_id="5", member=Ref(id="12", name=""), started_at=when, minutes=30)
    sent = payloads.new_time(entry, 5, "ServiceTicket", MARKER)
    assert (sent["timeStart"], sent["timeEnd"]) == ("2026-03-01T09:00:00Z", "2026-03-01T09:30:00Z")
    assert sent["internalNotes"] == f"[ref {MARKER}]"
    assert mapping.marker_of(sent["internalNotes"]) == MARKER
    assert not any(sent[flag] for flag in ("emailContactFlag", "emailResourceFlag", "emailCcFlag"))


def test_time_needs_somebody_who_spent_it() -> None:
    """ConnectWise logs no time without a member; minutes and note are checked along."""
    entry = TimeEntry(id="", ticket_id="5", started_at=ENTERED, minutes=0, note=" ")
    with pytest.raises(InvalidRequest) as refused:
        payloads.new_time(entry, 5, "ServiceTicket", MARKER)
    assert [fault.field for fault in refused.value.fields] == ["minutes", "member_id", "note"]


def test_a_new_ticket_names_its_board_and_carries_its_marker() -> None:
    """Nothing is left to the API member's defaults; unset values are not sent."""
    draft = TicketDraft(summary="VPN down", company_id="250", board_id="1", status_id="16", priority_id="4")
    assert payloads.new_ticket(draft, MARKER) == {
        "summary": "VPN down",
        "recordType": "ServiceTicket",
        "company": {"id": 250},
        "board": {"id": 1},
        "status": {"id": 16},
        "priority": {"id": 4},
        "externalXRef": MARKER,
        "processNotifications": True,
    }


def test_all_faults_of_a_draft_come_at_once() -> None:
    """Ids that are no numbers, an empty summary and a bad marker are named together, before any call."""
    draft = TicketDraft(
        summary=" ", company_id="x", board_id="", status_id="-1", priority_id="4", contact_id="²"
    )
    with pytest.raises(InvalidRequest) as refused:
        payloads.new_ticket(draft, "no")
    named = [fault.field for fault in refused.value.fields]
    assert named == ["marker", "summary", "company_id", "board_id", "status_id", "contact_id"]


@pytest.mark.parametrize(("length", "kept"), [(100, 100), (101, 100), (200, 100)])
def test_a_summary_without_spaces_is_cut_too(length: int, kept: int) -> None:
    """100 characters are the most, the mark of the cut among them."""
    summary, description = payloads.fit_summary("x" * length, None)
    assert len(summary) == kept
    assert (description == "x" * length) == (length > 100)
