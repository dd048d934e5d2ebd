"""Reads what a talk has come to out of its messages, so that any process can answer the next one."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assistant.model import Briefing, Message
from assistant.offline.intents import Question, Situation, Step, Way
from assistant.offline.wording import ASKED
from tools.catalog import Catalog

_CHIP = re.compile(r"\[#([^\]\s]{1,40})\]\(ticket:")
_LISTS = frozenset({"find_tickets", "my_queue", "similar_tickets"})
_ABOUT_ONE = frozenset({"show_ticket", "change_status", "assign_ticket", "link_ticket"})
_DRAFTS = frozenset({"draft_ticket", "edit_draft"})
_KEPT_CHARACTERS = 2_000
_KEPT_STATEMENTS = 60
_CHOICE = re.compile(r"^\d+\. (?P<name>.+)$", re.MULTILINE)


@dataclass(slots=True)
class _Reading:
    shown: list[str] = field(default_factory=list)
    focus: str | None = None
    last_step: Step | None = None
    question: Question | None = None
    draft_first: bool = False
    statements: list[str] = field(default_factory=list)
    pending: str | None = None
    acted: bool = False
    step: Step | None = None

    def user(self, message: Message) -> None:
        self.end()
        self.pending, self.acted, self.question, self.step = message.text, False, None, None

    def assistant(self, message: Message) -> None:
        for call in message.tool_calls:
            self._called(call.name, _arguments(call.arguments))
        if message.text:
            self._said(message.text)

    def _called(self, tool: str, arguments: dict[str, Any]) -> None:
        if tool != "suggest_spin_off":
            self.acted = True
        self.step = Step(tool, arguments, _way(tool))
        if tool in _LISTS:
            self.last_step, self.focus = self.step, None
        if tool in _ABOUT_ONE:
            self.draft_first = False
            self.focus = str(arguments.get("ticket") or "").lstrip("#") or self.focus
        if tool in _DRAFTS:
            self.draft_first = True

    def result(self, message: Message) -> None:
        if message.tool_name in _LISTS and message.data is not None:
            tickets = [str(t["id"]) for t in message.data.get("tickets", ())]
            self.shown = tickets
            self.focus = tickets[0] if len(tickets) == 1 else None

    def _said(self, text: str) -> None:
        if not _is_plain(text):
            self.acted = True
        chips = list(dict.fromkeys(_CHIP.findall(text)))
        if chips and self.step is None:
            self.shown = chips
            self.focus = chips[0] if len(chips) == 1 else None
        asked = ASKED.search(text)
        if asked and self.step:
            self.question = Question(asked["said"], tuple(_CHOICE.findall(text[asked.end() :])), self.step)

    def end(self) -> None:
        if self.pending and not self.acted:
            self.statements.append(self.pending[:_KEPT_CHARACTERS])
        self.pending = None


def read_situation(
    before: Sequence[Message], briefing: Briefing, catalog: Catalog, now: datetime
) -> Situation:
    """What the messages before the present one lead to."""
    reading = _Reading()
    for message in before:
        if message.role == "user":
            reading.user(message)
        elif message.role == "assistant":
            reading.assistant(message)
        elif message.role == "tool":
            reading.result(message)
    reading.end()
    return Situation(
        catalog=catalog,
        now=now,
        linked=briefing.linked_ticket_id,
        topic=briefing.linked_ticket_summary or "",
        proposals=briefing.proposals,
        shown=tuple(reading.shown),
        focus=reading.focus,
        last_step=reading.last_step,
        question=reading.question,
        draft_first=reading.draft_first,
        statements=tuple(reading.statements[-_KEPT_STATEMENTS:]),
    )


def _is_plain(text: str) -> bool:
    """An answer that only took notice, or suggested a separate ticket: the person's turn was a statement."""
    return text.startswith("Noted") or "its own ticket" in text


def _arguments(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _way(tool: str) -> Way:
    return "list" if tool in _LISTS else "show" if tool == "show_ticket" else "plain"
