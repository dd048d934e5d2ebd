"""The command line, as a shell uses it: its output and its exit code."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from assistant.cli import build
from tests.snapshots import SMALL

ROOT = Path(__file__).parents[2]
START_SECONDS = 60


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "desk"


@pytest.fixture
def home(nowhere: Path, filled_database: Path) -> Path:
    """A data folder with the demo."""
    nowhere.mkdir()
    shutil.copyfile(filled_database, nowhere / "deskhand.db")
    return nowhere


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DESKHAND_", "DATABASE_"))
    }
    return {**kept, "DESKHAND_DATA_DIR": str(home), "PYTHONPATH": str(ROOT), "COLUMNS": "200", **more}


def deskhand(home: Path, *words: str, stdin: str | None = None, **more: str) -> Result:
    """The command in this process: what it printed and its exit code. An exception is a failure."""
    settings = {"DESKHAND_DATA_DIR": str(home), "COLUMNS": "200", "DATABASE_URL": None, **more}
    done = CliRunner().invoke(build(), list(words), input=stdin, env=settings)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@contextmanager
def serving(home: Path, *words: str) -> Iterator[tuple[str, str]]:
    """The service on a free port; what it printed, and its address."""
    printed = home.parent / "printed.txt"
    with printed.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "assistant.cli", "serve", "--port", "0", *words],
            env=environment(home),
            stdout=out,
            stderr=subprocess.DEVNULL,
        )
    try:
        until = time.monotonic() + START_SECONDS
        while "sign" not in printed.read_text().lower():
            assert process.poll() is None, printed.read_text()
            assert time.monotonic() < until
            time.sleep(0.1)
        time.sleep(0.2)
        text = printed.read_text()
        found = re.search(r"Deskhand is at (\S+)", text)
        assert found is not None
        yield text, found[1]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def snapshot_file(home: Path, content: Any = SMALL) -> Path:
    file = home.parent / "small.json"
    file.write_text(json.dumps(content))
    return file


def test_serve_prints_an_address_and_a_link_that_signs_in(nowhere: Path) -> None:
    """From nothing to signed in: start, open the printed link, be Alex. The log has neither link nor key."""
    with serving(nowhere) as (text, address):
        link = re.search(r"\S+/sign-in/link/(\S+)", text)
        assert link is not None
        with httpx.Client(base_url=address) as client:
            assert client.get("/readyz").status_code == 200
            assert client.get("/sign-in/link/" + link[1]).status_code == 200
            me = client.post("/api/sign-in/link", json={"key": link[1]})
            assert me.json()["name"] == "Alex Kessler"


def test_serve_loads_a_snapshot_once_and_keeps_what_people_did(home: Path) -> None:
    """`--snapshot FILE` serves that file's PSA; the same file at the next start changes nothing."""
    file = snapshot_file(home)
    with serving(home, "--snapshot", str(file)) as (text, _):
        assert "Loaded" in text
        assert "2 companies" in text
    with serving(home, "--snapshot", str(file)) as (text, _):
        assert "is loaded already" in text
    exported = json.loads(deskhand(home, "psa", "export", "-").stdout)
    assert [company["name"] for company in exported["companies"]] == ["Other Client", "Second Client"]


def test_a_taken_port_is_said_in_a_sentence(home: Path) -> None:
    """Exit code 1 and what to do, no trace."""
    with serving(home) as (_, address):
        done = deskhand(home, "serve", "--port", address.rsplit(":", 1)[1])
    assert done.exit_code == 1
    assert "--port" in done.stderr


def test_a_snapshot_comes_back_as_it_went_in(home: Path) -> None:
    """Import with --replace, export, and the file is equal; without --replace a filled PSA is left alone."""
    file = snapshot_file(home)
    refused = deskhand(home, "psa", "import", str(file))
    assert refused.exit_code == 1
    assert "--replace" in refused.stderr or "replace" in refused.stderr
    assert deskhand(home, "psa", "import", str(file), "--replace", "--json").exit_code == 0
    out = home.parent / "out.json"
    assert deskhand(home, "psa", "export", str(out)).exit_code == 0
    assert json.loads(out.read_text()) == SMALL


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "psa-snapshot/9"}', "[" * 100_000])
def test_a_broken_file_changes_nothing(home: Path, content: str) -> None:
    """What is no snapshot is refused with a sentence and exit code 1."""
    file = home.parent / "broken.json"
    file.write_text(content)
    done = deskhand(home, "psa", "import", str(file), "--replace")
    assert done.exit_code == 1
    assert "othing was changed" in done.stderr


def test_every_fault_of_a_snapshot_is_told_with_its_place(home: Path) -> None:
    """Two broken references give two faults, as JSON on request."""
    broken = json.loads(json.dumps(SMALL))
    broken["tickets"][0]["company_id"] = 99
    broken["contacts"][0]["company_id"] = 98
    done = deskhand(home, "psa", "import", str(snapshot_file(home, broken)), "--replace", "--json")
    assert done.exit_code == 1
    faults = json.loads(done.stdout)["faults"]
    assert len(faults) == 2
    assert any("tickets" in fault["place"] for fault in faults)


def test_a_person_is_added_and_gets_a_link(home: Path) -> None:
    """`users add` prints the one-time link; the same address again is refused; `users link` makes another."""
    added = deskhand(home, "users", "add", "maria@deskhand.example", "--name", "Maria", "--json")
    assert added.exit_code == 0
    assert "/sign-in/link/" in json.loads(added.stdout)["link"]
    assert deskhand(home, "users", "add", "maria@deskhand.example", "--name", "M").exit_code == 1
    assert "/sign-in/link/" in deskhand(home, "users", "link", "MARIA@deskhand.example").stdout
    assert deskhand(home, "users", "link", "nobody@deskhand.example").exit_code == 1


@pytest.mark.parametrize(
    "words",
    [("nonsense",), ("users", "add", "x@y.example", "--name", "X", "--role", "wizard"), ("psa", "import")],
)
def test_a_command_that_is_not_understood_ends_with_two(nowhere: Path, words: tuple[str, ...]) -> None:
    """Exit code 2 is for the caller's mistakes, and nothing was touched."""
    assert deskhand(nowhere, *words).exit_code == 2
    assert not nowhere.exists()


def test_the_doctor_finds_what_is_wrong(nowhere: Path) -> None:
    """A healthy place gives 0; a model without an endpoint and a secret others can read give 1."""
    assert deskhand(nowhere, "doctor").exit_code == 0
    assert not nowhere.exists()
    nowhere.mkdir()
    (nowhere / "secret.key").write_text("x")
    (nowhere / "secret.key").chmod(0o644)
    done = deskhand(
        nowhere, "doctor", "--json", DESKHAND_MODEL="some-model", DATABASE_URL="sqlite:////nowhere/x.db"
    )
    assert done.exit_code == 1
    faults = {each["subject"] for each in json.loads(done.stdout) if each["state"] == "fault"}
    assert faults == {"Secret", "Model", "Database"}


def test_a_talk_in_the_terminal_writes_only_after_confirm(home: Path) -> None:
    """The chat shows a proposal, refuses names it never showed, and writes nothing by itself."""
    said = "create a ticket for Acme Corp: printer is jammed\n/confirm P9\n/dismiss P1\n/quit\n"
    done = deskhand(home, "chat", stdin=said)
    assert done.exit_code == 0
    assert "P1" in done.stdout
    assert "No proposal P9" in done.stdout
    assert "P1 is dismissed" in done.stdout
