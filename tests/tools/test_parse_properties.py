"""What holds for every text: generated sentences from names, cues and noise."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.parse_world import CATALOG
from tools.mentions import find_mentions
from tools.quick_create import REQUIRED, ParseResult, parse

_NAMES = [
    *(company.name for company in CATALOG.companies),
    *(member.name for member in CATALOG.members),
    *(member.name.split()[0] for member in CATALOG.members),
    *(board.name for board in CATALOG.boards),
    *(priority.name for priority in CATALOG.priorities),
    "In Progress", "Monitoring", "New", "p2", "p9", "board 3", "company c1", "me", "mine",
]  # fmt: skip
_CUES = [
    *(
        "assign to",
        "for",
        "at",
        "on the",
        "board",
        "priority",
        "status",
        "not",
        "no wait,",
        "don't",
        "client",
    ),
    *(",", ".", ":", " - ", "\n", '"', "From: x\nSubject: y\n", "please", "and", "actually", "(", ")", "'s"),
    *("@", "#", "vpn down", "printer", "ticket for"),
]
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(_NAMES + _CUES), max_size=14).map(" ".join),
    st.lists(st.one_of(st.sampled_from(_NAMES + _CUES), st.text(max_size=6)), max_size=14).map("".join),
)
KNOWN = {
    "company_id": {company.id for company in CATALOG.companies if company.active},
    "board_id": {board.id for board in CATALOG.boards},
    "status_id": {status.id for board in CATALOG.boards for status in board.statuses},
    "priority_id": {priority.id for priority in CATALOG.priorities},
    "assigned_member_id": {member.id for member in CATALOG.members if member.active},
}


def values(result: ParseResult) -> dict[str, str]:
    return {slot: value for slot in KNOWN if (value := getattr(result, slot)) is not None}


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_no_id_is_ever_made_up(text: str) -> None:
    """Whatever is typed, each id is an active record of the lists and the status is one of the board's."""
    result = parse(CATALOG, text, "m1")
    assert all(value in KNOWN[slot] for slot, value in values(result).items())
    if result.board_id and result.status_id:
        assert CATALOG.status(result.status_id, result.board_id) is not None


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_value_shows_words_of_the_text(text: str) -> None:
    """A value implies words that were said, at the place where they stand."""
    result = parse(CATALOG, text, "m1")
    assert set(values(result)) <= set(result.fields)
    for field in result.fields.values():
        assert field.said
        assert field.span is not None
        assert text[slice(*field.span)] == field.said


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_missing_fields_are_exactly_the_required_ones_without_a_value(text: str) -> None:
    """In the order of the contract; a summary is short and in the text's own letters."""
    result = parse(CATALOG, text, None)
    assert result.missing_fields == [name for name in REQUIRED if getattr(result, name) is None]
    if result.summary is not None:
        assert 0 < len(result.summary) <= 100
        letters = {c for c in text.casefold() if c.isalnum()}
        assert {c for c in result.summary.casefold() if c.isalnum()} <= letters


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_mentions_point_at_their_words(text: str) -> None:
    """Chat takes mentions out of a question by their places."""
    for mention in find_mentions(CATALOG, text, "m1"):
        assert text[slice(*mention.span)] == mention.words
