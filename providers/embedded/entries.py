"""From a snapshot's JSON to typed entries, with every fault found on the way and its place."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from providers.embedded.form import FORMAT, LISTS, TIME_ENTRY, BadValue, Key, Kind, note_type, shown

_NESTED = tuple(nested for kind, _ in LISTS for nested, _ in kind.nested)
_KNOWN = {
    kind.listed: {key.name for key in kind.keys} | {nested.listed for nested, _ in kind.nested}
    for kind in (*(kind for kind, _ in LISTS), *_NESTED)
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, such as `tickets[17].status_id`, and what."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


@dataclass(slots=True)
class Entry:
    """One record: its values with defaults filled in, its nested lists, and what it said otherwise."""

    place: str
    values: dict[str, Any] = field(default_factory=dict)
    nested: dict[str, list["Entry"]] = field(default_factory=dict)
    given: dict[str, Any] | None = None


@dataclass(slots=True)
class Entries:
    """A whole snapshot. `unread` has the places of lists that are missing or are no lists: nothing can
    be said about references into them."""

    lists: dict[str, list[Entry]]
    given: dict[str, Any] | None
    unread: set[str]
    faults: list[Fault]


def read_entries(data: object) -> Entries:
    """Everything that can be read from the snapshot, and a fault for all that cannot."""
    entries = Entries(lists={}, given=None, unread=set(), faults=[])
    for kind, _ in LISTS:
        entries.lists[kind.listed] = []
    if not isinstance(data, dict):
        entries.faults.append(Fault("", "A snapshot is one JSON object; this is something else."))
        entries.unread = set(entries.lists)
        return entries
    if data.get("format") != FORMAT:
        entries.faults.append(Fault("format", f"must be {FORMAT!r}"))
    reader = _Reader(entries)
    for kind, required in LISTS:
        entries.lists[kind.listed] = reader.records(data, kind, "", required)
    known = {"format", *entries.lists}
    given: dict[str, Any] = {
        kind.listed: [] for kind, required in LISTS if not required and data.get(kind.listed) == []
    }
    entries.given = {**given, **reader.extras(data, known, "")} or None
    return entries


class _Reader:
    """Reads records and notes their faults."""

    def __init__(self, entries: Entries) -> None:
        self._faults = entries.faults
        self._unread = entries.unread

    def records(self, holder: dict[str, Any], kind: Kind, place: str, required: bool) -> list[Entry]:
        here = f"{place}.{kind.listed}" if place else kind.listed
        raw = holder.get(kind.listed)
        if raw is None and not required:
            return []
        if not isinstance(raw, list):
            self._unread.add(here)
            self._fault(here, "is missing" if kind.listed not in holder else "must be a list")
            return []
        found = [self._record(each, kind, f"{here}[{index}]") for index, each in enumerate(raw)]
        return [entry for entry in found if entry is not None]

    def extras(self, record: dict[Any, Any], known: set[str], place: str) -> dict[str, Any]:
        """Keys the format does not know: kept as they are, when they can be kept."""
        extra = {key: value for key, value in record.items() if key not in known}
        if extra and not _plain(extra):
            self._fault(place, "holds unknown keys that are no plain JSON or are nested too deeply")
            return {}
        return extra

    def _record(self, raw: object, kind: Kind, place: str) -> Entry | None:
        if not isinstance(raw, dict):
            self._fault(place, "must be an object")
            return None
        entry = Entry(place)
        given: dict[str, Any] = {}
        for key in kind.keys:
            self._key(raw, key, entry, given)
        for nested, required in kind.nested:
            if nested is TIME_ENTRY and _of_other_shape(raw.get(nested.listed)):
                entry.nested[nested.listed] = []
            else:
                entry.nested[nested.listed] = self.records(raw, nested, place, required)
            if not required and nested.listed in raw and not entry.nested[nested.listed]:
                given[nested.listed] = raw[nested.listed]
        if not raw.keys() <= _KNOWN[kind.listed]:
            given.update(self.extras(raw, _KNOWN[kind.listed], place))
        entry.given = given or None
        return entry

    def _key(self, raw: dict[str, Any], key: Key, entry: Entry, given: dict[str, Any]) -> None:
        said = raw.get(key.name)
        entry.values[key.name] = key.default
        if said is None and not key.required:
            if key.name in raw:
                given[key.name] = None
            return
        try:
            value = entry.values[key.name] = key.parse(said)
        except BadValue as bad:
            missing = key.name not in raw
            self._fault(f"{entry.place}.{key.name}", "is missing" if missing else str(bad))
            return
        if value == key.default and not key.required:
            given[key.name] = value
        elif (isinstance(value, datetime) or key.parse is note_type) and shown(value) != said:
            given[key.name] = said

    def _fault(self, place: str, message: str) -> None:
        self._faults.append(Fault(place, message))


def _of_other_shape(value: object) -> bool:
    """Time entries that tell their time in other keys than ours: the format leaves the shape open, so they
    are kept and given out again, but not shown."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(each, dict) and not each.keys() & {"started_at", "minutes"} for each in value)
        and _plain({"kept": value})
    )


def _plain(value: dict[Any, Any]) -> bool:
    """Whether the value is JSON that can be written back; orjson refuses depths above 254."""
    try:
        orjson.dumps(value)
    except TypeError:
        return False
    return True
