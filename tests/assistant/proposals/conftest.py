"""A session to propose from, on a desk that writes to the embedded PSA."""

import pytest

from assistant.columns import new_id
from assistant.desk import Desk
from assistant.sessions.tables import Session
from tests.assistant.proposals.fixtures import app, writing
from tests.conftest import Inhabitant

__all__ = ["app", "session_id", "writing"]


@pytest.fixture
async def session_id(desk: Desk, alex: Inhabitant) -> str:
    """A session of Alex's."""
    now = alex.user.created_at
    row = Session(
        id=new_id(),
        account_id=alex.scope.account_id,
        user_id=alex.scope.user_id,
        title="Scanner",
        connection_id=alex.connection.id,
        created_at=now,
        updated_at=now,
    )
    async with desk.database.write(alex.scope.account_id) as session:
        session.add(row)
    return row.id
