"""Tool calls that a small model writes as text: taken for calls, but only when they name a tool it was given.

Seen: a bare JSON object, several in a row or a list of them as the whole answer, the same in a code fence,
`<tool_call>…</tool_call>` and `[TOOL_CALLS] […]`, with `arguments` or `parameters`. All else stays text.
"""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import orjson

from assistant.model import Chunk, Finish, Message, Model, TextDelta, ToolCallDelta, ToolSpec
from assistant.wire import objects_in

MAX_HELD_CHARACTERS = 20_000
MAX_CALLS = 12
_MARKS = ("<tool_call>", "[TOOL_CALLS]")
_BEGINNINGS = ("{", "[{", "```{", "```[{", "```json", "```tool_call")
_FENCE = re.compile(r"^```(?:json|tool_call)?\s*(.*?)\s*```$", re.DOTALL)
_TAGGED = re.compile(r"<tool_call>\s*(.*?)\s*(?:</tool_call>|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class WrittenCalls:
    """A model whose written calls come out as calls. Text that may be one is held back until it is known."""

    model: Model

    @property
    def name(self) -> str:
        return self.model.name

    async def reply(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncIterator[Chunk]:
        """See `Model.reply`."""
        names = frozenset(tool.name for tool in tools)
        text = _Text()
        async with aclosing(self.model.reply(messages, tools)) as chunks:  # type: ignore[type-var]
            async for chunk in chunks:
                match chunk:
                    case TextDelta(text=delta) if names:
                        if shown := text.feed(delta):
                            yield TextDelta(shown)
                    case Finish() if calls := written_calls(text.held, names):
                        text.held = ""
                        for call in calls:
                            yield call
                        yield Finish("tool_calls")
                    case _:
                        yield chunk
        if text.held:
            yield TextDelta(text.held)


@dataclass(slots=True)
class _Text:
    """Splits an answer into what can be shown at once and what is `held` from a possible call on."""

    held: str = ""
    is_begun: bool = False

    def feed(self, delta: str) -> str:
        if not self.held and self.is_begun and "<" not in delta and "[" not in delta:
            return delta
        text, self.held = self.held + delta, ""
        at = self._call_at(text)
        if at is None or len(text) - at > MAX_HELD_CHARACTERS:
            self.is_begun = self.is_begun or bool(text.strip())
            return text
        self.held = text[at:]
        self.is_begun = self.is_begun or bool(text[:at].strip())
        return text[:at]

    def _call_at(self, text: str) -> int | None:
        """Where a call begins or may begin; None when there is none."""
        if not self.is_begun:
            squeezed = "".join(text[:200].split())
            if any(_begins(squeezed, mark) for mark in _BEGINNINGS):
                return 0
        found = [at for mark in _MARKS if (at := _place(text, mark)) is not None]
        return min(found, default=None)


def written_calls(text: str, names: frozenset[str]) -> list[ToolCallDelta]:
    """The calls that a text consists of; none when anything in it is no call of one of these tools."""
    text = text.strip()
    bodies = _TAGGED.findall(text) if text.startswith(_MARKS[0]) else [_bare(text)]
    asked = [call for body in bodies for call in _listed(body)]
    if not 0 < len(asked) <= MAX_CALLS:
        return []
    calls = [_call(index, call, names) for index, call in enumerate(asked)]
    known = [call for call in calls if call is not None]
    return known if len(known) == len(calls) else []


def _bare(text: str) -> str:
    fenced = _FENCE.match(text)
    return fenced[1] if fenced else text.removeprefix(_MARKS[1]).strip()


def _listed(body: str) -> list[Any]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return [orjson.loads(text) for text in objects_in(body)]
    return value if isinstance(value, list) else [value]


def _call(index: int, asked: Any, names: frozenset[str]) -> ToolCallDelta | None:
    if not isinstance(asked, dict):
        return None
    function = asked["function"] if isinstance(asked.get("function"), dict) else asked
    name, arguments = function.get("name"), function.get("arguments", function.get("parameters", {}))
    if not isinstance(name, str) or name not in names:
        return None
    written = arguments if isinstance(arguments, str) else orjson.dumps(arguments).decode()
    return ToolCallDelta(index, f"written_{index}", name, written)


def _place(text: str, mark: str) -> int | None:
    """Where the mark stands, or where the text ends in a beginning of it."""
    at = text.find(mark)
    if at >= 0:
        return at
    longest = min(len(mark) - 1, len(text))
    return next((len(text) - n for n in range(longest, 0, -1) if mark.startswith(text[-n:])), None)


def _begins(text: str, mark: str) -> bool:
    """True when the text begins with the mark or with a part of it; an empty text might."""
    return text.startswith(mark) or mark.startswith(text)
