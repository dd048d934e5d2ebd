"""The composition root: each service of the product, built once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from assistant.connections.mappings import Mappings
from assistant.connections.service import Connections
from assistant.database import Database
from assistant.identity.passwords import Passwords
from assistant.identity.rate import SignInRate
from assistant.identity.service import Identity
from assistant.identity.tokens import Tokens
from assistant.identity.users import Users
from assistant.settings import Settings


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

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """What works beside the requests, for as long as the block lasts."""
        yield

    async def close(self) -> None:
        """Let go of everything; nothing may be asked of the desk afterwards."""
        await self.database.close()


def build_desk(settings: Settings) -> Desk:
    """Put the services together. Touches neither disk nor network."""
    database = Database(settings.url)
    connections = Connections(database)
    return Desk(
        settings=settings,
        database=database,
        identity=Identity(database, Passwords(), SignInRate()),
        users=Users(database),
        tokens=Tokens(database),
        connections=connections,
        mappings=Mappings(database, connections),
    )


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


DeskDep = Annotated[Desk, Depends(desk_of)]
