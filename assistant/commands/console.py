"""What all commands share: opening the desk, printing, and ending with an exit code a script can use."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console
from sqlalchemy.exc import DBAPIError

from assistant.database import Database
from assistant.desk import Desk, build_desk
from assistant.errors import DeskError
from assistant.identity.tables import Account
from assistant.settings import Settings
from assistant.startup import prepare
from providers.embedded.snapshot import SnapshotError
from providers.errors import ProviderError

T = TypeVar("T")
LoopFactory = Callable[[], asyncio.AbstractEventLoop]
FAULT = 1
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@asynccontextmanager
async def open_desk(settings: Settings | None = None) -> AsyncIterator[tuple[Desk, Account]]:
    """The desk as the service would open it: database up to date, demo there at the first time."""
    desk = build_desk(settings or Settings())
    try:
        yield desk, await prepare(desk)
    finally:
        await desk.close()


def run(work: Callable[[], Coroutine[Any, Any, T]], loop: LoopFactory | None = None) -> T:
    """Run a command's work. What goes wrong is told in a sentence and ends with exit code 1."""
    try:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(work())
    except DeskError as error:
        fail(f"{error.detail} {error.remedy}")
    except KeyboardInterrupt:
        raise typer.Exit from None
    except (SnapshotError, ProviderError) as error:
        fail(str(error))
    except (DBAPIError, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        fail(f"The database or the data folder cannot be used: {cause}. Run: deskhand doctor")


def fail(sentence: str) -> NoReturn:
    """Say what is wrong on stderr and end with exit code 1."""
    err.print(sentence, markup=False)
    raise typer.Exit(FAULT)


def print_json(value: Any) -> None:
    """One JSON document on stdout, as it is, never folded or coloured."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def print_line(sentence: str) -> None:
    out.print(sentence, markup=False)


def database_place(database: Database) -> str:
    """Where the database is, without its password."""
    return database.engine.url.render_as_string(hide_password=True)
