"""Queries on connections and member mappings."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.audit.tables import AuditEntry
from assistant.connections.tables import Connection, MemberMapping
from assistant.identity.tables import Account, User
from assistant.notes.tables import PostLog
from assistant.sessions.tables import Session


async def connections(session: AsyncSession, account_id: str) -> Sequence[Connection]:
    """The account's connections, oldest first, disabled ones too."""
    return (await session.exec(_CONNECTIONS, params={"account_id": account_id})).all()


async def connection(session: AsyncSession, account_id: str, connection_id: str) -> Connection | None:
    rows = await session.exec(_CONNECTION, params={"account_id": account_id, "id": connection_id})
    return rows.first()


async def locked(session: AsyncSession, account_id: str, connection_id: str) -> Connection | None:
    """The connection, kept from changing and from being referred to until the transaction ends."""
    query = select(Connection).where(Connection.account_id == account_id, Connection.id == connection_id)
    return (await session.exec(query.with_for_update())).first()


async def hold_account(session: AsyncSession, account_id: str) -> None:
    """One at a time: whoever else wants to add a connection to this account waits."""
    await session.exec(select(Account.id).where(Account.id == account_id).with_for_update())


async def ever_removed(session: AsyncSession, account_id: str) -> bool:
    query = select(AuditEntry.id).where(
        AuditEntry.account_id == account_id, AuditEntry.action == "connection.deleted"
    )
    return (await session.exec(query.limit(1))).first() is not None


async def remove(session: AsyncSession, account_id: str, connection_id: str) -> None:
    """Links to it become null, its member mappings go (both are foreign keys' doing)."""
    await session.exec(
        delete(Connection).where(
            col(Connection.account_id) == account_id, col(Connection.id) == connection_id
        )
    )


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


async def references(session: AsyncSession, account_id: str, connection_id: str) -> tuple[int, int, int]:
    """How many sessions are linked to tickets of a connection, notes were posted to it, people are mapped."""
    counts = [
        select(func.count()).where(
            Session.account_id == account_id,
            Session.connection_id == connection_id,
            col(Session.psa_ticket_id).is_not(None),
        ),
        select(func.count()).where(PostLog.account_id == account_id, PostLog.connection_id == connection_id),
        select(func.count()).where(
            MemberMapping.account_id == account_id, MemberMapping.connection_id == connection_id
        ),
    ]
    sessions, posts, mapped = [(await session.exec(count)).one() for count in counts]
    return sessions, posts, mapped


async def forget_mappings(session: AsyncSession, account_id: str, user_id: str) -> None:
    """The user is nobody at any PSA any more."""
    await session.exec(
        delete(MemberMapping).where(
            col(MemberMapping.account_id) == account_id, col(MemberMapping.user_id) == user_id
        )
    )


# Made once: every message and most pages ask them.
_OF_ACCOUNT = select(Connection).where(col(Connection.account_id) == bindparam("account_id"))
_CONNECTIONS = _OF_ACCOUNT.order_by(col(Connection.created_at), col(Connection.id))
_CONNECTION = _OF_ACCOUNT.where(col(Connection.id) == bindparam("id"))
