"""The small world that is killed in these tests."""

from collections.abc import AsyncIterator

import pytest

from tests.assistant.proposals.fixtures import writing
from tests.faults.world import World, build

__all__ = ["small_world", "world", "writing"]


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    built = await build(database_url)
    yield built
    await built.database.close()


@pytest.fixture
async def small_world(sqlite_url: str) -> AsyncIterator[World]:
    """On SQLite only, for what does not depend on the database."""
    built = await build(sqlite_url)
    yield built
    await built.database.close()
