"""The session as tools may see and touch it during one run."""

from collections.abc import Sequence
from typing import Literal

from assistant.sessions.service import SessionService
from assistant.sessions.tables import Message
from providers.models import Ticket
from providers.scope import Scope
from tools.base import Turn


class RunSession:
    """Fulfils `tools.base.SessionPort`. `messages` is the talk with the present message as its last one."""

    def __init__(
        self,
        sessions: SessionService,
        scope: Scope,
        session_id: str,
        connection_id: str,
        linked_ticket: Ticket | None,
        messages: Sequence[Message],
    ) -> None:
        self._sessions = sessions
        self._scope = scope
        self._session_id = session_id
        self._connection_id = connection_id
        self._linked = linked_ticket
        self._turns = tuple(_turn(number, message) for number, message in enumerate(messages, start=1))

    @property
    def linked_ticket(self) -> Ticket | None:
        return self._linked

    async def link_ticket(self, ticket: Ticket) -> None:
        await self._sessions.link_known(self._scope, self._session_id, ticket, self._connection_id)
        self._linked = ticket

    async def unlink_ticket(self) -> None:
        await self._sessions.unlink(self._scope, self._session_id)
        self._linked = None

    async def turns(self) -> Sequence[Turn]:
        return self._turns


def _turn(number: int, message: Message) -> Turn:
    role: Literal["user", "assistant"] = "user" if message.role == "user" else "assistant"
    return Turn(number, message.id, role, message.text, message.created_at)
