"""A simulated PSA on a port of this machine, served by a thread of its own, for tests of any kind.

    def test_x(connectwise: SimulatedPSA): ...   # `from tests.simulated import connectwise`

`connectwise.spec` opens it as a provider, `connectwise.plan("rate_limit:1")` makes it fail.
"""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from assistant.database import Database
from providers.connection import ConnectionSpec
from providers.simulators.connectwise import Faults, Login, build
from providers.simulators.filling import fill
from tests.contract.world import snapshot

LOGIN = Login("deskhand", "public-key-1", "private-key-1", "client-id-1")


@dataclass(frozen=True, slots=True)
class SimulatedPSA:
    """A running simulator: where it is, how a connection enters it, and its faults."""

    address: str
    spec: ConnectionSpec
    client: "ApiClient"
    """Signed in as the API member; paths begin below `apis/3.0/`."""

    def plan(self, faults: str) -> None:
        """Add to what goes wrong from now on; the words are those of the simulator's fault plan."""
        self._control("POST", "/_faults", faults)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._control("DELETE", "/_faults")

    def faults_left(self) -> str:
        """What is still planned."""
        return self._control("GET", "/_faults").text

    def calls(self) -> list[str]:
        """The calls since the last time this was asked, such as `GET /v4_6_release/apis/3.0/system/info`."""
        return list(self._control("DELETE", "/_calls").json())

    def _control(self, method: str, path: str, text: str = "") -> httpx.Response:
        answer = httpx.request(
            method, self.address + path, content=text, trust_env=False, verify=self.client.verify_context
        )
        assert answer.status_code == 200, answer.text
        return answer


class ApiClient(httpx.Client):
    """A client with the API member's headers."""

    def __init__(self, address: str, login: Login, verify: ssl.SSLContext | bool = True) -> None:
        self.verify_context = verify
        super().__init__(
            base_url=f"{address}/v4_6_release/apis/3.0/",
            auth=(f"{login.company}+{login.public_key}", login.private_key),
            headers={"clientId": login.client_id, "Accept": "application/vnd.connectwise.com+json"},
            trust_env=False,
            verify=verify,
        )


@pytest.fixture
def connectwise(tmp_path: Path) -> Iterator[SimulatedPSA]:
    """A simulated ConnectWise PSA filled with the contract's world."""
    with simulated_connectwise(tmp_path) as running:
        yield running


@contextmanager
def simulated_connectwise(
    folder: Path,
    world: Mapping[str, Any] | None = None,
    *,
    certificate: tuple[Path, Path] | None = None,
) -> Iterator[SimulatedPSA]:
    """Serve a snapshot until the block ends. With a certificate (chain, key) it speaks https."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = _Server(listening, folder, world or snapshot(), certificate)
    server.start()
    scheme = "https" if certificate else "http"
    address = f"{scheme}://127.0.0.1:{listening.getsockname()[1]}"
    spec = ConnectionSpec(
        id="connection-cw",
        account_id="account-cw",
        provider="connectwise",
        site_url=address,
        tenant_login=LOGIN.company,
        credentials=LOGIN.credentials,
    )
    verify = ssl.create_default_context(cafile=str(certificate[0])) if certificate else True
    try:
        with ApiClient(address, LOGIN, verify) as client:
            yield SimulatedPSA(address, spec, client)
    finally:
        server.stop()


class _Announced(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()


class _Server(threading.Thread):
    def __init__(
        self,
        listening: socket.socket,
        folder: Path,
        world: Mapping[str, Any],
        certificate: tuple[Path, Path] | None,
    ) -> None:
        super().__init__(name="simulated PSA", daemon=True)
        self._listening = listening
        self._folder = folder
        self._world = world
        self._certificate = certificate
        self._ready = threading.Event()
        self._server: uvicorn.Server | None = None
        self._failure: BaseException | None = None

    def start(self) -> None:
        super().start()
        self._ready.wait(30)
        if self._failure is not None:
            raise RuntimeError("The simulator did not start.") from self._failure

    def stop(self) -> None:
        assert self._server is not None
        self._server.should_exit = True
        self.join(15)
        self._listening.close()

    def run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:
            self._failure = failure
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        database = Database(f"sqlite+aiosqlite:///{self._folder / 'simulated.db'}")
        spec = ConnectionSpec(id="simulated", account_id="simulated", provider="embedded")
        try:
            await fill(database.engine, database, spec, self._world)
            chain, key = self._certificate or (None, None)
            config = uvicorn.Config(
                build(database, spec, LOGIN, Faults()),
                log_level="critical",
                ssl_certfile=chain,
                ssl_keyfile=key,
                timeout_graceful_shutdown=1,
            )
            self._server = _Announced(config, self._ready)
            await self._server.serve(sockets=[self._listening])
        finally:
            await database.close()
