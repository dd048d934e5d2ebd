"""A desk whose model plays a script."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

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
    if "/api/runs/{run_id}" not in paths:
        app.include_router(sessions.router, prefix="/api")
        app.include_router(runs.router, prefix="/api")
    return app
