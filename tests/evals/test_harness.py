"""The harness: files of cases in, one run as JSON, a comparison and a page out."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals import draft_edit, leaks
from evals.commands import app
from evals.compare import compare
from evals.harness import Files, Run, SetRun, SuiteRun, run_set, run_suites, sets_of, snapshot_beside
from evals.lines import load_lines
from evals.registry import suite_named
from evals.report import page
from evals.suite import SUITES, CaseResult, EvalError

LEAK = {"guards": "a password gets out", "text": "pw is Winter25!", "leaks": [{"text": "Winter25!"}]}


def written(path: Path, *cases: object) -> Path:
    path.write_text("\n".join(json.dumps(case) for case in cases))
    return path


def a_run(*faulty: bool, missed: int = 0, model: str = "offline") -> Run:
    """A run of the leaks suite with a case for each of `faulty`."""
    results = [
        CaseResult(id=str(number), title="<b>said</b>", faults=["missed <script>"] if bad else [])
        for number, bad in enumerate(faulty, start=1)
    ]
    figures: dict[str, int | float] = {"cases": len(faulty), "missed": missed}
    sets = [SetRun(name="sentences", sha256="0" * 12, figures=figures, results=results)]
    return Run(
        model=model,
        made_at=datetime(2026, 3, 1, tzinfo=UTC),
        versions={"deskhand": "1"},
        prompt_hash="abc",
        seconds=1.5,
        suites=[SuiteRun(suite="leaks", figures=figures, sets=sets)],
    )


def test_a_bad_file_of_cases_is_refused_with_the_line(tmp_path: Path) -> None:
    """All bad lines are counted, the first ones named; nothing is scored."""
    file = tmp_path / "cases.jsonl"
    file.write_text('{"text": "x"}\nnot json\n{"company": 3}\n')
    with pytest.raises(EvalError, match=r"2 bad lines.*line 2.*line 3: text"):
        leaks.load(file)
    with pytest.raises(EvalError, match="cannot be read"):
        leaks.load(tmp_path / "none.jsonl")
    file.write_text("\n")
    with pytest.raises(EvalError, match="no case"):
        leaks.load(file)


def test_a_case_without_an_id_is_named_by_its_line(tmp_path: Path) -> None:
    """So that a comparison finds it again."""
    file = tmp_path / "cases.jsonl"
    file.write_text('\n{"text": "x"}\n')
    assert [case.id for case in load_lines(file, leaks.Case)] == ["2"]


async def test_any_file_of_cases_is_run_and_told_with_versions_and_time(tmp_path: Path) -> None:
    """What a person needs to trust a figure later is in the run."""
    file = written(tmp_path / "mine.jsonl", LEAK)
    run = await run_suites([leaks], Files(cases=(file,)))
    told = run.flat()
    assert (told["cases"], told["missed"], told["model"]) == (1, 0, "offline")
    assert told["versions"]["python"]
    assert told["prompt_hash"]
    assert told["suites"][0]["sets"][0]["results"][0]["milliseconds"] > 0
    assert Run.model_validate(told).suites[0].sets[0].name == "mine"


def test_an_unknown_suite_names_those_there_are() -> None:
    """A slip in the name costs no search."""
    with pytest.raises(EvalError, match="draft-edit"):
        suite_named("draft-edits")


async def test_a_model_that_a_suite_cannot_take_is_refused() -> None:
    """Better no figure than one of another engine."""
    with pytest.raises(EvalError, match="gpt-none"):
        await run_set(leaks, sets_of(leaks)[0], None, "gpt-none")


async def test_a_case_that_asks_for_a_name_the_snapshot_lacks_is_a_fault_of_the_case(tmp_path: Path) -> None:
    """It must not count against the engine."""
    case = {"group": "g", "turns": ["x"], "drafts": [{"company": "Nobody Ltd"}]}
    with pytest.raises(EvalError, match="Nobody Ltd"):
        await run_set(draft_edit, written(tmp_path / "c.jsonl", case), None)


def test_the_snapshot_is_found_by_the_name_of_the_cases(tmp_path: Path) -> None:
    """Its own one first, then the one it is named after, then the demo."""
    assert snapshot_beside(tmp_path / "cases.jsonl") is None
    shipped = snapshot_beside(tmp_path / "mine-harbour.jsonl")
    assert shipped == SUITES / "quick_create" / "harbour.snapshot.json"
    own = tmp_path / "cases.snapshot.json"
    own.write_text("{}")
    assert snapshot_beside(tmp_path / "cases.jsonl") == own


def test_two_runs_are_compared_by_figure_and_by_case() -> None:
    """Which cases turned is told by their ids; figures know which way is better."""
    done = compare(a_run(True, False, False, missed=1), a_run(False, False, True, missed=3, model="x/y"))
    (only,) = done.sets
    assert (only.better, only.worse) == (["1"], ["3"])
    verdicts = {each.name: each.verdict for each in only.figures}
    assert verdicts == {"cases": 0, "missed": -1}
    assert any("model: offline before, x/y after" in note for note in done.notes)


def test_runs_without_a_common_set_cannot_be_compared() -> None:
    """An empty comparison would look like no difference."""
    with pytest.raises(EvalError, match="nothing to compare"):
        compare(a_run(True), a_run(True).model_copy(update={"suites": []}))


def test_the_compare_command_reads_what_the_run_command_printed(tmp_path: Path) -> None:
    """From one shell to the other."""
    cases = written(tmp_path / "mine.jsonl", LEAK)
    done = CliRunner().invoke(app, ["run", "leaks", "--cases", str(cases), "--json"])
    kept = tmp_path / "run.json"
    kept.write_text(done.stdout)
    compared = CliRunner().invoke(app, ["compare", str(kept), str(kept)])
    assert (compared.exit_code, "leaks mine" in compared.stdout) == (0, True)
    broken = CliRunner().invoke(app, ["compare", str(cases), str(kept)])
    assert (broken.exit_code, "is no run" in broken.stderr) == (1, True)


def test_the_page_stands_alone_and_shows_no_markup_of_the_cases() -> None:
    """No address is asked for anything, no script runs, hostile cases stay text."""
    html = page(a_run(True, False, missed=1))
    assert not re.search(r"(?:src|href)\s*=|url\(|@import|<script", html)
    assert "&lt;b&gt;said&lt;/b&gt;" in html
    assert "missed &lt;script&gt;" in html
    assert '<th scope="row">places missed</th>' in html
    assert 'role="img"' in html


def test_the_page_says_in_words_where_a_figure_fell_below_its_baseline() -> None:
    """Colour alone would not reach everybody."""
    html = page(a_run(True, missed=7))
    assert "below its baseline" in html
    assert "▼ +7 worse" in html


def test_the_html_option_writes_the_page(tmp_path: Path) -> None:
    """And a folder that is not there is told in a sentence."""
    cases = written(tmp_path / "mine.jsonl", LEAK)
    html = tmp_path / "run.html"
    base = ["run", "leaks", "--cases", str(cases), "--html"]
    assert CliRunner().invoke(app, [*base, str(html)]).exit_code == 0
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert CliRunner().invoke(app, [*base, str(tmp_path / "no" / "x.html")]).exit_code == 1
