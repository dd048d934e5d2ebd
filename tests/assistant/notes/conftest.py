"""A session with something to tell, on a ticket."""

from collections.abc import AsyncIterator

import pytest

from assistant.desk import Desk
from assistant.sessions.tables import Message
from tests.conftest import Inhabitant

TALK = (
    "Users can't resolve internal names since 9am",
    "restarted the DNS service on ACME-DC01, no change",
    "fixed the NTP source and replication works again",
)


@pytest.fixture
async def session_id(desk: Desk, alex: Inhabitant) -> AsyncIterator[str]:
    """A session of Alex on ticket 48291, with a fix described; confirmed writes are carried out."""
    session = await desk.sessions.create(alex.scope)
    async with desk.database.write(alex.scope.account_id) as transaction:
        transaction.add_all(
            Message(
                account_id=alex.scope.account_id,
                session_id=session.id,
                position=position,
                role="user",
                text=text,
                created_at=session.created_at,
            )
            for position, text in enumerate(TALK, 1)
        )
    await desk.sessions.link(alex.scope, session.id, "48291")
    async with desk.running():
        yield session.id
