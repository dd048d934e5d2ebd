"""The common shapes of tool answers: a ticket on one line, a list, a question back."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from providers.errors import NotFound
from providers.models import Ref, Ticket
from tools.base import JSON, OpenProposal, ToolArgs, ToolContext, ToolFailed, ToolResult

Args = TypeVar("Args", bound=ToolArgs)
Run = Callable[[ToolContext, Args], Awaitable[ToolResult]]

SLOT_NAMES = {
    "company_id": "company",
    "board_id": "board",
    "status_id": "status",
    "priority_id": "priority",
    "assigned_member_id": "assignee",
    "member_id": "member",
    "ticket_id": "ticket",
    "proposal": "draft",
}


class Unclear(Exception):
    """Words that fit nothing or several things. The person is asked; nothing is guessed."""

    def __init__(self, slot: str, said: str, candidates: Sequence[Ref] = (), hint: str = "") -> None:
        super().__init__(said)
        self.slot, self.said, self.candidates, self.hint = slot, said, tuple(candidates), hint

    def sentence(self) -> str:
        name = SLOT_NAMES.get(self.slot, self.slot)
        names = ", ".join(c.name for c in self.candidates)
        if self.hint:
            return f"{self.hint} Choices: {names}." if names else self.hint
        if not names:
            return f'No {name} is called "{self.said}".'
        return f'"{self.said}" could be more than one {name}: {names}.'


def asks_back(run: Run[Args]) -> Run[Args]:
    """Turn unclear words into an answer that lists the choices, and a missing record into a tool failure."""

    @wraps(run)
    async def guarded(ctx: ToolContext, args: Args) -> ToolResult:
        try:
            return await run(ctx, args)
        except Unclear as unclear:
            return _question(unclear)
        except NotFound as error:
            raise ToolFailed(str(error)) from error

    return guarded


def _question(unclear: Unclear) -> ToolResult:
    found = [{"id": c.id, "name": c.name} for c in unclear.candidates]
    data = {
        "unclear": {
            "slot": unclear.slot,
            "said": unclear.said,
            "candidates": found,
            "sentence": unclear.sentence(),
        }
    }
    return ToolResult(
        f"{unclear.sentence()} Nothing was done. Ask the engineer.", "needs a choice", data=data
    )


def ticket_data(ticket: Ticket) -> JSON:
    """A ticket as JSON for plain code: what a list shows."""
    return {
        "id": ticket.id,
        "summary": ticket.summary,
        "company": ticket.company.name,
        "company_id": ticket.company.id,
        "board": ticket.board.name,
        "board_id": ticket.board.id,
        "status": ticket.status.name,
        "priority": ticket.priority.name,
        "assigned": ticket.assigned_member.name if ticket.assigned_member else None,
        "closed": ticket.closed,
        "entered_at": ticket.entered_at.isoformat(),
    }


def ticket_line(ticket: Ticket, now: datetime) -> str:
    """One line for a model: everything a list shows, separated by bars."""
    owner = ticket.assigned_member.name if ticket.assigned_member else "unassigned"
    parts = (
        ticket.summary,
        ticket.company.name,
        ticket.board.name,
        ticket.status.name,
        ticket.priority.name,
        owner,
    )
    return f"#{ticket.id} | {' | '.join(parts)} | {age(ticket.entered_at, now)} old"


def age(moment: datetime, now: datetime) -> str:
    """A short age: "3 h", "12 d"."""
    hours = max(0, int((now - moment).total_seconds() // 3600))
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"


def ticket_list(
    tickets: Sequence[Ticket], total: int, ctx: ToolContext, *, lead: str, extra: JSON | None = None
) -> ToolResult:
    """An answer that lists tickets; `lead` is its first line."""
    lines = [ticket_line(ticket, ctx.now) for ticket in tickets]
    cut = [f"({total - len(tickets)} more not shown)"] if total > len(tickets) else []
    data: dict[str, Any] = {"total": total, "tickets": [ticket_data(t) for t in tickets], **(extra or {})}
    content = "\n".join([lead, *lines, *cut])
    return ToolResult(content, f"{total} found", data=data, rows=len(tickets), tickets=tuple(tickets))


def proposal_answer(
    proposal: OpenProposal, sentence: str, *, extra: JSON | None = None, tickets: Sequence[Ticket] = ()
) -> ToolResult:
    """An answer of a WRITE tool: what was proposed, and that nothing is written yet."""
    missing = ", ".join(SLOT_NAMES.get(f, f) for f in proposal.missing_fields)
    content = f"{proposal.label} waits for the engineer. Nothing is written yet. {sentence}"
    if missing:
        content += f" Still missing: {missing}."
    data = {
        "proposal": {
            "id": proposal.id,
            "label": proposal.label,
            "kind": proposal.kind,
            "title": proposal.title,
            "args": dict(proposal.args),
            "missing_fields": list(proposal.missing_fields),
        },
        "sentence": sentence,
        **(extra or {}),
    }
    return ToolResult(content, f"{proposal.label} waits", data=data, tickets=tuple(tickets))
