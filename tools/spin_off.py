"""Suggesting a separate ticket for a second issue that came up in a session."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from providers.models import Ticket, TicketFilter
from tools.answers import asks_back, proposal_answer, ticket_data
from tools.base import Effect, ProposalDraft, Tool, ToolArgs, ToolContext, ToolFailed, ToolResult, Turn
from tools.similarity import likeness, look_alikes, telling_words

ACTION_TYPE = "create_spin_off_ticket"
_QUOTE_CHARACTERS = 280
_SAME_ISSUE = 0.5
_LOOK_ALIKES = 4
_ALIKE = 0.4
_SAME_LETTERS = 4


class SuggestSpinOff(ToolArgs):
    """Only for an issue clearly apart from what the session is about."""

    label: str = Field(
        min_length=3, max_length=80, description="The second issue in a few words of the person"
    )
    summary_hint: str | None = Field(
        None,
        max_length=500,
        description="The person's own words about it; fills the prompt of the new ticket",
    )
    turns: list[int] = Field(
        default_factory=list,
        max_length=10,
        description="Turns of the person that mention it, in these words",
    )


@asks_back
async def suggest_spin_off(ctx: ToolContext, args: SuggestSpinOff) -> ToolResult:
    """Store the suggestion with the quoted turns and the open tickets that look like it.

    Raises:
        ToolFailed: A turn does not exist, is not the person's, does not hold the words of the suggestion, or
            the same issue is suggested already.
    """
    quoted = _quoted(await ctx.session.turns(), args)
    turns = [quote["turn"] for quote in quoted]
    hint = args.summary_hint or args.label
    await _refuse_twice(ctx, f"{args.label} {hint}")
    linked = ctx.session.linked_ticket
    alike = await _look_alikes(ctx, hint, linked)
    draft = ProposalDraft(
        kind="spin_off",
        title=f"Separate ticket: {args.label}",
        args={
            "type": ACTION_TYPE,
            "label": args.label,
            "summary_hint": args.summary_hint,
            "turns": turns,
        }
        | _lent(linked),
        suggestions={"look_alikes": [ticket_data(t) for t in alike], "quotes": quoted},
        evidence=tuple(turns),
    )
    proposal = await ctx.proposals.propose(draft)
    sentence = f'"{args.label}" could be its own ticket.'
    if alike:
        sentence += f" Open tickets that look like it: {', '.join(f'#{t.id} {t.summary}' for t in alike)}."
    return proposal_answer(
        proposal, sentence, extra={"look_alikes": [ticket_data(t) for t in alike]}, tickets=alike
    )


def _quoted(turns: Sequence[Turn], args: SuggestSpinOff) -> list[dict[str, Any]]:
    """The turns that the suggestion rests on; left out, the newest of the person's that holds its words."""
    own = {turn.number: turn.text for turn in turns if turn.role == "user"}
    unknown = [n for n in args.turns if n not in own]
    if unknown:
        raise ToolFailed(f"Turn {unknown[0]} is no message of the person. Their turns: {sorted(own)}.")
    said = f"{args.label} {args.summary_hint or ''}"
    numbers = (
        list(args.turns) or [n for n in reversed(own) if not _unsaid(said, own[n])][:1] or list(own)[-1:]
    )
    unsaid = _unsaid(said, " ".join(own[n] for n in numbers))
    if unsaid:
        raise ToolFailed(
            f"Turns {numbers} do not say {', '.join(unsaid[:5])}. Use the person's own words, or name the "
            "turns that say it."
        )
    return [{"turn": n, "text": own[n][:_QUOTE_CHARACTERS]} for n in numbers]


def _unsaid(words: str, text: str) -> list[str]:
    """The telling words that the text does not hold in any form."""
    said = telling_words(text)
    return [word for word in telling_words(words) if not any(_same(word, other) for other in said)]


def _same(word: str, other: str) -> bool:
    shared = max(_SAME_LETTERS, min(len(word), len(other)) - 2)
    return word == other or (min(len(word), len(other)) >= shared and word[:shared] == other[:shared])


async def _refuse_twice(ctx: ToolContext, words: str) -> None:
    for proposal in await ctx.proposals.open():
        if proposal.kind != "spin_off":
            continue
        known = f"{proposal.args.get('label')} {proposal.args.get('summary_hint') or ''}"
        if likeness(telling_words(words), telling_words(known)) >= _SAME_ISSUE:
            raise ToolFailed(f"{proposal.label} suggests this already; nothing was added.")


async def _look_alikes(ctx: ToolContext, hint: str, linked: Ticket | None) -> list[Ticket]:
    if linked is None:
        return []
    wanted = TicketFilter(company_ids=(linked.company.id,))
    found = await look_alikes(
        ctx.reader, hint, wanted, without=frozenset({linked.id}), limit=_LOOK_ALIKES, least=_ALIKE
    )
    return [f.ticket for f in found]


def _lent(linked: Ticket | None) -> dict[str, Any]:
    """What the linked ticket lends; without a link nothing is filled in."""
    if linked is None:
        return {"company_id": None, "board_id": None}
    return {"company_id": linked.company.id, "board_id": linked.board.id}


TOOLS = (
    Tool(
        "suggest_spin_off",
        "Suggest a separate ticket for a second issue, clearly apart from the session's topic. Never for "
        "tangents, "
        "causes, history, steps or jokes.",
        SuggestSpinOff,
        Effect.WRITE,
        suggest_spin_off,
    ),
)
