"""The embedded PSA under a simulator: its tables in an empty database, filled from a snapshot."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from providers.connection import ConnectionSpec
from providers.embedded.search import create_search
from providers.embedded.snapshot import import_snapshot
from providers.embedded.store import Store
from providers.embedded.tables import PSA_TABLES


async def fill(engine: AsyncEngine, store: Store, spec: ConnectionSpec, snapshot: Any) -> None:
    """Make the PSA's tables in an empty database and load the snapshot. `store` is open on `engine`.

    Raises:
        SnapshotError: The snapshot has faults; nothing was loaded.
    """
    async with engine.begin() as connection:
        for table in PSA_TABLES:
            await connection.run_sync(table.create)
        await connection.run_sync(create_search)
    await import_snapshot(store, spec, snapshot, replace=False)
