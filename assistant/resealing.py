"""Sealing everything anew with the service's present secret, all of it or nothing."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.account_models.tables import AccountModel
from assistant.connections.tables import Connection
from assistant.database import EVERY_ACCOUNT, Database
from assistant.errors import DeskError
from assistant.vault import Vault

SEALED: Mapping[str, tuple[Any, Any]] = {
    "connections": (Connection.id, Connection.credentials_encrypted),
    "model keys": (AccountModel.account_id, AccountModel.keys_sealed),
}


async def reseal_all(database: Database, vault: Vault) -> dict[str, int]:
    """Seal every stored secret of every account anew and say how many of each kind there were.

    Raises:
        DeskError: One of them cannot be opened with any secret the service knows; its place is named and
            nothing was changed.
    """
    async with database.write(EVERY_ACCOUNT, durable=True) as session:
        return {kind: await _reseal(session, vault, kind) for kind in SEALED}


async def _reseal(session: AsyncSession, vault: Vault, kind: str) -> int:
    key, sealed = SEALED[kind]
    rows = (await session.exec(select(key, sealed).where(col(sealed).is_not(None)).with_for_update())).all()
    for row_id, content in rows:
        try:
            anew = vault.reseal(content)
        except DeskError as lost:
            raise DeskError(
                f"Nothing was changed: what is stored under {kind}, {row_id}, cannot be read. {lost.detail}",
                remedy=lost.remedy,
            ) from None
        await session.exec(update(key.class_).where(key == row_id).values({sealed.key: anew}))
    return len(rows)
