"""The history adds up to the tables, on both databases; Postgres keeps accounts apart by itself."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from assistant.database import EVERY_ACCOUNT, Database
from assistant.identity.tables import Account, User
from assistant.migrations.env_filter import ours
from assistant.migrations.row_security import owned_tables
from assistant.schema import MIGRATIONS, is_current, metadata, newest_revision, upgrade

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
async def fresh(database_url: str) -> AsyncIterator[Database]:
    """An upgraded, empty database: once SQLite, once Postgres."""
    database = Database(database_url)
    await upgrade(database.engine)
    yield database
    await database.close()


async def test_an_empty_database_is_brought_up_to_date(fresh: Database) -> None:
    """After the upgrade the database is at the newest revision; a second upgrade changes nothing."""
    assert await is_current(fresh.engine)
    await upgrade(fresh.engine)
    assert await is_current(fresh.engine)


def test_the_newest_revision_is_the_head_of_the_history() -> None:
    """The numbered files are one chain, and the last number is its end."""
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == newest_revision()


@pytest.mark.filterwarnings("ignore:.*expression-based index")
async def test_the_migrations_make_the_tables_the_code_has(fresh: Database) -> None:
    """Nobody changed a table without a migration."""
    async with fresh.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_the_migrations_make_the_indexes_the_code_has(fresh: Database) -> None:
    """Also those that sort downwards, which autogenerate cannot compare on SQLite."""
    wanted = {index.name for table in metadata().tables.values() for index in table.indexes}
    listing = (
        "SELECT name FROM sqlite_master WHERE type = 'index'"
        if fresh.is_sqlite
        else "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"
    )
    async with fresh.engine.connect() as connection:
        there = {name for (name,) in await connection.execute(text(listing))}
    assert wanted <= there


def _differences(connection: Connection) -> list[object]:
    def compared(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        downwards = kind == "index" and (name or "").startswith("ix_psa_tickets_")
        return not (downwards and connection.dialect.name == "sqlite")

    options = {"compare_type": True, "include_name": ours, "include_object": compared}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata()))


async def test_a_failed_upgrade_leaves_nothing_behind(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a step fails, the database is as it was, and the next try succeeds."""
    database = Database(database_url)
    with monkeypatch.context() as patched:
        patched.setattr("assistant.migrations.row_security.protect", _fail)
        patched.setattr("providers.embedded.search.create_search", _fail)
        with pytest.raises(RuntimeError, match="power cut"):
            await upgrade(database.engine)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == []
    await upgrade(database.engine)
    assert await is_current(database.engine)
    await database.close()


def _fail(*_: object) -> None:
    raise RuntimeError("power cut")


@pytest.fixture
async def kept_apart(postgres_url: str) -> AsyncIterator[Database]:
    """A Postgres database with two accounts, entered as a role that is no superuser, as in production."""
    admin = Database(postgres_url)
    await upgrade(admin.engine)
    role = f"desk_{admin.engine.url.database}"
    async with admin.engine.begin() as connection:
        await connection.execute(text(f"CREATE ROLE {role} LOGIN PASSWORD 'x'"))
        await connection.execute(
            text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        )
    url = admin.engine.url.set(username=role, password="x")
    database = Database(url.render_as_string(hide_password=False))
    async with database.write(EVERY_ACCOUNT) as session:
        for name in ("a", "b"):
            session.add(Account(id=name, name=name, created_at=NOW))
        await session.flush()
        for name in ("a", "b"):
            session.add(_user(name))
    yield database
    await database.close()
    async with admin.engine.begin() as connection:
        await connection.execute(text(f"DROP OWNED BY {role}"))
        await connection.execute(text(f"DROP ROLE {role}"))
    await admin.close()


def _user(account: str, email: str | None = None) -> User:
    return User(
        account_id=account, email=email or f"{account}@x.example", name="N", role="viewer", created_at=NOW
    )


@pytest.mark.postgres
async def test_a_query_without_a_filter_sees_its_own_account_only(kept_apart: Database) -> None:
    """Even a query that forgot its account finds nothing of another; one that looks across sees all."""
    async with kept_apart.read("a") as session:
        assert [user.account_id for user in await session.exec(select(User))] == ["a"]
        assert [account.id for account in await session.exec(select(Account))] == ["a"]
    async with kept_apart.read("nobody") as session:
        assert (await session.exec(select(User))).all() == []
    async with kept_apart.read(EVERY_ACCOUNT) as session:
        assert len((await session.exec(select(User))).all()) == 2


@pytest.mark.postgres
async def test_without_an_account_nothing_is_seen(kept_apart: Database) -> None:
    """A connection that names no account is shown no rows at all."""
    async with kept_apart.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM users"))).scalar() == 0


@pytest.mark.postgres
async def test_a_row_cannot_be_written_into_another_account(kept_apart: Database) -> None:
    """An insert for another account fails, an update or delete there touches nothing."""
    with pytest.raises(DBAPIError, match="row-level security"):
        async with kept_apart.write("a") as session:
            session.add(_user("b", "smuggled@x.example"))
    async with kept_apart.write("a") as session:
        await session.exec(text("UPDATE users SET role = 'owner'"))  # type: ignore[call-overload]
        await session.exec(text("DELETE FROM users WHERE account_id = 'b'"))  # type: ignore[call-overload]
    async with kept_apart.read("b") as session:
        assert [user.role for user in await session.exec(select(User))] == ["viewer"]


@pytest.mark.postgres
async def test_a_reading_transaction_cannot_write(kept_apart: Database) -> None:
    """`read` is refused writes by the server itself."""
    with pytest.raises(DBAPIError, match="read-only"):
        await _write_while_reading(kept_apart)


async def _write_while_reading(database: Database) -> None:
    async with database.read("a") as session:
        session.add(_user("a", "late@x.example"))
        await session.flush()


@pytest.mark.postgres
async def test_every_table_of_accounts_is_protected(postgres_url: str) -> None:
    """No table with accounts' rows was forgotten, and the policy binds the tables' owner too."""
    database = Database(postgres_url)
    await upgrade(database.engine)
    async with database.engine.connect() as connection:
        owned = await connection.run_sync(owned_tables)
        rows = await connection.execute(
            text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        )
        assert {row[0] for row in rows} == set(owned)
    await database.close()
    assert len(owned) > 20
