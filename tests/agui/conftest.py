"""The AG-UI endpoint with a scripted model: in process, and over HTTP for the official client."""

import asyncio
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from assistant.identity.people import TokenScope
from tests.assistant.runs.conftest import app, run_desk
from tests.assistant.runs.kit import RunDesk
from tests.conftest import Inhabitant

__all__ = ["app", "run_desk"]
FOLDER = Path(__file__).parent


@pytest.fixture
async def token(run_desk: RunDesk, alex: Inhabitant) -> str:
    """Alex's token with the right to confirm."""
    scopes = (TokenScope.READ, TokenScope.CHAT, TokenScope.CONFIRM)
    return (await run_desk.desk.tokens.create(alex.scope, "agui", scopes, days=None))[1]


@pytest.fixture
async def chat_token(run_desk: RunDesk, alex: Inhabitant) -> str:
    """Alex's token without the right to confirm."""
    scopes = (TokenScope.READ, TokenScope.CHAT)
    return (await run_desk.desk.tokens.create(alex.scope, "chat only", scopes, days=None))[1]


@pytest.fixture
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The address of the app on a port of this machine."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.fixture(scope="session")
def node() -> str:
    """Node with the official client installed beside it."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        pytest.skip("node or npm is not installed: the official AG-UI client was not tried")
    if not (FOLDER / "node_modules" / "@ag-ui" / "client").is_dir():
        installed = subprocess.run([npm, "ci"], cwd=FOLDER, capture_output=True, text=True, timeout=100)
        if installed.returncode != 0:
            pytest.skip(f"npm ci failed, the official AG-UI client was not tried: {installed.stderr[-300:]}")
    return found
