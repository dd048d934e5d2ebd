"""Writing tickets over the wire: create, the traps of PATCH, merge, assets."""

from typing import Any

import httpx
import pytest

from tests.simulated import ApiClient

NEW: dict[str, Any] = {"summary": "VPN down at HQ", "company": {"id": 1}, "board": {"id": 1}}


def create(api: ApiClient, **more: Any) -> dict[str, Any]:
    answer = api.post("service/tickets", json=NEW | more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def patch(api: ApiClient, number: int, *changes: tuple[str, Any]) -> httpx.Response:
    operations = [{"op": "replace", "path": path, "value": value} for path, value in changes]
    return api.patch(f"service/tickets/{number}", json=operations)


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"] == "InvalidObject"
    return [(each["code"], each["field"]) for each in answer.json()["errors"]]


def test_a_ticket_needs_two_fields_and_gets_the_boards_defaults(own: ApiClient) -> None:
    """Status and priority that are not sent are the defaults."""
    ticket = create(own)
    assert ticket["status"] == {"id": 11, "name": "New"}
    assert ticket["priority"]["id"] == 2
    assert ticket["closedFlag"] is False
    assert "owner" not in ticket
    assert own.get(f"service/tickets/{ticket['id']}").json() == ticket


def test_first_texts_become_notes_and_are_never_returned(own: ApiClient) -> None:
    """initialDescription is the first note on the Discussion tab."""
    ticket = create(
        own,
        initialDescription="Nobody\ncan connect.",
        initialInternalAnalysis="Seen by the monitor.",
        initialResolution="Restarted.",
    )
    assert not [name for name in ticket if name.startswith("initial")]
    notes = own.get(f"service/tickets/{ticket['id']}/notes").json()
    assert [(each["text"], each["detailDescriptionFlag"]) for each in notes] == [
        ("Nobody\ncan connect.", True),
        ("Seen by the monitor.", False),
        ("Restarted.", False),
    ]


def test_the_same_ticket_sent_twice_is_there_twice(own: ApiClient) -> None:
    """There is no idempotency; externalXRef finds both."""
    numbers = [create(own, externalXRef="OPS-7f3c21")["id"] for _ in range(2)]
    query = {"conditions": 'externalXRef="OPS-7f3c21"', "fields": "id,externalXRef"}
    found = own.get("service/tickets", params=query).json()
    assert found == [{"id": number, "externalXRef": "OPS-7f3c21"} for number in numbers]


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"summary": None}, [("MissingRequiredField", "summary")]),
        ({"summary": " "}, [("MissingRequiredField", "summary")]),
        ({"summary": "x" * 101}, [("MaxLength", "summary")]),
        ({"summary": 7}, [("InvalidField", "summary")]),
        ({"company": None, "summary": None}, [("MissingRequiredField", f) for f in ("summary", "company")]),
        ({"company": 1}, [("InvalidField", "company")]),
        ({"company": {"id": "1"}}, [("InvalidField", "company")]),
        ({"company": {"id": True}}, [("InvalidField", "company")]),
        ({"company": {"id": 3}}, [("InvalidField", "company")]),
        ({"company": {}}, [("InvalidField", "company")]),
        ({"board": {"id": 99}}, [("InvalidField", "board")]),
        ({"status": {"id": 21}}, [("InvalidField", "status")]),
        ({"contact": {"id": 2}}, [("InvalidField", "contact")]),
        ({"owner": {"identifier": "gone"}}, [("InvalidField", "owner")]),
        ({"externalXRef": "x" * 101}, [("MaxLength", "externalXRef")]),
        ({"severity": "Terrible"}, [("InvalidField", "severity")]),
        ({"customFields": "none"}, [("InvalidField", "customFields")]),
        ({"requiredDate": "2026-03-01T09:00:00.000Z"}, [("InvalidField", "requiredDate")]),
    ],
)
def test_wrong_tickets_are_refused_whole(
    own: ApiClient, changed: dict[str, Any], wanted: list[tuple[str, str]]
) -> None:
    """All faults at once, each with its field; nothing is written."""
    assert faults(own.post("service/tickets", json=NEW | changed)) == wanted
    assert own.get("service/tickets/count").json()["count"] == 31


@pytest.mark.parametrize("body", [[], "text", 7])
def test_a_ticket_is_an_object(own: ApiClient, body: Any) -> None:
    """Other JSON is a 400."""
    assert own.post("service/tickets", json=body).status_code == 400


def test_a_patch_changes_several_fields_at_once(own: ApiClient) -> None:
    """The record that comes back is the changed one; closing sets the date."""
    changed = patch(own, 500, ("status", {"id": 13}), ("summary", "Fixed"), ("owner", {"identifier": "sroe"}))
    ticket = changed.json()
    assert (ticket["summary"], ticket["status"]["name"], ticket["closedFlag"]) == ("Fixed", "Closed", True)
    assert ticket["owner"]["name"] == "Sam Roe"
    assert ticket["closedDate"] == ticket["_info"]["lastUpdated"]
    assert own.get("service/tickets/500").json() == ticket
    opened = patch(own, 500, ("status", {"name": "in progress"})).json()
    assert opened["closedFlag"] is False
    assert "closedDate" not in opened


def test_the_owner_can_be_removed(own: ApiClient) -> None:
    """With the operation remove."""
    answer = own.patch("service/tickets/500", json=[{"op": "remove", "path": "owner"}])
    assert answer.status_code == 200
    assert "owner" not in answer.json()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("status/name", "Closed"),
        ("company/identifier", "x"),
        ("closedFlag", True),
        ("resources", "sroe"),
        ("id", 1),
    ],
)
def test_the_false_200(own: ApiClient, path: str, value: Any) -> None:
    """A path into a reference, or a field the server sets, answers 200 and changes nothing."""
    before = own.get("service/tickets/500").json()
    answer = patch(own, 500, (path, value))
    assert answer.status_code == 200
    assert answer.json() == before == own.get("service/tickets/500").json()


@pytest.mark.parametrize(
    "path", ["/summary", "Summary", "source/name", "nonsense", "summary/x", "", "x" * 5_000]
)
def test_paths_the_vendor_refuses(own: ApiClient, path: str) -> None:
    """A leading slash, another case, unknown names."""
    assert faults(patch(own, 500, (path, "x")))[0][0] == "InvalidField"


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        [7],
        [{"op": "replace"}],
        [{"op": "move", "path": "summary", "value": "x"}],
        [{"op": "replace", "path": "summary"}],
        [{"op": "replace", "path": 7, "value": "x"}],
    ],
)
def test_a_patch_is_an_array_of_operations(own: ApiClient, body: Any) -> None:
    """Anything else is a 400."""
    assert own.patch("service/tickets/500", json=body).status_code == 400


def test_dependent_fields_go_in_one_patch(own: ApiClient) -> None:
    """A board alone leaves a status it does not have; with its status and type it works."""
    alone = faults(patch(own, 500, ("board", {"id": 2})))
    assert ("InvalidField", "status") in alone
    together = own.patch(
        "service/tickets/500",
        json=[
            {"op": "replace", "path": "board", "value": {"id": 2}},
            {"op": "replace", "path": "status", "value": {"id": 21}},
            {"op": "remove", "path": "type"},
        ],
    )
    assert together.status_code == 200, together.text
    assert together.json()["board"]["name"] == "Projects"


@pytest.mark.parametrize("name", ["summary", "company", "board", "status", "priority"])
def test_needed_fields_cannot_be_removed(own: ApiClient, name: str) -> None:
    """The ticket keeps them."""
    answer = own.patch("service/tickets/500", json=[{"op": "remove", "path": name}])
    assert ("MissingRequiredField", name) in faults(answer)


def test_custom_fields_are_replaced_as_a_whole(own: ApiClient) -> None:
    """Sending one drops the others; customFieldConditions find what is there."""
    both = [{"id": 1, "caption": "Case", "value": "X-17"}, {"id": 2, "caption": "Site", "value": "HQ"}]
    patch(own, 500, ("customFields", both))
    query = {"customFieldConditions": 'caption="Case" AND value="X-17"'}
    assert [row["id"] for row in own.get("service/tickets", params=query).json()] == [500]
    assert patch(own, 500, ("customFields", both[1:])).json()["customFields"] == both[1:]
    assert own.get("service/tickets", params=query).json() == []


def test_changes_are_found_by_their_date(own: ApiClient) -> None:
    """lastUpdated moves with every write."""
    before = own.get("service/tickets/502").json()["_info"]["lastUpdated"]
    patch(own, 500, ("summary", "Changed"))
    found = own.get("service/tickets", params={"conditions": f"lastUpdated > [{before}]"}).json()
    assert [row["id"] for row in found] == [500]


def test_a_merged_ticket_names_its_parent_and_takes_no_notes(own: ApiClient) -> None:
    """Whoever writes must follow mergedParentTicket; allNotes of the parent shows the child's notes."""
    child = create(own, initialDescription="Same thing.")["id"]
    merge = {"mergeTicketIds": [child], "status": {"id": 13}}
    assert own.post("service/tickets/500/merge", json=merge).status_code == 200
    merged = own.get(f"service/tickets/{child}").json()
    assert (merged["mergedParentTicket"]["id"], merged["closedFlag"]) == (500, True)
    note = {"text": "Late.", "internalAnalysisFlag": True}
    assert own.post(f"service/tickets/{child}/notes", json=note).status_code == 400
    everything = own.get("service/tickets/500/allNotes").json()
    assert [row["text"] for row in everything if row["mergedFlag"]] == ["Same thing."]


@pytest.mark.parametrize("numbers", [None, [], [500], ["501"], [999999], [[501]], 501])
def test_only_other_tickets_can_be_merged(own: ApiClient, numbers: Any) -> None:
    """Not the ticket itself, and not what is no ticket; nothing is merged."""
    merge = {"mergeTicketIds": numbers, "status": {"id": 13}}
    assert own.post("service/tickets/500/merge", json=merge).status_code in (400, 404)
    assert faults(own.post("service/tickets/500/merge", json={"mergeTicketIds": [502]})) == [
        ("MissingRequiredField", "status")
    ]
    assert "mergedParentTicket" not in own.get("service/tickets/502").json()


def test_assets_are_attached_by_number(own: ApiClient) -> None:
    """A name is not enough; taking off answers 204, and 404 the second time."""
    path = "service/tickets/502/configurations"
    assert own.post(path, json={"name": "ACME-LT-01"}).status_code == 400
    assert own.post(path, json={"id": 7001}).status_code == 201
    assert [row["id"] for row in own.get(path).json()] == [7001]
    assert own.delete(f"{path}/7001").status_code == 204
    assert own.delete(f"{path}/7001").status_code == 404
