"""Changing tickets: status and owner as proposals a person confirms; and the session's link to a ticket."""

import re

from pydantic import Field

from providers.models import Ref, Status, Ticket
from tools import said
from tools.answers import asks_back, proposal_answer, ticket_data, ticket_line
from tools.asked import asks_to_unlink
from tools.base import Effect, ProposalDraft, Tool, ToolArgs, ToolContext, ToolResult
from tools.tickets import read_ticket, ticket_number

_LINKED = "Ticket number; left out, the linked ticket"


class ChangeStatus(ToolArgs):
    ticket: str | None = Field(None, max_length=60, description=_LINKED)
    status: str = Field(max_length=100, description="Status as said, resolved on the ticket's board")


class AssignTicket(ToolArgs):
    ticket: str | None = Field(None, max_length=60, description=_LINKED)
    member: str = Field(max_length=100, description="'me', 'nobody', or a member's name as said")


class LinkTicket(ToolArgs):
    ticket: str = Field(max_length=60, description="Ticket number exactly as the person wrote it")


class UnlinkTicket(ToolArgs):
    pass


@asks_back
async def change_status(ctx: ToolContext, args: ChangeStatus) -> ToolResult:
    """Propose another status. Setting the present one proposes nothing."""
    ticket = await read_ticket(ctx, args.ticket)
    if said.is_reopening(args.status) and not ticket.closed:
        return _nothing_to_do(ticket, f"#{ticket.id} is open already, with the status {ticket.status.name}.")
    status = said.status(ctx, args.status, ticket.board.id)
    if status.id == ticket.status.id:
        return _nothing_to_do(ticket, f"#{ticket.id} already has the status {status.name}.")
    draft = ProposalDraft(
        kind="update_status",
        title=f"#{ticket.id}: {ticket.status.name} → {status.name}",
        args={"ticket_id": ticket.id, "status_id": status.id},
        target_ticket_id=ticket.id,
        fields={"status_id": _field(status, args.status)},
        base=_base(ticket),
    )
    proposal = await ctx.proposals.propose(draft)
    sentence = f"#{ticket.id} {ticket.summary}: status {ticket.status.name} → {status.name}."
    return proposal_answer(proposal, sentence, tickets=(ticket,))


@asks_back
async def assign_ticket(ctx: ToolContext, args: AssignTicket) -> ToolResult:
    """Propose another owner, or none. The present owner again proposes nothing."""
    ticket = await read_ticket(ctx, args.ticket)
    member = said.owner(ctx, args.member)
    present = ticket.assigned_member
    if (member.id if member else None) == (present.id if present else None):
        name = member.name if member else "nobody"
        return _nothing_to_do(ticket, f"#{ticket.id} is already assigned to {name}.")
    before, after = present.name if present else "unassigned", member.name if member else "unassigned"
    draft = ProposalDraft(
        kind="assign",
        title=f"#{ticket.id}: {before} → {after}",
        args={"ticket_id": ticket.id, "member_id": member.id if member else None},
        target_ticket_id=ticket.id,
        fields={"member_id": _field(member, args.member)},
        base=_base(ticket),
    )
    proposal = await ctx.proposals.propose(draft)
    sentence = f"#{ticket.id} {ticket.summary}: owner {before} → {after}."
    return proposal_answer(proposal, sentence, tickets=(ticket,))


@asks_back
async def link_ticket(ctx: ToolContext, args: LinkTicket) -> ToolResult:
    """Link the session, only to a number the person has just written."""
    ticket = await read_ticket(ctx, args.ticket)
    if not wrote_number(ctx.said, ticket_number(args.ticket)):
        sentence = f"Nothing is linked. To link #{ticket.id}, the engineer writes its number or uses Link."
        data = {"linked": None, "needs_number": ticket.id, "ticket": ticket_data(ticket)}
        return ToolResult(sentence, "not linked", data=data, tickets=(ticket,))
    await ctx.session.link_ticket(ticket)
    content = f"Linked to {ticket_line(ticket, ctx.now)}"
    return ToolResult(
        content, f"linked #{ticket.id}", data={"linked": ticket_data(ticket)}, tickets=(ticket,)
    )


async def unlink_ticket(ctx: ToolContext, args: UnlinkTicket) -> ToolResult:
    """Take the session's link away, only when the person's message asks for it; the ticket is not touched."""
    linked = ctx.session.linked_ticket
    if linked is None:
        return ToolResult("No ticket was linked.", "nothing linked", data={"unlinked": None})
    if not asks_to_unlink(ctx.said):
        sentence = f"#{linked.id} stays linked. To unlink it, the engineer says so, or uses Link."
        return ToolResult(sentence, "still linked", data={"unlinked": None, "linked": ticket_data(linked)})
    await ctx.session.unlink_ticket()
    return ToolResult(
        f"Unlinked #{linked.id}.", f"unlinked #{linked.id}", data={"unlinked": ticket_data(linked)}
    )


def wrote_number(text: str, number: str) -> bool:
    """Whether the number stands in the text by itself, not as a part of a longer one."""
    return re.search(rf"(?<![\w.-]){re.escape(number)}(?![\w-]|\.\d)", text) is not None


def _base(ticket: Ticket) -> dict[str, str | bool | None]:
    owner = ticket.assigned_member
    return {
        "status_id": ticket.status.id,
        "status_name": ticket.status.name,
        "closed": ticket.closed,
        "assigned_member_id": owner.id if owner else None,
        "assigned_member": owner.name if owner else None,
        "summary": ticket.summary,
        "company": ticket.company.name,
        "updated_at": ticket.updated_at.isoformat(),
    }


def _field(chosen: Ref | Status | None, words: str) -> dict[str, str | None]:
    return {"value": chosen.id if chosen else None, "name": chosen.name if chosen else None, "said": words}


def _nothing_to_do(ticket: Ticket, sentence: str) -> ToolResult:
    return ToolResult(
        f"{sentence} Nothing was proposed.", "nothing to do", data={"nothing": sentence}, tickets=(ticket,)
    )


TOOLS = (
    Tool(
        "change_status",
        "Propose a status change of a ticket; a person confirms it.",
        ChangeStatus,
        Effect.WRITE,
        change_status,
    ),
    Tool(
        "assign_ticket",
        "Propose a ticket's owner; a person confirms it.",
        AssignTicket,
        Effect.WRITE,
        assign_ticket,
    ),
    Tool(
        "link_ticket",
        "Link this session to a ticket whose number the person wrote.",
        LinkTicket,
        Effect.READ,
        link_ticket,
    ),
    Tool(
        "unlink_ticket",
        "Take away the session's link to its ticket.",
        UnlinkTicket,
        Effect.READ,
        unlink_ticket,
    ),
)
