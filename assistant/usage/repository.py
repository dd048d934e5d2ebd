"""Sums over answers and the help beside them. All filter on the account, and on the person where only their
own counts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Subquery, case, cast, func, literal, select, union_all
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.identity.tables import User
from assistant.runs.tables import Run
from assistant.sessions.tables import Session
from assistant.usage.schemas import By
from assistant.usage.tables import ModelCall

NO_SESSION = "Without a session"


async def sums(
    session: AsyncSession, account_id: str, user_id: str | None, since: datetime, until: datetime
) -> tuple[int, int, int, float, int]:
    """Answers, tokens in, tokens out, dollars, uses without a price; of one person if given."""
    used = _used(account_id, user_id, since, until)
    row = (await session.execute(select(*_figures(used)))).one()
    return row[0], row[1], row[2], row[3], row[4]


async def groups(
    session: AsyncSession,
    account_id: str,
    user_id: str | None,
    by: By,
    since: datetime,
    until: datetime,
    *,
    page: int,
    page_size: int,
) -> tuple[Sequence[Any], int]:
    """One page of (key, name, figures…) and the number of all groups."""
    used = _used(account_id, user_id, since, until)
    key, name = _key(session, by, used)
    figures = _figures(used)
    query: Select[Any] = (
        select(key.label("key"), func.max(name), *figures)
        .select_from(used)
        .join(User, (col(User.id) == used.c.user_id) & (col(User.account_id) == account_id))
        .outerjoin(Session, (col(Session.id) == used.c.session_id) & (col(Session.account_id) == account_id))
        .group_by(key)
    )
    total = (await session.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
    order = [key.desc()] if by is By.DAY else [figures[3].desc(), figures[2].desc(), key]
    rows = await session.execute(query.order_by(*order).offset((page - 1) * page_size).limit(page_size))
    return rows.all(), total


def _used(account_id: str, user_id: str | None, since: datetime, until: datetime) -> Subquery:
    """Every use of a model by the account: the answers, and the help beside them."""
    answers: Any = select(
        col(Run.user_id),
        col(Run.session_id).label("session_id"),
        col(Run.started_at).label("at"),
        literal(1).label("answers"),
        col(Run.input_tokens),
        col(Run.output_tokens),
        col(Run.cost_usd),
    ).where(
        col(Run.account_id) == account_id,
        col(Run.started_at) >= since,
        col(Run.started_at) < until,
        col(Run.state) != "running",
    )
    help_given: Any = select(
        col(ModelCall.user_id),
        col(ModelCall.session_id),
        col(ModelCall.at),
        literal(0),
        col(ModelCall.input_tokens),
        col(ModelCall.output_tokens),
        col(ModelCall.cost_usd),
    ).where(col(ModelCall.account_id) == account_id, col(ModelCall.at) >= since, col(ModelCall.at) < until)
    if user_id is not None:
        answers, help_given = (
            answers.where(col(Run.user_id) == user_id),
            help_given.where(col(ModelCall.user_id) == user_id),
        )
    return union_all(answers, help_given).subquery("used")


def _figures(used: Subquery) -> list[ColumnElement[Any]]:
    without_price = used.c.cost_usd.is_(None) & (used.c.input_tokens + used.c.output_tokens > 0)
    return [
        func.coalesce(func.sum(used.c.answers), 0),
        func.coalesce(func.sum(used.c.input_tokens), 0),
        func.coalesce(func.sum(used.c.output_tokens), 0),
        func.coalesce(func.sum(used.c.cost_usd), 0.0),
        func.coalesce(func.sum(case((without_price, 1), else_=0)), 0),
    ]


def _key(session: AsyncSession, by: By, used: Subquery) -> tuple[Any, Any]:
    if by is By.SESSION:
        return func.coalesce(used.c.session_id, ""), func.coalesce(col(Session.title), NO_SESSION)
    if by is By.PERSON:
        return used.c.user_id, col(User.name)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    moment = used.c.at if is_sqlite else func.timezone("UTC", used.c.at)
    day = func.substr(cast(moment, String), 1, 10)
    return day, day
