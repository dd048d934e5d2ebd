"""Working time for the linked ticket: the length the person states, else when they wrote in this session.

The tool stores a proposal; a person confirms it. Whether time is billed stays open unless they said so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from pydantic import Field

from providers.models import Ticket
from tools.answers import proposal_answer
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
from tools.durations import billing_in, duration_in

BREAK = timedelta(minutes=30)
MAX_MINUTES = 24 * 60
NOT_MAPPED = (
    "You are not mapped to a PSA member, so time cannot be credited to you. Map yourself in the settings."
)


@dataclass(frozen=True, slots=True)
class Worked:
    """Working time as the times of messages tell it. `minutes` are whole ones, breaks left out."""

    started_at: datetime
    ended_at: datetime
    minutes: int
    messages: int
    breaks: bool

    @property
    def source(self) -> str:
        """Where the length comes from, in words."""
        if self.messages == 1:
            return f"your one message at {self.started_at:%H:%M} UTC, counted as the shortest entry"
        told = f"your messages from {self.started_at:%H:%M} to {self.ended_at:%H:%M} UTC"
        left_out = ", breaks over 30 minutes left out" if self.breaks else ""
        return f"{told}{left_out}"


def worked(moments: Sequence[datetime]) -> Worked | None:
    """The time of the last day (of UTC) on which the person wrote; None when they never did.

    Pauses of up to 30 minutes between two messages count, longer ones do not. What is left is told in whole
    minutes that are over, at least one; nothing is rounded up.
    """
    if not moments:
        return None
    last = max(moments).astimezone(UTC).date()
    times = sorted(at for each in moments if (at := each.astimezone(UTC)).date() == last)
    pauses = [later - earlier for earlier, later in pairwise(times)]
    spent = sum((pause for pause in pauses if pause <= BREAK), timedelta())
    return Worked(
        started_at=times[0].replace(second=0, microsecond=0),
        ended_at=times[-1],
        minutes=max(1, min(MAX_MINUTES, int(spent.total_seconds() // 60))),
        messages=len(times),
        breaks=any(pause > BREAK for pause in pauses),
    )


class DraftTimeEntry(ToolArgs):
    """What the person said about their working time. Leave out what they did not say."""

    minutes: int | None = Field(
        None, ge=1, le=MAX_MINUTES, description="Only when the person stated a length; else it is counted"
    )
    note: str | None = Field(None, max_length=10_000, description="What was done, in the person's words")
    billable: bool | None = Field(None, description="Only when the person said so")


@dataclass(slots=True)
class _Draft:
    """An entry in the making. `fields` says where each value came from."""

    args: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    source: str = ""


async def draft_time_entry(ctx: ToolContext, args: DraftTimeEntry) -> ToolResult:
    """Draft a time entry of the person for the linked ticket.

    A length or a billing that the model adds is left out and told; a text it words itself is kept with a
    warning. An open draft for the ticket keeps what this message does not speak of.

    Raises:
        ToolFailed: No ticket is linked, or the PSA takes no time.
    """
    ticket = ctx.session.linked_ticket
    if ticket is None:
        raise ToolFailed("No ticket is linked to this session. Link one first, then time can be logged.")
    if not ctx.reader.capabilities.can_log_time:
        raise ToolFailed(f"{ctx.reader.capabilities.vendor} takes no time entries.")
    turns = [turn for turn in await ctx.session.turns() if turn.role == "user"]
    before = await _open_draft(ctx, ticket)
    draft = _Draft(args={"ticket_id": ticket.id})
    _length(draft, ctx, args, before, worked([turn.at for turn in turns if turn.at is not None]))
    _billing(draft, ctx.said, args, before)
    _text(draft, args, before, [turn.text for turn in turns])
    if ctx.scope.member_id(ctx.connection_id) is None:
        draft.warnings.append(NOT_MAPPED)
    proposal = await ctx.proposals.propose(
        ProposalDraft(
            kind="log_time",
            title=f"Log time on #{ticket.id}",
            args=draft.args,
            target_ticket_id=ticket.id,
            missing_fields=tuple(name for name in ("minutes",) if not draft.args.get(name)),
            warnings=tuple(draft.warnings),
            fields=draft.fields,
            base={"summary": ticket.summary, "company": ticket.company.name},
            evidence=tuple(turn.number for turn in turns),
        )
    )
    return proposal_answer(proposal, _told(draft, ticket), extra={"warnings": draft.warnings})


async def _open_draft(ctx: ToolContext, ticket: Ticket) -> OpenProposal | None:
    same = [
        each
        for each in await ctx.proposals.open()
        if each.kind == "log_time" and each.target_ticket_id == ticket.id
    ]
    return same[-1] if same else None


def _length(
    draft: _Draft, ctx: ToolContext, args: DraftTimeEntry, before: OpenProposal | None, counted: Worked | None
) -> None:
    """Minutes and start: what the person says now, what they said before, else what the messages tell."""
    said = duration_in(ctx.said)
    kept = before.args if before is not None and _is_stated(before) else {}
    if said is not None:
        minutes = _whole(said.minutes)
        draft.fields["minutes"] = {"said": said.said, "value": minutes}
        draft.source = f"you said “{said.said}”"
        if minutes is None:
            draft.warnings.append(
                f"“{said.said}” cannot be logged: an entry has 1 to {MAX_MINUTES:,} whole minutes."
            )
    elif kept and before is not None:
        minutes = kept["minutes"]
        draft.fields["minutes"], draft.source = before.fields.get("minutes", {}), "as you said before"
    else:
        minutes = counted.minutes if counted else None
        draft.source = counted.source if counted else ""
        draft.fields["minutes"] = {"from": draft.source, "value": minutes}
    if args.minutes is not None and args.minutes != minutes:
        draft.warnings.append(f"{args.minutes} minutes were not said by you and are left out.")
    draft.args |= {
        "minutes": minutes,
        "started_at": kept.get("started_at") or _start(ctx.now, minutes, counted),
    }


def _is_stated(before: OpenProposal) -> bool:
    """Whether the draft's length is the person's: they said it, or typed it on the card."""
    origin = before.fields.get("minutes")
    own = isinstance(origin, Mapping) and (origin.get("said") or "was" in origin)
    return bool(own and before.args.get("minutes"))


def _whole(minutes: float) -> int | None:
    return int(minutes) if minutes == int(minutes) and 1 <= minutes <= MAX_MINUTES else None


def _start(now: datetime, minutes: int | None, counted: Worked | None) -> str:
    """When the counted work began, but early enough that the entry does not reach into the future."""
    latest = now.astimezone(UTC) - timedelta(minutes=minutes or 1)
    began = min(counted.started_at, latest) if counted else latest
    return began.replace(second=0, microsecond=0).isoformat()


def _billing(draft: _Draft, said: str, args: DraftTimeEntry, before: OpenProposal | None) -> None:
    billable = billing_in(said)
    if billable is None and before is not None:
        billable = before.args.get("billable")
    draft.args["billable"] = billable
    if args.billable is not None and args.billable != billable:
        claim = "billable" if args.billable else "not billable"
        draft.warnings.append(f"You did not say that it is {claim}; the PSA decides.")


def _text(draft: _Draft, args: DraftTimeEntry, before: OpenProposal | None, own: Sequence[str]) -> None:
    note = (args.note or "").strip() or (before.args.get("note") if before is not None else None)
    draft.args["note"] = note
    if args.note and _plain(args.note) not in _plain("\n".join(own)):
        draft.warnings.append("Not in your words: the text. Check it.")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _told(draft: _Draft, ticket: Ticket) -> str:
    minutes, billable = draft.args.get("minutes"), draft.args.get("billable")
    length = f"{minutes} minute{'' if minutes == 1 else 's'}" if minutes else "time, its length still open,"
    bill = "" if billable is None else ", billable" if billable else ", not billable"
    return f"{length} on #{ticket.id}{bill}{f' ({draft.source})' if draft.source else ''}."


DRAFT_TIME_ENTRY = Tool(
    name="draft_time_entry",
    description=(
        "Draft a time entry of the engineer for the linked ticket, when they ask to log time. Pass only "
        "what they stated; the length is counted from the session otherwise. They review and confirm it."
    ),
    args=DraftTimeEntry,
    effect=Effect.WRITE,
    run=draft_time_entry,
)
