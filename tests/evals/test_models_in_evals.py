"""Suites with a model: over real HTTP, through the command, with tokens and what was asked."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from evals.commands import app
from evals.harness import sets_of
from evals.registry import suite_named, suites_of
from tests.mock_openai import DONE, MockOpenAI, Script, answer, delta, finish, mock_openai, usage

QUICK = {
    "id": "1",
    "prompt": "Acme Corp, Outlook not syncing, high priority",
    "company_id": "201",
    "priority_id": "12",
    "summary_words": ["outlook"],
}
TALK = {"id": "1", "turns": [{"say": "my open tickets", "calls": [{"tool": "my_queue", "arguments": {}}]}]}
NOTE = {"id": "1", "turns": ["dns times out", "restarted the dns service"], "steps": [["restarted the dns"]]}


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKHAND_MODEL_API_KEY", "sk-test")


@contextmanager
def served(*scripts: Script) -> Iterator[MockOpenAI]:
    """The scripts on a loop of their own: the command runs one itself."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    serving = mock_openai(*scripts)
    try:
        yield asyncio.run_coroutine_threadsafe(serving.__aenter__(), loop).result(5)
        asyncio.run_coroutine_threadsafe(serving.__aexit__(None, None, None), loop).result(5)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


def measured(
    folder: Path, monkeypatch: pytest.MonkeyPatch, mock: MockOpenAI, suite: str, *cases: object
) -> Result:
    monkeypatch.setenv("DESKHAND_MODEL_BASE_URL", mock.base_url)
    path = folder / "cases.jsonl"
    path.write_text("\n".join(json.dumps(case) for case in cases))
    return CliRunner().invoke(app, ["run", suite, "--model", "test-model", "--cases", str(path), "--json"])


def says(text: str) -> Script:
    return Script((answer(text),))


def test_a_talk_is_scored_by_the_calls_that_the_model_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model's tool call is run and compared; its tokens are in the figures."""
    call = {"index": 0, "id": "c1", "function": {"name": "my_queue", "arguments": "{}"}}
    queue = delta(tool_calls=[call]) + finish("tool_calls") + usage(200, 20) + DONE
    with served(Script((queue,)), says("Here they are.")) as mock:
        told = json.loads(measured(tmp_path, monkeypatch, mock, "dialogues", TALK).stdout)
    assert (told["model"], told["turns_right"], told["faults"]) == ("test-model", 1.0, [])
    assert (told["input_tokens"], told["output_tokens"]) == (210, 25)
    assert "my_queue" in [each["function"]["name"] for each in mock.requests[0]["tools"]]


def test_a_model_that_only_talks_misses_the_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(says("You have none.")) as mock:
        told = json.loads(measured(tmp_path, monkeypatch, mock, "dialogues", TALK).stdout)
    assert told["turns_right"] == 0.0
    assert told["faults"]


def test_an_answer_without_a_word_is_a_wrong_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small models fall silent now and then; that costs them the case, not the whole run."""
    silence = Script((finish("stop") + usage(10, 0) + DONE,))
    with served(silence, says("Hello.")) as mock:
        hello = {"id": "2", "turns": [{"say": "hello", "calls": []}]}
        told = json.loads(measured(tmp_path, monkeypatch, mock, "dialogues", TALK, hello).stdout)
    assert told["turns_right"] == 0.5
    assert len(told["faults"]) == 1


def test_a_sentence_is_read_with_the_models_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The product's own checks stand between the model and the figures."""
    read = {"company": "Acme Corp", "summary": "Outlook not syncing", "priority": "high", "board": "Networks"}
    with served(says(json.dumps(read))) as mock:
        told = json.loads(measured(tmp_path, monkeypatch, mock, "quick-create", QUICK).stdout)
    assert (told["slot_f1"], told["fell_back"], told["faults"]) == (1.0, 0, [])
    assert (told["input_tokens"], told["output_tokens"]) == (10, 5)


def test_what_plain_code_answered_for_the_model_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right, and yet not the model's."""
    read = says(json.dumps({"company": "Acme Corp", "summary": "Outlook not syncing", "priority": "high"}))
    with served(read, says("I would rather not.")) as mock:
        told = json.loads(measured(tmp_path, monkeypatch, mock, "quick-create", QUICK, QUICK).stdout)
    assert (told["slot_f1"], told["fell_back"]) == (1.0, 1)


def test_notes_are_worded_by_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for colleagues and once for the customer."""
    lines = [{"part": "step", "text": "We restarted the DNS service", "turns": [2]}]
    with served(says(json.dumps({"sentences": lines}))) as mock:
        told = json.loads(measured(tmp_path, monkeypatch, mock, "notes", NOTE).stdout)
    assert len(mock.requests) == 2
    assert (told["input_tokens"], told["fell_back"]) == (20, 0)
    assert told["steps"] == 1.0


@pytest.mark.parametrize("suite", ["dialogues", "draft-edit", "spin-off", "refusal", "injection"])
def test_a_model_that_is_gone_gives_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suite: str
) -> None:
    """Silence would score as restraint: no suggestion, no proposal, nothing handed out."""
    (path, *_) = sets_of(suite_named(suite))
    monkeypatch.setenv("DESKHAND_MODEL_BASE_URL", "http://127.0.0.1:9/v1")
    first = next(line for line in path.read_text().splitlines() if '"request"' not in line)
    (tmp_path / "one.jsonl").write_text(first)
    options = ["--model", "gone", "--cases", str(tmp_path / "one.jsonl"), "--json"]
    done = CliRunner().invoke(app, ["run", suite, *options])
    assert (done.exit_code, done.stdout) == (1, "")
    assert "nothing is scored" in done.stderr


@pytest.mark.parametrize(("suite", "case"), [("quick-create", QUICK), ("notes", NOTE)])
def test_a_model_that_never_answers_gives_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suite: str, case: object
) -> None:
    """Plain code's figure under a model's name would be a lie."""
    with served(says("no json here")) as mock:
        done = measured(tmp_path, monkeypatch, mock, suite, *[case] * 6)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "nothing is scored" in done.stderr


def test_all_with_a_model_leaves_out_what_no_model_has_a_part_in() -> None:
    """Otherwise `all` could never be measured with a model."""
    with_model = {suite.NAME for suite in suites_of("all", with_model=True)}
    without = {suite.NAME for suite in suites_of("all", with_model=False)}
    assert without - with_model == {"leaks"}
