"""The composition root: each service of the product, built once."""

import asyncio
import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from assistant.account_models.service import AccountModels
from assistant.assisted.service import Assistance
from assistant.assisted.titling import Titles
from assistant.audit.service import Audit
from assistant.budgets import Budgets
from assistant.connections.administration import Administration
from assistant.connections.mappings import Mappings
from assistant.connections.service import Connections
from assistant.database import Database
from assistant.identity.passwords import Passwords
from assistant.identity.rate import SignInRate
from assistant.identity.service import Identity
from assistant.identity.tokens import Tokens
from assistant.identity.users import Users
from assistant.model_choice import ModelChoice
from assistant.notes.guard import LeakGuard
from assistant.notes.history import PostHistory
from assistant.notes.service import Notes
from assistant.proposals.assembly import build_proposals
from assistant.proposals.closing import Closing
from assistant.proposals.idempotency import Idempotency
from assistant.proposals.service import Proposals, run_sweep
from assistant.runs.assembly import build_runs
from assistant.runs.service import RunService
from assistant.sessions.service import SessionService
from assistant.settings import Settings
from assistant.tickets.service import Tickets
from assistant.time_entries.service import TimeEntries
from assistant.tokens import TokenCounter
from assistant.usage.service import UsageService
from assistant.usage.spending import Spending
from assistant.vault import Vault
from assistant.webhooks.familiar import FamiliarTickets
from assistant.webhooks.service import Webhooks
from assistant.webhooks.watch import TicketWatch, run_watch
from providers.embedded.faults import FaultPlan
from providers.http import Web
from providers.registry import PROVIDERS
from tools.registry import ALL_TOOLS


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the doors hand requests to."""

    settings: Settings
    database: Database
    web: Web
    identity: Identity
    users: Users
    tokens: Tokens
    connections: Connections
    administration: Administration
    mappings: Mappings
    sessions: SessionService
    runs: RunService
    proposals: Proposals
    idempotency: Idempotency
    tickets: Tickets
    notes: Notes
    time_entries: TimeEntries
    audit: Audit
    post_history: PostHistory
    usage: UsageService
    assistance: Assistance
    account_models: AccountModels
    budgets: Budgets
    familiar: FamiliarTickets
    watch: TicketWatch
    webhooks: Webhooks

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """What works beside the requests, for as long as the block lasts: runs left open by a process that
        died are closed first, confirmed writes go on being carried out, and changed tickets are looked at."""
        await self.runs.recover()
        beside = [
            asyncio.create_task(run_sweep(self.proposals), name="sweep"),
            asyncio.create_task(run_watch(self.watch), name="watch"),
        ]
        try:
            yield
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def close(self) -> None:
        """End the runs and the writes in flight, and let go of everything; the desk is no use afterwards."""
        await self.runs.close()
        await self.proposals.close()
        await self.webhooks.close()
        await self.web.close()
        await self.database.close()


def build_desk(settings: Settings) -> Desk:
    """Put the services together. Touches neither disk nor network."""
    database = Database(settings.url)
    faults = FaultPlan(settings.faults) if settings.faults else None
    vault = functools.cache(lambda: Vault(settings.sealing_secrets))
    web = Web(settings.development, settings.psa_hosts)
    connections = Connections(database, vault=vault, faults=faults, web=web)
    mappings = Mappings(database, connections)
    sessions = SessionService(database, connections)
    proposals = build_proposals(
        database,
        connections,
        guard=LeakGuard(connections, database),
        hours=settings.proposal_hours,
        faults=faults,
        web=web,
        count_post=connections.count,
    )
    tokens = TokenCounter()
    spending = Spending(database)
    terms = AccountModels(database, settings, ModelChoice(settings, tokens), tokens, spending)
    budgets = Budgets(database)
    assistance = Assistance(terms, budgets, spending, settings.assist_seconds)
    familiar = FamiliarTickets(database, connections, sessions)
    watch = TicketWatch(database, connections, familiar)
    return Desk(
        settings=settings,
        database=database,
        web=web,
        identity=Identity(database, Passwords(), SignInRate()),
        users=Users(database),
        tokens=Tokens(database),
        connections=connections,
        administration=Administration(database, connections, Closing()),
        mappings=mappings,
        sessions=sessions,
        runs=build_runs(
            settings,
            database,
            sessions,
            connections,
            proposals.box,
            ALL_TOOLS,
            terms=terms,
            after_answer=Titles(database, assistance).after_answer,
            tokens=tokens,
        ),
        proposals=proposals,
        idempotency=Idempotency(database),
        tickets=Tickets(connections, mappings, proposals, assistance),
        notes=Notes(database, sessions, connections, proposals, assistance),
        time_entries=TimeEntries(sessions, connections, proposals),
        audit=Audit(database),
        post_history=PostHistory(database),
        usage=UsageService(database, terms),
        assistance=assistance,
        account_models=terms,
        budgets=budgets,
        familiar=familiar,
        watch=watch,
        webhooks=Webhooks(
            database,
            connections.opening,
            watch,
            {name: each.open_hooks(web) for name, each in PROVIDERS.items() if each.open_hooks},
            lambda: settings.secret,
        ),
    )


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


DeskDep = Annotated[Desk, Depends(desk_of)]
