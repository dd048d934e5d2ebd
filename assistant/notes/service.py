"""From a session to a note on its ticket: draft, check, post, history, export.

Posting is the person's own confirmation of what was on their screen; it goes through the same executor and
ledger as every write. Whatever fails, the session's text stays where it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.assisted.noting import Session as Told
from assistant.assisted.service import Assistance
from assistant.connections.tables import Connection
from assistant.database import Database
from assistant.errors import Invalid
from assistant.identity.people import Person
from assistant.notes import repository
from assistant.notes.export import as_json, as_markdown
from assistant.notes.schemas import ExportFormat, PostIn
from assistant.notes.tables import PostLog
from assistant.proposals.outcome import Outcome
from assistant.proposals.tables import Proposal
from assistant.sessions.service import SessionService
from assistant.sessions.tables import Message, Session
from assistant.text import clean
from providers.base import PSAReader
from providers.errors import RateLimited, Unavailable
from providers.models import Capabilities, NoteAudience, NoteType, Status, Ticket
from providers.scope import Scope
from tools.base import ProposalDraft
from tools.catalog import Catalog
from tools.leaks import Finding, find_leaks
from tools.note_draft import DraftedNote, Template, usual_template


class Sources(Protocol):
    """Readers and lists of the account's PSAs, as far as the person may see."""

    async def reader(
        self, scope: Scope, connection_id: str | None = None
    ) -> tuple[Connection, PSAReader]: ...

    async def catalog(self, scope: Scope, connection_id: str | None = None) -> Catalog: ...


class Writes(Protocol):
    """The person's own writes, and the proposals of their sessions."""

    async def of_session(self, scope: Scope, session_id: str) -> Sequence[Proposal]: ...

    async def write_now(
        self,
        person: Person,
        connection_id: str,
        draft: ProposalDraft,
        *,
        session_id: str | None = None,
        override_reason: str | None = None,
        proposal_id: str | None = None,
    ) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Preview:
    """A drafted note with everything a person should see before it is posted."""

    drafted: DraftedNote
    ticket: Ticket
    statuses: Sequence[Status]
    capabilities: Capabilities
    previous_posts: int
    template: Template
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Check:
    """What a text would meet on its way to the ticket."""

    findings: Sequence[Finding]
    blocked: bool
    warnings: Sequence[str]


@dataclass(frozen=True, slots=True)
class Posted:
    """How a post went, and where the ticket is."""

    outcome: Outcome
    ticket_id: str
    ticket_url: str | None


@dataclass(frozen=True, slots=True)
class LinkedTicket:
    """The session's ticket as the PSA has it now."""

    session: Session
    connection: Connection
    reader: PSAReader
    ticket: Ticket


class Notes:
    """Every method takes the person's scope; another person's session is `Missing`."""

    def __init__(
        self,
        database: Database,
        sessions: SessionService,
        sources: Sources,
        writes: Writes,
        assistance: Assistance,
    ) -> None:
        self._database = database
        self._sessions = sessions
        self._sources = sources
        self._writes = writes
        self._assistance = assistance

    async def linked(self, scope: Scope, session_id: str) -> LinkedTicket:
        """The session's ticket, read anew.

        Raises:
            Invalid: No ticket is linked, or its connection was removed.
        """
        session, ticket_id = await self._linked_session(scope, session_id)
        connection, reader = await self._sources.reader(scope, session.connection_id)
        return LinkedTicket(session, connection, reader, await reader.get_ticket(ticket_id))

    async def _linked_session(self, scope: Scope, session_id: str) -> tuple[Session, str]:
        session = await self._sessions.get(scope, session_id)
        if session.psa_ticket_id is None:
            raise Invalid("No ticket is linked to this session.", remedy="Link a ticket first.")
        if session.connection_id is None:
            raise Invalid(
                "The connection of this session's ticket was removed; its link is history.",
                remedy="Link a ticket of a connection that is still there.",
            )
        return session, session.psa_ticket_id

    async def preview(
        self,
        scope: Scope,
        session_id: str,
        note_type: NoteType = NoteType.INTERNAL_ANALYSIS,
        template: Template | None = None,
    ) -> Preview:
        """Draft the note of a session; raises as `linked`."""
        linked = await self.linked(scope, session_id)
        drafted = await self._draft(scope, linked, note_type, template)
        async with self._database.read(scope.account_id) as transaction:
            previous = await repository.count_posts(transaction, scope, session_id)
        audience = linked.reader.capabilities.audience(note_type)
        return Preview(
            drafted=drafted,
            ticket=linked.ticket,
            statuses=await linked.reader.statuses(linked.ticket.board.id),
            capabilities=linked.reader.capabilities,
            previous_posts=previous,
            template=template or usual_template(note_type),
            findings=await self._findings(scope, linked, drafted.text, audience),
        )

    async def check(self, scope: Scope, session_id: str, note_type: NoteType, content: str) -> Check:
        """Look at a text as it would be posted; raises as `linked`."""
        linked = await self.linked(scope, session_id)
        able = linked.reader.capabilities
        findings = await self._findings(scope, linked, content, able.audience(note_type))
        return Check(findings, blocked=bool(findings), warnings=_length_warnings(content, able))

    async def post(
        self, person: Person, session_id: str, note: PostIn, *, proposal_id: str | None = None
    ) -> Posted:
        """Post what the person saw. The same `proposal_id` again gives the outcome of the first. While the
        PSA is away the note waits in the ledger, and everything is checked when it is back.

        Raises:
            Stale: The ticket's status is no longer the one they saw; `changes` has both sides.
            Invalid: The customer would read what they must not, and no reason was given.
        """
        session, ticket_id = await self._linked_session(person.scope, session_id)
        connection, reader = await self._sources.reader(person.scope, session.connection_id)
        present = await _status_now(reader, ticket_id) or note.previewed_status_id
        status_id = note.update_status_id if note.update_status_id != present else None
        seen = {"status_id": note.previewed_status_id} if note.previewed_status_id else {}
        outcome = await self._writes.write_now(
            person,
            connection.id,
            ProposalDraft(
                kind="post_note",
                title=f"Post a note to #{ticket_id}",
                args={
                    "ticket_id": ticket_id,
                    "note_type": note.note_type.value,
                    "text": note.content,
                    "status_id": status_id,
                },
                target_ticket_id=ticket_id,
                base=seen,
            ),
            session_id=session_id,
            override_reason=note.override_reason,
            proposal_id=proposal_id,
        )
        return Posted(outcome, ticket_id, reader.ticket_url(ticket_id))

    async def posts(self, scope: Scope, session_id: str) -> Sequence[PostLog]:
        """The attempts made from a session, newest first."""
        await self._sessions.get(scope, session_id)
        async with self._database.read(scope.account_id) as transaction:
            return await repository.posts_of_session(transaction, scope, session_id)

    async def export(self, scope: Scope, session_id: str, format: ExportFormat) -> str | dict[str, Any]:
        """The session as a PSA note's text, as Markdown, or as data. Works without a linked ticket too."""
        talk = await self._sessions.talk(scope, session_id)
        if format == "json":
            return as_json(talk.session, talk.messages)
        if format == "markdown":
            return as_markdown(talk.session, talk.messages, scope.user_name)
        if talk.session.psa_ticket_id is None or talk.session.connection_id is None:
            told = Told(
                _said(talk.messages), None, await self._sources.catalog(scope), session_id=talk.session.id
            )
            return (await self._assistance.draft(scope, told, NoteType.INTERNAL_ANALYSIS)).text
        return (await self.preview(scope, session_id)).drafted.text

    async def _draft(
        self, scope: Scope, linked: LinkedTicket, note_type: NoteType, template: Template | None
    ) -> DraftedNote:
        talk = await self._sessions.talk(scope, linked.session.id)
        told = Told(
            _said(talk.messages),
            linked.ticket,
            await self._sources.catalog(scope, linked.connection.id),
            await self._separate(scope, linked.session.id),
            linked.reader.capabilities.audience(note_type).customer_visible,
            talk.session.id,
        )
        return await self._assistance.draft(scope, told, note_type, template)

    async def _separate(self, scope: Scope, session_id: str) -> list[str]:
        """What the second issues of the session are about, decided on or not."""
        return [
            str(each.args.get("summary_hint") or each.args.get("label") or "")
            for each in await self._writes.of_session(scope, session_id)
            if each.kind == "spin_off" and each.state != "dismissed"
        ]

    async def _findings(
        self, scope: Scope, linked: LinkedTicket, text: str, audience: NoteAudience
    ) -> Sequence[Finding]:
        if not audience.customer_visible:
            return ()
        catalog = await self._sources.catalog(scope, linked.connection.id)
        return find_leaks(clean(text), catalog, linked.ticket.company.id)


async def _status_now(reader: PSAReader, ticket_id: str) -> str | None:
    """The status that the ticket has; None while the PSA is away."""
    try:
        return (await reader.get_ticket(ticket_id)).status.id
    except (Unavailable, RateLimited):
        return None


def _said(messages: Sequence[Message]) -> list[tuple[int, str]]:
    """The person's own messages with their numbers in the talk."""
    return [(number, m.text) for number, m in enumerate(messages, 1) if m.role == "user"]


def _length_warnings(content: str, able: Capabilities) -> list[str]:
    size = len(content)
    if size > able.max_note_characters:
        return [
            f"{size:,} characters are more than the {able.max_note_characters:,} that {able.vendor} takes. "
            "Shorten the note."
        ]
    if size >= able.note_warning_characters:
        return [f"{size:,} characters: {able.vendor} may cut a note this long. Check it there after posting."]
    return []
