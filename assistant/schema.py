"""All tables of the product in one place, and bringing a database up to date with them."""

from pathlib import Path

from sqlalchemy import MetaData, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

import assistant.account_models.tables
import assistant.audit.tables
import assistant.connections.tables
import assistant.identity.tables
import assistant.notes.tables
import assistant.proposals.tables
import assistant.runs.tables
import assistant.sessions.tables
import assistant.usage.tables
import assistant.webhooks.tables
import providers.embedded.tables

MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 4_829_117
TABLE_MODULES = (
    assistant.account_models.tables,
    assistant.audit.tables,
    assistant.connections.tables,
    assistant.identity.tables,
    assistant.notes.tables,
    assistant.proposals.tables,
    assistant.runs.tables,
    assistant.sessions.tables,
    assistant.usage.tables,
    assistant.webhooks.tables,
    providers.embedded.tables,
)


def metadata() -> MetaData:
    """What the migrations must add up to."""
    return SQLModel.metadata


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the database to the newest revision, in one transaction; two processes do it one after the other.

    A failure leaves the database as it was.
    """
    async with engine.execution_options(immediate=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
        if await connection.run_sync(_revision) != newest_revision():
            await connection.run_sync(_upgrade)


async def is_current(engine: AsyncEngine) -> bool:
    """Whether the database is at the newest revision."""
    async with engine.connect() as connection:
        return await connection.run_sync(_revision) == newest_revision()


def newest_revision() -> str:
    """Revisions are numbered in their files' names."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def _upgrade(connection: Connection) -> None:
    # Alembic takes a tenth of the start, and most starts have nothing to upgrade.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
