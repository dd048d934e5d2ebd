"""No value can change the meaning of a condition."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.connectwise import conditions, filters
from providers.connectwise.conditions import UnsafeText
from providers.models import TicketFilter

Tree = tuple[object, ...]
_TOKENS = re.compile(
    r'"(?P<text>[^"]*)"|\[(?P<moment>[^\]]*)\]|(?P<number>-?\d+)|(?P<word>[A-Za-z_/]+)|(?P<sign><=|>=|!=|[=<>(),])|(?P<gap>\s+)'
)


HOSTILE = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                '"',
                "\\",
                "'",
                " or ",
                " and ",
                "id > 0",
                "(",
                ")",
                "[",
                "]",
                "*",
                "%",
                "vpn",
                "7",
                "\u02ba",
                "é",
                "ß",
            ]
        ),
        max_size=12,
    ).map("".join),
)


@dataclass
class Grammar:
    """A small reader of the vendor's language, written apart from the builder. It knows no escapes: a quote
    always ends a text, which is the reading in which most can go wrong."""

    tokens: list[tuple[str, str]]

    @classmethod
    def tree(cls, expression: str) -> Tree:
        tokens, place = [], 0
        while place < len(expression):
            found = _TOKENS.match(expression, place)
            assert found is not None, f"unreadable from {expression[place:]!r}"
            kind = str(found.lastgroup)
            if kind != "gap":
                tokens.append((kind, found[kind]))
            place = found.end()
        grammar = cls(tokens)
        tree = grammar.either()
        assert not grammar.tokens, f"left over: {grammar.tokens}"
        return tree

    def either(self) -> Tree:
        return self.chain("or", self.both)

    def both(self) -> Tree:
        return self.chain("and", self.one)

    def chain(self, word: str, part) -> Tree:  # type: ignore[no-untyped-def]
        parts = [part()]
        while self.tokens[:1] == [("word", word)]:
            self.tokens.pop(0)
            parts.append(part())
        return parts[0] if len(parts) == 1 else (word, *parts)

    def one(self) -> Tree:
        if self.tokens[0] == ("sign", "("):
            self.tokens.pop(0)
            inner = self.either()
            assert self.tokens.pop(0) == ("sign", ")")
            return inner
        (_, field), (_, operator) = self.tokens.pop(0), self.tokens.pop(0)
        if operator != "in":
            return (field, operator, self.tokens.pop(0))
        values = []
        while self.tokens.pop(0)[1] in ("(", ","):
            values.append(self.tokens.pop(0))
        return (field, "in", tuple(values))


@given(HOSTILE)
def test_no_text_widens_a_search(text: str) -> None:
    """Whatever is typed: the condition says that every word is in the summary or the company's name, the
    company is the one asked for, and the ticket is open; nothing else."""
    condition = filters.condition_of(TicketFilter(text=text, company_ids=("250",)))
    tree = None if condition is None else Grammar.tree(str(condition))
    words = filters.words(text)[: filters.MAX_WORDS]
    is_blank = not text.strip()
    if not words or any(len(word) > 100 for word in words):
        assert tree == (("and", _COMPANY, _OPEN) if is_blank else None)
        return
    spoken = [
        ("or", ("summary", "contains", ("text", w)), ("company/name", "contains", ("text", w))) for w in words
    ]
    said: Tree = spoken[0] if len(spoken) == 1 else ("and", *spoken)
    if conditions.is_id(text.strip()):
        said = ("or", said, ("id", "=", ("number", str(int(text)))))
    assert tree == ("and", _COMPANY, said, _OPEN)


@given(HOSTILE)
def test_a_quoted_text_is_kept_or_refused(text: str) -> None:
    """A text goes into a condition to the letter, or not at all."""
    try:
        expression = str(conditions.same("externalXRef", text))
    except UnsafeText:
        return
    assert Grammar.tree(expression) == ("externalXRef", "=", ("text", text))
    assert not set(text) & set("\"'\\[]*%_()")


@given(st.lists(st.text(max_size=12), max_size=5))
def test_only_numbers_get_into_lists(ids: list[str]) -> None:
    """Ids that are no numbers of ConnectWise are left out; when none is left, nothing is asked."""
    condition = filters.condition_of(TicketFilter(company_ids=tuple(ids), state="any"))
    kept = [
        int(each)
        for each in dict.fromkeys(ids)
        if re.fullmatch(r"[0-9]{1,10}", each) and 0 < int(each) < 2**31
    ]
    if not kept:
        assert (condition is None) == bool(ids)
        return
    values = tuple(("number", str(each)) for each in kept)
    wanted = ("company/id", "in", values) if len(kept) > 1 else ("company/id", "=", values[0])
    assert Grammar.tree(str(condition)) == wanted


@pytest.mark.parametrize(
    "text", ['x" or id > 0 or summary = "', "\u02ba or id > 0", "a\\", "[x]", "", "a\0b"]
)
def test_texts_that_mean_something_are_refused(text: str) -> None:
    """Quotes, also letters that a code page turns into one, wildcards and control characters are no text."""
    with pytest.raises(UnsafeText):
        conditions.contains("summary", text)


def test_everything_at_once_reads_as_intended() -> None:
    """All parts of a filter are joined by `and`; an `or` stands in parentheses."""
    wanted = TicketFilter(
        text="VPN",
        company_ids=("250", "251"),
        board_ids=("1",),
        status_ids=("16",),
        priority_ids=("4",),
        assigned="unassigned",
        state="closed",
        entered_after=datetime(2026, 3, 1, 9, 0, 0, 1, tzinfo=UTC),
        entered_before=datetime(2026, 3, 2, tzinfo=UTC),
    )
    assert str(filters.condition_of(wanted)) == (
        "company/id in (250,251) and board/id = 1 and status/id = 16 and priority/id = 4 and owner/id = null "
        'and (summary contains "vpn" or company/name contains "vpn") and closedFlag = True '
        "and dateEntered >= [2026-03-01T09:00:01Z] and dateEntered < [2026-03-02T00:00:00Z]"
    )


def test_a_member_is_asked_for_by_number() -> None:
    """`assigned` takes a member's number; anything else finds nobody's tickets."""
    mine = filters.condition_of(TicketFilter(assigned="12", state="any"))
    assert str(mine) == "owner/id = 12"
    assert filters.condition_of(TicketFilter(assigned="jdoe")) is None


def test_who_shares_the_work_is_asked_for_by_login() -> None:
    """The member's tickets are those they own and those they are a resource of; an odd login asks less."""
    mine = filters.condition_of(TicketFilter(assigned="12", state="any"), "jdoe")
    assert str(mine) == 'owner/id = 12 or resources contains "jdoe"'
    odd = filters.condition_of(TicketFilter(assigned="12", state="any"), 'j" or id > 0 or "')
    assert str(odd) == "owner/id = 12"


@pytest.mark.parametrize(
    ("resources", "login", "shared"),
    [
        ("asmith, JDoe", "jdoe", True),
        ("jdoe", "jdoe", True),
        ("jdoe2, ajdoe", "jdoe", False),
        (None, "jdoe", False),
        ("asmith,", "", False),
        ("asmith", None, False),
    ],
)
def test_a_widened_match_is_no_shared_work(resources: str | None, login: str | None, shared: bool) -> None:
    """`contains` finds parts of logins too; only a whole one counts."""
    assert filters.shares(resources, login) is shared


_COMPANY: Tree = ("company/id", "=", ("number", "250"))
_OPEN: Tree = ("closedFlag", "=", ("word", "False"))
