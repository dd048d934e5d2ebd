"""List answers: conditions, order, pages, partial answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from providers.simulators.connectwise.call import Answer, Call
from providers.simulators.connectwise.conditions import (
    ALIASES,
    AnyField,
    Row,
    child_conditions,
    conditions,
    value_at,
)
from providers.simulators.connectwise.refusals import bad_request

DEFAULT_PAGE_SIZE = 25
MAX_PAGE_SIZE = 1_000
FORWARD_ONLY = "forward-only"
_TOO_LARGE = 10**9


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list call filters and sorts by, from the query or from a search body."""

    conditions: str = ""
    child_conditions: str = ""
    custom_field_conditions: str = ""
    order_by: str = ""

    @classmethod
    def of(cls, call: Call) -> "Wanted":
        names = ("conditions", "childConditions", "customFieldConditions", "orderBy")
        return cls(*(call.asked(name) or "" for name in names))

    @classmethod
    def searched(cls, call: Call) -> "Wanted":
        """The same from the body of a search."""
        body = call.record()
        names = ("conditions", "childConditions", "customFieldConditions", "orderBy")
        values = [body.get(name) or "" for name in names]
        if not all(isinstance(value, str) for value in values):
            raise bad_request("Conditions are texts.")
        return cls(*values)


def list_answer(
    call: Call, rows: Sequence[Row], fields: Sequence[str], wanted: Wanted | None = None
) -> Answer:
    """One page of the rows that fulfil what the call asks for, with its Link header."""
    wanted = wanted or Wanted.of(call)
    found = matching(rows, fields, wanted)
    if call.headers.get("pagination-type", "").lower() == FORWARD_ONLY:
        return _forward_only(call, found, wanted)
    return _page(call, _ordered(found, fields, wanted.order_by))


def count_answer(call: Call, rows: Sequence[Row], fields: Sequence[str]) -> Answer:
    return Answer(body={"count": len(matching(rows, fields, Wanted.of(call)))})


def one_answer(call: Call, row: Row, status: int = 200) -> Answer:
    """One record, cut down to the fields that were asked for."""
    return Answer(status, _partial(row, call.asked("fields")))


def matching(rows: Sequence[Row], fields: Sequence[str], wanted: Wanted) -> list[Row]:
    """The rows that fulfil all three kinds of conditions."""
    test = conditions(wanted.conditions, fields)
    found = [row for row in rows if test(row)]
    if wanted.child_conditions:
        child_conditions(wanted.child_conditions, {}, fields)
        found = [row for row in found if child_conditions(wanted.child_conditions, row, fields)]
    if wanted.custom_field_conditions:
        own = conditions(wanted.custom_field_conditions, AnyField(), lists=False)
        found = [row for row in found if any(own(each) for each in row.get("customFields") or ())]
    return found


def _page(call: Call, rows: list[Row]) -> Answer:
    size, page = _page_size(call), _number(call, "page", 1, least=1)
    last = max(1, -(-len(rows) // size))
    links = {"next": page + 1, "last": last} if page < last else {}
    if page > 1:
        links |= {"first": 1, "prev": page - 1}
    header = ", ".join(f'<{call.address(page=str(to))}>; rel="{name}"' for name, to in links.items())
    return _answer(call, rows[(page - 1) * size : page * size], header)


def _forward_only(call: Call, rows: list[Row], wanted: Wanted) -> Answer:
    if wanted.order_by:
        raise bad_request("orderBy is not allowed with forward-only pagination.")
    size, after = _page_size(call), _number(call, "pageId", 0, least=0)
    rest = sorted((row for row in rows if row["id"] > after), key=lambda row: row["id"])
    shown = rest[:size]
    more = len(rest) > size
    header = f'<{call.address(pageId=str(shown[-1]["id"]))}>; rel="next"' if more else ""
    return _answer(call, shown, header)


def _answer(call: Call, rows: list[Row], link: str) -> Answer:
    fields = call.asked("fields")
    return Answer(200, [_partial(row, fields) for row in rows], {"link": link} if link else {})


def _ordered(rows: list[Row], fields: Sequence[str], order_by: str) -> list[Row]:
    rows = sorted(rows, key=lambda row: row["id"])
    for part in reversed([part.split() for part in order_by.split(",")] if order_by.strip() else []):
        known = 1 <= len(part) <= 2 and ALIASES.get(part[0], part[0]).split("/")[0] in fields
        if not known or part[1:] not in ([], ["asc"], ["desc"]):
            raise bad_request(f"orderBy {' '.join(part)[:60]} is not valid.")
        rows.sort(key=lambda row: _sortable(value_at(row, part[0])), reverse=part[1:] == ["desc"])
    return rows


def _sortable(value: Any) -> tuple[bool, Any]:
    """Missing values first; text without regard to case."""
    if isinstance(value, list | dict):
        raise bad_request("orderBy needs a single value.")
    if value is None:
        return (False, 0)
    return (True, value.casefold() if isinstance(value, str) else value)


def _partial(row: Row, fields: str | None) -> dict[str, Any]:
    if not fields or not fields.strip():
        return dict(row)
    partial: dict[str, Any] = {}
    for path in (path.strip() for path in fields.split(",")):
        value = value_at(row, path)
        if value is not None:
            _put(partial, ALIASES.get(path, path).split("/"), value)
    return partial


def _put(target: dict[str, Any], names: list[str], value: Any) -> None:
    for name in names[:-1]:
        inner = target.get(name)
        target[name] = dict(inner) if isinstance(inner, dict) else {}
        target = target[name]
    target[names[-1]] = value


def _page_size(call: Call) -> int:
    return min(_number(call, "pageSize", DEFAULT_PAGE_SIZE, least=1), MAX_PAGE_SIZE)


def _number(call: Call, name: str, otherwise: int, *, least: int) -> int:
    text = call.asked(name)
    if text is None or text == "":
        return otherwise
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not least <= int(text) < _TOO_LARGE:
        raise bad_request(f"{name} {text[:30]} is not valid.")
    return int(text)
