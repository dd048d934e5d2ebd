"""The tools of one run: what the model is told about them, and calling them with checked arguments."""

import uuid
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import orjson
import structlog
from pydantic import ValidationError

from assistant.actions import SpinOffAction
from assistant.errors import DeskError
from assistant.events import Payload
from assistant.model import ToolCall, ToolSpec
from providers.errors import ProviderError
from providers.models import Ticket
from tools.base import Effect, Tool, ToolContext, ToolFailed, ToolResult

log = structlog.get_logger(__name__)
AnyTool = Tool[Any]
SPIN_OFF_TOOL = "suggest_spin_off"


class Toolbox:
    """Tools by name. `context_for` gives the context of a call, so that a proposal knows its call."""

    def __init__(
        self, tools: Sequence[AnyTool], context_for: Callable[[ToolCall | None], ToolContext]
    ) -> None:
        self._tools = {tool.name: tool for tool in tools}
        self._context_for = context_for
        self.specs: tuple[ToolSpec, ...] = tuple(_spec(tool) for tool in tools)

    def reads(self, name: str) -> bool:
        """True when the tool only reads, so that it may run beside others."""
        tool = self._tools.get(name)
        return tool is not None and tool.effect is Effect.READ

    async def run(self, call: ToolCall) -> ToolResult:
        """Call a tool.

        Raises:
            ToolFailed: Unknown tool, refused arguments, or the tool could not do it. The sentence is for the
                model. Nothing was proposed.
        """
        tool = self._tools.get(call.name)
        if tool is None:
            raise ToolFailed(
                f"There is no tool {call.name!r}. The tools are: {', '.join(self._tools) or 'none'}."
            )
        try:
            return await tool.run(self._context_for(call), tool.args.model_validate_json(call.arguments))
        except ValidationError as refused:
            raise ToolFailed(_said_plainly(tool.name, refused)) from None
        except ProviderError as failed:
            raise ToolFailed(str(failed)) from failed
        except DeskError as failed:
            raise ToolFailed(f"{failed.detail} {failed.remedy}") from failed
        except ToolFailed:
            raise
        except Exception as fault:
            log.exception("tool_failed", tool=tool.name)
            raise ToolFailed(
                f"{tool.name} failed because of a fault in Deskhand; nothing was changed."
            ) from fault

    def call_for(self, action: SpinOffAction) -> ToolCall:
        """The tool call that an action written into the text stands for; the tool finds what it rests on."""
        arguments = {"label": action.label, "summary_hint": action.summary_hint}
        return ToolCall(f"action_{uuid.uuid4().hex[:16]}", SPIN_OFF_TOOL, orjson.dumps(arguments).decode())


def finished(call: ToolCall, ok: bool, result: ToolResult, seconds: float) -> Payload:
    """What the run's log keeps of a call that has ended."""
    return {
        "call_id": call.id,
        "name": call.name,
        "ok": ok,
        "summary": result.summary,
        "rows": result.rows,
        "seconds": round(seconds, 3),
        "content": result.content,
        "tickets": [_citation(ticket) for ticket in result.tickets],
    }


@cache
def _spec(tool: AnyTool) -> ToolSpec:
    return ToolSpec(tool.name, tool.description, tool.args.model_json_schema())


def _said_plainly(name: str, refused: ValidationError) -> str:
    faults = "; ".join(
        f"{'.'.join(map(str, fault['loc'])) or 'arguments'}: {fault['msg']}" for fault in refused.errors()[:5]
    )
    return f"The arguments of {name} were refused. {faults}. Correct them and call it again."


def _citation(ticket: Ticket) -> dict[str, str]:
    return {
        "id": ticket.id,
        "summary": ticket.summary,
        "company": ticket.company.name,
        "board": ticket.board.name,
        "status": ticket.status.name,
        "priority": ticket.priority.name,
    }
