"""Queries on connections and member mappings."""

from collections.abc import Sequence

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.connections.tables import Connection, MemberMapping
from assistant.identity.tables import User


async def connections(session: AsyncSession, account_id: str) -> Sequence[Connection]:
    """The account's connections, oldest first, disabled ones too."""
    rows = await session.exec(
        select(Connection)
        .where(Connection.account_id == account_id)
        .order_by(col(Connection.created_at), col(Connection.id))
    )
    return rows.all()


async def connection(session: AsyncSession, account_id: str, connection_id: str) -> Connection | None:
    rows = await session.exec(
        select(Connection).where(Connection.account_id == account_id, Connection.id == connection_id)
    )
    return rows.first()


async def member_ids_of(session: AsyncSession, account_id: str, user_id: str) -> dict[str, str]:
    """The user's PSA member by connection id."""
    rows = await session.exec(
        select(MemberMapping.connection_id, MemberMapping.external_member_id).where(
            MemberMapping.account_id == account_id, MemberMapping.user_id == user_id
        )
    )
    return dict(rows.all())


async def mappings(
    session: AsyncSession, account_id: str, connection_id: str
) -> Sequence[tuple[MemberMapping, User]]:
    """Who is mapped on a connection, by the user's name."""
    rows = await session.exec(
        select(MemberMapping, User)
        .join(User, col(User.id) == MemberMapping.user_id)
        .where(MemberMapping.account_id == account_id, MemberMapping.connection_id == connection_id)
        .order_by(col(User.name), col(User.id))
    )
    return rows.all()


async def mapping_of_user(
    session: AsyncSession, account_id: str, connection_id: str, user_id: str
) -> MemberMapping | None:
    rows = await session.exec(
        select(MemberMapping).where(
            MemberMapping.account_id == account_id,
            MemberMapping.connection_id == connection_id,
            MemberMapping.user_id == user_id,
        )
    )
    return rows.first()


async def mapping_of_member(
    session: AsyncSession, account_id: str, connection_id: str, member_id: str
) -> MemberMapping | None:
    rows = await session.exec(
        select(MemberMapping).where(
            MemberMapping.account_id == account_id,
            MemberMapping.connection_id == connection_id,
            MemberMapping.external_member_id == member_id,
        )
    )
    return rows.first()


async def active_users(session: AsyncSession, account_id: str) -> Sequence[User]:
    rows = await session.exec(
        select(User).where(User.account_id == account_id, col(User.active).is_(True)).order_by(col(User.name))
    )
    return rows.all()


async def user(session: AsyncSession, account_id: str, user_id: str) -> User | None:
    rows = await session.exec(select(User).where(User.account_id == account_id, User.id == user_id))
    return rows.first()


async def forget_mapping(session: AsyncSession, account_id: str, connection_id: str, user_id: str) -> None:
    await session.exec(
        delete(MemberMapping).where(
            col(MemberMapping.account_id) == account_id,
            col(MemberMapping.connection_id) == connection_id,
            col(MemberMapping.user_id) == user_id,
        )
    )
