"""A desk that writes to the embedded PSA, and a session to propose from."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from assistant.columns import new_id
from assistant.desk import Desk
from assistant.proposals import endpoints as proposals
from assistant.sessions.tables import Session
from tests.assistant.proposals.kit import WriteDesk, build_write_desk
from tests.conftest import Inhabitant


@pytest.fixture
async def writing(desk: Desk) -> AsyncIterator[WriteDesk]:
    built = build_write_desk(desk)
    yield built
    await built.proposals.close()


@pytest.fixture
def app(app: FastAPI, writing: WriteDesk) -> FastAPI:
    """The app with this desk behind it."""
    app.state.desk = writing
    if "/api/proposals" not in {getattr(route, "path", "") for route in app.routes}:
        app.include_router(proposals.router, prefix="/api")
    return app


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
