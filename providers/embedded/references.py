"""Whether a snapshot's records fit together: ids taken once, references that lead somewhere, no circles."""

from collections.abc import Iterator

from providers.embedded.entries import Entries, Entry, Fault
from providers.embedded.form import LISTS, Key, Kind

_ONE = {
    "companies": "company",
    "contacts": "contact",
    "members": "member",
    "boards": "board",
    "priorities": "priority",
    "configurations": "configuration",
}


def reference_faults(entries: Entries) -> list[Fault]:
    """Everything that does not fit, in the order of the file."""
    ids = {listed: {entry.values["id"] for entry in records} for listed, records in entries.lists.items()}
    faults: list[Fault] = []
    for kind, _ in LISTS:
        records = entries.lists[kind.listed]
        faults += _doubles(records)
        for entry in records:
            faults += _dangling(entry, kind, ids, entries.unread)
    faults += _circles(entries.lists["companies"])
    faults += _foreign(entries)
    return faults


def _doubles(records: list[Entry]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for entry in records:
        own = entry.values["id"]
        if own is not None and first.setdefault(own, entry.place) != entry.place:
            yield Fault(f"{entry.place}.id", f"{own} is already the id of {first[own]}")


def _dangling(entry: Entry, kind: Kind, ids: dict[str, set[str]], unread: set[str]) -> Iterator[Fault]:
    for key in kind.keys:
        if key.refers and key.refers not in unread:
            yield from _missing(entry, key, ids[key.refers])
    for nested, _ in kind.nested:
        records = entry.nested[nested.listed]
        yield from _doubles(records)
        for inner in records:
            yield from _dangling(inner, nested, ids, unread)


def _missing(entry: Entry, key: Key, known: set[str]) -> Iterator[Fault]:
    value = entry.values[key.name]
    one = _ONE[key.refers or ""]
    if isinstance(value, list):
        for index, each in enumerate(value):
            if each not in known:
                yield Fault(f"{entry.place}.{key.name}[{index}]", f"there is no {one} {each}")
    elif value is not None and value not in known:
        yield Fault(f"{entry.place}.{key.name}", f"there is no {one} {value}")


def _circles(companies: list[Entry]) -> Iterator[Fault]:
    """One fault for each circle of parents, at the company where the file enters it."""
    parents = {entry.values["id"]: entry.values["parent_id"] for entry in companies}
    cleared: set[str] = set()
    for entry in companies:
        path: dict[str, None] = {}
        here = entry.values["id"]
        while here is not None and here in parents and here not in cleared and here not in path:
            path[here] = None
            here = parents[here]
        if here in path:
            walk = list(path)
            circle = [*walk[walk.index(here) :], here]
            yield Fault(f"{entry.place}.parent_id", f"the parents form a circle: {' → '.join(circle[:20])}")
        cleared.update(path)


def _foreign(entries: Entries) -> Iterator[Fault]:
    """Statuses and types that the ticket's board does not have."""
    own = {
        (board.values["id"], listed): {each.values["id"] for each in board.nested[listed]}
        for board in entries.lists["boards"]
        for listed in ("statuses", "types")
        if f"{board.place}.{listed}" not in entries.unread
    }
    for ticket in entries.lists["tickets"]:
        board_id = ticket.values["board_id"]
        for one, listed in (("status", "statuses"), ("type", "types")):
            value = ticket.values[f"{one}_id"]
            if value is not None and value not in own.get((board_id, listed), {value}):
                yield Fault(f"{ticket.place}.{one}_id", f"board {board_id} has no {one} {value}")
