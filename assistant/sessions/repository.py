"""Queries on sessions and messages. Every one filters on the account and on the person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.sessions.tables import Message, Session
from providers.scope import Scope


async def owned(
    session: AsyncSession, scope: Scope, session_id: str, *, lock: bool = False
) -> Session | None:
    """The person's own session. `lock` keeps others from changing it until the transaction ends."""
    asked = {"id": session_id, "account_id": scope.account_id, "user_id": scope.user_id}
    return (await session.exec(_OWNED_LOCKED if lock else _OWNED, params=asked)).first()


async def find(
    session: AsyncSession,
    scope: Scope,
    *,
    text: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    archived: bool = False,
    page: int = 1,
    page_size: int = 25,
) -> tuple[Sequence[Session], int]:
    """The person's sessions, last used first, and how many match in all. `until` is exclusive."""
    conditions: list[Any] = [*_own(scope), col(Session.archived) == archived]
    if text:
        conditions.append(_mentions(scope, text))
    if since is not None:
        conditions.append(col(Session.updated_at) >= since)
    if until is not None:
        conditions.append(col(Session.updated_at) < until)
    total = (await session.exec(select(func.count()).select_from(Session).where(*conditions))).one()
    rows = await session.exec(
        select(Session)
        .where(*conditions)
        .order_by(col(Session.updated_at).desc(), col(Session.id))
        .offset((page - 1) * page_size)
        .limit(page_size)
    )
    return rows.all(), total


async def talk(session: AsyncSession, scope: Scope, session_id: str) -> Sequence[Message]:
    """The messages that are part of the talk, oldest first; the caller has checked whose session it is."""
    query = (
        select(Message)
        .where(
            Message.account_id == scope.account_id,
            Message.session_id == session_id,
            col(Message.superseded).is_(False),
        )
        .order_by(col(Message.position))
    )
    return (await session.exec(query)).all()


async def next_position(session: AsyncSession, account_id: str, session_id: str) -> int:
    query = select(func.max(Message.position)).where(
        Message.account_id == account_id, Message.session_id == session_id
    )
    return ((await session.exec(query)).one() or 0) + 1


def _own(scope: Scope) -> tuple[Any, Any]:
    return Session.account_id == scope.account_id, Session.user_id == scope.user_id


def _mentions(scope: Scope, text: str) -> ColumnElement[bool]:
    """Title or message text contains the words as typed, or the linked ticket is that id."""
    in_messages = exists().where(
        col(Message.session_id) == col(Session.id),
        col(Message.account_id) == scope.account_id,
        col(Message.superseded).is_(False),
        col(Message.text).icontains(text, autoescape=True),
    )
    return or_(
        col(Session.title).icontains(text, autoescape=True),
        col(Session.psa_ticket_id) == text.lstrip("#"),
        in_messages,
    )


# Made once: every message asks it.
_OWNED = select(Session).where(
    col(Session.id) == bindparam("id"),
    col(Session.account_id) == bindparam("account_id"),
    col(Session.user_id) == bindparam("user_id"),
)
_OWNED_LOCKED = _OWNED.with_for_update()
