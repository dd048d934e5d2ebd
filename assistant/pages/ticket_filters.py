"""The filters of the ticket list: one list of them gives the form, the address and what the PSA is asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from assistant.connections.tables import Connection
from providers.models import TicketFilter
from tools.catalog import Catalog
from tools.linking import Candidate, link_company

PAGE_SIZE = 25


class Unresolved(Exception):
    """A filter's words fit nothing or several things; the list waits for a choice."""

    def __init__(
        self, sentence: str, key: str = "", candidates: Sequence[Candidate] = (), href: str = ""
    ) -> None:
        super().__init__(sentence)
        self.sentence, self.key, self.candidates, self.href = sentence, key, candidates, href


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says, with what is needed to understand it."""

    values: Mapping[str, str]
    catalog: Catalog
    member_id: str | None
    connections: Sequence[Connection] = ()

    def __getitem__(self, key: str) -> str:
        return self.values.get(key, "").strip()


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: how it looks, what may be chosen, and what a chosen value asks of the PSA."""

    key: str
    label: str
    type: Literal["text", "select", "company", "toggle"]
    asks: Callable[[Asked, str], dict[str, Any]]
    options: Callable[[Asked], list[Option]] = lambda _: []

    def shown(self, asked: Asked) -> dict[str, Any]:
        value, options = asked[self.key], self.options(asked)
        if self.type == "select" and value not in {option.value for option in options}:
            options = [*options, Option(value, f"{value} (not found)")]
        return {"key": self.key, "label": self.label, "type": self.type, "value": value, "options": options}


def _boards(asked: Asked) -> list[Option]:
    return [Option("", "Any"), *(Option(board.id, board.name) for board in asked.catalog.boards)]


def _statuses(asked: Asked) -> list[Option]:
    """By name: the same name on several boards is one choice, until a board is chosen."""
    boards = [board for board in asked.catalog.boards if asked["board"] in ("", board.id)]
    names = {status.name.casefold(): status.name for board in boards for status in board.statuses}
    return [Option("", "Any"), *(Option(name, name) for name in names.values())]


def _priorities(asked: Asked) -> list[Option]:
    return [Option("", "Any"), *(Option(each.id, each.name) for each in asked.catalog.priorities)]


def _assignees(asked: Asked) -> list[Option]:
    people = sorted(asked.catalog.active_members, key=lambda member: member.name.casefold())
    return [
        Option("", "Anybody"),
        Option("me", "Me"),
        Option("unassigned", "Nobody"),
        *(Option(member.id, member.name) for member in people),
    ]


def _connections(asked: Asked) -> list[Option]:
    """The first one is what is shown when none is named."""
    return [
        Option("" if not place else each.id, each.display_name)
        for place, each in enumerate(asked.connections)
    ]


def _asks_status(asked: Asked, value: str) -> dict[str, Any]:
    statuses = [
        status
        for board in asked.catalog.boards
        if asked["board"] in ("", board.id)
        for status in board.statuses
        if status.name.casefold() == value.casefold()
    ]
    found: dict[str, Any] = {"status_ids": tuple(status.id for status in statuses) or ("none",)}
    return found | ({"state": "any"} if any(status.closed for status in statuses) else {})


def _asks_company(asked: Asked, value: str) -> dict[str, Any]:
    if value.startswith("#"):
        return {"company_ids": (value[1:],)}
    link = link_company(asked.catalog, value)
    if link.value:
        return {"company_ids": (link.value,)}
    if link.why == "inactive" and link.candidates:
        return {"company_ids": (link.candidates[0].value,)}
    if link.candidates:
        raise Unresolved(f"“{value}” could be one of these companies:", "company", link.candidates)
    raise Unresolved(f"No company is called “{value}”.")


def _asks_assigned(asked: Asked, value: str) -> dict[str, Any]:
    if value != "me":
        return {"assigned": value}
    if asked.member_id is None:
        raise Unresolved(
            "You are not mapped to a PSA member, so “me” is nobody yet.", href="/settings#mapping"
        )
    return {"assigned": asked.member_id}


FILTERS = (
    Filter("connection", "PSA", "select", lambda _, value: {}, _connections),
    Filter("q", "Search", "text", lambda _, value: {"text": value.removeprefix("#")}),
    Filter("board", "Board", "select", lambda _, value: {"board_ids": (value,)}, _boards),
    Filter("status", "Status", "select", _asks_status, _statuses),
    Filter("priority", "Priority", "select", lambda _, value: {"priority_ids": (value,)}, _priorities),
    Filter("company", "Company", "company", _asks_company),
    Filter("assigned", "Assigned", "select", _asks_assigned, _assignees),
    Filter("closed", "Closed", "toggle", lambda _, value: {"state": "any"} if value == "true" else {}),
)
KEYS = tuple(each.key for each in FILTERS)


def filters_for(asked: Asked) -> list[Filter]:
    """The filters that are of use: which PSA is asked only where there are several."""
    return [each for each in FILTERS if each.key != "connection" or len(asked.connections) > 1]


def wanted(asked: Asked) -> TicketFilter:
    """What the PSA is asked for.

    Raises:
        Unresolved: The words of a filter have to be chosen from first.
    """
    found: dict[str, Any] = {}
    for each in FILTERS:
        if value := asked[each.key]:
            found |= each.asks(asked, value)
    return TicketFilter(**found)


def address(values: Mapping[str, str], page: int = 1, **changed: str) -> str:
    """The list's address with these filters; the first page goes without its number."""
    kept = {key: value for key in KEYS if (value := {**values, **changed}.get(key, "").strip())}
    query = urlencode(kept | ({"page": page} if page > 1 else {}))
    return f"/tickets?{query}" if query else "/tickets"
