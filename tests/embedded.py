"""The tables of the embedded PSA alone, for tests below the service."""

from assistant.database import Database
from providers.embedded.search import create_search
from providers.embedded.tables import PSA_TABLES


async def create_tables(database: Database) -> None:
    """Make the embedded PSA's tables and its search index in an empty database."""
    async with database.engine.begin() as connection:
        for table in PSA_TABLES:
            await connection.run_sync(table.create)
        await connection.run_sync(create_search)
