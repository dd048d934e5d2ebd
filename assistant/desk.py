"""The composition root: each service of the product, built once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from assistant.audit.service import Audit
from assistant.connections.mappings import Mappings
from assistant.connections.service import Connections
from assistant.database import Database
from assistant.identity.passwords import Passwords
from assistant.identity.rate import SignInRate
from assistant.identity.service import Identity
from assistant.identity.tokens import Tokens
from assistant.identity.users import Users
from assistant.notes.guard import LeakGuard
from assistant.notes.service import Notes
from assistant.proposals.assembly import build_proposals
from assistant.proposals.idempotency import Idempotency
from assistant.proposals.service import Proposals, run_sweep
from assistant.runs.assembly import build_runs
from assistant.runs.service import RunService
from assistant.sessions.service import SessionService
from assistant.settings import Settings
from assistant.tickets.service import Tickets
from providers.embedded.faults import FaultPlan
from tools.registry import ALL_TOOLS


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the doors hand requests to."""

    settings: Settings
    database: Database
    identity: Identity
    users: Users
    tokens: Tokens
    connections: Connections
    mappings: Mappings
    sessions: SessionService
    runs: RunService
    proposals: Proposals
    idempotency: Idempotency
    tickets: Tickets
    notes: Notes
    audit: Audit

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """What works beside the requests, for as long as the block lasts: runs left open by a process that
        died are closed first, and confirmed writes go on being carried out."""
        await self.runs.recover()
        sweep = asyncio.create_task(run_sweep(self.proposals), name="sweep")
        try:
            yield
        finally:
            sweep.cancel()
            await asyncio.gather(sweep, return_exceptions=True)

    async def close(self) -> None:
        """End the runs and the writes in flight, and let go of everything; the desk is no use afterwards."""
        await self.runs.close()
        await self.proposals.close()
        await self.database.close()


def build_desk(settings: Settings) -> Desk:
    """Put the services together. Touches neither disk nor network."""
    database = Database(settings.url)
    faults = FaultPlan(settings.faults) if settings.faults else None
    connections = Connections(database, faults=faults)
    mappings = Mappings(database, connections)
    sessions = SessionService(database, connections)
    proposals = build_proposals(
        database,
        connections,
        guard=LeakGuard(connections),
        hours=settings.proposal_hours,
        faults=faults,
    )
    return Desk(
        settings=settings,
        database=database,
        identity=Identity(database, Passwords(), SignInRate()),
        users=Users(database),
        tokens=Tokens(database),
        connections=connections,
        mappings=mappings,
        sessions=sessions,
        runs=build_runs(settings, database, sessions, connections, proposals.box, ALL_TOOLS),
        proposals=proposals,
        idempotency=Idempotency(database),
        tickets=Tickets(connections, mappings, proposals),
        notes=Notes(database, sessions, connections, proposals),
        audit=Audit(database),
    )


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


DeskDep = Annotated[Desk, Depends(desk_of)]
