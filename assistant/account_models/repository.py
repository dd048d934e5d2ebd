"""Reading and writing what an account chose. All filter on the account."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.account_models.tables import AccountModel


async def of_account(session: AsyncSession, account_id: str) -> AccountModel | None:
    return (await session.exec(select(AccountModel).where(AccountModel.account_id == account_id))).first()


async def sealed(session: AsyncSession) -> Sequence[AccountModel]:
    """The choices of every account that hold keys; for the start of the service only."""
    return (await session.exec(select(AccountModel).where(col(AccountModel.keys_sealed).is_not(None)))).all()
