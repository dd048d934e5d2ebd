"""SQLite's transactions keep their promises however few visits they make to its thread."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from assistant.database import EVERY_ACCOUNT, Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'few.db'}")
    async with database.write(EVERY_ACCOUNT) as session:
        await session.execute(text("CREATE TABLE words (word TEXT PRIMARY KEY)"))
    yield database
    await database.close()


async def _add(database: Database, *words: str) -> None:
    async with database.write(EVERY_ACCOUNT) as session:
        for word in words:
            await session.execute(text("INSERT INTO words VALUES (:word)"), {"word": word})


async def _words(database: Database) -> list[str]:
    async with database.read(EVERY_ACCOUNT) as session:
        return list((await session.execute(text("SELECT word FROM words ORDER BY word"))).scalars())


async def test_a_refused_statement_takes_back_those_before_it(database: Database) -> None:
    """A write that fails in the middle leaves nothing, and the next one works."""
    with pytest.raises(IntegrityError):
        await _add(database, "one", "two", "two")
    assert await _words(database) == []
    await _add(database, "three")
    assert await _words(database) == ["three"]


async def test_a_mistaken_statement_as_the_first_one(database: Database) -> None:
    """The statement that the transaction began with may fail too; its connection is good afterwards."""
    for _ in range(20):
        with pytest.raises(OperationalError):
            async with database.write(EVERY_ACCOUNT) as session:
                await session.execute(text("INSERT INTO nowhere VALUES (1)"))
    await _add(database, "still here")
    assert await _words(database) == ["still here"]


async def test_a_read_leaves_nothing_behind(database: Database) -> None:
    """What is written in a reading transaction is taken back at its end."""
    async with database.read(EVERY_ACCOUNT) as session:
        await session.execute(text("INSERT INTO words VALUES ('lost')"))
    assert await _words(database) == []


async def test_a_transaction_without_statements(database: Database) -> None:
    """Nothing asked, nothing begun: no lock is held and nothing is left over for the next one."""
    async with database.write(EVERY_ACCOUNT), database.write(EVERY_ACCOUNT):
        pass
    await _add(database, "after")
    assert await _words(database) == ["after"]


async def test_a_writer_sees_what_the_one_before_it_wrote(database: Database) -> None:
    """Those who count and then write take turns: the lock comes with the first statement, also a read."""

    async def count_and_add() -> None:
        async with database.write(EVERY_ACCOUNT) as session:
            count = (await session.execute(text("SELECT count(*) FROM words"))).scalar_one()
            await asyncio.sleep(0)
            await session.execute(text("INSERT INTO words VALUES (:word)"), {"word": f"word {count}"})

    await asyncio.gather(*(count_and_add() for _ in range(6)))
    assert await _words(database) == [f"word {number}" for number in range(6)]


async def test_many_rows_in_one_statement(database: Database) -> None:
    """A list of parameters is one statement for each; one of them refused takes back all."""
    statement = text("INSERT INTO words VALUES (:word)")
    with pytest.raises(IntegrityError):
        async with database.write(EVERY_ACCOUNT) as session:
            await session.execute(statement, [{"word": "a"}, {"word": "b"}, {"word": "a"}])
    assert await _words(database) == []
    async with database.write(EVERY_ACCOUNT, durable=True) as session:
        await session.execute(statement, [{"word": "a"}, {"word": "b"}])
    assert await _words(database) == ["a", "b"]
