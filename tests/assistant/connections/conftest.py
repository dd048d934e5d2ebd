"""A desk that knows a PSA somewhere else, with the app in front of it."""

import pytest
from fastapi import FastAPI

from assistant.desk import Desk
from tests.assistant.connections.kit import Elsewhere, with_elsewhere


@pytest.fixture
def elsewhere() -> Elsewhere:
    return Elsewhere()


@pytest.fixture
def connected(desk: Desk, app: FastAPI, elsewhere: Elsewhere) -> Desk:
    """The app serves this desk from now on."""
    app.state.desk = with_elsewhere(desk, elsewhere)
    made: Desk = app.state.desk
    return made
