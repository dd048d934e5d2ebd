"""What is true after things go wrong, against the simulator."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from providers.base import PSAReader, PSAWriter
from providers.connectwise.reader import ConnectWiseReader
from providers.connectwise.writer import ConnectWiseWriter
from providers.errors import (
    AuthenticationFailed,
    Conflict,
    InvalidRequest,
    NotFound,
    ProviderError,
    Unavailable,
    UnexpectedResponse,
)
from providers.http import Web
from providers.models import NoteDraft, NoteType, Ref, TicketDraft, TicketFilter
from tests.contract.world import OPEN_TICKETS
from tests.providers.connectwise.stub import Stub, a_ticket, swift
from tests.simulated import SimulatedPSA

MARKER = "dh-0123456789abcdef"
DRAFT = TicketDraft(summary="Wireless is down", company_id="1", board_id="1", status_id="11", priority_id="1")
NOTE = NoteDraft(ticket_id="502", type=NoteType.RESOLUTION, text="Fixed.")
NOTES = "service/tickets/5/notes"


@pytest.mark.parametrize("change", ["tenant_login", "public_key", "private_key", "client_id"])
@pytest.mark.parametrize("place", ["cloud", "on_premise"])
async def test_a_wrong_login_is_told_as_one(
    connectwise: SimulatedPSA, web: Web, change: str, place: str
) -> None:
    """401 or the cloud's 404: the connection test says that the login is wrong, whatever part of it is."""
    connectwise.plan("on_premise" if place == "on_premise" else "")
    wrong = replace(connectwise.spec, tenant_login="nobody")
    if change != "tenant_login":
        wrong = replace(connectwise.spec, credentials={**connectwise.spec.credentials, change: "wrong"})
    reader = ConnectWiseReader(wrong, web)
    for ask in (reader.test_connection(), reader.get_ticket("500")):
        with pytest.raises(AuthenticationFailed) as refused:
            await ask
        assert "wrong" not in str(refused.value)


async def test_the_connection_test_tells_the_release(reader: PSAReader) -> None:
    """Who answers, and which version."""
    tested = await reader.test_connection()
    assert tested.message == "ConnectWise PSA (v2026.1) answers for deskhand."
    assert tested.version == "v2026.1"


async def test_a_role_without_system_info_is_good_enough(
    connectwise: SimulatedPSA, reader: PSAReader
) -> None:
    """Keys that may not read system/info work for all that is needed."""
    connectwise.plan("info_forbidden")
    tested = await reader.test_connection()
    assert tested.ok
    assert tested.version is None


@pytest.mark.parametrize("plan", ["rate_limit:2", "html_error:2", "unavailable:1", "cut@read:1"])
async def test_a_read_outlives_short_faults(connectwise: SimulatedPSA, reader: PSAReader, plan: str) -> None:
    """Two failures in a row are not seen."""
    await reader.statuses("1")
    connectwise.plan(plan)
    assert (await reader.get_ticket("500")).summary.startswith("Outlook")
    assert connectwise.faults_left() == ""


async def test_an_upgrade_while_working_is_not_seen(connectwise: SimulatedPSA, reader: PSAReader) -> None:
    """The codebase changes between two reads; both answer."""
    connectwise.plan("upgrade:2")
    for _ in range(4):
        assert len(await reader.priorities()) == 3


@pytest.mark.parametrize("plan", ["error_after_write", "timeout_after_write", "cut@write"])
async def test_a_ticket_of_unknown_fate_is_found_by_its_marker(
    connectwise: SimulatedPSA, reader: PSAReader, plan: str
) -> None:
    """Written, but the answer was lost: applied is unknown, one request was made, the marker finds it."""
    web = swift(1.5)
    connectwise.plan(plan)
    connectwise.calls()
    with pytest.raises((Unavailable, UnexpectedResponse)) as failed:
        await ConnectWiseWriter(connectwise.spec, web).create_ticket(DRAFT, marker=MARKER)
    assert failed.value.applied == "unknown"
    assert sum(call.startswith("POST") for call in connectwise.calls()) == 1
    found = await reader.find_ticket_by_marker(MARKER)
    assert found is not None
    assert found.summary == DRAFT.summary
    await web.close()


@pytest.mark.parametrize("plan", ["error_after_write", "timeout_after_write", "cut@write"])
async def test_a_note_of_unknown_fate_is_found_by_its_marker(
    connectwise: SimulatedPSA, reader: PSAReader, plan: str
) -> None:
    """The same for a note; a second post is refused without being sent."""
    web = swift(1.5)
    writer = ConnectWiseWriter(connectwise.spec, web)
    connectwise.plan(plan)
    with pytest.raises((Unavailable, UnexpectedResponse)) as failed:
        await writer.post_note(NOTE, marker=MARKER)
    assert failed.value.applied == "unknown"
    found = await reader.find_note_by_marker("502", MARKER)
    assert found is not None
    assert found.text == "Fixed."
    with pytest.raises(Conflict):
        await writer.post_note(NOTE, marker=MARKER)
    await web.close()


@pytest.mark.parametrize("plan", ["html_error@write", "unavailable@write"])
async def test_a_proxys_error_on_a_write_leaves_it_open(
    connectwise: SimulatedPSA, reader: PSAReader, writer: PSAWriter, plan: str
) -> None:
    """Nobody can tell from a 502 whether the PSA saw the request; a look shows that it did not."""
    connectwise.plan(plan)
    with pytest.raises(Unavailable) as failed:
        await writer.create_ticket(DRAFT, marker=MARKER)
    assert failed.value.applied == "unknown"
    assert await reader.find_ticket_by_marker(MARKER) is None
    assert (await reader.search_tickets(TicketFilter())).total == OPEN_TICKETS


@pytest.mark.parametrize("change", ["status", "owner", "no owner"])
async def test_a_200_that_changed_nothing_is_not_believed(
    connectwise: SimulatedPSA, reader: PSAReader, writer: PSAWriter, change: str
) -> None:
    """The record is compared and looked at once more; then it is a Conflict, and nothing was written."""
    before = await reader.get_ticket("500")
    connectwise.plan("false_ok")
    changes: dict[str, Callable[[], Awaitable[object]]] = {
        "status": lambda: writer.update_status("500", "13"),
        "owner": lambda: writer.assign("500", "18"),
        "no owner": lambda: writer.assign("500", None),
    }
    with pytest.raises(Conflict, match="said yes but left the") as false_success:
        await changes[change]()
    assert false_success.value.applied == "no"
    assert await reader.get_ticket("500") == before


async def test_a_third_status_after_a_write_is_unexpected(stub: Stub, web: Web) -> None:
    """A workflow rule that moves the ticket elsewhere leaves it open what happened."""
    statuses = [{"id": 16, "name": "New"}, {"id": 17, "name": "Working"}, {"id": 18, "name": "Waiting"}]
    stub.answer("GET service/tickets/5", a_ticket())
    stub.answer("GET service/tickets/5", a_ticket(status={"id": 18, "name": "Waiting"}))
    stub.answer("GET service/boards/1/statuses", statuses)
    stub.answer("PATCH service/tickets/5", a_ticket(status={"id": 18, "name": "Waiting"}))
    with pytest.raises(UnexpectedResponse) as moved:
        await ConnectWiseWriter(stub.spec, web).update_status("5", "17")
    assert moved.value.applied == "unknown"
    assert stub.bodies[-2] == [{"op": "replace", "path": "status", "value": {"id": 17}}]


async def test_a_late_true_200_is_seen_on_the_second_look(stub: Stub, web: Web) -> None:
    """The record that came back was old; the fresh one shows the change."""
    stub.answer("GET service/tickets/5", a_ticket())
    stub.answer("GET service/tickets/5", a_ticket(status={"id": 17, "name": "Working"}))
    stub.answer("GET service/boards/1/statuses", [{"id": 16, "name": "New"}, {"id": 17, "name": "Working"}])
    stub.answer("PATCH service/tickets/5", a_ticket())
    changed = await ConnectWiseWriter(stub.spec, web).update_status("5", "17")
    assert changed.new_status == Ref(id="17", name="Working")


async def test_when_the_second_look_fails_nobody_claims_to_know(stub: Stub, web: Web) -> None:
    """The write was answered, the look after it was not: applied is unknown, not no."""
    stub.answer("GET service/tickets/5", a_ticket())
    stub.answer("GET service/tickets/5", {"message": "down"}, 503)
    stub.answer("GET service/boards/1/statuses", [{"id": 17, "name": "Working"}])
    stub.answer("PATCH service/tickets/5", a_ticket())
    with pytest.raises(UnexpectedResponse) as failed:
        await ConnectWiseWriter(stub.spec, web).update_status("5", "17")
    assert failed.value.applied == "unknown"


@pytest.mark.parametrize(
    ("note_type", "flag", "mails"),
    [
        (NoteType.INTERNAL_ANALYSIS, "internalAnalysisFlag", False),
        (NoteType.RESOLUTION, "resolutionFlag", True),
        (NoteType.DESCRIPTION, "detailDescriptionFlag", True),
    ],
)
async def test_a_note_goes_to_one_tab_with_its_mail(
    stub: Stub, web: Web, note_type: NoteType, flag: str, mails: bool
) -> None:
    """Exactly one flag, mail as the capabilities say, and the mapped member as its author."""
    stub.answer("GET service/tickets/5", a_ticket())
    stub.answer(f"GET {NOTES}", [])
    stub.answer("GET system/members/12", {"id": 12, "identifier": "jdoe"})
    stub.answer(
        f"POST {NOTES}", {"id": 1, "text": "Hi.", flag: True, "dateCreated": "2026-03-02T09:00:00Z"}, 201
    )
    writer, draft = (
        ConnectWiseWriter(stub.spec, web),
        NoteDraft(ticket_id="5", type=note_type, text="Hi.", member_id="12"),
    )
    await writer.post_note(draft, marker=MARKER)
    sent = stub.bodies[-1]
    assert sent["text"] == f"Hi.\n\n[ref {MARKER}]"
    flags = ("internalAnalysisFlag", "resolutionFlag", "detailDescriptionFlag")
    assert {name for name in flags if sent[name]} == {flag}
    assert sent["processNotifications"] is mails
    assert sent["member"] == {"id": 12}
    assert ConnectWiseReader(stub.spec, web).capabilities.audience(note_type).sends_mail is mails


@pytest.mark.parametrize("mails", [True, False])
@pytest.mark.parametrize(
    ("note_type", "flag"),
    [
        (NoteType.INTERNAL_ANALYSIS, "internalAnalysisFlag"),
        (NoteType.RESOLUTION, "resolutionFlag"),
        (NoteType.DESCRIPTION, "detailDescriptionFlag"),
    ],
)
async def test_the_connection_decides_which_notes_send_mail(
    stub: Stub, web: Web, note_type: NoteType, flag: str, mails: bool
) -> None:
    """What is sent, and the sentence that people read before it, both follow what the connection says; the
    types it does not name stay as they were."""
    spec = replace(stub.spec, notify={note_type.value: mails})
    stub.answer("GET service/tickets/5", a_ticket())
    stub.answer(f"GET {NOTES}", [])
    stub.answer(f"POST {NOTES}", {"id": 1, "text": "x", flag: True}, 201)
    await ConnectWiseWriter(spec, web).post_note(
        NoteDraft(ticket_id="5", type=note_type, text="x"), marker=MARKER
    )
    assert stub.bodies[-1]["processNotifications"] is mails
    can, usual = (ConnectWiseReader(each, web).capabilities for each in (spec, stub.spec))
    told = can.audience(note_type)
    assert (told.sends_mail, "sends no mail" in told.sentence) == (mails, not mails)
    assert told.customer_visible is usual.audience(note_type).customer_visible
    others = [each for each in NoteType if each is not note_type]
    assert [can.audience(each) for each in others] == [usual.audience(each) for each in others]


async def test_a_note_that_landed_elsewhere_is_said(stub: Stub, web: Web) -> None:
    """An internal note that comes back visible to the customer is an alarm, not a success."""
    stub.answer("GET service/tickets/5", a_ticket())
    stub.answer(f"GET {NOTES}", [])
    stub.answer(f"POST {NOTES}", {"id": 1, "text": "x", "detailDescriptionFlag": True}, 201)
    draft = NoteDraft(ticket_id="5", type=NoteType.INTERNAL_ANALYSIS, text="x")
    with pytest.raises(UnexpectedResponse, match="shows it to other people"):
        await ConnectWiseWriter(stub.spec, web).post_note(draft, marker=MARKER)


async def test_a_merged_ticket_is_followed(stub: Stub, web: Web) -> None:
    """Reads and writes go to the ticket that it lives on under."""
    stub.answer("GET service/tickets/4", a_ticket(id=4, mergedParentTicket={"id": 5}))
    stub.answer("GET service/tickets/5", a_ticket())
    stub.answer(f"GET {NOTES}", [])
    stub.answer(f"POST {NOTES}", {"id": 1, "text": "x", "internalAnalysisFlag": True}, 201)
    assert (await ConnectWiseReader(stub.spec, web).get_ticket("4")).id == "5"
    draft = NoteDraft(ticket_id="4", type=NoteType.INTERNAL_ANALYSIS, text="x")
    assert (await ConnectWiseWriter(stub.spec, web).post_note(draft, marker=MARKER)).ticket_id == "5"


async def test_tickets_merged_in_a_ring_are_not_followed_for_ever(stub: Stub, web: Web) -> None:
    """A chain without an end is NotFound."""
    stub.answer("GET service/tickets/5", a_ticket(mergedParentTicket={"id": 5}))
    with pytest.raises(NotFound):
        await ConnectWiseReader(stub.spec, web).get_ticket("5")


async def test_a_projects_ticket_is_read_where_it_lives(stub: Stub, web: Web) -> None:
    """What service/tickets does not know is asked of project/tickets, its notes too."""
    stub.answer("GET service/boards", [])
    stub.answer("GET project/tickets/5", a_ticket(recordType=None))
    stub.answer("GET project/tickets/5/notes", [])
    assert (await ConnectWiseReader(stub.spec, web).get_ticket("5")).id == "5"


@pytest.mark.parametrize("plan", ["", "no_all_notes"])
async def test_the_conversation_is_whole_on_old_servers_too(
    connectwise: SimulatedPSA, reader: PSAReader, plan: str
) -> None:
    """Without allNotes it is put together from notes and time entries."""
    connectwise.plan(plan)
    entry = {
        "chargeToId": 500,
        "chargeToType": "ServiceTicket",
        "member": {"id": 17},
        "notes": "Called them.",
        "timeStart": "2026-10-04T09:00:00Z",
        "timeEnd": "2026-10-04T09:30:00Z",
        "addToDetailDescriptionFlag": True,
    }
    assert connectwise.client.post("time/entries", json=entry).status_code == 201
    notes = await reader.list_notes("500")
    assert [note.text for note in notes] == [
        "Cleared the credential manager.",
        "Fixed the zeitgeist.",
        "Called them.",
    ]
    assert notes[-1].type is NoteType.DESCRIPTION
    assert len({note.id for note in notes}) == 3


async def test_a_long_summary_is_cut_and_kept(reader: PSAReader, writer: PSAWriter) -> None:
    """100 characters at most, cut between words; all of it leads the description."""
    summary = "The accounting workstation shows a blue screen " * 3
    draft = DRAFT.model_copy(update={"summary": summary, "description": "Since Monday."})
    created = await writer.create_ticket(draft, marker=MARKER)
    assert len(created.summary) <= 100
    assert created.summary.endswith(" The…")
    assert created.description == f"{summary}\n\nSince Monday."
    assert await reader.get_ticket(created.id) == created


async def test_a_members_second_entry_goes_too(
    connectwise: SimulatedPSA, reader: PSAReader, writer: PSAWriter
) -> None:
    """Whoever stands on the schedule twice is taken off with both entries."""
    entry = {"objectId": 500, "type": {"identifier": "S"}, "member": {"identifier": "sroe"}}
    assert connectwise.client.post("schedule/entries", json=entry).status_code == 201
    await writer.remove_resource("500", "18")
    assert [each.member_id for each in await reader.list_resources("500")] == ["17"]


@pytest.mark.parametrize(
    "changed",
    [
        {"id": None},
        {"id": 1e30},
        {"id": True},
        {"board": None},
        {"status": {"name": "New"}},
        {"_info": {}},
        {"_info": {"dateEntered": "soon"}},
    ],
)
async def test_a_ticket_without_what_every_ticket_has_is_unexpected(
    stub: Stub, web: Web, changed: dict[str, object]
) -> None:
    """A half record is told, never shown as a whole one."""
    stub.answer("GET service/tickets/5", a_ticket(**changed))
    stub.answer(f"GET {NOTES}", [])
    with pytest.raises(UnexpectedResponse) as strange:
        await ConnectWiseReader(stub.spec, web).get_ticket("5")
    assert strange.value.applied == "no"


async def test_null_members_are_read_as_empty(stub: Stub, web: Web) -> None:
    """ConnectWise drops what is null: a ticket can be without contact, owner, type, company and priority."""
    row = {k: v for k, v in a_ticket().items() if k not in ("company", "priority", "closedFlag")}
    stub.answer("GET service/tickets/5", row)
    stub.answer(f"GET {NOTES}", [])
    ticket = await ConnectWiseReader(stub.spec, web).get_ticket("5")
    assert (ticket.company.id, ticket.contact, ticket.assigned_member, ticket.closed) == (
        "",
        None,
        None,
        False,
    )


async def test_an_unknown_status_is_refused_before_anything_is_sent(
    connectwise: SimulatedPSA, writer: PSAWriter
) -> None:
    """No PATCH leaves for a status that the board does not have."""
    connectwise.calls()
    for status_id in ("999999", "", "x", "9" * 400):
        with pytest.raises(InvalidRequest):
            await writer.update_status("500", status_id)
    assert not any(call.startswith("PATCH") for call in connectwise.calls())


async def test_no_error_speaks_of_keys(stub: Stub, web: Web) -> None:
    """Whatever goes wrong, the credentials are in no message."""
    for status in (400, 401, 403, 404, 409, 500):
        stub.answers.clear()
        stub.answer("GET service/priorities", {"message": "no"}, status)
        with pytest.raises(ProviderError) as refused:
            await ConnectWiseReader(stub.spec, web).priorities()
        assert "private" not in str(refused.value)
