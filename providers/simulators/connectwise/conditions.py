"""The vendor's language of conditions: read from one string, then asked of one record at a time.

    company/id = 250 and (summary like "vpn*" or board/id in (1, 4)) and lastUpdated > [2026-03-01T00:00:00Z]

What it cannot read is refused with a message, never guessed. As in its database, text is compared without
regard to case, and a comparison with a missing value holds only for `= null`.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from providers.simulators.connectwise.moments import BadMoment, read_moment, write_moment
from providers.simulators.connectwise.refusals import Refused, bad_request
from providers.simulators.connectwise.wildcards import matches

MAX_DEPTH = 32
MAX_TOKENS = 4_000
Row = Mapping[str, Any]
Test = Callable[[Row], bool]
ALIASES = {"dateEntered": "_info/dateEntered", "lastUpdated": "_info/lastUpdated"}
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>"[^"\\]*(?:\\.[^"\\]*)*")
      | (?P<moment>\[[^\[\]"]*\])
      | (?P<number>-?[0-9]+(?:\.[0-9]+)?)(?![A-Za-z0-9_])
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*(?:/[A-Za-z_][A-Za-z0-9_]*)*)
      | (?P<sign><=|>=|!=|=|<|>)
      | (?P<mark>[(),])
    )""",
    re.VERBOSE | re.DOTALL,
)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_WORD_OPERATORS = ("contains", "like", "in")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def conditions(text: str, fields: Collection[str], *, lists: bool = True) -> Test:
    """A test for records.

    Args:
        text: The expression; an empty one holds for every record.
        fields: The first names that may be asked for.
        lists: Whether `in` is known; it is in `conditions` only.

    Raises:
        Refused: The expression cannot be read, or names a field that is not there.
    """
    tokens = _tokens(text)
    if not tokens:
        return lambda row: True
    return _Parser(tokens, fields, lists).whole()


def child_conditions(text: str, row: Row, fields: Collection[str]) -> bool:
    """Whether one item of an array of this record fulfils the whole expression."""
    tokens = _tokens(text)
    arrays = {token.text.split("/")[0] for token in tokens if token.kind == "word" and "/" in token.text}
    if not tokens:
        return True
    if len(arrays) != 1 or not arrays <= set(fields):
        raise _unreadable("childConditions need one array of the record, such as communicationItems/value")
    array = arrays.pop()
    inner = [_inside(token, array) for token in tokens]
    test = _Parser(inner, AnyField(), lists=False).whole()
    items = row.get(array)
    if items is not None and not isinstance(items, list):
        raise _unreadable(f"{array} is not an array")
    return any(test(item) for item in items or ())


class AnyField(Collection[str]):
    """Every name is a field, for records of no fixed form."""

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0


def value_at(row: Any, path: str) -> Any:
    """What stands at `company/name` of a record; an array on the way; None where there is nothing."""
    for name in ALIASES.get(path, path).split("/"):
        if isinstance(row, list):
            return row
        if not isinstance(row, Mapping):
            return None
        row = row.get(name)
    return row


class _Parser:
    def __init__(self, tokens: list[_Token], fields: Collection[str], lists: bool) -> None:
        self._tokens = tokens
        self._place = 0
        self._fields = fields
        self._lists = lists

    def whole(self) -> Test:
        test = self._either(0)
        if self._place < len(self._tokens):
            raise _unreadable(f"{self._tokens[self._place].text[:60]} was not expected")
        return test

    def _either(self, depth: int) -> Test:
        tests = [self._both(depth)]
        while self._word("or"):
            tests.append(self._both(depth))
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _both(self, depth: int) -> Test:
        tests = [self._one(depth)]
        while self._word("and"):
            tests.append(self._one(depth))
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _one(self, depth: int) -> Test:
        if depth > MAX_DEPTH:
            raise _unreadable("the parentheses are nested too deeply")
        if not self._mark("("):
            return self._comparison()
        test = self._either(depth + 1)
        self._need(")")
        return test

    def _comparison(self) -> Test:
        path = self._take("word").text
        if ALIASES.get(path, path).split("/")[0] not in self._fields:
            raise _unreadable(f"the field {path[:60]} is not known")
        negated = self._word("not")
        operator = self._operator(negated)
        wanted = self._values() if operator == "in" else self._value()
        holds = _HOLDS[operator]
        return lambda row: _compare(value_at(row, path), path, holds, wanted, negated)

    def _operator(self, negated: bool) -> str:
        token = self._next()
        operator = token.text.lower()
        if token.kind == "word" and operator in _WORD_OPERATORS:
            if operator == "in" and not self._lists:
                raise _unreadable("in is known in conditions only")
            return operator
        if token.kind != "sign" or negated:
            raise _unreadable(f"{token.text[:60]} is not an operator")
        return operator

    def _values(self) -> list[Any]:
        self._need("(")
        values = [self._value()]
        while self._mark(","):
            values.append(self._value())
        self._need(")")
        return values

    def _value(self) -> Any:
        token = self._next()
        match token.kind:
            case "string":
                return re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL)
            case "number":
                return float(token.text) if "." in token.text else _whole(token.text)
            case "moment":
                return _moment(token.text[1:-1])
            case "word" if token.text.lower() in _CONSTANTS:
                return _CONSTANTS[token.text.lower()]
        raise _unreadable(f"{token.text[:60]} is not a value")

    def _next(self) -> _Token:
        if self._place >= len(self._tokens):
            raise _unreadable("it ends too early")
        self._place += 1
        return self._tokens[self._place - 1]

    def _take(self, kind: str) -> _Token:
        token = self._next()
        if token.kind != kind:
            raise _unreadable(f"{token.text[:60]} was not expected")
        return token

    def _need(self, mark: str) -> None:
        if self._next().text != mark:
            raise _unreadable(f"a {mark} is missing")

    def _mark(self, mark: str) -> bool:
        return self._skip("mark", mark)

    def _word(self, word: str) -> bool:
        return self._skip("word", word)

    def _skip(self, kind: str, text: str) -> bool:
        there = self._place < len(self._tokens) and self._tokens[self._place].kind == kind
        if not there or self._tokens[self._place].text.lower() != text:
            return False
        self._place += 1
        return True


_CONSTANTS: dict[str, Any] = {"null": None, "true": True, "false": False}


def _compare(value: Any, path: str, holds: Callable[[Any, Any], bool], wanted: Any, negated: bool) -> bool:
    if wanted is None:
        return (holds is _equal and value is None) or (holds is _unequal and value is not None)
    if isinstance(value, list | dict):
        raise _unreadable(f"{path[:60]} is not a single value")
    if value is None:
        return False
    for each in wanted if isinstance(wanted, list) else [wanted]:
        _check_kinds(value, each, path)
    return holds(value, wanted) != negated


def _check_kinds(value: Any, wanted: Any, path: str) -> None:
    kinds = {bool: "a boolean", int: "a number", float: "a number", str: "a text", datetime: "a date"}
    is_moment = isinstance(value, str) and _MOMENT.fullmatch(value)
    kind = "a date" if is_moment else kinds[type(value)]
    if wanted is None or kind == kinds[type(wanted)]:
        return
    raise _unreadable(f"{path[:60]} cannot be compared with {kinds[type(wanted)]}")


def _plain(value: Any) -> Any:
    text = write_moment(value) if isinstance(value, datetime) else value
    return text.casefold() if isinstance(text, str) else text


def _equal(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, str) and "*" in wanted:
        return matches(str(value), wanted, like=False)
    return bool(_plain(value) == _plain(wanted))


def _unequal(value: Any, wanted: Any) -> bool:
    return not _equal(value, wanted)


def _text(test: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    def holds(value: Any, wanted: Any) -> bool:
        if not isinstance(value, str) or not isinstance(wanted, str):
            raise _unreadable("contains and like compare texts")
        return test(value, wanted)

    return holds


_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "=": _equal,
    "!=": _unequal,
    "<": lambda value, wanted: bool(_plain(value) < _plain(wanted)),
    "<=": lambda value, wanted: bool(_plain(value) <= _plain(wanted)),
    ">": lambda value, wanted: bool(_plain(value) > _plain(wanted)),
    ">=": lambda value, wanted: bool(_plain(value) >= _plain(wanted)),
    "contains": _text(lambda value, wanted: matches(value, wanted, inside=True)),
    "like": _text(lambda value, wanted: matches(value, wanted)),
    "in": lambda value, wanted: any(_equal(value, each) for each in wanted),
}


def _inside(token: _Token, array: str) -> _Token:
    if token.kind != "word" or not token.text.startswith(f"{array}/"):
        return token
    return _Token("word", token.text.removeprefix(f"{array}/"))


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    text, place = text.rstrip(), 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            raise _unreadable(f"{text[place : place + 60].strip()} cannot be read")
        tokens.append(_Token(found.lastgroup, found[found.lastgroup]))
        place = found.end()
        if len(tokens) > MAX_TOKENS:
            raise _unreadable("it is too long")
    return tokens


def _whole(text: str) -> int:
    if len(text) > 18:
        raise _unreadable("a number is too large")
    return int(text)


def _moment(text: str) -> datetime:
    try:
        return read_moment(text)
    except BadMoment as bad:
        raise _unreadable(str(bad)) from bad


def _unreadable(why: str) -> Refused:
    return bad_request(f"The condition is not valid: {why}.")
