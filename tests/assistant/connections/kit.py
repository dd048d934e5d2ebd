"""A PSA that is somewhere else: it knows one login, and does what a test tells it to."""

import asyncio
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from assistant.connections.administration import Administration
from assistant.connections.limits import AccountLimits, PerMinute
from assistant.connections.mappings import Mappings
from assistant.connections.service import Connections
from assistant.desk import Desk
from assistant.proposals.closing import Closing
from assistant.tickets.service import Tickets
from assistant.vault import Vault
from providers.connection import ConnectionSpec
from providers.embedded.faults import FaultPlan
from providers.embedded.reader import EmbeddedReader
from providers.embedded.store import Store
from providers.errors import AuthenticationFailed, ProviderError
from providers.http import Web
from providers.models import Board, ConnectionTest
from providers.registry import PROVIDERS, LoginField, Provider

SECRET = "prv-9f3c71d2-NEVER-SHOWN-4e8a"
LOGIN = {"public_key": "pub-key-11", "private_key": SECRET}
FIELDS = (
    LoginField("public_key", "Public key", secret=False),
    LoginField("private_key", "Private key", secret=True),
)
BODY = {
    "provider": "elsewhere",
    "display_name": "Northwind PSA",
    "site_url": "psa.northwind.example",
    "tenant_login": "northwind",
    "credentials": LOGIN,
}


@dataclass
class Elsewhere:
    """The vendor's side. `failing` is what every call meets; `tests` are the logins that were tried."""

    login: Mapping[str, str] = field(default_factory=lambda: MappingProxyType(LOGIN))
    failing: ProviderError | None = None
    hangs: bool = False
    tests: list[ConnectionSpec] = field(default_factory=list)
    calls: int = 0

    def open(
        self, spec: ConnectionSpec, store: Store, faults: FaultPlan | None, web: Web | None
    ) -> "ElsewhereReader":
        return ElsewhereReader(self, spec, store)

    async def met(self, spec: ConnectionSpec) -> None:
        self.calls += 1
        if self.hangs:
            await asyncio.Event().wait()
        if self.failing is not None:
            raise self.failing
        if dict(spec.credentials) != dict(self.login):
            raise AuthenticationFailed("Elsewhere refused the keys.")


class ElsewhereReader(EmbeddedReader):
    """Keeps its records in our store, so that only the login is made up."""

    def __init__(self, psa: Elsewhere, spec: ConnectionSpec, store: Store) -> None:
        super().__init__(spec, store)
        self._psa = psa
        self._login = spec

    async def test_connection(self) -> ConnectionTest:
        self._psa.tests.append(self._login)
        await self._psa.met(self._login)
        return ConnectionTest(ok=True, message="Elsewhere answers.", version="1")

    async def boards(self) -> tuple[Board, ...]:
        await self._psa.met(self._login)
        return tuple(await super().boards())


def with_elsewhere(
    desk: Desk,
    psa: Elsewhere,
    *,
    secrets: tuple[str, ...] = ("a secret of this test",),
    trial_seconds: float = 5.0,
    per_minute: PerMinute | None = None,
) -> Desk:
    """The desk with that kind of PSA among those it knows."""
    connections = Connections(
        desk.database,
        vault=functools.cache(lambda: Vault(secrets)),
        providers={**PROVIDERS, "elsewhere": Provider("Elsewhere", psa.open, FIELDS)},
        limits=AccountLimits(per_minute),
    )
    mappings = Mappings(desk.database, connections)
    return replace(
        desk,
        connections=connections,
        administration=Administration(desk.database, connections, Closing(), trial_seconds=trial_seconds),
        mappings=mappings,
        tickets=Tickets(connections, mappings, desk.proposals, desk.assistance),
    )
