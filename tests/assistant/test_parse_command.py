"""`deskhand parse` as a script uses it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import build

ACCEPTANCE = "Create a ticket for Acme Corp, Outlook not syncing, high priority, assign to me"


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DESKHAND_DATA_DIR", str(tmp_path))
    return CliRunner()


def test_without_a_sentence_or_for_nobody_nothing_is_parsed(runner: CliRunner) -> None:
    """Exit code 2 for a call that cannot be understood, 1 for a person who is not there."""
    assert runner.invoke(build(), ["parse"]).exit_code == 2
    assert runner.invoke(build(), ["parse", "x", "--stdin"]).exit_code == 2
    assert runner.invoke(build(), ["parse", "x", "--as", "nobody@x.example"]).exit_code == 1


def test_lines_of_stdin_are_answered_one_a_line_in_order(runner: CliRunner) -> None:
    """Plain lines in, one JSON object a line out; an empty line is answered too."""
    done = runner.invoke(build(), ["parse", "--stdin", "--json"], input=f"{ACCEPTANCE}\n\nvpn down\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["summary"] for answer in answers] == ["Outlook not syncing", None, "VPN down"]
    assert answers[0]["company_id"] is not None
    assert answers[0]["assigned_member_id"] is not None
    assert answers[0]["missing_fields"] == ["board_id", "status_id"]


def test_a_person_reads_names_and_what_is_missing(runner: CliRunner) -> None:
    """Without --json the names are shown, not ids."""
    done = runner.invoke(build(), ["parse", ACCEPTANCE])
    assert done.exit_code == 0
    assert "Acme Corp" in done.stdout
    assert "board_id, status_id" in done.stdout
