"""A desk whose model plays a script."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from assistant import agui
from assistant.desk import Desk
from assistant.runs import endpoints as runs
from assistant.sessions import endpoints as sessions
from assistant.settings import Settings
from tests.assistant.runs.kit import RunDesk, build_run_desk


@pytest.fixture
async def run_desk(desk: Desk, settings: Settings) -> AsyncIterator[RunDesk]:
    built = build_run_desk(desk, settings)
    yield built
    await built.runs.close()


@pytest.fixture
def app(app: FastAPI, run_desk: RunDesk) -> FastAPI:
    """The app with this desk behind it."""
    app.state.desk = run_desk
    paths = {getattr(route, "path", "") for route in app.routes}
    for router, path in (
        (sessions.router, "/api/sessions"),
        (runs.router, "/api/runs/{run_id}"),
        (agui.router, "/api/agui"),
    ):
        if path not in paths:
            app.include_router(router, prefix="/api")
    return app
