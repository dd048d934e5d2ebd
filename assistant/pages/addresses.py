"""Which addresses an answer may link to: those that stand word for word in what was read, or that the person
wrote.

A model that was talked into it puts what it knows into an address and waits for a click. Such an address
stands in no record, so it is shown as plain text. One that only the model itself said, and a tool echoed,
does not count either.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from assistant.events import Event
from tools.base import Effect
from tools.registry import ALL_TOOLS

_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\\[\]{}|^]+", re.IGNORECASE)
_TRAILING = ".,;:!?)*_~"
_READ_TOOLS = frozenset(tool.name for tool in ALL_TOOLS if tool.effect is Effect.READ)


class Addresses:
    """Gathers the addresses of a session from its messages and its tools' results."""

    def __init__(self) -> None:
        self._written: set[str] = set()
        self._read: set[str] = set()
        self._arguments: list[str] = []

    def person_wrote(self, text: str) -> None:
        self._written.update(_found(text))

    def take(self, event: Event) -> None:
        """What a tool was asked, and what it returned."""
        payload = event.payload
        if event.type == "tool_started":
            self._arguments += (_plain(text) for text in _strings(payload["arguments"]))
        elif event.type == "tool_finished" and payload["ok"] and payload["name"] in _READ_TOOLS:
            self._read.update(_found(payload["content"]))

    def may_link(self, address: str) -> bool:
        if address in self._written:
            return True
        return address in self._read and not any(_plain(address) in text for text in self._arguments)


def _found(text: str) -> Iterator[str]:
    for match in _ADDRESS.finditer(text):
        yield match[0]
        yield match[0].rstrip(_TRAILING)
        yield match[0].partition(")")[0].rstrip(_TRAILING)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
