"""Runs the migrations: on the connection handed in or, from alembic's own command, on the settings' one."""

import asyncio
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import DateTime, TypeDecorator
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.sql.sqltypes import AutoString

from assistant.migrations.env_filter import ours
from assistant.schema import metadata
from assistant.settings import Settings


def plain_types(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Revisions name the databases' own types, so that old ones never depend on today's code."""
    if kind != "type":
        return False
    if isinstance(thing, AutoString):
        return f"sa.String({f'length={thing.length}' if thing.length else ''})"
    if isinstance(thing, TypeDecorator) and isinstance(thing.impl, DateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        include_name=ours,
        render_item=plain_types,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_on_settings() -> None:
    engine = create_async_engine(Settings().url)
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


handed_in = context.config.attributes.get("connection")
if handed_in is not None:
    run(handed_in)
else:
    asyncio.run(run_on_settings())
