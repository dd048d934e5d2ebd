"""The offline engine: a `Model` of plain code. It calls the same tools and says that it is no language model.

Stateless: each reply is a function of the messages and the briefing, so a run can go on in any process.
"""

import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from assistant.model import Briefing, Chunk, Finish, Message, TextDelta, ToolCallDelta, ToolSpec, Usage
from assistant.offline.history import read_situation
from assistant.offline.intents import Intent, Sentence, Step
from assistant.offline.understanding import understand
from assistant.offline.wording import word
from tools.catalog import Catalog

_CHUNK = re.compile(r"\S+\s*|\s+")
_WORDS_PER_CHUNK = 6


def _utc_now() -> datetime:
    return datetime.now(UTC)


class OfflineModel:
    """Implements `assistant.model.Model`. `me_member_id` is the person's member, None while unmapped."""

    name = "offline engine"

    def __init__(
        self, catalog: Catalog, me_member_id: str | None, *, clock: Callable[[], datetime] = _utc_now
    ) -> None:
        self._catalog = catalog
        self._mapped = me_member_id is not None
        self._clock = clock

    async def reply(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncIterator[Chunk]:
        """Call the tools the last message asks for, then word their results. Never raises, costs nothing."""
        present = max((i for i, m in enumerate(messages) if m.role == "user"), default=None)
        if present is None:
            yield TextDelta("Ask me something. `help` shows what I can do.")
            yield Finish("stop")
            return
        intents = self._intents(messages, present)
        results = [m for m in messages[present + 1 :] if m.role == "tool"]
        steps = [i for i in intents if isinstance(i, Step)]
        if steps and not results and tools:
            for index, step in enumerate(steps):
                yield ToolCallDelta(
                    index, f"step-{present}-{index}", step.tool, json.dumps(dict(step.arguments))
                )
            yield Finish("tool_calls")
            return
        for chunk in _chunks(_compose(intents, results)):
            yield TextDelta(chunk)
        yield Usage(0, 0, 0.0)
        yield Finish("stop")

    def _intents(self, messages: Sequence[Message], present: int) -> list[Intent]:
        briefing = next((m.briefing for m in messages if m.briefing), Briefing(person="", vendor=""))
        situation = read_situation(messages[:present], briefing, self._catalog, self._clock())
        situation = replace(situation, mapped=self._mapped)
        return understand(messages[present].text, situation)


def _compose(intents: Sequence[Intent], results: Sequence[Message]) -> str:
    """The answer: sentences and worded results in the order of the intents."""
    left = iter(results)
    parts: list[str] = []
    for intent in intents:
        if isinstance(intent, Sentence):
            parts.append(intent.text)
        elif result := next(left, None):
            parts.append(word(intent, result))
        else:
            parts.append("I could not finish this one; ask for it again.")
    return "\n\n".join(parts)


def _chunks(text: str) -> list[str]:
    words = _CHUNK.findall(text)
    return ["".join(words[i : i + _WORDS_PER_CHUNK]) for i in range(0, len(words), _WORDS_PER_CHUNK)]
