"""Sessions of a person: create, find, rename, archive, read, link to a ticket."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.audit import repository as audit
from assistant.clock import Clock, utc_now
from assistant.columns import new_id
from assistant.connections.tables import Connection
from assistant.database import Database
from assistant.errors import Invalid, Missing
from assistant.sessions import repository
from assistant.sessions.tables import Message, Session
from assistant.text import clean, title_from
from providers.base import PSAReader
from providers.models import Ticket
from providers.scope import Scope

UNTITLED = "New session"


class Readers(Protocol):
    """Where a reader comes from; it sees what the person may see."""

    async def reader(self, scope: Scope, connection_id: str | None) -> tuple[Connection, PSAReader]: ...


@dataclass(frozen=True, slots=True)
class Talk:
    """A session with its messages, oldest first."""

    session: Session
    messages: Sequence[Message]


class SessionService:
    """Every method takes the person's scope; another person's session is `Missing`."""

    def __init__(self, database: Database, readers: Readers, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._readers = readers
        self._clock = clock

    async def create(
        self,
        scope: Scope,
        *,
        title: str | None = None,
        connection_id: str | None = None,
        id: str | None = None,
    ) -> Session:
        """A new session. Raises Missing when the person has no such connection."""
        if connection_id is not None:
            await self._readers.reader(scope, connection_id)
        now = self._clock()
        created = Session(
            id=id or new_id(),
            account_id=scope.account_id,
            user_id=scope.user_id,
            title=title_from(title or "") or UNTITLED,
            connection_id=connection_id,
            created_at=now,
            updated_at=now,
        )
        async with self._database.write(scope.account_id) as transaction:
            transaction.add(created)
        return created

    async def find(
        self,
        scope: Scope,
        *,
        text: str = "",
        day: date | None = None,
        zone: str = "UTC",
        archived: bool = False,
        page: int = 1,
        page_size: int = 25,
    ) -> tuple[Sequence[Session], int]:
        """Sessions whose title, messages or ticket id hold `text`, last used on `day` (a day of `zone`)."""
        since, until = _day(day, zone) if day else (None, None)
        async with self._database.read(scope.account_id) as transaction:
            return await repository.find(
                transaction,
                scope,
                text=clean(text).strip(),
                since=since,
                until=until,
                archived=archived,
                page=page,
                page_size=page_size,
            )

    async def get(self, scope: Scope, session_id: str) -> Session:
        async with self._database.read(scope.account_id) as transaction:
            return await _owned(transaction, scope, session_id)

    async def talk(self, scope: Scope, session_id: str) -> Talk:
        """The session and the messages that are part of its talk (replaced ones are not)."""
        async with self._database.read(scope.account_id) as transaction:
            session = await _owned(transaction, scope, session_id)
            return Talk(session, await repository.talk(transaction, scope, session_id))

    async def change(
        self, scope: Scope, session_id: str, *, title: str | None = None, archived: bool | None = None
    ) -> Session:
        """Rename or archive; what is None stays. An empty title is refused."""
        new_title = None if title is None else title_from(title)
        if new_title == "":
            raise Invalid(
                "A session needs a title.", extras={"fields": [{"field": "title", "message": "is empty"}]}
            )
        async with self._database.write(scope.account_id) as transaction:
            session = await _owned(transaction, scope, session_id)
            session.title = new_title or session.title
            session.archived = session.archived if archived is None else archived
            transaction.add(session)
        return session

    async def link(
        self, scope: Scope, session_id: str, ticket_id: str, connection_id: str | None = None
    ) -> tuple[Session, Ticket]:
        """Link the session to a ticket that exists.

        Raises:
            Missing, NotFound: No such session, connection or ticket for this person; the link is as it was.
        """
        session = await self.get(scope, session_id)
        connection, reader = await self._readers.reader(scope, connection_id or session.connection_id)
        ticket = await reader.get_ticket(clean(ticket_id).strip().lstrip("#"))
        return await self.link_known(scope, session_id, ticket, connection.id), ticket

    async def link_known(self, scope: Scope, session_id: str, ticket: Ticket, connection_id: str) -> Session:
        """Link the session to a ticket that was just read from that connection."""
        return await self._set_link(scope, session_id, ticket.id, connection_id)

    async def unlink(self, scope: Scope, session_id: str) -> Session:
        return await self._set_link(scope, session_id, None, None)

    async def _set_link(
        self, scope: Scope, session_id: str, ticket_id: str | None, connection_id: str | None
    ) -> Session:
        async with self._database.write(scope.account_id) as transaction:
            session = await _owned(transaction, scope, session_id)
            before = session.psa_ticket_id
            session.psa_ticket_id = ticket_id
            session.connection_id = connection_id or session.connection_id
            transaction.add(session)
            if before != ticket_id:
                audit.record(
                    transaction,
                    scope,
                    "session.linked" if ticket_id else "session.unlinked",
                    subject_type="session",
                    subject_id=session.id,
                    at=self._clock(),
                    detail={
                        "ticket_id": ticket_id,
                        "previous_ticket_id": before,
                        "connection_id": session.connection_id,
                    },
                )
        return session


async def _owned(transaction: AsyncSession, scope: Scope, session_id: str) -> Session:
    session = await repository.owned(transaction, scope, session_id)
    if session is None:
        raise Missing("There is no such session.")
    return session


def _day(day: date, zone: str) -> tuple[datetime, datetime]:
    try:
        start = datetime.combine(day, time.min, ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        raise Invalid(
            f"There is no time zone {zone!r}.", remedy="Use a name such as Europe/Berlin."
        ) from None
    return start.astimezone(UTC), datetime.combine(
        day + timedelta(days=1), time.min, start.tzinfo
    ).astimezone(UTC)
