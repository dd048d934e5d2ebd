"""How a tenant is reached: its address, its login, its pages, and what its answers mean."""

from base64 import b64decode
from dataclasses import replace

import pytest

from providers.connectwise.client import ConnectWiseClient
from providers.connectwise.reader import ConnectWiseReader
from providers.connectwise.settings import site_of
from providers.connectwise.writer import ConnectWiseWriter
from providers.errors import (
    AuthenticationFailed,
    Conflict,
    InvalidRequest,
    NotFound,
    PermissionDenied,
    ProviderError,
    RateLimited,
    Unavailable,
    UnexpectedResponse,
)
from providers.http import Web
from providers.models import NoteDraft, NoteType, TicketFilter
from tests.providers.connectwise.stub import Stub, a_ticket, swift

BOARDS = "GET service/boards"
TICKET = "GET service/tickets/5"


@pytest.mark.parametrize(
    ("entered", "browser", "api"),
    [
        ("https://na.myconnectwise.net", "https://na.myconnectwise.net", "https://api-na.myconnectwise.net"),
        ("eu.myconnectwise.net", "https://eu.myconnectwise.net", "https://api-eu.myconnectwise.net"),
        (
            "https://api-au.myconnectwise.net/",
            "https://au.myconnectwise.net",
            "https://api-au.myconnectwise.net",
        ),
        (
            "https://NA.myconnectwise.net/v4_6_release/",
            "https://na.myconnectwise.net",
            "https://api-na.myconnectwise.net",
        ),
        (
            "https://staging.connectwisedev.com",
            "https://staging.connectwisedev.com",
            "https://api-staging.connectwisedev.com",
        ),
        (
            "https://cw.msp.example:8443/v4_6_release",
            "https://cw.msp.example:8443",
            "https://cw.msp.example:8443",
        ),
    ],
)
def test_the_browsers_site_leads_to_the_api(entered: str, browser: str, api: str) -> None:
    """A cloud host answers the API under `api-`; a server of one's own under its own name."""
    site = site_of(replace(Stub().spec, site_url=entered))
    assert (site.browser, site.api) == (browser, api)


@pytest.mark.parametrize(
    ("site_url", "login", "field"),
    [("", "acme", "site_url"), ("https://[", "a", "site_url"), ("https://x.example", " ", "tenant_login")],
)
def test_a_connection_without_its_place_says_what_is_missing(site_url: str, login: str, field: str) -> None:
    """InvalidRequest names the field that an admin fills in."""
    with pytest.raises(InvalidRequest) as refused:
        site_of(replace(Stub().spec, site_url=site_url, tenant_login=login))
    assert [fault.field for fault in refused.value.fields] == [field]


async def test_a_ticket_opens_in_the_browsers_site(web: Web) -> None:
    """The link is for people: the browser's host, never the API's."""
    spec = replace(Stub().spec, site_url="https://api-na.myconnectwise.net", tenant_login="acme & co")
    assert ConnectWiseReader(spec, web).ticket_url("42") == (
        "https://na.myconnectwise.net/v4_6_release/services/system_io/Service/fv_sr100_request.rails"
        "?service_recid=42&companyName=acme%20%26%20co"
    )
    assert ConnectWiseReader(spec, web).ticket_url("4 2") is None


async def test_every_call_carries_login_client_id_and_version(stub: Stub, web: Web) -> None:
    """Basic of company+public:private, the client id, and a pinned version."""
    stub.answer(BOARDS, [])
    await ConnectWiseClient(stub.spec, web).page("service/boards", ())
    sent = stub.requests[-1].headers
    assert b64decode(sent["authorization"].removeprefix("Basic ")) == b"acme+public:private"
    assert sent["clientid"] == "client"
    assert sent["accept"] == "application/vnd.connectwise.com+json; version=2026.4"


async def test_a_missing_key_is_said_before_any_call(stub: Stub, web: Web) -> None:
    """Nothing is sent with half a login."""
    spec = replace(stub.spec, credentials={"public_key": "public", "client_id": "client"})
    with pytest.raises(InvalidRequest) as refused:
        await ConnectWiseReader(spec, web).priorities()
    assert [fault.field for fault in refused.value.fields] == ["private_key"]
    assert "service" not in " ".join(stub.calls())


async def test_the_codebase_is_asked_for_once(stub: Stub, web: Web) -> None:
    """Later readers of the same connection know the tenant's codebase already."""
    stub.answer(TICKET, a_ticket())
    stub.answer("GET service/tickets/5/notes", [])
    for _ in range(2):
        await ConnectWiseReader(stub.spec, web).get_ticket("5")
    assert stub.calls().count("GET companyinfo") == 1
    assert stub.requests[1].url.path == "/v2026_1/apis/3.0/service/tickets/5"


@pytest.mark.parametrize("told", [b"null", b"<html>", b'{"Codebase": "../../evil"}', b'{"Codebase": 7}', b""])
async def test_without_a_usable_codebase_the_default_one_is_used(stub: Stub, web: Web, told: bytes) -> None:
    """`v4_6_release` works as a path on every tenant; what is told is never put into an address unchecked."""
    stub.answer("GET companyinfo", told)
    stub.answers["companyinfo"] = []
    stub.answer(BOARDS, [])
    await ConnectWiseClient(stub.spec, web).page("service/boards", ())
    assert stub.requests[-1].url.path == "/v4_6_release/apis/3.0/service/boards"


async def test_an_upgrade_in_flight_is_followed_once(stub: Stub, web: Web) -> None:
    """A 404 asks for the codebase again; when it changed, the read is made again there."""
    client = ConnectWiseClient(stub.spec, web)
    stub.answer(BOARDS, [])
    await client.page("service/boards", ())
    stub.codebase = "v2026_2"
    assert await client.page("service/boards", ()) == []
    assert stub.requests[-1].url.path.startswith("/v2026_2/")


async def test_an_honest_404_is_not_asked_twice(stub: Stub, web: Web) -> None:
    """Without a new codebase a missing record costs one look at the company info, and that once a minute."""
    client = ConnectWiseClient(stub.spec, web)
    stub.answer(BOARDS, [])
    await client.page("service/boards", ())
    for _ in range(2):
        with pytest.raises(NotFound):
            await client.get("service/tickets/9")
    assert stub.calls().count("GET companyinfo") == 2
    assert stub.calls().count("GET service/tickets/9") == 2


async def test_a_404_to_everything_is_a_wrong_login(stub: Stub, web: Web) -> None:
    """In the cloud a wrong login looks like a missing record; a second call tells them apart."""
    with pytest.raises(AuthenticationFailed, match="Check the site, the company id and both keys"):
        await ConnectWiseReader(stub.spec, web).get_ticket("5")


async def test_a_404_with_a_good_login_is_a_missing_record(stub: Stub, web: Web) -> None:
    """When boards can be read, the ticket is what is missing."""
    stub.answer(BOARDS, [])
    with pytest.raises(NotFound):
        await ConnectWiseReader(stub.spec, web).get_ticket("5")


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (401, b"Unauthorized", AuthenticationFailed, "refused the login"),
        (401, b"A clientId header is required.", AuthenticationFailed, "A clientId header is required."),
        (400, b'{"message":"UserNotAuthenticated","errors":null}', AuthenticationFailed, "login"),
        (403, b'{"message":"No rights to boards."}', PermissionDenied, "No rights to boards."),
        (409, b'{"message":"In use"}', Conflict, "In use."),
        (400, b"<html><style>p{}</style><p>Bad &amp; worse</p></html>", InvalidRequest, "Bad & worse"),
        (415, b"", InvalidRequest, "415"),
        (500, b'{"message":"DB timeout"}', Unavailable, "DB timeout"),
        (502, b"<html>Bad gateway</html>", Unavailable, "Bad gateway"),
        (200, b"<html>ok</html>", UnexpectedResponse, "not JSON"),
        (200, b'{"id": 5', UnexpectedResponse, "not JSON"),
        (200, b'{"id": 5}', UnexpectedResponse, "no list"),
        (200, b"[5]", UnexpectedResponse, "no record"),
        (304, b"", UnexpectedResponse, "304"),
    ],
)
async def test_each_refusal_of_a_read_says_whose_turn_it_is(
    stub: Stub, web: Web, status: int, body: bytes, kind: type[ProviderError], words: str
) -> None:
    """Typed by who acts next, in the PSA's own words; a read never leaves a write in doubt."""
    stub.answer(BOARDS, body, status)
    with pytest.raises(kind) as refused:
        await ConnectWiseClient(stub.spec, web).page("service/boards", ())
    assert type(refused.value) is kind
    assert words in str(refused.value)
    assert refused.value.applied == "no"


async def test_too_many_calls_say_when_to_come_back(stub: Stub, web: Web) -> None:
    """429 with a long pause is RateLimited."""
    stub.answer(BOARDS, {"error": "ConnectWiseAPI", "message": "Too many"}, 429, {"Retry-After": "120"})
    with pytest.raises(RateLimited) as limited:
        await ConnectWiseClient(stub.spec, web).page("service/boards", ())
    assert limited.value.retry_after_seconds >= 119


async def test_a_sweep_follows_the_page_ids_to_the_end(stub: Stub, web: Web) -> None:
    """Forward-only: never ordered, every page with all query values, until an empty list or no link."""
    link = {"Link": '<https://evil.example/x?pageId=7&pageSize=1000>; rel="next"'}
    stub.answer("GET company/companies", [{"id": 3}, {"id": 7}], 200, link)
    stub.answer("GET company/companies", [{"id": 9}], 200, {"Link": '<x?pageId=9>; rel="next"'})
    stub.answer("GET company/companies", [])
    rows = await ConnectWiseClient(stub.spec, web).sweep("company/companies", (("fields", "id"),))
    assert [row["id"] for row in rows] == [3, 7, 9]
    asked = [request for request in stub.requests if request.url.path.endswith("companies")]
    assert [request.query_params["pageId"] for request in asked] == ["0", "7", "9"]
    assert {request.query_params["fields"] for request in asked} == {"id"}
    assert {request.headers["pagination-type"] for request in asked} == {"forward-only"}
    assert all("orderBy" not in request.query_params for request in asked)


async def test_a_sweep_that_does_not_move_on_ends(stub: Stub, web: Web) -> None:
    """A server that gives the same page for ever is told, not followed."""
    stub.answer("GET company/companies", [{"id": 3}], 200, {"Link": '<x?pageId=3>; rel="next"'})
    with pytest.raises(UnexpectedResponse, match="do not move on"):
        await ConnectWiseClient(stub.spec, web).sweep("company/companies")


async def test_ordered_pages_keep_their_conditions(stub: Stub, web: Web) -> None:
    """The second page has every query value of the first."""
    stub.answer("GET time/entries", [{"id": 1}], 200, {"Link": '<x>; rel="next", <y>; rel="last"'})
    stub.answer("GET time/entries", [{"id": 2}], 200, {"Link": '<x>; rel="first"'})
    rows = await ConnectWiseClient(stub.spec, web).pages("time/entries", (("conditions", 'a = "b&+c"'),))
    assert [row["id"] for row in rows] == [1, 2]
    assert [request.query_params["page"] for request in stub.requests[1:]] == ["1", "2"]
    assert {request.query_params["conditions"] for request in stub.requests[1:]} == {'a = "b&+c"'}


async def test_long_conditions_go_in_a_body(stub: Stub, web: Web) -> None:
    """What is too long for an address is searched by POST, with paging and fields in the query."""
    stub.answer("POST service/tickets/search", [a_ticket()])
    wanted = TicketFilter(company_ids=tuple(map(str, range(200, 600))))
    found = await ConnectWiseReader(stub.spec, web).search_tickets(wanted)
    assert [ticket.id for ticket in found.items] == ["5"]
    assert stub.bodies[-1]["conditions"].startswith("company/id in (200,201,")
    assert stub.bodies[-1]["orderBy"] == "priority/sort asc,dateEntered desc,id desc"
    assert stub.requests[-1].query_params["page"] == "1"
    assert "summary" in stub.requests[-1].query_params["fields"]


async def test_boards_that_may_not_be_read_fail_as_one_error(stub: Stub, web: Web) -> None:
    """Boards are read side by side; what goes wrong with some of them is still a typed error."""
    stub.answer(BOARDS, [{"id": 1, "name": "A"}, {"id": 2, "name": "B"}])
    for board in (1, 2):
        stub.answer(f"GET service/boards/{board}/statuses", {"message": "No rights."}, 403)
    with pytest.raises(PermissionDenied):
        await ConnectWiseReader(stub.spec, web).boards()


async def test_boards_out_of_use_and_of_projects_are_left_out(stub: Stub, web: Web) -> None:
    """No service ticket can be made on them; statuses and types out of use are left out too."""
    out_of_use = [{"id": 2, "name": "B", "inactiveFlag": True}, {"id": 3, "projectFlag": True}]
    stub.answer(BOARDS, [{"id": 1, "name": "A"}, *out_of_use])
    statuses = [{"id": 9, "inactive": True}, {"id": 8, "sortOrder": 2}, {"id": 7, "sortOrder": 1}]
    stub.answer("GET service/boards/1/statuses", statuses)
    stub.answer(
        "GET service/boards/1/types", [{"id": 5, "name": "Incident"}, {"id": 6, "inactiveFlag": True}]
    )
    [board] = await ConnectWiseReader(stub.spec, web).boards()
    assert [status.id for status in board.statuses] == ["7", "8"]
    assert [each.id for each in board.types] == ["5"]


async def test_a_first_page_that_is_not_full_needs_no_count(stub: Stub, web: Web) -> None:
    """One call for a short list; a full page is counted."""
    stub.answer("GET service/tickets", [a_ticket()])
    stub.answer("GET service/tickets/count", {"count": 41})
    reader = ConnectWiseReader(stub.spec, web)
    assert (await reader.search_tickets(TicketFilter(), page_size=2)).total == 1
    assert "GET service/tickets/count" not in stub.calls()
    assert (await reader.search_tickets(TicketFilter(), page_size=1)).total == 41


async def test_rows_nobody_asked_for_are_dropped(stub: Stub, web: Web) -> None:
    """A match that the PSA widened never reaches anybody."""
    strange = [
        a_ticket(id=6, company={"id": 999, "name": "Acme"}),
        a_ticket(id=7, summary="Mouse", company={"id": 250, "name": "B"}),
    ]
    stub.answer("GET service/tickets/count", {"count": 3})
    stub.answer("GET service/tickets", [a_ticket(), *strange])
    found = await ConnectWiseReader(stub.spec, web).search_tickets(
        TicketFilter(text="printer", company_ids=("250",))
    )
    assert [ticket.id for ticket in found.items] == ["5"]
    assert found.total == 1


async def test_a_write_that_fails_on_the_server_may_be_there(stub: Stub, web: Web) -> None:
    """500 on a POST: one attempt, and nobody claims to know."""
    stub.answer(TICKET, a_ticket())
    stub.answer("GET service/tickets/5/notes", [])
    stub.answer("POST service/tickets/5/notes", {"message": "timeout"}, 500)
    draft = NoteDraft(ticket_id="5", type=NoteType.INTERNAL_ANALYSIS, text="Hello.")
    with pytest.raises(Unavailable) as failed:
        await ConnectWiseWriter(stub.spec, web).post_note(draft, marker="dh-12345678")
    assert failed.value.applied == "unknown"
    assert stub.calls().count("POST service/tickets/5/notes") == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"{}", b'{"id": 1', b'{"id": 123456789012345678901234567890}']
)
async def test_a_write_with_an_unreadable_answer_may_be_there(stub: Stub, web: Web, body: bytes) -> None:
    """201 with anything but a record leaves open what happened."""
    stub.answer(TICKET, a_ticket())
    stub.answer("GET service/tickets/5/notes", [])
    stub.answer("POST service/tickets/5/notes", body, 201)
    draft = NoteDraft(ticket_id="5", type=NoteType.INTERNAL_ANALYSIS, text="Hello.")
    with pytest.raises(UnexpectedResponse) as failed:
        await ConnectWiseWriter(stub.spec, web).post_note(draft, marker="dh-12345678")
    assert failed.value.applied == "unknown"


async def test_refused_fields_are_named_as_ours(stub: Stub, web: Web) -> None:
    """A validation error keeps the PSA's words and names the fields as the form does."""
    errors = [
        {
            "code": "MissingRequiredField",
            "message": "company is required.",
            "resource": "ticket",
            "field": "company/id",
        }
    ]
    stub.answer(
        BOARDS, {"code": "InvalidObject", "message": "ticket object is invalid", "errors": errors}, 400
    )
    with pytest.raises(InvalidRequest, match=r"ticket object is invalid\. company is required\.") as refused:
        await ConnectWiseClient(stub.spec, web).page("service/boards", ())
    assert [(fault.field, fault.message) for fault in refused.value.fields] == [
        ("company_id", "company is required.")
    ]


async def test_a_psa_that_is_not_there_is_unavailable(stub: Stub) -> None:
    """Nothing listens: Unavailable, and surely nothing was written."""
    web = swift(2.0)
    spec = replace(stub.spec, site_url="http://127.0.0.1:9")
    with pytest.raises(Unavailable) as failed:
        await ConnectWiseReader(spec, web).priorities()
    assert failed.value.applied == "no"
    await web.close()
