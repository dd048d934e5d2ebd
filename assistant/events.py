"""The events of a run: the one log that pages, AG-UI, resume and audit are projections of.

| type          | payload                                                                            |
|---------------|------------------------------------------------------------------------------------|
| run_started   | engine                                                                             |
| text          | delta                                                                              |
| tool_started  | call_id, name, arguments (an object)                                               |
| tool_finished | call_id, name, ok, summary, rows, seconds, content, tickets                        |
| proposal      | proposal_id, label, kind, title, state                                             |
| usage         | input_tokens, output_tokens, cost_usd                                              |
| run_finished  | state, sentence; the last event                                                    |
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

EventType = Literal[
    "run_started", "text", "tool_started", "tool_finished", "proposal", "usage", "run_finished"
]
RunState = Literal[
    "running", "answered", "stopped", "limit_reached", "model_unavailable", "interrupted", "failed"
]
Payload = dict[str, Any]
Emit = Callable[[EventType, Payload], None]


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a run's log. `seq` counts from 1 without gaps."""

    seq: int
    type: EventType
    payload: Payload

    @property
    def is_last(self) -> bool:
        return self.type == "run_finished"
