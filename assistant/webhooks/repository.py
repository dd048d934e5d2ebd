"""Queries on events, watches and familiar tickets. All filter on the account but the two that say why not."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.connections.tables import Connection
from assistant.sessions.tables import Session
from assistant.webhooks.tables import Familiar, Watch, WebhookEvent


async def called_connection(session: AsyncSession, provider: str, connection_id: str) -> Connection | None:
    """The active connection a PSA calls about. The call names no account; its token and its signature are
    checked before anything else of the account is touched."""
    query = select(Connection).where(
        Connection.id == connection_id, Connection.provider == provider, col(Connection.is_active).is_(True)
    )
    return (await session.exec(query)).first()


async def watched_connections(session: AsyncSession) -> Sequence[Connection]:
    """The active connections of every account, for the look that nobody asked for."""
    query = select(Connection).where(col(Connection.is_active).is_(True)).order_by(col(Connection.id))
    return (await session.exec(query)).all()


async def is_known(session: AsyncSession, account_id: str, connection_id: str, message_id: str) -> bool:
    query = select(WebhookEvent.id).where(
        WebhookEvent.account_id == account_id,
        WebhookEvent.connection_id == connection_id,
        WebhookEvent.message_id == message_id,
    )
    return (await session.exec(query)).first() is not None


async def mark_looked_at(session: AsyncSession, account_id: str, event_id: str, at: datetime) -> None:
    event = await session.get(WebhookEvent, event_id)
    if event is not None and event.account_id == account_id:
        event.looked_at = at
        session.add(event)


async def newest_event(session: AsyncSession, account_id: str, connection_id: str) -> WebhookEvent | None:
    query = (
        select(WebhookEvent)
        .where(WebhookEvent.account_id == account_id, WebhookEvent.connection_id == connection_id)
        .order_by(col(WebhookEvent.received_at).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def drop_events_before(session: AsyncSession, account_id: str, moment: datetime) -> None:
    await session.exec(
        delete(WebhookEvent).where(
            col(WebhookEvent.account_id) == account_id, col(WebhookEvent.received_at) < moment
        )
    )


async def watch(session: AsyncSession, account_id: str, connection_id: str) -> Watch | None:
    query = select(Watch).where(Watch.account_id == account_id, Watch.connection_id == connection_id)
    return (await session.exec(query)).first()


async def familiar(
    session: AsyncSession, account_id: str, connection_id: str, ticket_id: str
) -> Familiar | None:
    query = select(Familiar).where(
        Familiar.account_id == account_id,
        Familiar.connection_id == connection_id,
        Familiar.ticket_id == ticket_id,
    )
    return (await session.exec(query)).first()


async def familiar_by_id(session: AsyncSession, account_id: str, id: str) -> Familiar | None:
    query = select(Familiar).where(Familiar.account_id == account_id, Familiar.id == id)
    return (await session.exec(query)).first()


async def all_familiar(session: AsyncSession, account_id: str, limit: int) -> Sequence[Familiar]:
    """The newest tickets first."""
    query = (
        select(Familiar)
        .where(Familiar.account_id == account_id)
        .order_by(col(Familiar.entered_at).desc(), col(Familiar.id))
        .limit(limit)
    )
    return (await session.exec(query)).all()


async def tickets_in_sessions(session: AsyncSession, account_id: str, connection_id: str) -> frozenset[str]:
    """The tickets that somebody of the account works on in a session already."""
    query = select(Session.psa_ticket_id).where(
        Session.account_id == account_id,
        Session.connection_id == connection_id,
        col(Session.archived).is_(False),
        col(Session.psa_ticket_id).is_not(None),
    )
    return frozenset(id for id in (await session.exec(query)).all() if id)
