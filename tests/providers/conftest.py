"""The embedded PSA for tests: one database a backend and process, a connection of its own for each test."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from assistant.database import Database
from providers.connection import ConnectionSpec
from providers.embedded.snapshot import import_snapshot
from tests.contract.world import snapshot
from tests.embedded import create_tables
from tests.postgres import fresh_postgres, start_postgres

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Gives the database of a kind, made when it is first asked for."""
    with ExitStack() as stack:

        @cache
        def prepare(kind: str) -> str:
            if kind == "sqlite":
                url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('psa') / 'psa.db'}"
            else:
                url = stack.enter_context(fresh_postgres(start_postgres()))
            asyncio.run(_create_tables(url))
            return url

        yield prepare


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def psa_url(request: pytest.FixtureRequest, prepared: Callable[[str], str]) -> str:
    """A database with the embedded PSA's tables; the test runs once on SQLite and once on Postgres."""
    return prepared(request.param)


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


async def _create_tables(url: str) -> None:
    database = Database(url)
    await create_tables(database)
    await database.close()
