"""`deskhand simulate`: a vendor's PSA played on this machine, for people without a sandbox tenant."""

import socket
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn

from assistant.commands.console import fail, print_line, run
from assistant.commands.files import parse_json, read_bytes
from assistant.database import Database
from providers.connection import ConnectionSpec
from providers.embedded.demo import demo_snapshot
from providers.simulators.connectwise import Faults, Login, build
from providers.simulators.connectwise.faults import NAMES
from providers.simulators.filling import fill

simulate = typer.Typer(help="Play a vendor's PSA on this machine, with its faults.", no_args_is_help=True)
HOST = "127.0.0.1"
SHUTDOWN_SECONDS = 1
PSA = ConnectionSpec(id="simulated", account_id="simulated", provider="embedded")
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port of this machine; 0 takes a free one.")]
Snapshot = Annotated[Path | None, typer.Option(help="A psa-snapshot/1 file instead of the demo.")]


@simulate.callback()
def vendors() -> None:
    """Play a vendor's PSA on this machine, with its faults. What is written is gone when it stops."""


@simulate.command()
def connectwise(
    port: Port = 0,
    snapshot: Snapshot = None,
    faults: Annotated[str, typer.Option(help="What goes wrong, such as rate_limit:2,false_ok.")] = "",
    login: Annotated[
        str | None, typer.Option(help="company/public/private/clientId; by default new ones.")
    ] = None,
    list_faults: Annotated[bool, typer.Option("--list-faults", help="Say which faults there are.")] = False,
) -> None:
    """Play ConnectWise PSA: print its address and credentials, and serve until it is stopped."""
    if list_faults:
        for name, meaning in NAMES.items():
            print_line(f"{name}: {meaning}")
        return
    plan, entry = _plan(faults), _login(login)
    world = (
        parse_json(read_bytes(snapshot), snapshot) if snapshot else demo_snapshot(datetime.now(UTC).date())
    )
    run(lambda: _serve(port, world, plan, entry))


async def _serve(port: int, world: Any, plan: Faults, login: Login) -> None:
    with tempfile.TemporaryDirectory(prefix="deskhand-simulated-") as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'psa.db'}")
        try:
            await fill(database.engine, database, PSA, world)
            app = build(database, PSA, login, plan)
            config = uvicorn.Config(
                app, log_level="critical", server_header=False, timeout_graceful_shutdown=SHUTDOWN_SECONDS
            )
            with _listen(port) as listening:
                await _Announced(config, login).serve(sockets=[listening])
        finally:
            await database.close()


class _Announced(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, login: Login) -> None:
        super().__init__(config)
        self._login = login

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            _announce(f"http://{HOST}:{sockets[0].getsockname()[1]}", self._login)


def _announce(address: str, login: Login) -> None:
    print_line(f"ConnectWise PSA is simulated at {address}")
    print_line(f"Company: {login.company}")
    print_line(f"Public key: {login.public_key}")
    print_line(f"Private key: {login.private_key}")
    print_line(f"Client id: {login.client_id}")
    print_line("A service started with DESKHAND_DEVELOPMENT=1 may be connected to it.")
    print_line(f"More faults while it runs: curl --data rate_limit:1 {address}/_faults")


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        fail(f"Cannot listen on {HOST} port {port}: {error.strerror}. Choose another with --port.")


def _plan(faults: str) -> Faults:
    try:
        return Faults(faults)
    except ValueError as unknown:
        raise typer.BadParameter(str(unknown), param_hint="--faults") from unknown


def _login(text: str | None) -> Login:
    try:
        return Login.random() if text is None else Login.parsed(text)
    except ValueError as unreadable:
        raise typer.BadParameter(str(unreadable), param_hint="--login") from unreadable
