"""Lists over the wire: pages, order, partial answers, the lists themselves."""

import re

import pytest

from tests.simulated import ApiClient


def ids(api: ApiClient, path: str, **query: str) -> list[int]:
    answer = api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()]


def next_link(link: str) -> str | None:
    found = re.search(r'<([^>]*)>; rel="next"', link)
    return found[1] if found else None


def test_a_page_has_25_rows_unless_asked_and_1000_at_most(api: ApiClient) -> None:
    """The default page is easily taken for the whole list."""
    assert len(ids(api, "service/tickets")) == 25
    assert len(ids(api, "service/tickets", pageSize="5000")) == 31
    assert api.get("service/tickets/count").json() == {"count": 31}


def test_links_lead_through_the_whole_list_and_keep_the_query(api: ApiClient) -> None:
    """Every page keeps the conditions; the last has no next."""
    query = {"pageSize": "4", "conditions": "id < 20", "fields": "id", "orderBy": "id desc"}
    answer = api.get("service/tickets", params=query)
    seen, links = [row["id"] for row in answer.json()], [answer.headers["link"]]
    while following := next_link(links[-1]):
        answer = api.get(following)
        seen += [row["id"] for row in answer.json()]
        links.append(answer.headers["link"])
    assert seen == list(range(19, 0, -1))
    assert 'rel="first"' in links[-1]
    assert 'rel="prev"' in links[-1]
    assert 'rel="last"' in links[0]


def test_a_page_past_the_end_is_empty(api: ApiClient) -> None:
    """And a list on one page has no Link at all."""
    assert ids(api, "service/tickets", page="99") == []
    assert "link" not in api.get("service/boards").headers


def test_forward_only_walks_by_id(api: ApiClient) -> None:
    """`pageId` means ids above it; the last page has no Link."""
    api_pages = {"pagination-type": "forward-only"}
    answer = api.get("service/tickets", params={"pageSize": "10", "page": "7"}, headers=api_pages)
    seen = [row["id"] for row in answer.json()]
    while following := next_link(answer.headers.get("link", "")):
        assert f"pageId={seen[-1]}" in following
        answer = api.get(following, headers=api_pages)
        seen += [row["id"] for row in answer.json()]
    assert "link" not in answer.headers
    assert seen == sorted(seen)
    assert len(seen) == 31


def test_forward_only_refuses_an_order(api: ApiClient) -> None:
    """`orderBy` and forward-only do not go together."""
    refused = api.get(
        "service/tickets", params={"orderBy": "id"}, headers={"pagination-type": "forward-only"}
    )
    assert refused.status_code == 400
    assert "orderBy" in refused.json()["message"]


def test_order_by_fields_of_references_and_dates(api: ApiClient) -> None:
    """Descending and by several fields; the newest entry first."""
    assert ids(api, "service/tickets", orderBy="dateEntered desc", pageSize="1") == [502]
    assert ids(api, "service/priorities", orderBy="sortOrder") == [1, 2, 3]
    assert ids(api, "company/companies", orderBy="status/name desc, id desc") == [3, 2, 1]


def test_partial_answers_hold_what_was_asked_for_and_no_nulls(api: ApiClient) -> None:
    """Null members are dropped, so a missing owner is a missing key."""
    query = {"fields": "id,owner/identifier,status/name,_info/dateEntered", "conditions": "id in (500,502)"}
    assert api.get("service/tickets", params=query).json() == [
        {
            "id": 500,
            "status": {"name": "In Progress"},
            "owner": {"identifier": "akessler"},
            "_info": {"dateEntered": "2026-10-01T08:00:00Z"},
        },
        {"id": 502, "status": {"name": "New"}, "_info": {"dateEntered": "2026-10-05T08:00:00Z"}},
    ]
    assert api.get("service/tickets/500", params={"fields": "summary"}).json() == {
        "summary": "Outlook keeps asking for a password"
    }


def test_statuses_and_types_belong_to_their_board(api: ApiClient) -> None:
    """One board's statuses are not another's; `inactive` has no Flag at its end."""
    statuses = api.get("service/boards/1/statuses").json()
    assert [row["name"] for row in statuses] == ["New", "In Progress", "Closed"]
    assert statuses[0].keys() >= {
        "inactive",
        "closedStatus",
        "defaultFlag",
        "timeEntryNotAllowed",
        "sortOrder",
    }
    assert ids(api, "service/boards/2/statuses") == [21]
    assert ids(api, "service/boards/1/types") == [1]
    assert api.get("service/boards/9/statuses").status_code == 404
    assert api.get("service/boards/2/statuses/11").status_code == 404


def test_contacts_are_found_by_their_email(api: ApiClient) -> None:
    """Emails sit in communicationItems and are found by childConditions."""
    wanted = 'communicationItems/value = "pat@acme.example" AND communicationItems/communicationType="Email"'
    assert ids(api, "company/contacts", childConditions=wanted) == [1]
    assert ids(api, "company/contacts", childConditions='communicationItems/value = "none"') == []
    assert api.get("company/contacts/1/communications").json()[0]["value"] == "pat@acme.example"


def test_members_answer_to_number_and_login(api: ApiClient) -> None:
    """Inactive ones are listed; the API member is not."""
    assert api.get("system/members/sroe").json()["id"] == api.get("system/members/18").json()["id"]
    listed = {row["identifier"]: row["inactiveFlag"] for row in api.get("system/members").json()}
    assert listed == {"akessler": False, "sroe": False, "gone": True}
    assert api.get("system/members/2000000001").status_code == 404


def test_assets_of_a_ticket_are_references_only(api: ApiClient) -> None:
    """Name and serial number need a second call."""
    (linked,) = api.get("service/tickets/500/configurations").json()
    assert linked == {"id": 7001, "deviceIdentifier": "dev-7001", "_info": {}}
    whole = api.get("company/configurations/7001").json()
    assert (whole["name"], whole["serialNumber"], whole["type"]["name"]) == ("ACME-LT-01", "SN1", "Laptop")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("service/tickets/999999", 404),
        ("service/tickets/abc", 400),
        ("service/tickets/9999999999999999999", 400),
        ("service/tickets/500/members", 404),
        ("service/nothing", 404),
        ("schedule/types", 200),
        ("schedule/statuses", 200),
        ("service/sources", 200),
        ("company/configurations/types", 200),
    ],
)
def test_paths_answer_like_the_vendor(api: ApiClient, path: str, status: int) -> None:
    """Unknown records and paths are 404 in JSON; an id that is no number is the vendor's odd 400."""
    assert api.get(path).status_code == status


def test_a_wrong_verb_and_a_wrong_type_are_refused(api: ApiClient) -> None:
    """405 and 415; PUT is not played, for it empties what is not sent."""
    assert api.put("service/tickets/500", json={}).status_code == 405
    assert api.post("service/tickets", content=b"{}").status_code == 415
