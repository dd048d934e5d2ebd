"""The desk that writes, and the app in front of it; shared by the tests of proposals, tickets and audit."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from assistant.audit import endpoints as audit
from assistant.desk import Desk
from assistant.proposals import endpoints as proposals
from assistant.tickets import endpoints as tickets
from tests.assistant.proposals.kit import WriteDesk, build_write_desk


@pytest.fixture
async def writing(desk: Desk) -> AsyncIterator[WriteDesk]:
    built = build_write_desk(desk)
    yield built
    await built.proposals.close()


@pytest.fixture
def app(app: FastAPI, writing: WriteDesk) -> FastAPI:
    """The app with this desk behind it."""
    app.state.desk = writing
    served = {getattr(route, "path", "") for route in app.routes}
    for slice_, path in (
        (proposals, "/api/proposals"),
        (tickets, "/api/integrations/psa/tickets"),
        (audit, "/api/audit"),
    ):
        if path not in served:
            app.include_router(slice_.router, prefix="/api")
    return app
