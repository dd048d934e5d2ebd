"""The `[ACTIONS]…[/ACTIONS]` block that models without tool calls write: hidden from the reader, parsed here.

The block is a JSON list. Only known action types pass; everything else in it is dropped unread.
"""

from dataclasses import dataclass, field
from typing import Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

OPEN = "[ACTIONS]"
CLOSE = "[/ACTIONS]"
MAX_BLOCK_CHARACTERS = 20_000
MAX_ACTIONS = 5


class SpinOffAction(BaseModel):
    """A second, separate issue that may deserve its own ticket. The hint only fills the prompt."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    type: Literal["create_spin_off_ticket"]
    label: str = Field(min_length=3, max_length=80)
    summary_hint: str | None = Field(default=None, max_length=500)


@dataclass(slots=True)
class ActionFilter:
    """Splits a stream into what the reader sees and the actions. A block that never closes is hidden too."""

    actions: list[SpinOffAction] = field(default_factory=list)
    _held: str = ""
    _block: str | None = None

    def feed(self, text: str) -> str:
        """The part of the text so far that may be shown; a possible beginning of a marker is held back."""
        if self._block is None and not self._held and "[" not in text:
            return text
        shown = []
        rest = self._held + text
        self._held = ""
        while rest:
            visible, rest = self._inside(rest) if self._block is not None else self._outside(rest)
            shown.append(visible)
        return "".join(shown)

    def finish(self) -> str:
        """What was held back and turned out to be plain text."""
        held, self._held = self._held, ""
        return held if self._block is None else ""

    def _outside(self, text: str) -> tuple[str, str]:
        before, marker, after = text.partition(OPEN)
        if marker:
            self._block = ""
            return before.rstrip(), after
        kept = _beginning_of(OPEN, text)
        self._held = text[len(text) - kept :]
        return text[: len(text) - kept], ""

    def _inside(self, text: str) -> tuple[str, str]:
        inside, marker, after = text.partition(CLOSE)
        if marker:
            self.actions += _parse((self._block or "") + inside)[: MAX_ACTIONS - len(self.actions)]
            self._block = None
            return "", after
        kept = _beginning_of(CLOSE, text)
        self._held = text[len(text) - kept :]
        self._block = ((self._block or "") + text[: len(text) - kept])[:MAX_BLOCK_CHARACTERS]
        return "", ""


def _beginning_of(marker: str, text: str) -> int:
    """How many characters at the end of `text` may be the start of `marker`."""
    return next((n for n in range(min(len(marker) - 1, len(text)), 0, -1) if marker.startswith(text[-n:])), 0)


def _parse(block: str) -> list[SpinOffAction]:
    try:
        listed = orjson.loads(block.strip().removeprefix("```json").removeprefix("```").removesuffix("```"))
    except orjson.JSONDecodeError:
        return []
    actions = []
    for entry in listed if isinstance(listed, list) else [listed]:
        try:
            actions.append(SpinOffAction.model_validate(entry))
        except ValidationError:
            continue
    return actions
