"""Reading the post log."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.notes.tables import PostLog
from providers.scope import Scope


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


async def post_history(
    session: AsyncSession,
    scope: Scope,
    *,
    ticket_id: str | None = None,
    status: str | None = None,
    note_type: str | None = None,
    posted_by: str | None = None,
    since: datetime | None = None,
    page: int = 1,
    page_size: int = 25,
) -> tuple[Sequence[PostLog], int]:
    """The account's post log, newest first, with the number of all rows that match."""
    conditions = [col(PostLog.account_id) == scope.account_id]
    for column, value in (
        (col(PostLog.ticket_id), ticket_id),
        (col(PostLog.status), status),
        (col(PostLog.note_type), note_type),
        (col(PostLog.posted_by), posted_by),
    ):
        if value is not None:
            conditions.append(column == value)
    if since is not None:
        conditions.append(col(PostLog.posted_at) >= since)
    total = (await session.exec(select(func.count()).select_from(PostLog).where(*conditions))).one()
    rows = await session.exec(
        select(PostLog)
        .where(*conditions)
        .order_by(col(PostLog.posted_at).desc(), col(PostLog.id))
        .offset((page - 1) * page_size)
        .limit(page_size)
    )
    return rows.all(), total
