"""From a session to a time entry on its ticket. Logging is the person's own confirmation and goes through
the same executor and ledger as every write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from assistant.clock import Clock, utc_now
from assistant.connections.tables import Connection
from assistant.errors import Invalid
from assistant.identity.people import Person
from assistant.proposals.checks import time_sentence
from assistant.proposals.outcome import Outcome
from assistant.sessions.service import SessionService
from assistant.sessions.tables import Message
from assistant.time_entries.schemas import TimeIn
from providers.base import PSAReader
from providers.errors import ProviderError
from providers.models import Capabilities, Ticket
from providers.scope import Scope
from tools.base import ProposalDraft
from tools.catalog import Catalog
from tools.note_draft import story_of
from tools.time_entry import NOT_MAPPED, worked


class Sources(Protocol):
    """Readers and lists of the account's PSAs, as far as the person may see."""

    async def reader(
        self, scope: Scope, connection_id: str | None = None
    ) -> tuple[Connection, PSAReader]: ...

    async def catalog(self, scope: Scope, connection_id: str | None = None) -> Catalog: ...


class Writes(Protocol):
    """The person's own writes."""

    async def write_now(
        self,
        person: Person,
        connection_id: str,
        draft: ProposalDraft,
        *,
        session_id: str | None = None,
        proposal_id: str | None = None,
    ) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Preview:
    """A time entry to review. `source` says where its length comes from; `credited_to` is the name of the
    PSA member it will count for, None when nobody knows who the person is there."""

    ticket: Ticket
    connection: Connection
    capabilities: Capabilities
    started_at: datetime
    minutes: int | None
    source: str | None
    note: str
    credited_to: str | None
    why_not: str | None

    @property
    def sentence(self) -> str:
        return time_sentence(self.capabilities, None)


class TimeEntries:
    """Every method takes the person's scope; another person's session is `Missing`."""

    def __init__(
        self, sessions: SessionService, sources: Sources, writes: Writes, *, clock: Clock = utc_now
    ) -> None:
        self._sessions = sessions
        self._sources = sources
        self._writes = writes
        self._now = clock

    async def of_session(self, scope: Scope, session_id: str) -> Preview:
        """The time this session took by its messages, for its ticket.

        Raises:
            Invalid: No ticket is linked, or its connection was removed.
            ProviderError: The ticket cannot be read now.
        """
        talk = await self._sessions.talk(scope, session_id)
        connection_id, ticket_id = _linked(talk.session.connection_id, talk.session.psa_ticket_id)
        own = [message for message in talk.messages if message.role == "user"]
        return await self._preview(scope, connection_id, ticket_id, own)

    async def of_ticket(self, scope: Scope, ticket_id: str, connection_id: str | None = None) -> Preview:
        """An empty entry for a ticket: no session tells how long it took."""
        return await self._preview(scope, connection_id, ticket_id, ())

    async def log_of_session(
        self, person: Person, session_id: str, entry: TimeIn, *, proposal_id: str | None = None
    ) -> Outcome:
        """Log time for the session's ticket. The same `proposal_id` again gives the outcome of the first.

        Raises:
            Invalid: No ticket, nobody to credit, or values that cannot be taken. Nothing was written.
            ProviderError: The PSA cannot be asked. Nothing was written.
        """
        session = await self._sessions.get(person.scope, session_id)
        connection_id, ticket_id = _linked(session.connection_id, session.psa_ticket_id)
        return await self._log(person, connection_id, ticket_id, entry, session.id, proposal_id)

    async def log_of_ticket(
        self,
        person: Person,
        ticket_id: str,
        entry: TimeIn,
        *,
        connection_id: str | None = None,
        proposal_id: str | None = None,
    ) -> Outcome:
        """Log time for a ticket; as `log_of_session`."""
        connection, _ = await self._sources.reader(person.scope, connection_id)
        return await self._log(person, connection.id, ticket_id, entry, None, proposal_id)

    async def _log(
        self,
        person: Person,
        connection_id: str,
        ticket_id: str,
        entry: TimeIn,
        session_id: str | None,
        proposal_id: str | None,
    ) -> Outcome:
        draft = ProposalDraft(
            kind="log_time",
            title=f"Log time on #{ticket_id}",
            args={"ticket_id": ticket_id, **entry.model_dump(mode="json")},
            target_ticket_id=ticket_id,
        )
        return await self._writes.write_now(
            person, connection_id, draft, session_id=session_id, proposal_id=proposal_id
        )

    async def _preview(
        self, scope: Scope, connection_id: str | None, ticket_id: str, own: Sequence[Message]
    ) -> Preview:
        connection, reader = await self._sources.reader(scope, connection_id)
        ticket = await reader.get_ticket(ticket_id)
        counted = worked([message.created_at for message in own])
        credited_to = await self._member(scope, connection.id)
        minutes = counted.minutes if counted else None
        return Preview(
            ticket=ticket,
            connection=connection,
            capabilities=reader.capabilities,
            started_at=counted.started_at if counted else self._start(minutes),
            minutes=minutes,
            source=counted.source if counted else None,
            note=story_of(enumerate((message.text for message in own), 1)),
            credited_to=credited_to,
            why_not=_why_not(reader.capabilities, credited_to),
        )

    def _start(self, minutes: int | None) -> datetime:
        return (self._now() - timedelta(minutes=minutes or 0)).replace(second=0, microsecond=0)

    async def _member(self, scope: Scope, connection_id: str) -> str | None:
        """The name of the member whom the person's time is credited to; its id while the lists cannot be
        read."""
        member_id = scope.member_id(connection_id)
        if member_id is None:
            return None
        try:
            member = (await self._sources.catalog(scope, connection_id)).member(member_id)
        except ProviderError:
            return member_id
        return member.name if member else member_id


def _why_not(can: Capabilities, credited_to: str | None) -> str | None:
    if not can.can_log_time:
        return f"{can.vendor} takes no time entries."
    return NOT_MAPPED if credited_to is None else None


def _linked(connection_id: str | None, ticket_id: str | None) -> tuple[str, str]:
    if ticket_id is None:
        raise Invalid("No ticket is linked to this session.", remedy="Link a ticket first.")
    if connection_id is None:
        raise Invalid(
            "The connection of this session's ticket was removed; its link is history.",
            remedy="Link a ticket of a connection that is still there.",
        )
    return connection_id, ticket_id
