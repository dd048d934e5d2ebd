"""Puts a model's tool-call deltas together, whatever the endpoint makes of the protocol.

Seen in the wild and handled here: several calls at once, no ids, every index 0, an id that comes with each
piece, the whole arguments sent again at the end, the arguments of several calls in one, arguments that are no
JSON object, ids used twice.
"""

import uuid
from dataclasses import dataclass

import orjson

from assistant.model import ToolCall, ToolCallDelta
from assistant.wire import objects_in


@dataclass(frozen=True, slots=True)
class Assembled:
    """A finished call. With `fault` set its arguments were broken: they are replaced by `{}` and the fault
    goes back to the model in place of a result."""

    call: ToolCall
    fault: str | None = None


@dataclass(slots=True)
class _Draft:
    index: int
    id: str | None
    name: str = ""
    text: str = ""

    def extend(self, piece: str) -> None:
        """Add a piece of the arguments; one that repeats them (or follows a bare `{}`) is the whole."""
        is_whole = bool(self.text) and (
            piece.startswith(self.text) or (_is_object(self.text) and _is_object(piece))
        )
        if not is_whole:
            self.text += piece
        elif len(piece) > len(self.text) or _is_empty(self.text):
            self.text = piece

    def is_followed_by(self, delta: ToolCallDelta) -> bool:
        """True when a delta without an id, under the same index, cannot belong to this call any more."""
        if not _is_object(self.text) or _is_empty(self.text):
            return False
        other_name = bool(delta.name) and delta.name != self.name
        return other_name or (
            delta.arguments.lstrip().startswith("{") and delta.arguments.strip() != self.text.strip()
        )


class ToolCallAssembler:
    """Collects deltas in order; `finish` gives the calls. `taken` are ids the talk has used already."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._drafts: list[_Draft] = []

    def add(self, delta: ToolCallDelta) -> None:
        draft = self._find(delta)
        if draft is None:
            last_name = self._drafts[-1].name if self._drafts else ""
            draft = _Draft(delta.index, delta.id, name=delta.name or last_name)
            self._drafts.append(draft)
        elif delta.name and delta.name != draft.name:
            draft.name += delta.name
        draft.id = draft.id or delta.id
        draft.extend(delta.arguments)

    def finish(self) -> list[Assembled]:
        """The calls in the order in which they began. A draft without a name is dropped: nothing to call."""
        drafts = [part for draft in self._drafts if draft.name for part in _split(draft)]
        return [self._assembled(draft) for draft in drafts]

    def _find(self, delta: ToolCallDelta) -> _Draft | None:
        """The draft that this delta goes on with; None when it begins a new call."""
        same_index = [draft for draft in self._drafts if draft.index == delta.index]
        if delta.id:
            known = next((draft for draft in same_index if draft.id == delta.id), None)
            nameless = same_index[-1] if same_index and same_index[-1].id is None else None
            return known or nameless
        last = same_index[-1] if same_index else None
        return None if last is None or last.is_followed_by(delta) else last

    def _assembled(self, draft: _Draft) -> Assembled:
        call_id = draft.id if draft.id and draft.id not in self._taken else f"call_{uuid.uuid4().hex[:16]}"
        self._taken.add(call_id)
        text = draft.text.strip() or "{}"
        if _is_object(text):
            return Assembled(ToolCall(call_id, draft.name, text))
        fault = (
            f"The arguments of {draft.name} were not one JSON object. Send the call again with valid JSON."
        )
        return Assembled(ToolCall(call_id, draft.name, "{}"), fault)


def _split(draft: _Draft) -> list[_Draft]:
    """One draft for each JSON object when the arguments are several in a row; equal and empty ones once."""
    objects = objects_in(draft.text)
    if len(objects) < 2:
        return [draft]
    told = [text for text in dict.fromkeys(objects) if not _is_empty(text)] or objects[:1]
    return [
        _Draft(draft.index, draft.id if place == 0 else None, draft.name, text)
        for place, text in enumerate(told)
    ]


def _is_object(text: str) -> bool:
    if not text.lstrip().startswith("{"):
        return False
    try:
        return isinstance(orjson.loads(text), dict)
    except orjson.JSONDecodeError:
        return False


def _is_empty(text: str) -> bool:
    return text.strip() in ("{}", "{ }")
