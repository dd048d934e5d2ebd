import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals import quick_create
from evals.cases import Case
from evals.commands import app
from evals.quick_create import load_catalog
from evals.scoring import Answer, Grader
from evals.suite import SUITES, EvalError
from tests.tools.parse_world import CATALOG
from tools.quick_create import ParseField, ParseResult, parse

HARBOUR = (SUITES / "quick_create" / "harbour.jsonl", SUITES / "quick_create" / "harbour.snapshot.json")
CONTRACT = (
    "cases slot_f1 wrong_company wrong_id outside missing_faults summary_faults warning_faults whole p50_ms "
    "p95_ms faults"
)


def answered(prompt: str, **values: str | None) -> Answer:
    result = parse(CATALOG, prompt, None).model_copy(update=values)
    missing = ("summary", "company_id", "board_id", "status_id", "priority_id")
    result.missing_fields = [name for name in missing if getattr(result, name) is None]
    return Answer(result, 1.0)


def scored(case: Case, answer: Answer) -> dict[str, float]:
    return quick_create.figures([Grader(CATALOG).grade(case, answer)])


def test_the_score_counts_a_wrong_value_twice_and_null_where_null_is_right_not_at_all() -> None:
    """One wrong company: one too many and one missed; the rest is null and counts nothing."""
    case = Case(prompt="acme vpn", company_id="c1", priority_id="p1")
    figures = scored(case, answered("acme vpn", company_id="c2", priority_id="p1"))
    assert figures["slot_f1"] == 0.5
    assert (figures["wrong_company"], figures["wrong_id"]) == (1.0, 1.0)
    assert (figures["outside"], figures["whole"]) == (0, 0.0)
    assert (figures["f1_company_id"], figures["f1_priority_id"]) == (0.0, 1.0)


def test_the_score_sees_made_up_ids_wrong_lists_lost_words_and_silent_doubts() -> None:
    """Each fault of an answer has its own figure."""
    case = Case(prompt="acme vpn", company_id="c1", summary_words=("printer",), warning=True)
    answer = answered("acme vpn", company_id="invented")
    answer.result.missing_fields = []
    answer.result.warnings = []
    figures = scored(case, answer)
    names = ("outside", "missing_faults", "summary_faults", "warning_faults")
    assert [figures[name] for name in names] == [1, 1, 1, 1]


def test_other_right_values_are_honoured() -> None:
    """Null may be as right as a value; then neither counts against the answer."""
    case = Case(prompt="acme vpn", company_id="c1", also_right={"company_id": (None, "c2")})
    for value in (None, "c1", "c2"):
        figures = scored(case, answered("acme vpn", company_id=value))
        assert (figures["slot_f1"], figures["whole"]) == (1.0, 1.0)


def test_a_broken_snapshot_is_refused(tmp_path: Path) -> None:
    """The snapshot's own faults come through."""
    file = tmp_path / "s.json"
    file.write_text('{"format": "psa-snapshot/1", "contacts": [{"id": 1, "company_id": 9, "name": "x"}]}')
    with pytest.raises(EvalError, match="fault"):
        load_catalog(file)


def test_numbers_as_ids_become_strings() -> None:
    """Lines may write ids as numbers."""
    case = Case.model_validate(
        {"prompt": "x", "me": 4, "company_id": 2, "also_right": {"board_id": [3, None]}}
    )
    assert (case.me, case.company_id, case.right("board_id")) == ("4", "2", {None, "3"})


def test_the_command_prints_the_figures_and_writes_the_answers(tmp_path: Path) -> None:
    """JSON on stdout with the figures at its top, one answer a line in the order of the cases."""
    answers = tmp_path / "answers.jsonl"
    options = ["--cases", str(HARBOUR[0]), "--snapshot", str(HARBOUR[1]), "--answers", str(answers), "--json"]
    done = CliRunner().invoke(app, ["run", "quick-create", *options])
    assert done.exit_code == 0
    figures = json.loads(done.stdout)
    assert set(CONTRACT.split()) <= set(figures)
    lines = answers.read_text(encoding="utf-8").splitlines()
    assert len(lines) == figures["cases"]
    first = ParseResult.model_validate_json(lines[0])
    assert first.company_id == "1"


def test_an_unusable_option_ends_with_exit_code_one() -> None:
    """An unknown engine or a missing file is a sentence, not a stack trace."""
    base = ["run", "quick-create", "--cases", str(HARBOUR[0]), "--snapshot", str(HARBOUR[1])]
    refused = CliRunner().invoke(app, [*base, "--engine", "gpt-none"])
    assert (refused.exit_code, "gpt-none" in refused.stderr) == (1, True)
    missing = CliRunner().invoke(app, [*base[:3], "none.jsonl", *base[4:]])
    assert (missing.exit_code, "none.jsonl" in missing.stderr) == (1, True)


def test_a_field_of_an_answer_keeps_its_shape() -> None:
    """Answers read back as parse results."""
    result = parse(CATALOG, "acme vpn", None)
    again = ParseResult.model_validate_json(result.model_dump_json())
    assert again.fields["company_id"] == ParseField.model_validate(result.fields["company_id"].model_dump())
