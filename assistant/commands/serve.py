"""`deskhand serve`: the web service in this process."""

import contextlib
import gc
import socket
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from uvicorn.loops.auto import auto_loop_factory

from assistant.app import create_app
from assistant.commands.console import fail, open_desk, print_line, run
from assistant.commands.files import counted, parse_json, read_bytes
from assistant.connections.service import EMBEDDED
from assistant.desk import Desk
from assistant.identity.tables import Account, User
from assistant.identity.users import LINK_PATH
from assistant.local_model import served
from assistant.settings import Settings
from assistant.startup import load_snapshot
from assistant.telemetry import configure_logging

SHUTDOWN_SECONDS = 5
SERVED_SNAPSHOT = "snapshot.sha256"


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    snapshot: Annotated[
        Path | None,
        typer.Option(help="Serve this psa-snapshot/1 file instead of the demo; loaded once, then kept."),
    ] = None,
) -> None:
    """Start the service and print its address and, until the owner has a password, a sign-in link."""
    settings = Settings()
    changes = {"host": host, "port": port}
    settings = settings.model_copy(update={key: value for key, value in changes.items() if value is not None})
    run(lambda: _serve(settings, snapshot), loop=auto_loop_factory())


async def _serve(settings: Settings, snapshot: Path | None) -> None:
    listening = _listen(settings.host, settings.port)
    with contextlib.closing(listening):
        configure_logging()
        async with served(settings) as settings, open_desk(settings) as (desk, account):
            if snapshot is not None:
                await _load_once(desk, account, snapshot)
            address = settings.public_url or _address(settings.host, listening)
            link = await _first_link(desk, account, address)
            config = uvicorn.Config(
                create_app(settings, desk=desk),
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            )
            await _Announced(config, lambda: _announce(address, link)).serve(sockets=[listening])


class _Announced(uvicorn.Server):
    """A server that says so once it answers."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # What the start made stays: a full collection that walks through it holds up every stream.
        gc.freeze()
        if self.started:
            self._announce()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        fail(f"Cannot listen on {host} port {port}: {error.strerror}. Choose another with --port.")
    return listening


def _address(host: str, listening: socket.socket) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else f"[{host}]" if ":" in host else host  # noqa: S104
    return f"http://{shown}:{listening.getsockname()[1]}"


async def _first_link(desk: Desk, account: Account, address: str) -> tuple[User, str | None]:
    owner = await desk.users.owner(account.id)
    if owner.password_hash is not None:
        return owner, None
    return owner, f"{address.rstrip('/')}{LINK_PATH}{await desk.users.new_link(owner)}"


def _announce(address: str, link: tuple[User, str | None]) -> None:
    owner, sign_in = link
    print_line(f"Deskhand is at {address}")
    if sign_in:
        print_line(f"Sign in as {owner.name} with this link. It works once, within 24 hours:")
        print_line(sign_in)
    else:
        print_line("Sign in with your password. For a new one-time link:")
        print_line(f"./deskhand users link {owner.email}")


async def _load_once(desk: Desk, account: Account, file: Path) -> None:
    """Load the file unless it is what was loaded last: a restart keeps what people did in the meantime."""
    content, note = read_bytes(file), desk.settings.data_dir / SERVED_SNAPSHOT
    digest = sha256(content).hexdigest()
    if note.exists() and note.read_text() == digest:
        print_line(f"{file} is loaded already; what was changed since is kept.")
        return
    kept_here = [each for each in await desk.connections.all(account.id) if each.provider == EMBEDDED]
    if not kept_here:
        fail(f"{file} cannot be loaded: this account has no PSA of Deskhand's own. Add one in Admin first.")
    connection = kept_here[0]
    counts = await load_snapshot(desk, connection, parse_json(content, file), replace=True)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(digest)
    print_line(f"Loaded {file}: {counted(counts)}.")
