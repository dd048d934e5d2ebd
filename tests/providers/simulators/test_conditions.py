"""The vendor's conditions grammar: what it finds, and that no text breaks it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.simulators.connectwise.conditions import MAX_DEPTH, child_conditions, conditions
from providers.simulators.connectwise.refusals import Refused
from providers.simulators.connectwise.wildcards import matches
from tests.simulated import ApiClient

FIELDS = ("id", "summary", "closedFlag", "company", "owner", "communicationItems", "_info")
ROW: dict[str, Any] = {
    "id": 7,
    "summary": 'VPN "down" at HQ [Berlin] 100%',
    "closedFlag": False,
    "company": {"id": 250, "identifier": "AcmeCorp"},
    "owner": None,
    "communicationItems": [
        {"value": "pat@acme.example", "communicationType": "Email"},
        {"value": "555-0101", "communicationType": "Phone"},
    ],
    "_info": {"lastUpdated": "2026-03-01T09:00:00Z"},
}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id = 7",
        "id=7 and company/id=250",
        "id = 1 or id = 7",
        "id != 8 AND (company/id = 1 OR company/id in (1, 250))",
        'company/identifier = "acmecorp"',
        'summary like "vpn*"',
        'summary like "VPN%hq%"',
        'summary like "_PN*"',
        'summary like "*[[]berlin]*"',
        'summary = "vpn*"',
        'summary contains "down"',
        'summary contains "\\"down\\""',
        'summary not contains "printer"',
        'summary not like "lan*"',
        "id not in (1,2)",
        "owner/id = null",
        "owner = null",
        "company != null",
        "closedFlag = False",
        "closedFlag=false and id >= 7 and id <= 7 and id > 6 and id < 8",
        "lastUpdated > [2026-02-28T23:59:59Z]",
        "lastUpdated <= [2026-03-01T09:00:00Z] and lastUpdated > [2026-03-01]",
        "((((id = 7))))",
        "id = 1 and id = 2 or id = 7",
    ],
)
def test_conditions_that_hold(text: str) -> None:
    """Each of these finds the record."""
    assert conditions(text, FIELDS)(ROW)


@pytest.mark.parametrize(
    "text",
    [
        "id = 8",
        "id = 7 and id = 8",
        "owner/id = 5",
        "owner/id != 5",
        "owner/id not in (5)",
        "company = null",
        'summary like "pn*"',
        'summary = "vpn"',
        "closedFlag = True",
        "lastUpdated > [2026-03-01T09:00:00Z]",
        "id = 7 and (id = 1 or id = 2)",
    ],
)
def test_conditions_that_do_not_hold(text: str) -> None:
    """None of these finds the record; a missing value is neither equal nor unequal to a number."""
    assert not conditions(text, FIELDS)(ROW)


@pytest.mark.parametrize(
    "text",
    [
        "id",
        "id =",
        "= 7",
        "id = 7 and",
        "id = 7 id = 7",
        "(id = 7",
        "id = 7)",
        "id in ()",
        "id in (7",
        "id == 7",
        "id = 'seven'",
        'id = "7"',
        "id not = 7",
        "not id = 7",
        "summary = 7",
        "id contains 7",
        'summary = "open',
        "summary = open",
        "secret = 1",
        "owner/ = 1",
        "company = 250",
        "communicationItems/value = 1",
        "lastUpdated > [2026-03-01T09:00:00.000Z]",
        "lastUpdated > [2026-02-30]",
        "lastUpdated > [yesterday]",
        'lastUpdated > "2026-03-01"',
        "id = 99999999999999999999",
        "id = 7; drop table tickets",
        "id = 7 -- and id = 8",
        "id = 7\0",
        "\ud800 = 1",
    ],
)
def test_conditions_that_cannot_be_read_are_refused(text: str) -> None:
    """What the grammar does not know is a 400 with the vendor's body, never a guess."""
    with pytest.raises(Refused) as refused:
        conditions(text, FIELDS)(ROW)
    assert refused.value.status == 400
    assert refused.value.body["code"] == "ConnectWiseApi"


def test_a_quote_in_a_name_widens_the_search() -> None:
    """The trap for callers who glue text in: an unescaped quote ends the literal and finds every record."""
    glued = 'company/identifier = "x" or id > 0 or summary = "y"'
    assert conditions(glued, FIELDS)(ROW)
    assert not conditions(r'company/identifier = "x\" or id > 0 or summary = \"y"', FIELDS)(ROW)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (
            'communicationItems/value = "pat@acme.example" AND communicationItems/communicationType="Email"',
            True,
        ),
        (
            'communicationItems/value = "pat@acme.example" AND communicationItems/communicationType="Phone"',
            False,
        ),
        ('communicationItems/value like "*@ACME.example"', True),
        ("", True),
    ],
)
def test_child_conditions_hold_for_one_item(text: str, holds: bool) -> None:
    """All parts must be true of the same item."""
    assert child_conditions(text, ROW, FIELDS) is holds


@pytest.mark.parametrize(
    "text",
    [
        "id = 7",
        "company/id = 250",
        'communicationItems/value in ("a")',
        'communicationItems/value = "a" and types/id = 4',
        'secrets/value = "a"',
    ],
)
def test_child_conditions_know_arrays_and_no_lists(text: str) -> None:
    """They ask one array of the record, and `in` is for plain conditions."""
    with pytest.raises(Refused):
        child_conditions(text, ROW, FIELDS)


def test_deep_nesting_is_refused() -> None:
    """Parentheses have a limit; just below it they work."""
    assert conditions("(" * MAX_DEPTH + "id = 7" + ")" * MAX_DEPTH, FIELDS)(ROW)
    for depth in (MAX_DEPTH + 1, 100_000):
        with pytest.raises(Refused):
            conditions("(" * depth + "id = 7" + ")" * depth, FIELDS)


def test_long_chains_are_no_deep_ones() -> None:
    """Hundreds of alternatives work; more than the limit is refused."""
    assert conditions(" or ".join(["id = 1"] * 900 + ["id = 7"]), FIELDS)(ROW)
    with pytest.raises(Refused):
        conditions(" or ".join(["id = 1"] * 2_000), FIELDS)


def test_no_pattern_takes_forever() -> None:
    """Many stars over a long text end soon, whatever they are."""
    assert not matches("a" * 5_000, "a*" * 60 + "b")
    assert matches("a" * 5_000, "*a" * 60)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises anything but the vendor's refusal."""
    try:
        conditions(text, FIELDS)(ROW)
        child_conditions(text, ROW, FIELDS)
    except Refused as refused:
        assert refused.status == 400  # noqa: PT017


PIECES = st.sampled_from(
    r"""
    id summary company/id and or not in like contains ( ) , = < != 7 -1.5 "a*" " [2026-01-01] [ null
    True * \ %
    """.split()
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_any_order_of_the_grammars_own_words_is_read_or_refused(text: str) -> None:
    """Nor do the grammar's own words in any order."""
    try:
        conditions(text, FIELDS)(ROW)
    except Refused as refused:
        assert refused.status == 400  # noqa: PT017


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30), st.text(alphabet="ab*%_[]", max_size=12))
def test_any_pattern_can_be_tried(text: str, pattern: str) -> None:
    """A text always contains itself between stars when it holds no special characters."""
    matches(text, pattern)
    plain = "".join(character for character in text if character not in "*%_[]")
    assert matches(plain, f"*{plain}*")


@pytest.mark.parametrize(
    "query",
    [
        {"conditions": "garbage ("},
        {"conditions": "(" * 3_000},
        {"conditions": "\0"},
        {"childConditions": "x"},
        {"customFieldConditions": "caption = "},
        {"orderBy": "id; drop"},
        {"orderBy": "company"},
        {"page": "0"},
        {"page": "-1"},
        {"page": "9" * 50},
        {"pageSize": "many"},
        {"pageSize": "٣"},
        {"fields": "a" * 5_000 + "/" * 500},
    ],
)
def test_hostile_queries_never_break_the_server(api: ApiClient, query: dict[str, str]) -> None:
    """Over the wire it is a 400 in JSON, or an answer; never a 500."""
    answer = api.get("service/tickets", params=query)
    assert answer.status_code in (200, 400), answer.text
    if answer.status_code == 400:
        assert set(answer.json()) == {"code", "message", "errors"}


def test_addresses_have_a_length_and_searches_take_what_is_longer(api: ApiClient) -> None:
    """Conditions beyond ten thousand characters need the search POST."""
    long = " or ".join(f"id = {number}" for number in range(400, 1_200))
    assert api.get("service/tickets", params={"conditions": long}).status_code == 414
    found = api.post("service/tickets/search", json={"conditions": long}).json()
    assert [row["id"] for row in found] == [500, 501, 502]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[]", 400), (b'{"conditions": 7}', 400), (b"[" * 100_000, 400), (b"x" * 3_000_000, 413)],
)
def test_hostile_bodies_are_refused(api: ApiClient, body: bytes, status: int) -> None:
    """Broken, nested and huge bodies are the caller's fault."""
    answer = api.post("service/tickets/search", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
