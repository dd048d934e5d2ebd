"""Tickets for pages and programs: reading as the person, and the person's own direct writes.

A direct write is a confirmation: it goes through the same checks, ledger and executor as a proposal.
"""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from assistant.assisted.service import Assistance
from assistant.connections.tables import Connection, MemberMapping
from assistant.errors import DeskError, Invalid, Missing, PsaRefused, Stale
from assistant.identity.people import Person
from assistant.identity.tables import User
from assistant.proposals.outcome import Outcome
from assistant.proposals.service import Proposals
from assistant.text import clean
from assistant.tickets.companies import companies_named
from providers.base import PSAReader
from providers.errors import ProviderError
from providers.models import (
    Board,
    Company,
    Configuration,
    Note,
    NoteType,
    Page,
    Priority,
    Resource,
    Status,
    Ticket,
    TicketFilter,
)
from providers.scope import Scope
from tools.base import ProposalDraft
from tools.catalog import Catalog
from tools.quick_create import InitialValues, ParseResult
from tools.similarity import look_alikes

RELATED = 5
_WITH_TEXT = ("create_ticket", "post_note")
_Row = TypeVar("_Row")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Sources(Protocol):
    """Readers and lists of the account's PSAs, as far as the person may see."""

    async def active(self, scope: Scope) -> list[Connection]: ...

    async def one(self, scope: Scope, connection_id: str | None = None) -> Connection: ...

    async def reader(
        self, scope: Scope, connection_id: str | None = None
    ) -> tuple[Connection, PSAReader]: ...

    async def catalog(self, scope: Scope, connection_id: str | None = None) -> Catalog: ...

    def count_on(self, connection: Connection, kind: Literal["search", "look_up"]) -> None: ...


class WhoIsWho(Protocol):
    """Which PSA members are people of ours."""

    async def list(self, scope: Scope, connection_id: str | None) -> Sequence[tuple[MemberMapping, User]]: ...


@dataclass(frozen=True, slots=True)
class Query:
    """A ticket list as somebody asks for it. `assigned` is me, unassigned, all, or a member's id."""

    search: str = ""
    board: str | None = None
    status: str | None = None
    priority: str | None = None
    company: str | None = None
    assigned: str = "all"
    closed: bool = False
    recent: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """A ticket with all that belongs to it. `problems` names the parts that could not be read, and why."""

    ticket: Ticket
    notes: Sequence[Note]
    resources: Sequence[Resource]
    configurations: Sequence[Configuration]
    related: Sequence[Ticket]
    customer_visible: frozenset[NoteType]
    problems: Mapping[str, str]


class Tickets:
    """Every method takes the person's scope; what they may not see does not exist for them."""

    def __init__(
        self, sources: Sources, who_is_who: WhoIsWho, proposals: Proposals, assistance: Assistance
    ) -> None:
        self._sources = sources
        self._who_is_who = who_is_who
        self._proposals = proposals
        self._assistance = assistance

    async def search(
        self,
        scope: Scope,
        query: Query,
        *,
        page: int = 1,
        page_size: int = 25,
        connection_id: str | None = None,
    ) -> Page[Ticket]:
        """One page, by priority and then entry date, newest first.

        Raises:
            Invalid: "me" was asked for, and the person is not mapped to a PSA member.
            TooMany: The account searched as often as it may in a minute; look-ups are counted alike.
        """
        connection, reader = await self._sources.reader(scope, connection_id)
        self._sources.count_on(connection, "search")
        wanted = TicketFilter(
            text=clean(query.search).strip(),
            board_ids=_only(query.board),
            status_ids=_only(query.status),
            priority_ids=_only(query.priority),
            company_ids=_only(query.company),
            assigned=_assigned(scope, connection.id, query.assigned),
            state="any" if query.closed else "open",
            newest_first=query.recent,
        )
        return await reader.search_tickets(wanted, page=page, page_size=page_size)

    async def my_queue(
        self, scope: Scope, *, page: int = 1, page_size: int = 5, connection_id: str | None = None
    ) -> Page[Ticket] | None:
        """The person's open tickets; None when they are not mapped to a PSA member.

        Raises:
            Missing: No PSA is connected.
        """
        connection, reader = await self._sources.reader(scope, connection_id)
        member_id = scope.member_id(connection.id)
        if member_id is None:
            return None
        self._sources.count_on(connection, "search")
        return await reader.search_tickets(TicketFilter(assigned=member_id), page=page, page_size=page_size)

    async def _looking_up(self, scope: Scope, connection_id: str | None) -> PSAReader:
        """A reader for looking one ticket up, which is counted."""
        connection, reader = await self._sources.reader(scope, connection_id)
        self._sources.count_on(connection, "look_up")
        return reader

    async def get(self, scope: Scope, ticket_id: str, connection_id: str | None = None) -> Ticket:
        reader = await self._looking_up(scope, connection_id)
        return await reader.get_ticket(_id(ticket_id))

    async def detail(self, scope: Scope, ticket_id: str, connection_id: str | None = None) -> Detail:
        """The ticket, and what belongs to it, asked for at once. A part that fails is empty and named in
        `problems`; without the ticket itself there is nothing.

        Raises:
            NotFound, ProviderError: The ticket cannot be read.
        """
        reader = await self._looking_up(scope, connection_id)
        ticket = await reader.get_ticket(_id(ticket_id))
        problems: dict[str, str] = {}
        notes, resources, configurations, related = await asyncio.gather(
            _part("notes", reader.list_notes(ticket.id), problems),
            _part("resources", reader.list_resources(ticket.id), problems),
            _part("configurations", reader.configurations(ticket_id=ticket.id), problems),
            _part("related", self._related(reader, ticket), problems),
        )
        return Detail(ticket, notes, resources, configurations, related, _customer_visible(reader), problems)

    async def statuses(
        self, scope: Scope, ticket_id: str, connection_id: str | None = None
    ) -> Sequence[Status]:
        """The statuses of the ticket's board, in the PSA's order."""
        reader = await self._looking_up(scope, connection_id)
        ticket = await reader.get_ticket(_id(ticket_id))
        return await reader.statuses(ticket.board.id)

    async def notes(
        self, scope: Scope, ticket_id: str, connection_id: str | None = None
    ) -> tuple[Sequence[Note], frozenset[NoteType]]:
        """All notes, oldest first, and which types the customer can read."""
        reader = await self._looking_up(scope, connection_id)
        ticket = await reader.get_ticket(_id(ticket_id))
        return await reader.list_notes(ticket.id), _customer_visible(reader)

    async def resources(
        self, scope: Scope, ticket_id: str, connection_id: str | None = None
    ) -> Sequence[Resource]:
        """Who works on the ticket, the owner first."""
        _, reader = await self._sources.reader(scope, connection_id)
        ticket = await reader.get_ticket(_id(ticket_id))
        return await reader.list_resources(ticket.id)

    async def related(
        self, scope: Scope, ticket_id: str, connection_id: str | None = None
    ) -> Sequence[Ticket]:
        """Tickets of the same company that look like it."""
        _, reader = await self._sources.reader(scope, connection_id)
        return await self._related(reader, await reader.get_ticket(_id(ticket_id)))

    async def mapped_members(self, scope: Scope, connection_id: str | None = None) -> frozenset[str]:
        """The PSA members who are people of ours."""
        rows = await self._who_is_who.list(scope, connection_id)
        return frozenset(row.external_member_id for row, _ in rows)

    async def boards(self, scope: Scope, connection_id: str | None = None) -> Sequence[Board]:
        return (await self._sources.catalog(scope, connection_id)).boards

    async def priorities(self, scope: Scope, connection_id: str | None = None) -> Sequence[Priority]:
        """Most urgent first."""
        return (await self._sources.catalog(scope, connection_id)).priorities

    async def companies(
        self,
        scope: Scope,
        words: str = "",
        *,
        page: int = 1,
        page_size: int = 25,
        connection_id: str | None = None,
    ) -> tuple[Sequence[Company], int]:
        """Companies whose name or alias holds all the words, those that begin with them first."""
        catalog = await self._sources.catalog(scope, connection_id)
        found = companies_named(catalog, clean(words))
        return found[(page - 1) * page_size : page * page_size], len(found)

    async def parse(
        self,
        scope: Scope,
        prompt: str,
        *,
        initial_values: InitialValues | Mapping[str, Any] | None = None,
        connection_id: str | None = None,
    ) -> ParseResult:
        """Read a sentence into the fields of a ticket. Writes nothing; spans count characters of `prompt`.
        A model helps where one is set; without it, or when it fails, plain code reads alone."""
        connection = await self._sources.one(scope, connection_id)
        catalog = await self._sources.catalog(scope, connection.id)
        lent = InitialValues.model_validate(initial_values) if initial_values is not None else None
        readable = _UNPRINTABLE.sub(" ", prompt)
        return await self._assistance.parse(scope, catalog, readable, lent)

    async def create(
        self,
        person: Person,
        values: Mapping[str, Any],
        *,
        connection_id: str | None = None,
        session_id: str | None = None,
        spin_off_id: str | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Create a ticket. The same `key` of the same person again gives the outcome of the first time.

        Raises:
            Invalid, Missing, Stale, PsaRefused: It was refused; nothing was written.
        """
        draft = ProposalDraft(
            kind="create_ticket",
            title=f"Create a ticket: {values.get('summary') or ''}",
            args=dict(values),
            base={"spin_off_id": spin_off_id} if spin_off_id else {},
        )
        return await self._write(person, connection_id, draft, session_id=session_id, key=key)

    async def update_status(
        self,
        person: Person,
        ticket_id: str,
        status_id: str,
        *,
        previous_status_id: str | None = None,
        connection_id: str | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Set the status. With `previous_status_id`, a ticket that has another one by now is `Stale`."""
        draft = ProposalDraft(
            kind="update_status",
            title=f"Change the status of #{ticket_id}",
            args={"ticket_id": ticket_id, "status_id": status_id},
            base={"status_id": previous_status_id} if previous_status_id else {},
        )
        return await self._write(person, connection_id, draft, key=key)

    async def assign(
        self,
        person: Person,
        ticket_id: str,
        member_id: str | None,
        *,
        connection_id: str | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Make a member the owner; None leaves the ticket unassigned."""
        draft = ProposalDraft(
            kind="assign", title=f"Assign #{ticket_id}", args={"ticket_id": ticket_id, "member_id": member_id}
        )
        return await self._write(person, connection_id, draft, key=key)

    async def add_resource(
        self,
        person: Person,
        ticket_id: str,
        member_id: str,
        *,
        connection_id: str | None = None,
        key: str | None = None,
    ) -> Outcome:
        draft = ProposalDraft(
            kind="add_resource",
            title=f"Add somebody to #{ticket_id}",
            args={"ticket_id": ticket_id, "member_id": member_id},
        )
        return await self._write(person, connection_id, draft, key=key)

    async def remove_resource(
        self,
        person: Person,
        ticket_id: str,
        member_id: str,
        *,
        connection_id: str | None = None,
        key: str | None = None,
    ) -> Outcome:
        draft = ProposalDraft(
            kind="remove_resource",
            title=f"Take somebody off #{ticket_id}",
            args={"ticket_id": ticket_id, "member_id": member_id},
        )
        return await self._write(person, connection_id, draft, key=key)

    async def post_note(
        self,
        person: Person,
        ticket_id: str,
        note_type: NoteType,
        text: str,
        *,
        override_reason: str | None = None,
        connection_id: str | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Post a note straight on a ticket. What the customer reads is checked like a session's note."""
        draft = ProposalDraft(
            kind="post_note",
            title=f"Post a note to #{ticket_id}",
            args={"ticket_id": ticket_id, "note_type": note_type.value, "text": text},
        )
        return await self._write(person, connection_id, draft, override_reason=override_reason, key=key)

    async def _write(
        self,
        person: Person,
        connection_id: str | None,
        draft: ProposalDraft,
        *,
        session_id: str | None = None,
        override_reason: str | None = None,
        key: str | None = None,
    ) -> Outcome:
        connection = await self._sources.one(person.scope, connection_id)
        outcome = await self._proposals.write_now(
            person,
            connection.id,
            draft,
            session_id=session_id,
            override_reason=override_reason,
            proposal_id=_write_id(person.scope, key) if key else None,
        )
        if outcome.state == "rejected":
            await self._drop_refused(person, draft, outcome)
            raise _refusal(outcome)
        return outcome

    async def _drop_refused(self, person: Person, draft: ProposalDraft, outcome: Outcome) -> None:
        """A refused click (a status, a person) leaves nothing to edit: it is told and closed at once. A
        ticket or a note keeps its text, waits, and says why."""
        if draft.kind not in _WITH_TEXT:
            await self._proposals.dismiss(person.scope, outcome.proposal_id)

    async def _related(self, reader: PSAReader, ticket: Ticket) -> Sequence[Ticket]:
        same = TicketFilter(company_ids=(ticket.company.id,))
        found = await look_alikes(reader, ticket.summary, same, without=frozenset({ticket.id}), limit=RELATED)
        return [each.ticket for each in found]


async def _part(name: str, load: Awaitable[Sequence[_Row]], problems: dict[str, str]) -> Sequence[_Row]:
    try:
        return await load
    except ProviderError as error:
        problems[name] = str(error)
        return ()


def _assigned(scope: Scope, connection_id: str, asked: str) -> str:
    if asked in ("all", ""):
        return "any"
    if asked != "me":
        return _id(asked)
    member_id = scope.member_id(connection_id)
    if member_id is None:
        detail = "You are not mapped to a PSA member, so nobody knows which tickets are yours."
        raise Invalid(
            detail,
            remedy="Map yourself in the settings, or ask an admin to.",
            extras={"fields": [{"field": "assigned", "message": detail}]},
        )
    return member_id


def _only(value: str | None) -> tuple[str, ...]:
    return (_id(value),) if value else ()


def _id(value: str) -> str:
    return clean(value).strip().removeprefix("#")


def _customer_visible(reader: PSAReader) -> frozenset[NoteType]:
    return frozenset(each.type for each in reader.capabilities.note_audiences if each.customer_visible)


def _write_id(scope: Scope, key: str) -> str:
    """The id of the write that a key stands for: per person, so that nobody meets another's key."""
    return hashlib.sha256(f"{scope.account_id}\0{scope.user_id}\0{key}".encode()).hexdigest()[:32]


def _refusal(outcome: Outcome) -> DeskError:
    """A refusal of the PSA as the error that says who acts next. Nothing was written."""
    words = outcome.error or "The PSA refused this."
    extras = {"proposal_id": outcome.proposal_id, "applied": "no", "fields": outcome.faults}
    kinds: dict[str, type[DeskError]] = {"InvalidRequest": Invalid, "NotFound": Missing, "Conflict": Stale}
    return kinds.get(outcome.error_kind or "", PsaRefused)(words, extras=extras)
