"""Removing a whole PSA from the database."""

from sqlalchemy import delete
from sqlmodel.ext.asyncio.session import AsyncSession

from providers.connection import ConnectionSpec
from providers.embedded.search import forget_tickets
from providers.embedded.tables import PSA_TABLES


async def remove_tenant(session: AsyncSession, spec: ConnectionSpec) -> None:
    """Delete every record of a connection's PSA, in the caller's transaction; without any nothing happens."""
    await forget_tickets(session, spec)
    for table in PSA_TABLES:
        await session.execute(
            delete(table).where(table.c.account_id == spec.account_id, table.c.connection_id == spec.id)
        )
