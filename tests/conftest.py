"""What every test may ask for: a desk on its own database file, the app, and people who are signed in.

Coroutine tests and fixtures run on asyncio by themselves (anyio's plugin). Each test gets a copy of one
database that was migrated and filled with the demo once. Sockets reach this machine only (pyproject.toml).
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx
import pytest
from fastapi import FastAPI

from assistant.app import create_app
from assistant.browser import find_chromium
from assistant.connections.tables import Connection
from assistant.database import Database
from assistant.desk import Desk, build_desk
from assistant.identity.people import Person
from assistant.identity.tables import User
from assistant.settings import Settings
from assistant.startup import OWNER_EMAIL, prepare
from providers.scope import Role, Scope
from tests.snapshots import SMALL

pytest_plugins = ("tests.postgres",)


NEEDS = {
    "browser": (find_chromium, "BROWSER TESTS DID NOT RUN: no Chromium was found"),
    "node": (lambda: shutil.which("npm"), "NODE TESTS DID NOT RUN: node with npm was not found"),
    "openapi": (
        lambda: os.environ.get("DESKHAND_CONNECTWISE_OPENAPI"),
        "OPENAPI TESTS DID NOT RUN: DESKHAND_CONNECTWISE_OPENAPI names no description",
    ),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--provider", help="the real PSA that tests marked live may talk to, e.g. connectwise")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine cannot run; the end of the run says so loudly."""
    for name, (find, words) in NEEDS.items():
        wanting = [item for item in items if item.get_closest_marker(name)]
        if wanting and not find():
            for item in wanting:
                item.add_marker(pytest.mark.skip(reason=words))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for _, words in NEEDS.values():
        count = sum(words in reason for reason in skipped)
        if count:
            terminalreporter.write_line(f"{words} ({count} tests skipped).", red=True, bold=True)


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """Somebody of an account, with a client that is signed in as them, and the account's PSA."""

    person: Person
    user: User
    client: httpx.AsyncClient
    connection: Connection

    @property
    def scope(self) -> Scope:
        return self.person.scope


class SignInAs(Protocol):
    async def __call__(self, user: User) -> Inhabitant: ...


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def filled_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the demo in it, to be copied, never opened."""
    data_dir = tmp_path_factory.mktemp("filled")

    async def fill() -> None:
        desk = build_desk(Settings(data_dir=data_dir))
        await prepare(desk)
        await desk.close()

    asyncio.run(fill())
    return data_dir / "deskhand.db"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filled_database: Path) -> Settings:
    """Settings as shipped, with a data folder of the test's own."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    shutil.copyfile(filled_database, tmp_path / "deskhand.db")
    return Settings(data_dir=tmp_path)


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    """All services on the test's own database, with the demo MSP in it; nothing runs beside them."""
    built = build_desk(settings)
    yield built
    await built.close()


@pytest.fixture
def database(desk: Desk) -> Database:
    return desk.database


@pytest.fixture
def app(settings: Settings, desk: Desk) -> FastAPI:
    return create_app(settings, desk=desk)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A program or browser that nobody has signed in."""
    async with _client(app) as client:
        yield client


@pytest.fixture
async def sign_in_as(app: FastAPI, desk: Desk) -> AsyncIterator[SignInAs]:
    """Opens a browser for any user: `await sign_in_as(user)`."""
    async with AsyncExitStack() as stack:

        async def sign_in(user: User) -> Inhabitant:
            signed_in = await desk.identity.use_link(await desk.users.new_link(user))
            person = await desk.identity.by_cookie(signed_in.key)
            assert person is not None
            client = await stack.enter_async_context(_client(app))
            client.cookies.set("deskhand_session", signed_in.key)
            client.headers["X-CSRF-Token"] = signed_in.csrf_token
            connection = await desk.connections.default(person.scope)
            return Inhabitant(person, user, client, connection)

        yield sign_in


@pytest.fixture
async def alex(desk: Desk, sign_in_as: SignInAs) -> Inhabitant:
    """The owner of the demo MSP, mapped to member 17."""
    return await sign_in_as(await desk.users.by_email(OWNER_EMAIL))


@pytest.fixture
async def signed_in(alex: Inhabitant) -> httpx.AsyncClient:
    """Alex's browser."""
    return alex.client


@pytest.fixture
async def engineer(desk: Desk, alex: Inhabitant, sign_in_as: SignInAs) -> Inhabitant:
    """Somebody of the demo MSP with the role engineer and no PSA member."""
    account = alex.scope.account_id
    return await sign_in_as(
        await desk.users.add(account, "erin@deskhand.example", "Erin Vale", Role.ENGINEER)
    )


@pytest.fixture
async def viewer(desk: Desk, alex: Inhabitant, sign_in_as: SignInAs) -> Inhabitant:
    """Somebody of the demo MSP who may only look."""
    account = alex.scope.account_id
    return await sign_in_as(await desk.users.add(account, "vic@deskhand.example", "Vic Stone", Role.VIEWER))


@pytest.fixture
async def other_account(desk: Desk, sign_in_as: SignInAs) -> Inhabitant:
    """The owner of another MSP, whose PSA uses ids that the demo uses too. Nothing of theirs may be
    reached from the demo, and nothing of the demo from here."""
    account, owner = await desk.users.found_account(
        "Other MSP", owner_email="olga@other.example", owner_name="Olga Berg"
    )
    await desk.connections.add_embedded(account.id, "Other PSA", SMALL)
    return await sign_in_as(owner)


def _client(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://deskhand.test")
