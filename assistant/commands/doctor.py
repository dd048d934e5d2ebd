"""`deskhand doctor`: is everything there that the service needs?"""

import shutil
import socket
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

import httpx
import typer
from rich.table import Table

from assistant.browser import find_chromium
from assistant.commands.console import FAULT, database_place, out, print_json, run
from assistant.database import Database
from assistant.schema import is_current
from assistant.settings import KEY_FILE, Settings

MIN_FREE_BYTES = 500 * 1024 * 1024
State = Literal["ok", "note", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. A note is no fault: the service works without it."""

    subject: str
    state: State
    words: str


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Look at Python, database, disk, secret, port, model and browser. Exit code 1 when a fault is found."""
    findings = run(examine)
    if as_json:
        print_json([{"subject": f.subject, "state": f.state, "words": f.words} for f in findings])
    else:
        table = Table("", "", show_header=False, box=None)
        for finding in findings:
            table.add_row(finding.state, finding.subject, finding.words)
        out.print(table)
    if any(finding.state == "fault" for finding in findings):
        raise typer.Exit(FAULT)


async def examine() -> list[Finding]:
    """Everything there is to say; changes nothing."""
    settings = Settings()
    findings = [_python(), _disk(settings), *_secret(settings), _port(settings)]
    findings += await _database(settings)
    findings += [await _model(settings), _chromium()]
    return findings


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("Python", "ok" if sys.version_info >= (3, 11) else "fault", version)


def _disk(settings: Settings) -> Finding:
    folder = next(path for path in (settings.data_dir, *settings.data_dir.resolve().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    words = f"{free // 1024 // 1024:,} MB free for {settings.data_dir}"
    return Finding("Disk", "ok" if free >= MIN_FREE_BYTES else "fault", words)


def _secret(settings: Settings) -> Iterator[Finding]:
    file = settings.data_dir / KEY_FILE
    if settings.secret_key is not None:
        yield Finding("Secret", "ok", "given by the environment")
    elif not file.exists():
        yield Finding("Secret", "note", "none yet; made when it is first needed")
    elif stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding("Secret", "fault", f"others may read {file}; run: chmod 600 {file}")
    else:
        yield Finding("Secret", "ok", f"{file}, readable by its owner only")


def _port(settings: Settings) -> Finding:
    with socket.socket() as probe:
        probe.settimeout(1)
        taken = settings.port != 0 and probe.connect_ex((settings.host, settings.port)) == 0
    words = "something answers there: Deskhand itself, or choose another with --port" if taken else "free"
    return Finding("Port", "note" if taken else "ok", f"{settings.host}:{settings.port}, {words}")


async def _database(settings: Settings) -> list[Finding]:
    path = settings.data_dir / "deskhand.db"
    if settings.database_url is None and not path.exists():
        return [Finding("Database", "note", "none yet; the first start makes it")]
    database = Database(settings.url)
    try:
        current = await is_current(database.engine)
        apart = await _keeps_apart(database)
    except Exception as error:
        return [Finding("Database", "fault", f"{database_place(database)}: {error}".splitlines()[0])]
    finally:
        await database.close()
    state = (
        Finding("Migrations", "ok", "up to date")
        if current
        else Finding("Migrations", "note", "behind; the next start brings the database up to date")
    )
    return [Finding("Database", "ok", database_place(database)), state, apart]


async def _keeps_apart(database: Database) -> Finding:
    if database.is_sqlite:
        return Finding("Accounts", "ok", "kept apart by every query")
    async with database.engine.connect() as connection:
        role = await connection.exec_driver_sql(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        if role.scalar():
            words = "this role passes row-level security by; use one that is no superuser"
            return Finding("Accounts", "fault", words)
    return Finding("Accounts", "ok", "kept apart by every query and by row-level security")


async def _model(settings: Settings) -> Finding:
    if settings.model == "offline":
        return Finding("Model", "ok", "the offline engine, which needs nothing")
    if not settings.model_base_url:
        return Finding("Model", "fault", f"{settings.model} has no endpoint; set DESKHAND_MODEL_BASE_URL")
    try:
        async with httpx.AsyncClient(timeout=5) as client:
            answer = await client.get(settings.model_base_url.rstrip("/") + "/models")
    except httpx.HTTPError as error:
        return Finding("Model", "fault", f"{settings.model_base_url}: {type(error).__name__}")
    words = f"{settings.model} at {settings.model_base_url} (status {answer.status_code})"
    return Finding("Model", "ok", words)


def _chromium() -> Finding:
    found = find_chromium()
    return Finding("Chromium", "ok" if found else "note", found or "not found; only browser tests need it")
