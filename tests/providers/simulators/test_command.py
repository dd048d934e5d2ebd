"""`deskhand simulate connectwise`: what it prints, and that it serves."""

import json
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import build
from providers.simulators.connectwise import Login
from tests.simulated import ApiClient
from tests.snapshots import SMALL

ROOT = Path(__file__).parents[3]
COMMAND = ["simulate", "connectwise"]


def test_it_prints_address_and_credentials_and_serves_the_snapshot(tmp_path: Path) -> None:
    """The printed login works; the planned fault strikes; the process ends when told to."""
    (tmp_path / "small.json").write_text(json.dumps(SMALL))
    arguments = ["--snapshot", str(tmp_path / "small.json"), "--faults", "rate_limit:1"]
    started = [sys.executable, "-m", "assistant.cli", *COMMAND, *arguments]
    process = subprocess.Popen(started, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    stop = threading.Timer(90, process.kill)
    stop.start()
    try:
        said = [process.stdout.readline().strip() for _ in range(5)]
        address = re.search(r"http://127\.0\.0\.1:\d+", said[0])
        assert address, said
        parts = [line.partition(": ")[2] for line in said[1:]]
        with ApiClient(address[0], Login(*parts)) as client:
            assert client.get("service/tickets").status_code == 429
            assert client.get("service/tickets/1").json()["summary"] == "Secret of the other account"
    finally:
        stop.cancel()
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


@pytest.mark.parametrize("arguments", [["--faults", "nonsense"], ["--login", "a/b"], ["--port", "99999"]])
def test_what_it_cannot_read_ends_it_with_2(arguments: list[str]) -> None:
    """Before anything is served."""
    assert CliRunner().invoke(build(), [*COMMAND, *arguments]).exit_code == 2


def test_a_broken_snapshot_ends_it_with_1(tmp_path: Path) -> None:
    """With a sentence, not a stack trace."""
    (tmp_path / "broken.json").write_text('{"format": "psa-snapshot/1", "tickets": 7}')
    done = CliRunner().invoke(build(), [*COMMAND, "--snapshot", str(tmp_path / "broken.json")])
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)


def test_it_lists_its_faults() -> None:
    """With what each does."""
    assert "429 with Retry-After" in CliRunner().invoke(build(), [*COMMAND, "--list-faults"]).stdout
