"""Faults of the simulated vendor, to reach every state of a client.

A plan reads `rate_limit:2,error_after_write,slow@/notes:1`: name, where it strikes, how often (once unless
told). Where is `read`, `write` or a piece of the path; without it the fault strikes the next call it fits.
`info_forbidden`, `no_all_notes` and `on_premise` are states that last; `upgrade:5` moves the tenant to a new
release after five more calls, `drop_note:3` leaves the next note out of the first three looks for it.
"""

from collections import deque
from dataclasses import dataclass

from providers.simulators.connectwise.call import Call

SLOW_SECONDS = 2.0
RETRY_AFTER_SECONDS = 1
CALL_FAULTS = {
    "rate_limit": "429 with Retry-After; nothing is done",
    "unavailable": "503 from the proxy; nothing is done",
    "html_error": "a 502 page in HTML; nothing is done",
    "slow": f"the answer takes {SLOW_SECONDS:g} seconds more",
    "cut": "the call is done, its answer breaks off in the middle",
    "error_after_write": "a write is done, its answer is 500",
    "timeout_after_write": "a write is done, its answer never comes",
    "false_ok": "a PATCH changes nothing and answers 200",
}
STATES = {
    "info_forbidden": "403 on system/info alone",
    "no_all_notes": "404 on allNotes, as on old servers",
    "on_premise": "a wrong login is a 401 instead of a 404",
}
COUNTED = {
    "upgrade": "after n more calls the codebase changes and its old path is 404",
    "drop_note": "the next note is written, but missing from the first n looks for it",
}
CALLBACK_FAULTS = {
    "callback_lost": "the event is not sent",
    "callback_twice": "the event is sent twice",
    "callback_unsigned": "the event has no signature",
    "callback_forged": "the event is signed with another key",
    "callback_foreign_key": "the event names a key on another host",
    "callback_garbled": "the event is not JSON",
}
NAMES = {**CALL_FAULTS, **STATES, **COUNTED, **CALLBACK_FAULTS}
_WRITES_ONLY = ("error_after_write", "timeout_after_write", "false_ok")
_MAX_TIMES = 1_000


@dataclass(slots=True)
class _Planned:
    name: str
    where: str
    left: int

    def strikes(self, call: Call) -> bool:
        if self.left < 1 or (self.name in _WRITES_ONLY and call.reads):
            return False
        if self.name == "false_ok" and call.method != "PATCH":
            return False
        match self.where:
            case "":
                return True
            case "read" | "write":
                return call.reads == (self.where == "read")
        return self.where in f"/{call.path}"

    def __str__(self) -> str:
        return f"{self.name}{'@' if self.where else ''}{self.where}:{self.left}"


class Faults:
    """What shall go wrong, used up call by call. Plans can be added while the simulator runs."""

    def __init__(self, text: str = "") -> None:
        """Raises ValueError when the plan cannot be read; the message lists the names."""
        self.clear()
        self.add(text)

    def add(self, text: str) -> None:
        """Add a plan to what is still planned; nothing is added when one part of it cannot be read."""
        for part in [_parsed(part) for part in filter(None, (part.strip() for part in text.split(",")))]:
            if part.name in STATES:
                (self._states.add if part.left else self._states.discard)(part.name)
            elif part.name == "upgrade":
                self._until_upgrade = part.left
            elif part.name == "drop_note":
                self._note_looks = part.left
            else:
                (self._calls if part.name in CALL_FAULTS else self._callbacks).append(part)

    def clear(self) -> None:
        """Nothing goes wrong from now on."""
        self._calls: deque[_Planned] = deque()
        self._callbacks: deque[_Planned] = deque()
        self._states: set[str] = set()
        self._until_upgrade = 0
        self._note_looks = 0

    def left(self) -> str:
        """The plan of what is still to come."""
        counted = {"upgrade": self._until_upgrade, "drop_note": self._note_looks}
        parts = [str(each) for each in (*self._calls, *self._callbacks) if each.left]
        parts += [f"{name}:{times}" for name, times in counted.items() if times]
        return ",".join([*parts, *sorted(self._states)])

    def state(self, name: str) -> bool:
        """Whether a lasting state is on."""
        return name in self._states

    def next_for(self, call: Call) -> str:
        """The fault that strikes this call, used up by that; empty for none. One call has one fault."""
        planned = next((each for each in self._calls if each.strikes(call)), None)
        return planned.name if planned is not None and _taken(planned) else ""

    def take_callback(self, name: str) -> bool:
        """Whether this fault strikes the callback that is about to be sent."""
        return _taken(next((each for each in self._callbacks if each.name == name and each.left), None))

    def upgrades_now(self) -> bool:
        """Counts a call; True when it is the first one after which the new release is there."""
        if self._until_upgrade == 0:
            return False
        self._until_upgrade -= 1
        return self._until_upgrade == 0

    def looks_to_miss(self) -> int:
        """How many looks shall miss the note that is being written; used up by that."""
        looks, self._note_looks = self._note_looks, 0
        return looks


def _taken(planned: _Planned | None) -> bool:
    if planned is not None:
        planned.left -= 1
    return planned is not None


def _parsed(part: str) -> _Planned:
    named, _, times = part.rpartition(":") if ":" in part else (part, "", "1")
    name, _, where = named.partition("@")
    if name not in NAMES:
        raise ValueError(f"There is no fault {name[:40]!r}; known are {', '.join(NAMES)}.")
    if not times.isascii() or not times.isdigit() or int(times) > _MAX_TIMES:
        raise ValueError(f"{part[:60]!r} needs a count from 0 to {_MAX_TIMES:,}, such as {name}:1.")
    if where and (name not in CALL_FAULTS or not (where in ("read", "write") or where.startswith("/"))):
        raise ValueError(
            f"{part[:60]!r}: a fault strikes @read, @write or a piece of the path such as @/notes."
        )
    return _Planned(name, where, int(times))
