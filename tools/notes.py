"""The tool that drafts a note. It stores a proposal; posting is the person's."""

from typing import Literal

from pydantic import Field

from providers.models import NoteType
from tools.base import Effect, ProposalDraft, Tool, ToolArgs, ToolContext, ToolFailed, ToolResult, Turn
from tools.leaks import find_leaks
from tools.note_draft import draft_note


class DraftNoteArgs(ToolArgs):
    """Arguments of `draft_note`."""

    audience: Literal["internal_analysis", "resolution", "description"] = Field(
        default="internal_analysis",
        description="internal_analysis: colleagues; resolution: the solution; description: the customer.",
    )
    text: str | None = Field(
        default=None,
        description="The note's text, from facts of this session only. Left out: drafted by plain code.",
    )


async def run_draft_note(ctx: ToolContext, args: DraftNoteArgs) -> ToolResult:
    """Draft the session's note for the linked ticket and leave it for the person to review."""
    ticket = ctx.session.linked_ticket
    if ticket is None:
        raise ToolFailed("No ticket is linked to this session. Link one first, then the note can be drafted.")
    note_type = NoteType(args.audience)
    audience = ctx.reader.capabilities.audience(note_type)
    turns = [t for t in await ctx.session.turns() if t.role == "user"]
    drafted = draft_note(
        [(t.number, t.text) for t in turns],
        note_type,
        ticket=ticket,
        catalog=ctx.catalog,
        separate=await _separate(ctx),
        customer_visible=audience.customer_visible,
    )
    text = args.text or drafted.text
    warnings = list(drafted.left_out)
    if audience.customer_visible:
        warnings += [f.sentence for f in find_leaks(text, ctx.catalog, ticket.company.id)]
    proposal = await ctx.proposals.propose(
        ProposalDraft(
            kind="post_note",
            title=f"Post a note to #{ticket.id}",
            args={"ticket_id": ticket.id, "note_type": note_type.value, "text": text},
            target_ticket_id=ticket.id,
            warnings=tuple(dict.fromkeys(warnings)),
            base={
                "status_id": ticket.status.id,
                "status_name": ticket.status.name,
                "mailed": ctx.reader.capabilities.mailed,
            },
            evidence=_numbers(turns),
        )
    )
    return ToolResult(
        content=f"{proposal.label} waits for the engineer: note for ticket {ticket.id}. {audience.sentence}",
        summary=f"{proposal.label} drafted",
        data={
            "proposal": proposal.label,
            "note_type": note_type.value,
            "ticket_id": ticket.id,
            "warnings": warnings,
        },
    )


async def _separate(ctx: ToolContext) -> list[str]:
    """Hints of the second issues that were set aside in this session."""
    return [
        str(p.args.get("summary_hint") or p.args.get("label") or "")
        for p in await ctx.proposals.open()
        if p.kind == "spin_off"
    ]


def _numbers(turns: list[Turn]) -> tuple[int, ...]:
    return tuple(t.number for t in turns)


DRAFT_NOTE = Tool(
    name="draft_note",
    description=(
        "Draft a note of this session for the linked ticket, for one audience. Only facts that "
        "were said in this session. "
        "The engineer reviews, edits and posts it."
    ),
    args=DraftNoteArgs,
    effect=Effect.WRITE,
    run=run_draft_note,
)
