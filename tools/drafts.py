"""Drafts of new tickets: from a sentence, changed over several turns, dropped again. Nothing is created."""

from typing import Literal

from pydantic import Field

from tools.answers import Unclear, asks_back, proposal_answer
from tools.asked import asks_to_drop
from tools.base import (
    Effect,
    OpenProposal,
    ProposalDraft,
    Tool,
    ToolArgs,
    ToolContext,
    ToolFailed,
    ToolResult,
)
from tools.draft_edits import Revision
from tools.quick_create import InitialValues, ParseResult, parse

Slot = Literal["company", "board", "status", "priority", "assigned", "description"]
_ARGS: dict[str, str] = {
    "company": "company_id",
    "board": "board_id",
    "status": "status_id",
    "priority": "priority_id",
    "assigned": "assigned_member_id",
    "description": "description",
}
_NAMED = ("company_id", "board_id", "status_id", "priority_id", "assigned_member_id")
_KEPT = ("summary", "description", *_NAMED)


class DraftTicket(ToolArgs):
    text: str = Field(
        min_length=1,
        max_length=10_000,
        description="What the person said about the new ticket, word for word",
    )


class EditDraft(ToolArgs):
    """Everything as the person said it; "the other one" and "the second" mean a candidate of the draft."""

    draft: str | None = Field(
        None, max_length=20, description='Label such as "P3"; left out, the latest draft'
    )
    summary: str | None = Field(None, min_length=1, max_length=1_000)
    description: str | None = Field(None, max_length=10_000)
    company: str | None = Field(None, max_length=200)
    board: str | None = Field(None, max_length=200)
    status: str | None = Field(None, max_length=200)
    priority: str | None = Field(None, max_length=200)
    assigned: str | None = Field(None, max_length=200, description="'me', 'nobody', or a member's name")
    drop: list[Slot] = Field(default_factory=list, description="Slots to empty")


class DismissDraft(ToolArgs):
    draft: str | None = Field(
        None, max_length=20, description='Label such as "P3"; left out, the latest proposal'
    )


@asks_back
async def draft_ticket(ctx: ToolContext, args: DraftTicket) -> ToolResult:
    """Parse the sentence and leave the draft for the person. What was not said stays empty."""
    parsed = _parsed(ctx, args.text)
    draft = ProposalDraft(
        kind="create_ticket",
        title=_title(parsed.summary),
        args={name: getattr(parsed, name) for name in _KEPT},
        missing_fields=tuple(parsed.missing_fields),
        warnings=tuple(parsed.warnings),
        fields={name: f.model_dump(mode="json") for name, f in parsed.fields.items()},
        suggestions={name: s.model_dump(mode="json") for name, s in parsed.suggestions.items()},
    )
    proposal = await ctx.proposals.propose(draft)
    return proposal_answer(proposal, _told(parsed), extra={"warnings": parsed.warnings})


def _parsed(ctx: ToolContext, text: str) -> ParseResult:
    """The linked ticket lends company and board, unless another company is named."""
    me, linked = ctx.scope.member_id(ctx.connection_id), ctx.session.linked_ticket
    parsed = parse(ctx.catalog, text, me)
    if linked is None or ("company_id" in parsed.fields and parsed.company_id != linked.company.id):
        return parsed
    return parse(ctx.catalog, text, me, InitialValues(company_id=linked.company.id, board_id=linked.board.id))


def _title(summary: str | None) -> str:
    return f"New ticket: {summary or 'no summary yet'}"


def _told(parsed: ParseResult) -> str:
    """The draft in one line, with the names people know."""
    named = [parsed.fields[slot].name for slot in _NAMED if slot in parsed.fields]
    return f'new ticket "{parsed.summary or ""}" ({", ".join(n for n in named if n) or "nothing else said"}).'


@asks_back
async def edit_draft(ctx: ToolContext, args: EditDraft) -> ToolResult:
    """Change an open draft; all of it or, when a word is unclear, nothing."""
    draft = await _draft(ctx, args.draft)
    revision = Revision.of(ctx, draft)
    board_before = revision.args.get("board_id")
    for slot in args.drop:
        revision.clear(_ARGS[slot])
    for text in ("summary", "description"):
        if value := getattr(args, text):
            revision.text(text, value)
    for slot in ("company", "board", "priority", "assigned"):
        if words := getattr(args, slot):
            revision.choose(_ARGS[slot], words)
    if not args.status:
        revision.follow_board(board_before)
    else:
        revision.choose("status_id", args.status)
    if not revision.told:
        raise ToolFailed(
            "Say what to change: summary, company, board, status, priority, assignee or description."
        )
    return await _store(ctx, draft, revision)


async def _store(ctx: ToolContext, draft: OpenProposal, revision: Revision) -> ToolResult:
    edited = ProposalDraft(
        kind="create_ticket",
        title=_title(revision.args.get("summary")),
        args=revision.args,
        missing_fields=revision.missing,
        warnings=tuple(revision.warnings),
        fields=revision.fields,
    )
    proposal = await ctx.proposals.edit(draft.id, edited)
    return proposal_answer(proposal, f"{'; '.join(revision.told)}.", extra={"warnings": revision.warnings})


async def _draft(ctx: ToolContext, label: str | None) -> OpenProposal:
    found = [p for p in await ctx.proposals.open() if p.kind == "create_ticket"]
    chosen = [p for p in found if label is None or p.label.casefold() == label.strip().casefold()]
    if not chosen:
        labels = ", ".join(p.label for p in found)
        hint = (
            f"There is no open draft {label}. Open: {labels}." if labels else "No draft of a ticket is open."
        )
        raise Unclear("proposal", label or "", hint=hint)
    return chosen[-1]


@asks_back
async def dismiss_draft(ctx: ToolContext, args: DismissDraft) -> ToolResult:
    """Take an open proposal off the table, only when the person's message asks for it."""
    found = list(await ctx.proposals.open())
    chosen = [p for p in found if args.draft is None or p.label.casefold() == args.draft.strip().casefold()]
    if not chosen:
        raise Unclear(
            "proposal", args.draft or "", hint=f"There is no open draft {args.draft or ''}".strip() + "."
        )
    label = chosen[-1].label
    if not asks_to_drop(ctx.said):
        sentence = f"{label} stays. To drop it, the engineer says so, or presses Dismiss."
        return ToolResult(sentence, f"{label} stays", data={"dismissed": None})
    await ctx.proposals.dismiss(chosen[-1].id)
    return ToolResult(
        f"{label} is dismissed. Nothing was written.", f"{label} dismissed", data={"dismissed": label}
    )


TOOLS = (
    Tool(
        "draft_ticket",
        "Draft a new ticket from the person's words; a person reviews and confirms it.",
        DraftTicket,
        Effect.WRITE,
        draft_ticket,
    ),
    Tool("edit_draft", "Change an open draft of a new ticket.", EditDraft, Effect.WRITE, edit_draft),
    Tool(
        "dismiss_draft",
        "Drop an open proposal at the person's word.",
        DismissDraft,
        Effect.WRITE,
        dismiss_draft,
    ),
)
