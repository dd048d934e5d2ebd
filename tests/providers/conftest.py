"""The embedded PSA for tests: one database a backend and process, a connection of its own for each test."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack

import pytest

from assistant.database import Database
from providers.connection import ConnectionSpec
from providers.embedded.snapshot import import_snapshot
from tests.contract.world import snapshot
from tests.embedded import create_tables
from tests.postgres import fresh_postgres

_numbers = itertools.count(1)


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def psa_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with the embedded PSA's tables; the test runs once on SQLite and once on Postgres."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('psa') / 'psa.db'}"
        else:
            url = stack.enter_context(fresh_postgres(request.getfixturevalue("postgres_server")))
        asyncio.run(_prepare(url))
        yield url


@pytest.fixture
async def store(psa_url: str) -> AsyncIterator[Database]:
    """The database, open."""
    database = Database(psa_url)
    yield database
    await database.close()


@pytest.fixture
def spec() -> ConnectionSpec:
    """A connection that nobody has filled."""
    number = next(_numbers)
    return ConnectionSpec(id=f"connection-{number}", account_id=f"account-{number}", provider="embedded")


@pytest.fixture
async def filled(store: Database, spec: ConnectionSpec) -> ConnectionSpec:
    """A connection filled with the contract's world."""
    await import_snapshot(store, spec, snapshot(), replace=False)
    return spec


async def _prepare(url: str) -> None:
    database = Database(url)
    await create_tables(database)
    await database.close()
