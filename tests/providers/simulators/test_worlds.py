"""Any snapshot can be played: ids that are no numbers, a PSA without lists, the demo."""

from datetime import date
from pathlib import Path
from typing import Any

from providers.embedded.demo import demo_snapshot
from tests.simulated import simulated_connectwise
from tests.snapshots import SMALL

WORDED: dict[str, Any] = {
    "format": "psa-snapshot/1",
    "companies": [{"id": "acme", "name": "Acme"}, {"id": "acme-2", "name": "ACME", "parent_id": "acme"}],
    "contacts": [{"id": "pat", "company_id": "acme", "name": "Pat", "phone": "555"}],
    "members": [{"id": "m-1", "identifier": "sam", "name": "Sam", "email": "sam@x.example"}],
    "boards": [
        {"id": "help", "name": "Help", "statuses": [{"id": "new", "name": "New", "closed": False}]},
        {"id": "lab", "name": "Lab", "statuses": [{"id": "new", "name": "New", "closed": False}]},
    ],
    "priorities": [{"id": "p", "name": "Normal", "sort": 1}],
    "tickets": [
        {
            "id": "T-1",
            "summary": "Worded",
            "company_id": "acme",
            "board_id": "lab",
            "status_id": "new",
            "priority_id": "p",
            "assigned_member_id": "m-1",
            "entered_at": "2026-11-01T08:00:00Z",
        }
    ],
}


def test_ids_that_are_no_numbers_become_numbers_that_can_be_written_to(tmp_path: Path) -> None:
    """Statuses of the same id on two boards stay apart; like names get identifiers of their own."""
    with simulated_connectwise(tmp_path, WORDED) as psa:
        (ticket,) = psa.client.get("service/tickets").json()
        assert ticket["id"] == 1
        lab, status = ticket["board"]["id"], ticket["status"]["id"]
        assert [row["id"] for row in psa.client.get(f"service/boards/{lab}/statuses").json()] == [status]
        identifiers = [row["identifier"] for row in psa.client.get("company/companies").json()]
        assert len({each.casefold() for each in identifiers}) == 2
        note = {"text": "Hello.", "internalAnalysisFlag": True, "member": {"identifier": "SAM"}}
        assert psa.client.post("service/tickets/1/notes", json=note).status_code == 201
        sent = {"summary": "New", "company": {"identifier": identifiers[1]}, "contact": {"id": 1}}
        refused = psa.client.post("service/tickets", json=sent)
        assert [each["field"] for each in refused.json()["errors"]] == ["contact"]
        written = psa.client.post("service/tickets", json=sent | {"contact": None})
        assert (written.status_code, written.json()["id"]) == (201, 2)


def test_a_psa_without_boards_refuses_tickets(tmp_path: Path) -> None:
    """With a validation body; it never breaks."""
    empty = SMALL | {"boards": [], "tickets": [], "priorities": []}
    with simulated_connectwise(tmp_path, empty) as psa:
        refused = psa.client.post("service/tickets", json={"summary": "x", "company": {"id": 1}})
        assert refused.status_code == 400
        assert {each["field"] for each in refused.json()["errors"]} == {"board", "status", "priority"}


def test_the_demo_can_be_swept(tmp_path: Path) -> None:
    """Every ticket by forward-only pages, and the conversation of one of them."""
    with simulated_connectwise(tmp_path, demo_snapshot(date(2026, 11, 21))) as psa:
        count, last, seen = psa.client.get("service/tickets/count").json()["count"], 0, 0
        while rows := psa.client.get(
            "service/tickets",
            params={"pageSize": "1000", "pageId": str(last), "fields": "id"},
            headers={"pagination-type": "forward-only"},
        ).json():
            last, seen = rows[-1]["id"], seen + len(rows)
        assert seen == count > 600
        notes = psa.client.get("service/tickets/47012/notes", params={"orderBy": "id"}).json()
        assert (
            notes[0]["dateCreated"] == psa.client.get("service/tickets/47012").json()["_info"]["dateEntered"]
        )
        entries = psa.client.get("time/entries", params={"conditions": "chargeToId=47012"}).json()
        assert entries
