"""Queries on accounts, users, sign-ins, links and tokens.

Keys are looked up across accounts, since they say who asks; everything else names its account.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, func
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.connections.tables import MemberMapping
from assistant.identity.tables import Account, ApiToken, SignIn, SignInLink, User


async def first_account(session: AsyncSession) -> Account | None:
    return (await session.exec(select(Account).order_by(col(Account.created_at)).limit(1))).first()


async def account(session: AsyncSession, account_id: str) -> Account | None:
    return (await session.exec(select(Account).where(Account.id == account_id))).first()


async def user_by_email(session: AsyncSession, email: str) -> User | None:
    """The user with that lower-case address, in whichever account."""
    return (await session.exec(select(User).where(User.email == email))).first()


async def user(session: AsyncSession, account_id: str, user_id: str) -> User | None:
    found = await session.exec(select(User).where(User.account_id == account_id, User.id == user_id))
    return found.first()


async def first_owner(session: AsyncSession, account_id: str) -> User | None:
    found = await session.exec(
        select(User)
        .where(User.account_id == account_id, User.role == "owner", col(User.active).is_(True))
        .order_by(col(User.created_at))
        .limit(1)
    )
    return found.first()


async def users(
    session: AsyncSession, account_id: str, *, page: int, page_size: int
) -> tuple[Sequence[User], int]:
    """One page of the account's users by name, and how many there are."""
    mine = select(User).where(User.account_id == account_id)
    rows = await session.exec(
        mine.order_by(col(User.name), col(User.id)).offset((page - 1) * page_size).limit(page_size)
    )
    total = await session.exec(select(func.count()).select_from(User).where(User.account_id == account_id))
    return rows.all(), total.one()


async def count_active(session: AsyncSession, account_id: str, role: str) -> int:
    rows = await session.exec(
        select(func.count())
        .select_from(User)
        .where(User.account_id == account_id, User.role == role, col(User.active).is_(True))
    )
    return rows.one()


async def sign_in(session: AsyncSession, secret_hash: str) -> tuple[SignIn, User] | None:
    found = await session.exec(
        select(SignIn, User)
        .join(User, col(User.id) == SignIn.user_id)
        .where(SignIn.secret_hash == secret_hash)
    )
    return found.first()


async def link(session: AsyncSession, secret_hash: str) -> tuple[SignInLink, User] | None:
    """A one-time link, locked until the transaction ends: of two who use it at once, one is too late."""
    found = await session.exec(
        select(SignInLink, User)
        .join(User, col(User.id) == SignInLink.user_id)
        .where(SignInLink.secret_hash == secret_hash)
        .with_for_update(of=SignInLink)
    )
    return found.first()


async def token(session: AsyncSession, secret_hash: str) -> tuple[ApiToken, User, dict[str, str]] | None:
    """A token, whose it is, and the person's PSA member by connection id."""
    rows = (await session.exec(_TOKEN, params={"secret_hash": secret_hash})).all()
    members = {connection: member for *_, connection, member in rows if connection is not None}
    return (rows[0][0], rows[0][1], members) if rows else None


async def tokens(
    session: AsyncSession, account_id: str, user_id: str, *, page: int, page_size: int
) -> tuple[Sequence[ApiToken], int]:
    """One page of a user's tokens, oldest first, and how many there are."""
    conditions = (ApiToken.account_id == account_id, ApiToken.user_id == user_id)
    rows = await session.exec(
        select(ApiToken)
        .where(*conditions)
        .order_by(col(ApiToken.created_at), col(ApiToken.id))
        .offset((page - 1) * page_size)
        .limit(page_size)
    )
    total = await session.exec(select(func.count()).select_from(ApiToken).where(*conditions))
    return rows.all(), total.one()


async def token_named(session: AsyncSession, account_id: str, user_id: str, name: str) -> ApiToken | None:
    found = await session.exec(
        select(ApiToken).where(
            ApiToken.account_id == account_id, ApiToken.user_id == user_id, ApiToken.name == name
        )
    )
    return found.first()


async def token_by_id(session: AsyncSession, account_id: str, user_id: str, token_id: str) -> ApiToken | None:
    found = await session.exec(
        select(ApiToken).where(
            ApiToken.account_id == account_id, ApiToken.user_id == user_id, ApiToken.id == token_id
        )
    )
    return found.first()


async def forget_expired(session: AsyncSession, account_id: str, user_id: str, now: datetime) -> None:
    """Drop the user's browser sessions and links that ended before `now`."""
    for table in (SignIn, SignInLink):
        await session.exec(
            delete(table).where(
                col(table.account_id) == account_id,
                col(table.user_id) == user_id,
                col(table.expires_at) <= now,
            )
        )


async def sign_out_everywhere(
    session: AsyncSession, account_id: str, user_id: str, *, except_id: str | None = None
) -> None:
    """End the user's browser sessions and unused links, but for the one named."""
    await session.exec(
        delete(SignIn).where(
            col(SignIn.account_id) == account_id,
            col(SignIn.user_id) == user_id,
            col(SignIn.id) != (except_id or ""),
        )
    )
    await session.exec(
        delete(SignInLink).where(col(SignInLink.account_id) == account_id, col(SignInLink.user_id) == user_id)
    )


# Made once: every request of a program asks it, and putting it together costs more than the answer.
_TOKEN = (
    select(ApiToken, User, MemberMapping.connection_id, MemberMapping.external_member_id)
    .join(User, col(User.id) == ApiToken.user_id)
    .join(
        MemberMapping,
        and_(col(MemberMapping.user_id) == User.id, col(MemberMapping.account_id) == User.account_id),
        isouter=True,
    )
    .where(col(ApiToken.secret_hash) == bindparam("secret_hash"))
)
