"""Two accounts behind the real web service: people of every kind, and what each of them may not see or touch.

Everything goes through the API as a client would send it, so that doors, scopes and services are all in play.
"""

import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import func
from sqlmodel import select
from starlette.routing import Match

from assistant.app import create_app
from assistant.connections.tables import Connection
from assistant.database import EVERY_ACCOUNT
from assistant.desk import Desk, build_desk
from assistant.identity.passwords import Passwords
from assistant.identity.people import Person, TokenScope
from assistant.identity.rate import SignInRate
from assistant.identity.service import Identity
from assistant.identity.tables import User
from assistant.proposals.tables import LedgerEntry, Proposal
from assistant.schema import upgrade
from assistant.settings import Settings
from evals.suite import EvalError
from providers.embedded.tables import NOTES, RESOURCES, TICKETS, TIME_ENTRIES
from providers.models import TicketFilter
from providers.scope import Role, Scope
from tools.base import ProposalDraft

OTHER: Mapping[str, Any] = {
    "format": "psa-snapshot/1",
    "companies": [{"id": "9001", "name": "Quillfeather Orchard Trust"}],
    "contacts": [],
    "members": [
        {"id": "17", "identifier": "oberg", "name": "Olga Bergstrand", "email": "olga@other.example"}
    ],
    "boards": [
        {
            "id": "1",
            "name": "Orchard Board",
            "statuses": [
                {"id": "1", "name": "New", "closed": False, "default": True},
                {"id": "2", "name": "Closed", "closed": True},
            ],
        }
    ],
    "priorities": [{"id": "1", "name": "High", "sort": 1, "default": True}],
    "tickets": [
        {
            "id": "990001",
            "summary": "Quillfeather vault door keypad resets itself",
            "company_id": "9001",
            "board_id": "1",
            "status_id": "1",
            "priority_id": "1",
            "entered_at": "2026-03-01T08:00:00Z",
        }
    ],
}
PEOPLE = (
    "owner",
    "engineer",
    "restricted",
    "viewer",
    "stranger",
    "token:read",
    "token:chat",
    "token:confirm",
)
_ADDED = (NOTES, RESOURCES, TIME_ENTRIES)
_ROLES = {"engineer": Role.ENGINEER, "restricted": Role.ENGINEER, "viewer": Role.VIEWER}


class NarrowIdentity(Identity):
    """The product's own, with the companies that a user is limited to."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.database, Passwords(), SignInRate())
        self.limits: dict[str, frozenset[str]] = {}

    async def by_cookie(self, key: str) -> Person | None:
        return self._narrowed(await super().by_cookie(key))

    def _narrowed(self, person: Person | None) -> Person | None:
        if person is None or person.scope.user_id not in self.limits:
            return person
        return replace(person, scope=replace(person.scope, company_ids=self.limits[person.scope.user_id]))


@dataclass(slots=True)
class Account:
    """An account with a PSA and somebody's open proposal in it."""

    connection: Connection
    owner: User


@dataclass(slots=True)
class Service:
    """The running service as people meet it. `clients` are signed in as each of PEOPLE."""

    desk: Desk
    identity: NarrowIdentity
    app: FastAPI
    own: Account
    other: Account
    users: dict[str, User]
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)

    def has_route(self, method: str, path: str) -> bool:
        """Whether a request is one that the API knows; another one would be refused for nothing."""
        asked = {"type": "http", "method": method, "path": path.partition("?")[0], "headers": []}
        return any(route.matches(asked)[0] is Match.FULL for route in self.app.routes)

    async def scope(self, who: str) -> Scope:
        """The scope of one of PEOPLE; a token sees what its engineer sees."""
        user = self.users["engineer" if who.startswith("token:") else who]
        scope = await self.identity.scope_of(user)
        return replace(scope, company_ids=self.identity.limits.get(user.id))

    async def proposal(self, scope: Scope, connection: Connection) -> Proposal:
        """A fresh session of that person with one open proposal in it: a status change of some ticket."""
        session = await self.desk.sessions.create(scope)
        _, reader = await self.desk.connections.reader(scope, connection.id)
        found = await reader.search_tickets(TicketFilter(), page_size=1)
        if not found.items:
            raise EvalError("The snapshot needs an open ticket of the companies a case speaks of.")
        ticket = found.items[0]
        statuses = await reader.statuses(ticket.board.id)
        status = next(each for each in statuses if each.id != ticket.status.id)
        box = self.desk.proposals.box(
            scope, session_id=session.id, connection_id=connection.id, provenance={"by": "eval"}
        )
        kept = await box.propose(
            ProposalDraft(
                kind="update_status",
                title="Set a status",
                args={"ticket_id": ticket.id, "status_id": status.id},
                target_ticket_id=ticket.id,
            )
        )
        return await self.desk.proposals.get(scope, kept.id)

    async def state(self) -> "State":
        """Everything that a refusal must leave as it was, in both accounts."""
        async with self.desk.database.read(EVERY_ACCOUNT) as session:
            entries = (await session.exec(select(LedgerEntry))).all()
            psa = [(await session.execute(select(TICKETS))).all()]  # type: ignore[call-overload]
            psa += [
                (await session.execute(select(func.count()).select_from(table))).all() for table in _ADDED
            ]
        return State(await self.proposals(), len(entries), hashlib.sha256(repr(psa).encode()).hexdigest())

    async def proposals(self) -> frozenset[tuple[str, str, int]]:
        """Id, state and version of every proposal of both accounts."""
        async with self.desk.database.read(EVERY_ACCOUNT) as session:
            found = (await session.exec(select(Proposal))).all()
        return frozenset((each.id, each.state, each.args_version) for each in found)


@dataclass(frozen=True, slots=True)
class State:
    """`proposals` are (id, state, version); `psa` names the exact tickets of both PSAs and how many
    notes, times and assignments there are."""

    proposals: frozenset[tuple[str, str, int]]
    ledger_rows: int
    psa: str


@asynccontextmanager
async def open_service(folder: Path, snapshot: object, model: str) -> AsyncIterator[Service]:
    """The service on a snapshot, with one more account beside it.

    Raises:
        SnapshotError: The snapshot has faults.
    """
    built = build_desk(Settings(data_dir=folder, database_url=None, model=model))
    identity = NarrowIdentity(built)
    desk = replace(built, identity=identity)
    try:
        await upgrade(desk.database.engine)
        own = await _account(desk, "Own MSP", "alex@deskhand.example", "Alex Kessler", snapshot)
        other = await _account(desk, "Other MSP", "olga@other.example", "Olga Bergstrand", OTHER)
        users = {"owner": own.owner}
        for who, role in _ROLES.items():
            users[who] = await desk.users.add(
                own.owner.account_id, f"{who}@deskhand.example", f"{who.title()} Person", role
            )
        service = Service(desk, identity, create_app(desk.settings, desk=desk), own, other, users)
        async with AsyncExitStack() as stack:
            await _sign_in(service, stack)
            yield service
    finally:
        await built.close()


async def _account(desk: Desk, name: str, email: str, owner_name: str, snapshot: object) -> Account:
    account, owner = await desk.users.found_account(name, owner_email=email, owner_name=owner_name)
    connection = await desk.connections.add_embedded(account.id, f"{name} PSA", snapshot)
    await desk.mappings.match_by_email(await desk.identity.scope_of(owner), connection.id)
    return Account(connection, owner)


async def _sign_in(service: Service, stack: AsyncExitStack) -> None:
    """A client for each of PEOPLE. Keys, tokens and hashes are noted as what nobody may be told."""
    transport = httpx.ASGITransport(app=service.app)
    for who in PEOPLE:
        client = httpx.AsyncClient(transport=transport, base_url="http://deskhand.test")
        await stack.enter_async_context(client)
        service.clients[who] = client
        kind, _, token_scope = who.partition(":")
        if kind == "token":
            scope = await service.identity.scope_of(service.users["engineer"])
            scopes = {TokenScope.READ, TokenScope(token_scope)}
            _, token = await service.desk.tokens.create(scope, f"eval {token_scope}", scopes, days=1)
            client.headers["Authorization"] = f"Bearer {token}"
            service.secrets.append(token)
        elif who != "stranger":
            signed_in = await service.identity.use_link(await service.desk.users.new_link(service.users[who]))
            client.cookies.set("deskhand_session", signed_in.key)
            client.headers["X-CSRF-Token"] = signed_in.csrf_token
            service.secrets.append(signed_in.key)
