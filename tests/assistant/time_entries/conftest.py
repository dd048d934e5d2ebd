"""A linked session with messages over an hour."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from assistant.desk import Desk
from assistant.sessions.tables import Message
from tests.conftest import Inhabitant

MINUTES = (0, 10, 25, 70, 80)
TALK = (
    "Users can't resolve internal names since 9am",
    "restarted the DNS service on ACME-DC01, no change",
    "Turned out the clock was off",
    "fixed the NTP source and replication works again",
    "link 48291",
)


def began() -> datetime:
    """09:00 of yesterday, UTC."""
    return datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=1)


@pytest.fixture
async def session_id(desk: Desk, alex: Inhabitant) -> AsyncIterator[str]:
    """A session of Alex on ticket 48291, its messages 45 minutes apart in the middle."""
    session = await desk.sessions.create(alex.scope)
    async with desk.database.write(alex.scope.account_id) as transaction:
        transaction.add_all(
            Message(
                account_id=alex.scope.account_id,
                session_id=session.id,
                position=position,
                role="user",
                text=text,
                created_at=began() + timedelta(minutes=after),
            )
            for position, (after, text) in enumerate(zip(MINUTES, TALK, strict=True), 1)
        )
    await desk.sessions.link(alex.scope, session.id, "48291")
    async with desk.running():
        yield session.id
