"""The database as the embedded PSA needs it."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlmodel.ext.asyncio.session import AsyncSession


class Store(Protocol):
    """Opens transactions for one account."""

    def read(self, account_id: str) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction that changes nothing."""
        ...

    def write(self, account_id: str, *, durable: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction that commits when the block ends and rolls back when it raises."""
        ...


def is_sqlite(session: AsyncSession) -> bool:
    """Whether this transaction runs on SQLite; otherwise it runs on Postgres."""
    return session.get_bind().dialect.name == "sqlite"


def is_unreachable(error: Exception) -> bool:
    """Whether the database could not be reached or broke off; any other error of it is a fault of ours."""
    if isinstance(error, (OperationalError, InterfaceError, NoFreeConnection, OSError)):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated
