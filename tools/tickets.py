"""Reading tickets: by any mix of filters, one in full, look-alikes, and the engineer's own queue."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from providers.errors import NotFound
from providers.models import Note, Page, Ticket, TicketFilter
from tools import said
from tools.answers import Unclear, age, asks_back, ticket_data, ticket_line, ticket_list
from tools.base import Effect, Tool, ToolArgs, ToolContext, ToolResult
from tools.similarity import look_alikes, telling_words

SHOWN_TICKETS = 10
_SHOWN_NOTES = 6
_NOTE_CHARACTERS = 600
_MAX_DAYS = 36_500
Sort = Literal["priority", "newest", "oldest"]


class FindTickets(ToolArgs):
    """Everything is given as the person said it; code finds the ids."""

    text: str | None = Field(None, max_length=300, description="Words that must occur in the ticket")
    company: str | None = Field(None, description="Company name as said")
    board: str | None = Field(None, description="Board or queue name as said")
    status: str | None = Field(None, description="Status name as said")
    priority: str | None = Field(None, description="Priority as said; 'high or above' is understood")
    assigned: str | None = Field(None, description="'me', 'unassigned', or a member's name as said")
    state: Literal["open", "closed", "any"] = "open"
    age_days_min: float | None = Field(
        None, ge=0, le=_MAX_DAYS, description="Entered at least this many days ago"
    )
    age_days_max: float | None = Field(
        None, ge=0, le=_MAX_DAYS, description="Entered at most this many days ago"
    )
    sort: Sort = "priority"
    page: int = Field(1, ge=1, le=1000)


class ShowTicket(ToolArgs):
    ticket: str = Field(max_length=60, description="Ticket number as said")


class SimilarTickets(ToolArgs):
    ticket: str | None = Field(None, max_length=60, description="Ticket number; left out, the linked ticket")
    text: str | None = Field(None, max_length=500, description="A description instead of a ticket")
    company: str | None = Field(None, description="Only this company, as said")


class MyQueue(ToolArgs):
    pass


@asks_back
async def find_tickets(ctx: ToolContext, args: FindTickets) -> ToolResult:
    """Tickets that fit everything given; when no ticket holds all words, those that hold most of them."""
    wanted = _filter(ctx, args)
    page = await _page(ctx, wanted, args.sort, args.page)
    if not page.total and len(wanted.text.split()) > 1:
        near = await look_alikes(ctx.reader, wanted.text, wanted)
        if near:
            tickets = [n.ticket for n in near]
            lead = f'No ticket holds all of "{wanted.text}". These hold some of it:'
            return ticket_list(tickets, len(tickets), ctx, lead=lead, extra={"relaxed": True})
    return ticket_list(
        page.items, page.total, ctx, lead=f"{page.total} tickets found.", extra={"page": args.page}
    )


async def _page(ctx: ToolContext, wanted: TicketFilter, sort: Sort, number: int) -> Page[Ticket]:
    if sort == "priority":
        return await ctx.reader.search_tickets(wanted, page=number, page_size=SHOWN_TICKETS)
    newest = wanted.model_copy(update={"newest_first": True})
    page = await ctx.reader.search_tickets(newest, page=number, page_size=SHOWN_TICKETS)
    return page if sort == "newest" else await _oldest(ctx, newest, page.total, number)


async def _oldest(ctx: ToolContext, newest: TicketFilter, total: int, number: int) -> Page[Ticket]:
    """The far end of the newest-first list, turned round."""
    last_wanted = max(total - (number - 1) * SHOWN_TICKETS, 0)
    first_wanted = max(last_wanted - SHOWN_TICKETS, 0)
    rows: list[Ticket] = []
    for page in range(first_wanted // SHOWN_TICKETS + 1, -(-last_wanted // SHOWN_TICKETS) + 1):
        found = await ctx.reader.search_tickets(newest, page=page, page_size=SHOWN_TICKETS)
        rows += found.items
    start = first_wanted % SHOWN_TICKETS
    kept = rows[start : start + last_wanted - first_wanted]
    return Page(items=tuple(reversed(kept)), total=total, page=number, page_size=SHOWN_TICKETS)


def _filter(ctx: ToolContext, args: FindTickets) -> TicketFilter:
    board_ids = (said.board(ctx, args.board),) if args.board else ()
    return TicketFilter(
        text=(args.text or "").strip(),
        company_ids=(said.company(ctx, args.company),) if args.company else (),
        board_ids=board_ids,
        status_ids=said.statuses(ctx, args.status, board_ids) if args.status else (),
        priority_ids=said.priorities(ctx, args.priority) if args.priority else (),
        assigned=said.assigned_filter(ctx, args.assigned) if args.assigned else "any",
        state=said.state_for(ctx, args.status, args.state) if args.status else args.state,
        entered_before=_ago(ctx, args.age_days_min),
        entered_after=_ago(ctx, args.age_days_max),
    )


def _ago(ctx: ToolContext, days: float | None) -> datetime | None:
    return None if days is None else ctx.now - timedelta(days=days)


@asks_back
async def show_ticket(ctx: ToolContext, args: ShowTicket) -> ToolResult:
    ticket = await read_ticket(ctx, args.ticket)
    notes = await ctx.reader.list_notes(ticket.id)
    resources = await ctx.reader.list_resources(ticket.id)
    devices = await ctx.reader.configurations(ticket_id=ticket.id)
    names = [r.member_name for r in resources]
    lines = [ticket_line(ticket, ctx.now)]
    lines += [f"Contact: {ticket.contact.name}"] if ticket.contact else []
    lines += [f"Description: {ticket.description[:2000]}"] if ticket.description else []
    lines += [f"Works on it: {', '.join(names)}"] if names else []
    lines += [f"Devices: {', '.join(d.name for d in devices[:10])}"] if devices else []
    lines += [_note_line(note, ctx) for note in notes[-_SHOWN_NOTES:]]
    data = {
        "ticket": ticket_data(ticket)
        | {
            "description": ticket.description,
            "contact": ticket.contact.name if ticket.contact else None,
            "resources": names,
            "devices": [d.name for d in devices[:10]],
            "notes": [_note_data(note) for note in notes[-_SHOWN_NOTES:]],
            "note_count": len(notes),
        }
    }
    return ToolResult(
        "\n".join(lines), f"#{ticket.id}, {len(notes)} notes", data=data, rows=1, tickets=(ticket,)
    )


def _note_line(note: Note, ctx: ToolContext) -> str:
    who = note.member.name if note.member else "customer or system"
    head = f"{note.type.value}, {who}, {age(note.created_at, ctx.now)} ago"
    return f"Note ({head}): {note.text[:_NOTE_CHARACTERS]}"


def _note_data(note: Note) -> dict[str, str | None]:
    return {
        "type": note.type.value,
        "by": note.member.name if note.member else None,
        "at": note.created_at.isoformat(),
        "text": note.text[:_NOTE_CHARACTERS],
    }


async def read_ticket(ctx: ToolContext, words: str | None) -> Ticket:
    """The ticket whose number stands in the words; without words, the linked one.

    Raises:
        Unclear: No number was given and no ticket is linked.
        NotFound: No such ticket, or the person may not see it.
    """
    if not words or words.strip().casefold() in {
        "linked",
        "this",
        "it",
        "the linked ticket",
        "current",
        "this ticket",
    }:
        linked = ctx.session.linked_ticket
        if linked is None:
            raise Unclear("ticket_id", words or "", hint="No ticket is linked here, so say its number.")
        return await ctx.reader.get_ticket(linked.id)
    number = ticket_number(words)
    try:
        return await ctx.reader.get_ticket(number)
    except NotFound as error:
        raise NotFound(f"There is no ticket #{number} that you may see.") from error


def ticket_number(words: str) -> str:
    """The number in "#48291", "ticket 48291" or "48291"; other ids are taken as they stand."""
    digits = re.fullmatch(r"\D*?(\d+)\D*", words.strip())
    return digits[1] if digits else words.strip().removeprefix("#")


@asks_back
async def similar_tickets(ctx: ToolContext, args: SimilarTickets) -> ToolResult:
    """Same company first, then others, as far as the person's rights go."""
    source = None if args.text else await read_ticket(ctx, args.ticket)
    text = args.text or (source.summary if source else "")
    if not telling_words(text):
        raise Unclear(
            "ticket_id", text, hint="Say the ticket's number, or describe the trouble in a few words."
        )
    home = (
        said.company(ctx, args.company)
        if args.company
        else (source.company.id if source else _linked_company(ctx))
    )
    without = frozenset({source.id} if source else ())
    tickets: list[Ticket] = []
    if home:
        tickets += await _alike(ctx, text, TicketFilter(company_ids=(home,), state="any"), without)
    own = len(tickets)
    if not args.company:
        tickets += await _alike(ctx, text, TicketFilter(state="any"), without | {t.id for t in tickets})
    tickets = tickets[:SHOWN_TICKETS]
    lead = (
        f"{len(tickets)} similar tickets, {own} of them of the same company."
        if home
        else f"{len(tickets)} similar."
    )
    return ticket_list(tickets, len(tickets), ctx, lead=lead, extra={"same_company": min(own, len(tickets))})


async def _alike(
    ctx: ToolContext, text: str, wanted: TicketFilter, without: frozenset[str]
) -> Sequence[Ticket]:
    return [a.ticket for a in await look_alikes(ctx.reader, text, wanted, without=without)]


def _linked_company(ctx: ToolContext) -> str | None:
    return ctx.session.linked_ticket.company.id if ctx.session.linked_ticket else None


@asks_back
async def my_queue(ctx: ToolContext, args: MyQueue) -> ToolResult:
    """The open tickets of the person's own PSA member."""
    me = said.member(ctx, "me")
    page = await ctx.reader.search_tickets(TicketFilter(assigned=me), page_size=SHOWN_TICKETS)
    return ticket_list(page.items, page.total, ctx, lead=f"{page.total} open tickets are assigned to you.")


TOOLS = (
    Tool(
        "find_tickets",
        "Find tickets by text, company, board, status, priority, assignee, state or age.",
        FindTickets,
        Effect.READ,
        find_tickets,
    ),
    Tool(
        "show_ticket",
        "Show one ticket with description, people, devices and latest notes.",
        ShowTicket,
        Effect.READ,
        show_ticket,
    ),
    Tool(
        "similar_tickets",
        "Tickets like a ticket or a description, same company first.",
        SimilarTickets,
        Effect.READ,
        similar_tickets,
    ),
    Tool("my_queue", "The engineer's own open tickets.", MyQueue, Effect.READ, my_queue),
)
