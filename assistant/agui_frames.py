"""A run's log as AG-UI 1.0 events: server-sent events with LF line ends, fields left out rather than null.

Frames are a constant prefix plus orjson of what varies: this runs for every delta of every chat.
"""

from collections.abc import Sequence
from typing import Any

import orjson
from ag_ui.core.version import PROTOCOL_VERSION

from assistant.events import Event, Payload
from assistant.proposals.tables import Proposal

PROPOSAL = "deskhand.proposal"
DECISION = "deskhand.decision"
DECIDES = {
    "type": "object",
    "required": ["decision"],
    "properties": {
        "decision": {"enum": ["confirm", "reject"]},
        "argsVersion": {"type": "integer", "description": "As shown; needed to confirm."},
        "digest": {"type": "string", "description": "As shown; needed to confirm."},
    },
}
_OWN_SENTENCE = ("limit_reached",)
_ERRORS = ("model_unavailable", "interrupted", "failed")


class Projection:
    """One answer to one AG-UI request. Feed it events in order; it keeps messages opened and closed in pairs.

    `proposed` collects the ids of proposals that were made or changed and still wait.
    """

    def __init__(self, thread_id: str, run_id: str) -> None:
        self._thread_id = thread_id
        self._run_id = run_id
        self._messages = 0
        self._message_id = ""
        self._content_prefix = b""
        self._is_open = False
        self._usage: Payload = {}
        self.proposed: dict[str, None] = {}

    def started(self, deskhand_run_id: str | None = None) -> bytes:
        """The first frame. `deskhand_run_id` is what our own API calls the run."""
        opening: Payload = {
            "type": "RUN_STARTED",
            "threadId": self._thread_id,
            "runId": self._run_id,
            "protocolVersion": PROTOCOL_VERSION,
        }
        if deskhand_run_id:
            opening["metadata"] = {"deskhand": {"runId": deskhand_run_id}}
        return _frame(opening)

    def event(self, event: Event) -> bytes:
        """The frames of one event that is not the last one."""
        match event.type:
            case "text":
                return self._text(event.payload["delta"])
            case "tool_started":
                return self._close() + self._tool_started(event.payload)
            case "tool_finished":
                return self._close() + self._tool_finished(event.payload)
            case "proposal":
                return self._proposal(event.payload)
            case "usage":
                self._usage = event.payload
        return b""

    def say(self, sentence: str) -> bytes:
        """A whole message of our own."""
        return self._close() + self._text(sentence) + self._close()

    def custom(self, name: str, value: Payload) -> bytes:
        return _frame({"type": "CUSTOM", "name": name, "value": value})

    def finished(self, state: str, sentence: str | None, waiting: Sequence[Proposal] = ()) -> bytes:
        """The last frames; nothing follows. With `waiting` the run ends in interrupts, one for each."""
        closing = self._close()
        if state in _ERRORS:
            return closing + _frame(
                {"type": "RUN_ERROR", "message": sentence or "", "code": state} | self._spent()
            )
        if state in _OWN_SENTENCE and sentence:
            closing += self.say(sentence)
        ending: Payload = {"type": "RUN_FINISHED", "threadId": self._thread_id, "runId": self._run_id}
        if state == "stopped":
            ending["outcome"] = {"type": "cancelled"}
        elif waiting:
            ending["outcome"] = {"type": "interrupt", "interrupts": [interrupt(each) for each in waiting]}
        else:
            ending["outcome"] = {"type": "success"}
        return closing + _frame(ending | self._spent())

    def _text(self, delta: str) -> bytes:
        opening = b""
        if not self._is_open:
            delta = delta.lstrip("\n")
            if not delta:
                return b""
            opening = self._open()
        return b"".join((opening, self._content_prefix, orjson.dumps(delta), b"}\n\n"))

    def _open(self) -> bytes:
        self._messages += 1
        self._is_open = True
        self._message_id = f"{self._run_id}-{self._messages}"
        start = {"type": "TEXT_MESSAGE_START", "messageId": self._message_id, "role": "assistant"}
        prefix = orjson.dumps({"type": "TEXT_MESSAGE_CONTENT", "messageId": self._message_id})
        self._content_prefix = b"data: " + prefix[:-1] + b',"delta":'
        return _frame(start)

    def _close(self) -> bytes:
        if not self._is_open:
            return b""
        self._is_open = False
        return _frame({"type": "TEXT_MESSAGE_END", "messageId": self._message_id})

    def _tool_started(self, step: Payload) -> bytes:
        call = {"toolCallId": step["call_id"]}
        start: Payload = {"type": "TOOL_CALL_START", **call, "toolCallName": step["name"]}
        if self._message_id:
            start["parentMessageId"] = self._message_id
        arguments = orjson.dumps(step["arguments"]).decode()
        return (
            _frame(start)
            + _frame({"type": "TOOL_CALL_ARGS", **call, "delta": arguments})
            + _frame({"type": "TOOL_CALL_END", **call})
        )

    def _tool_finished(self, step: Payload) -> bytes:
        return _frame(
            {
                "type": "TOOL_CALL_RESULT",
                "messageId": f"{step['call_id']}-result",
                "toolCallId": step["call_id"],
                "content": step["content"],
                "role": "tool",
            }
        )

    def _proposal(self, proposal: Payload) -> bytes:
        if proposal["state"] == "open":
            self.proposed[proposal["proposal_id"]] = None
        else:
            self.proposed.pop(proposal["proposal_id"], None)
        return self.custom(PROPOSAL, proposal)

    def _spent(self) -> Payload:
        counts = {
            "inputTokens": self._usage.get("input_tokens"),
            "outputTokens": self._usage.get("output_tokens"),
        }
        return {"usage": [counts]} if any(counts.values()) else {}


def can_be_confirmed(proposal: Proposal) -> bool:
    """Whether a yes is all that is missing; suggestions and unfinished drafts are for the card."""
    return proposal.state == "open" and proposal.kind != "spin_off" and not proposal.missing_fields


def interrupt(proposal: Proposal) -> dict[str, Any]:
    """A proposal as the question of an interrupted run; the answer repeats digest and version."""
    label = f"P{proposal.number}: " if proposal.number is not None else ""
    asked: dict[str, Any] = {
        "id": proposal.id,
        "reason": "confirmation",
        "message": f"{label}{proposal.title}",
        "responseSchema": DECIDES,
        "expiresAt": proposal.expires_at.isoformat(),
        "metadata": {
            "deskhand": {
                "kind": proposal.kind,
                "args": proposal.args,
                "argsVersion": proposal.args_version,
                "digest": proposal.digest,
                "targetTicketId": proposal.target_ticket_id,
                "warnings": proposal.warnings,
            }
        },
    }
    if call_id := proposal.provenance.get("tool_call_id"):
        asked["toolCallId"] = call_id
    return asked


def _frame(event: Payload) -> bytes:
    return b"data: %s\n\n" % orjson.dumps(event)
