"""The loop: ask the model, append its answer, run the tools, append the results, until it has answered.

Knows messages, the model protocol, tools and limits; nothing of the web, the database or any vendor.
A new ability is a tool, a limit or an event, not another branch here.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import orjson

from assistant.actions import ActionFilter
from assistant.assembler import Assembled, ToolCallAssembler
from assistant.context import fit
from assistant.events import Emit, RunState
from assistant.limits import LimitReached, Limits, Meter, seconds_reached, steps_reached
from assistant.model import Finish, Message, Model, ModelUnavailable, TextDelta, ToolCallDelta, Trouble, Usage
from assistant.prompting import as_data, render
from assistant.toolbox import Toolbox, finished
from tools.base import ToolFailed, ToolResult
from tools.visible import visible

MAX_CALLS_PER_STEP = 12


class Stopped(Exception):
    """The person stopped the run."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended; `sentence` says it to the person unless it was answered. The text is in the events.
    `trouble` is what kept the model from answering."""

    state: RunState
    sentence: str | None
    meter: Meter
    trouble: Trouble | None = None


async def answer(
    model: Model,
    messages: Sequence[Message],
    toolbox: Toolbox,
    limits: Limits,
    emit: Emit,
    stop: asyncio.Event,
    count: Callable[[str], int] = len,
) -> Outcome:
    """Answer the last message of `messages`, telling everything that happens through `emit`.

    Setting `stop` ends it at once and closes the model's stream; what was emitted stays valid. Returns also
    when the model fails or a limit is reached; only faults of our own raise.
    """
    meter = Meter(limits)
    loop = _Loop(model, list(messages), toolbox, meter, emit, count)
    try:
        await _unless_stopped(loop.run(), stop, limits)
        return Outcome("answered", None, meter)
    except Stopped:
        return Outcome("stopped", "You stopped this answer. What was written so far is kept.", meter)
    except LimitReached as reached:
        return Outcome("limit_reached", str(reached), meter)
    except ModelUnavailable as gone:
        return Outcome("model_unavailable", f"{gone} {gone.remedy}", meter, gone.kind)
    finally:
        emit(
            "usage",
            {
                "input_tokens": meter.input_tokens,
                "output_tokens": meter.output_tokens,
                "cost_usd": meter.cost_usd,
            },
        )


async def _unless_stopped(work: Coroutine[Any, Any, None], stop: asyncio.Event, limits: Limits) -> None:
    """Await the work, but no longer than until the stop or the limit; then it is cancelled and has ended."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, timeout=limits.seconds, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise Stopped if stop.is_set() else seconds_reached(limits)
    finally:
        stopping.cancel()
        working.cancel()
        await asyncio.wait({working, stopping})


@dataclass(slots=True)
class _Reply:
    """One answer of the model, complete. `refused` counts calls that no step is left for."""

    text: str
    calls: list[Assembled]
    refused: int
    cut: bool
    acted: bool


@dataclass(slots=True)
class _Loop:
    model: Model
    messages: list[Message]
    toolbox: Toolbox
    meter: Meter
    emit: Emit
    count: Callable[[str], int]
    said: bool = False
    taken: set[str] = field(default_factory=set)

    async def run(self) -> None:
        self.taken.update(call.id for message in self.messages for call in message.tool_calls)
        while True:
            self.meter.begin_step()
            reply = await self._ask()
            self.messages.append(
                Message("assistant", reply.text, tool_calls=tuple(a.call for a in reply.calls))
            )
            if not reply.calls:
                return self._conclude(reply)
            self.messages += await self._run_tools(reply.calls)

    async def _ask(self) -> _Reply:
        """One call of the model, streamed to the reader; the last one that is allowed gets no tools."""
        last = self.meter.on_last_step
        shown = [*self.messages, Message("system", render("last_step"))] if last else self.messages
        shown = fit(shown, self.meter.limits.context_tokens, self.count)
        assembler, actions, finish = ToolCallAssembler(self.taken), ActionFilter(), "stop"
        text: list[str] = []
        async with aclosing(self.model.reply(shown, () if last else self.toolbox.specs)) as chunks:  # type: ignore[type-var]
            async for chunk in chunks:
                match chunk:
                    case TextDelta(text=delta):
                        text.append(self._say(actions.feed(delta), first=not any(text)))
                    case ToolCallDelta():
                        assembler.add(chunk)
                    case Usage():
                        self.meter.charge(chunk)
                    case Finish(reason=reason):
                        finish = reason
        text.append(self._say(actions.finish(), first=not any(text)))
        await self._run_tools([Assembled(self.toolbox.call_for(action)) for action in actions.actions])
        asked = assembler.finish()[:MAX_CALLS_PER_STEP]
        calls, refused = ([], len(asked)) if last else (asked, 0)
        return _Reply("".join(text), calls, refused, cut=finish == "length", acted=bool(actions.actions))

    def _say(self, text: str, *, first: bool) -> str:
        """Show text to the reader; a new step's text begins a new paragraph."""
        text = visible(text)
        if not text:
            return text
        self.emit("text", {"delta": f"\n\n{text.lstrip()}" if first and self.said else text})
        self.said = True
        return text

    def _conclude(self, reply: _Reply) -> None:
        if reply.refused and not reply.text:
            raise steps_reached(self.meter.limits)
        if reply.cut:
            raise LimitReached("The answer reached the model's length limit and ends early. Ask it to go on.")
        if not (self.said or reply.acted):
            raise ModelUnavailable(
                "The model answered with nothing.",
                remedy="Your message is kept; try again.",
                retryable=True,
                kind="empty",
            )

    async def _run_tools(self, calls: Sequence[Assembled]) -> list[Message]:
        """Run one step's calls, those that only read side by side; the results in the order of the calls."""
        for asked in calls:
            arguments = orjson.loads(asked.call.arguments)
            self.emit(
                "tool_started", {"call_id": asked.call.id, "name": asked.call.name, "arguments": arguments}
            )
        reads = [a for a in calls if self.toolbox.reads(a.call.name)]
        results = dict(
            zip((a.call.id for a in reads), await asyncio.gather(*map(self._call, reads)), strict=True)
        )
        for asked in calls:
            if asked.call.id not in results:
                results[asked.call.id] = await self._call(asked)
        return [results[asked.call.id] for asked in calls]

    async def _call(self, asked: Assembled) -> Message:
        call, began = asked.call, time.perf_counter()
        try:
            if asked.fault:
                raise ToolFailed(asked.fault)
            result, ok = await self.toolbox.run(call), True
        except ToolFailed as failed:
            result, ok = ToolResult(content=str(failed), summary="failed"), False
        self.emit("tool_finished", finished(call, ok, result, time.perf_counter() - began))
        text = as_data(call.name, result.content) if ok else f"Error: {result.content}"
        return Message(
            "tool", text, tool_call_id=call.id, tool_name=call.name, data=dict(result.data) if ok else None
        )
