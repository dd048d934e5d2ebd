"""Faults of the embedded PSA, switched on for development and tests to reach every state of a write.

A plan reads `timeout_after_write:1,refuse:2`: the first write times out after it was applied, the next two
are refused, all others work. `read_unavailable:n` lets the next n reads fail.
"""

import asyncio
import os
from collections import Counter, deque

from providers.errors import InvalidRequest, RateLimited, Unavailable

SLOW_SECONDS = 2.0
RETRY_AFTER_SECONDS = 1.0
CRASH_EXIT_CODE = 137
WRITE_FAULTS = (
    "timeout_after_write",
    "refuse",
    "rate_limit",
    "unavailable_before",
    "crash_before",
    "crash_during",
    "crash_after",
    "slow",
)
READ_FAULT = "read_unavailable"
_MAX_TIMES = 1_000


class FaultPlan:
    """What shall go wrong, used up call by call by all readers and writers that share this plan."""

    def __init__(self, text: str = "") -> None:
        """Read a plan; an empty one changes nothing.

        Raises:
            ValueError: A name or a count is not known; the message lists the names.
        """
        self._writes: deque[str] = deque()
        self._reads: Counter[str] = Counter()
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, times = _parsed(part)
            if name == READ_FAULT:
                self._reads[name] += times
            else:
                self._writes.extend([name] * times)

    def before_read(self) -> None:
        """Raises Unavailable when the plan says that this read fails."""
        if self._reads[READ_FAULT] > 0:
            self._reads[READ_FAULT] -= 1
            raise Unavailable("The Deskhand PSA did not answer (a planned fault). Try again.", "no")

    def next_write(self) -> "WriteFault":
        """The fault of the write that begins now; each is given once."""
        return WriteFault(self._writes.popleft() if self._writes else None)


class WriteFault:
    """What goes wrong with one write, asked at three moments of its transaction."""

    def __init__(self, name: str | None) -> None:
        self._name = name

    async def before(self) -> None:
        """Before anything is written: refuse, limit, be away, be slow, or die."""
        match self._name:
            case "refuse":
                raise InvalidRequest("The Deskhand PSA refused this (a planned fault). Nothing was written.")
            case "rate_limit":
                raise RateLimited(
                    "Too many calls (a planned fault). Nothing was written.", RETRY_AFTER_SECONDS
                )
            case "unavailable_before":
                raise Unavailable("The Deskhand PSA could not be reached (a planned fault).", "no")
            case "slow":
                await asyncio.sleep(SLOW_SECONDS)
            case "crash_before":
                os._exit(CRASH_EXIT_CODE)

    def during(self) -> None:
        """Between the statements and the commit."""
        if self._name == "crash_during":
            os._exit(CRASH_EXIT_CODE)

    def after(self) -> None:
        """After the commit: the write is there, but its answer is lost."""
        if self._name == "crash_after":
            os._exit(CRASH_EXIT_CODE)
        if self._name == "timeout_after_write":
            raise Unavailable(
                "The Deskhand PSA did not answer in time (a planned fault). The write may be there or not.",
                "unknown",
            )


def _parsed(part: str) -> tuple[str, int]:
    name, _, times = part.partition(":")
    known = (*WRITE_FAULTS, READ_FAULT)
    if name not in known:
        raise ValueError(f"There is no fault {name!r}; known are {', '.join(known)}.")
    if not times.isascii() or not times.isdigit() or int(times) > _MAX_TIMES:
        raise ValueError(f"{part!r} needs a count from 0 to {_MAX_TIMES}, such as {name}:1.")
    return name, int(times)
