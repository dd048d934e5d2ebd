"""Notes, time entries and schedule entries over the wire."""

from typing import Any

import pytest

from tests.simulated import ApiClient

TIME: dict[str, Any] = {
    "chargeToId": 500,
    "chargeToType": "ServiceTicket",
    "member": {"identifier": "sroe"},
    "timeStart": "2026-03-01T09:00:00Z",
    "timeEnd": "2026-03-01T09:30:00Z",
    "billableOption": "Billable",
    "notes": "Reset the tunnel.",
    "internalNotes": "ref OPS-7f3c21",
}
ENTRY: dict[str, Any] = {"objectId": 502, "type": {"identifier": "S"}, "member": {"identifier": "sroe"}}
OF_502 = {"conditions": "type/id=4 and objectId=502"}


def test_notes_are_listed_with_the_description_among_them(own: ApiClient) -> None:
    """The description has the date the ticket was entered."""
    notes = own.get("service/tickets/500/notes", params={"orderBy": "dateCreated"}).json()
    assert [each["text"] for each in notes] == [
        "Since the update.\nSecond line.",
        "Cleared the credential manager.",
        "Fixed the zeitgeist.",
    ]
    assert notes[0]["detailDescriptionFlag"] is True
    assert notes[1]["member"]["identifier"] == "akessler"
    assert own.get("service/tickets/500/notes/count").json() == {"count": 3}
    assert own.get(f"service/tickets/500/notes/{notes[2]['id']}").json() == notes[2]


@pytest.mark.parametrize("flag", ["detailDescriptionFlag", "internalAnalysisFlag", "resolutionFlag"])
def test_a_note_keeps_its_tab_and_author(own: ApiClient, flag: str) -> None:
    """The newest note comes first when sorted by number, downwards."""
    sent = {"text": "Done. OPS-1", flag: True, "member": {"id": 17}}
    written = own.post("service/tickets/500/notes", json=sent).json()
    newest = own.get("service/tickets/500/notes", params={"orderBy": "id desc", "pageSize": "1"}).json()
    assert newest == [written]
    assert (written["text"], written[flag], written["createdBy"]) == ("Done. OPS-1", True, "akessler")


def test_a_note_on_two_tabs_keeps_both(own: ApiClient) -> None:
    """Resolution may be combined; without a member the API member is the author."""
    sent = {"text": "Done.", "detailDescriptionFlag": True, "resolutionFlag": True}
    written = own.post("service/tickets/502/notes", json=sent).json()
    assert (written["detailDescriptionFlag"], written["resolutionFlag"]) == (True, True)
    assert written["member"]["identifier"] == "deskhandapi"


@pytest.mark.parametrize(
    "body",
    [
        {"text": "No tab."},
        {"internalAnalysisFlag": True},
        {"text": " ", "internalAnalysisFlag": True},
        {"text": "x", "internalAnalysisFlag": "yes"},
        {"text": "x", "internalAnalysisFlag": True, "member": {"identifier": "gone"}},
        {"text": "x", "internalAnalysisFlag": True, "member": {"id": 999}},
        {"text": "nul \0", "internalAnalysisFlag": True},
        {"text": "x" * 200_000, "internalAnalysisFlag": True},
    ],
)
def test_wrong_notes_are_refused(own: ApiClient, body: dict[str, Any]) -> None:
    """With a validation body, and nothing is written."""
    refused = own.post("service/tickets/502/notes", json=body)
    assert refused.status_code == 400
    assert refused.json()["code"] == "InvalidObject"
    assert own.get("service/tickets/502/notes").json() == []


def test_texts_of_time_entries_are_in_all_notes_only(own: ApiClient) -> None:
    """Whoever reads notes alone misses them."""
    entry = own.post("time/entries", json=TIME).json()
    assert "Reset the tunnel." not in own.get("service/tickets/500/notes").text
    timed = [row for row in own.get("service/tickets/500/allNotes").json() if row["noteType"] == "TimeEntry"]
    assert timed[-1]["text"] == "Reset the tunnel."
    assert (entry["actualHours"], entry["billableOption"]) == (0.5, "Billable")
    query = {"conditions": 'chargeToId=500 and chargeToType="ServiceTicket" and internalNotes contains "OPS"'}
    assert own.get("time/entries", params=query).json() == [entry]
    assert own.get(f"time/entries/{entry['id']}").json() == entry


def test_hours_are_enough_without_an_end(own: ApiClient) -> None:
    """With an end they are ignored."""
    without_end = {key: value for key, value in TIME.items() if key != "timeEnd"}
    assert (
        own.post("time/entries", json=without_end | {"actualHours": 0.25})
        .json()["timeEnd"]
        .endswith("09:15:00Z")
    )
    assert own.post("time/entries", json=TIME | {"actualHours": 9}).json()["actualHours"] == 0.5


@pytest.mark.parametrize(
    "changed",
    [
        {"timeStart": None},
        {"timeStart": "2026-03-01T09:00:00.000Z"},
        {"timeStart": "2026-03-01 09:00"},
        {"timeEnd": "2026-03-01T08:00:00Z"},
        {"timeEnd": None},
        {"timeEnd": None, "actualHours": "one"},
        {"timeEnd": None, "actualHours": True},
        {"timeEnd": None, "actualHours": 1e300},
        {"member": None},
        {"chargeToId": 999999},
        {"chargeToId": "500"},
        {"chargeToType": "Activity"},
        {"billableOption": "Maybe"},
        {"internalNotes": 7},
    ],
)
def test_wrong_time_entries_are_refused(own: ApiClient, changed: dict[str, Any]) -> None:
    """Milliseconds among them; nothing is written."""
    before = own.get("time/entries").json()
    refused = own.post("time/entries", json=TIME | changed)
    assert refused.status_code == 400
    assert refused.json()["code"] == "InvalidObject"
    assert own.get("time/entries").json() == before


def test_a_member_scheduled_twice_has_two_entries(own: ApiClient) -> None:
    """The ticket's resources name them once, until the last entry is gone."""
    numbers = [own.post("schedule/entries", json=ENTRY).json()["id"] for _ in range(2)]
    assert [row["id"] for row in own.get("schedule/entries", params=OF_502).json()] == numbers
    for number in numbers:
        assert own.get("service/tickets/502").json()["resources"] == "sroe"
        assert own.delete(f"schedule/entries/{number}").status_code == 204
    assert "resources" not in own.get("service/tickets/502").json()
    assert own.delete(f"schedule/entries/{numbers[0]}").status_code == 404


def test_an_owner_stays_owner_when_their_entry_goes(own: ApiClient) -> None:
    """Owner and resources are two things."""
    entry = own.post("schedule/entries", json=ENTRY | {"objectId": 500, "member": {"id": 17}}).json()
    assert own.delete(f"schedule/entries/{entry['id']}").status_code == 204
    assert own.get("service/tickets/500").json()["owner"]["id"] == 17


def test_an_entry_can_be_done(own: ApiClient) -> None:
    """By a patch of doneFlag."""
    number = own.post("schedule/entries", json=ENTRY | {"type": {"id": 4}}).json()["id"]
    done = own.patch(
        f"schedule/entries/{number}", json=[{"op": "replace", "path": "doneFlag", "value": True}]
    )
    assert done.json()["doneFlag"] is True
    assert own.patch(f"schedule/entries/{number}", json={"doneFlag": True}).status_code == 400
    assert own.get("service/tickets/502/scheduleentries").json()[0].keys() == {"id", "description"}


@pytest.mark.parametrize(
    "changed",
    [
        {"type": {"identifier": "X"}},
        {"type": None},
        {"objectId": 999999},
        {"member": {"id": 19}},
        {"member": None},
        {"dateStart": "2026-03-01T09:00:00.5Z"},
    ],
)
def test_wrong_schedule_entries_are_refused(own: ApiClient, changed: dict[str, Any]) -> None:
    """Unknown tickets and types, inactive members."""
    assert own.post("schedule/entries", json=ENTRY | changed).status_code == 400
    assert own.get("schedule/entries", params=OF_502).json() == []
