"""A model that says what a script tells it to: for tests, evals and demonstrations."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from assistant.model import Chunk, Finish, Message, ModelUnavailable, TextDelta, ToolCallDelta, ToolSpec


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait that long before the next chunk."""

    seconds: float


Line = Chunk | Pause | ModelUnavailable | Exception
Reply = Sequence[Line]


@dataclass(slots=True)
class ScriptedModel:
    """Plays one reply of `script` per call, the last one again when the script is over.

    `heard` and `offered` keep what it was shown, `asked` is set once it was asked, `closed` counts streams
    that were closed before their end.
    """

    script: Sequence[Reply]
    name: str = "scripted"
    heard: list[list[Message]] = field(default_factory=list)
    offered: list[list[ToolSpec]] = field(default_factory=list)
    closed: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def reply(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncIterator[Chunk]:
        lines = self.script[min(len(self.heard), len(self.script) - 1)]
        self.heard.append(list(messages))
        self.offered.append(list(tools))
        self.asked.set()
        complete = False
        try:
            for line in lines:
                if isinstance(line, Pause):
                    await asyncio.sleep(line.seconds)
                elif isinstance(line, Exception):
                    raise line
                else:
                    yield line
            complete = True
        finally:
            self.closed += not complete


def says(text: str) -> Reply:
    """A reply that is just this text."""
    return (TextDelta(text), Finish("stop"))


def calls(name: str, arguments: str = "{}", *, id: str | None = None) -> Reply:
    """A reply that is just one tool call."""
    return (ToolCallDelta(0, id, name, arguments), Finish("tool_calls"))
