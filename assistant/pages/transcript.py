"""A session's messages and run events as the turns a page shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.events import Event
from assistant.pages.addresses import Addresses
from assistant.pages.rendering import fragment
from assistant.runs.tables import Run
from assistant.sessions.tables import Message


@dataclass(slots=True)
class Block:
    """A piece of an answer: prose that may still grow, or one folded tool step. `addresses` are those that
    its links may lead to."""

    index: int
    kind: Literal["text", "tool"]
    text: str = ""
    tool: dict[str, Any] = field(default_factory=dict)
    addresses: Addresses = field(default_factory=Addresses)

    @property
    def html(self) -> str:
        template = "partials/prose.html" if self.kind == "text" else "partials/step.html"
        return fragment(template, block=self)


class Answer:
    """An answer as it grows: feed it events, it keeps the blocks.

    Prose is cut at blank lines outside of fenced code, so that a finished paragraph is never sent again.
    """

    def __init__(self, addresses: Addresses | None = None) -> None:
        self._addresses = addresses or Addresses()
        self.blocks: list[Block] = []
        self.sentence: str | None = None
        self.state = "running"

    def feed(self, event: Event) -> Iterator[Block | Literal["lane"]]:
        """Take one event; yields the blocks it changed, or "lane" when the task lane has news."""
        payload = event.payload
        self._addresses.take(event)
        if event.type == "text":
            yield from self._grow(payload["delta"])
        elif event.type == "tool_started":
            yield self._add("tool", tool={**payload, "running": True})
        elif event.type == "tool_finished":
            yield self._finish_tool(payload)
        elif event.type == "proposal":
            yield "lane"
        elif event.type == "run_finished":
            self.state, self.sentence = payload["state"], payload.get("sentence")

    def _grow(self, delta: str) -> Iterator[Block]:
        current = self.blocks[-1] if self.blocks and self.blocks[-1].kind == "text" else self._add("text")
        current.text += delta
        while (cut := _paragraph_end(current.text)) is not None:
            rest = current.text[cut:].lstrip("\n")
            current.text = current.text[:cut]
            if not rest:
                current.text += "\n\n"
                break
            yield current
            current = self._add("text", text=rest)
        yield current

    def _add(self, kind: Literal["text", "tool"], **values: Any) -> Block:
        self.blocks.append(Block(len(self.blocks), kind, addresses=self._addresses, **values))
        return self.blocks[-1]

    def add_prose(self, text: str) -> None:
        """Text that is there as a whole."""
        self._add("text", text=text)

    def _finish_tool(self, payload: dict[str, Any]) -> Block:
        for block in self.blocks:
            if block.kind == "tool" and block.tool["call_id"] == payload["call_id"]:
                block.tool = {**block.tool, **payload, "running": False}
                return block
        return self._add("tool", tool={"arguments": {}, **payload, "running": False})


@dataclass(slots=True)
class Turn:
    """One turn on the page. `answer` is set for Deskhand's turns, `live` while its run goes on."""

    message: Message
    answer: Answer | None = None
    run: Run | None = None
    live: bool = False
    last: bool = False


def turns(
    messages: Sequence[Message], runs: Sequence[Run], steps: Mapping[str, Sequence[Event]]
) -> list[Turn]:
    """The turns of a session, oldest first, the running answer last.

    Args:
        runs: As they were before `messages` were read: a run that ended in between has its answer already.
        steps: The tool events by run; an answer shows them above its text.
    """
    by_answer = {run.answer_message_id: run for run in runs}
    addresses = _addresses(messages, steps)
    made = [_turn(message, by_answer.get(message.id), steps, addresses) for message in messages]
    for role in ("user", "assistant"):
        newest = next((turn for turn in reversed(made) if turn.message.role == role), None)
        if newest is not None and (role == "user" or newest is made[-1]):
            newest.last = True
    written = {message.id for message in messages}
    running = next(
        (run for run in runs if run.state == "running" and run.answer_message_id not in written), None
    )
    if running is not None:
        made.append(Turn(_unwritten(running), Answer(), running, live=True))
    return made


def _addresses(messages: Sequence[Message], steps: Mapping[str, Sequence[Event]]) -> Addresses:
    """Those of the whole session: an answer may link to what an earlier one read."""
    found = Addresses()
    for message in messages:
        if message.role == "user":
            found.person_wrote(message.text)
    for events in steps.values():
        for event in events:
            found.take(event)
    return found


def _turn(
    message: Message, run: Run | None, steps: Mapping[str, Sequence[Event]], addresses: Addresses
) -> Turn:
    if message.role == "user":
        return Turn(message)
    answer = Answer(addresses)
    for event in steps.get(run.id, ()) if run else ():
        for _ in answer.feed(event):
            pass
    answer.add_prose(message.text)
    if run:
        answer.state, answer.sentence = run.state, run.sentence
    return Turn(message, answer, run)


def _unwritten(run: Run) -> Message:
    """The answer that is being written; it becomes a row when its run ends."""
    return Message(
        id=run.answer_message_id,
        account_id=run.account_id,
        session_id=run.session_id,
        run_id=run.id,
        position=0,
        role="assistant",
        text="",
        engine=run.engine,
        created_at=run.started_at,
    )


def _paragraph_end(text: str) -> int | None:
    """Where the first finished paragraph ends, or None: a blank line that is not inside a code fence."""
    at = 0
    while (cut := text.find("\n\n", at)) != -1:
        if text[:cut].count("```") % 2 == 0:
            return cut
        at = cut + 2
    return None
