"""Reading the post log."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.notes.tables import PostLog
from assistant.sessions.tables import Session
from providers.scope import Scope

_BATCH_ROWS = 500


class LoggedPost(NamedTuple):
    """One attempt to post, and the title of the session it came from while that exists."""

    post: PostLog
    session_title: str | None


async def posts_of_session(session: AsyncSession, scope: Scope, session_id: str) -> Sequence[PostLog]:
    """The attempts made from one session, newest first."""
    query = (
        select(PostLog)
        .where(PostLog.account_id == scope.account_id, PostLog.session_id == session_id)
        .order_by(col(PostLog.posted_at).desc(), col(PostLog.id))
    )
    return (await session.exec(query)).all()


async def count_posts(session: AsyncSession, scope: Scope, session_id: str) -> int:
    """How many posts of a session reached the PSA."""
    query = select(func.count()).where(
        PostLog.account_id == scope.account_id, PostLog.session_id == session_id, PostLog.status == "success"
    )
    return (await session.exec(query)).one()


@dataclass(frozen=True, slots=True)
class PostFilter:
    """Which posts; None does not restrict. `until` is exclusive."""

    ticket_id: str | None = None
    status: str | None = None
    note_type: str | None = None
    posted_by: str | None = None
    connection_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def post_history(
    session: AsyncSession, scope: Scope, wanted: PostFilter, *, page: int, page_size: int
) -> tuple[Sequence[LoggedPost], int]:
    """One page of the account's post log, newest first, and the number of all posts that match."""
    conditions = _conditions(scope.account_id, wanted)
    total = (await session.exec(select(func.count()).select_from(PostLog).where(*conditions))).one()
    query = _posts(conditions).order_by(col(PostLog.posted_at).desc(), col(PostLog.id).desc())
    rows = await session.exec(query.offset((page - 1) * page_size).limit(page_size))
    return [LoggedPost(*row) for row in rows], total


async def every_post(session: AsyncSession, scope: Scope, wanted: PostFilter) -> AsyncIterator[LoggedPost]:
    """All posts that match, oldest first, read a few hundred at a time."""
    at, key = col(PostLog.posted_at), col(PostLog.id)
    query = _posts(_conditions(scope.account_id, wanted)).order_by(at, key).limit(_BATCH_ROWS)
    rows = (await session.exec(query)).all()
    while rows:
        for row in rows:
            yield LoggedPost(*row)
        last = rows[-1][0]
        later = (at > last.posted_at) | ((at == last.posted_at) & (key > last.id))
        rows = (await session.exec(query.where(later))).all()


def _posts(conditions: Sequence[ColumnElement[bool]]) -> Any:
    """Posts with the title of their session; it is gone where the session is."""
    mine = (col(Session.id) == PostLog.session_id) & (col(Session.account_id) == PostLog.account_id)
    return select(PostLog, Session.title).join(Session, mine, isouter=True).where(*conditions)


def _conditions(account_id: str, wanted: PostFilter) -> list[ColumnElement[bool]]:
    conditions = [col(PostLog.account_id) == account_id]
    for column, value in (
        (col(PostLog.ticket_id), wanted.ticket_id),
        (col(PostLog.status), wanted.status),
        (col(PostLog.note_type), wanted.note_type),
        (col(PostLog.posted_by), wanted.posted_by),
        (col(PostLog.connection_id), wanted.connection_id),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.since is not None:
        conditions.append(col(PostLog.posted_at) >= wanted.since)
    if wanted.until is not None:
        conditions.append(col(PostLog.posted_at) < wanted.until)
    return conditions
