import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.cases import Case, EvalError, load_cases
from evals.commands import app
from evals.quick_create import load_catalog, run_quick_create
from evals.scoring import Answer, score
from tests.tools.parse_world import CATALOG
from tools.quick_create import ParseField, ParseResult, parse

SUITES = Path(__file__).parents[2] / "evals" / "suites" / "quick_create"
BASELINE = json.loads((SUITES.parents[1] / "baselines" / "quick_create.json").read_text(encoding="utf-8"))
HARBOUR = (SUITES / "harbour.jsonl", SUITES / "harbour.snapshot.json")


@pytest.mark.parametrize("suite", sorted(path.stem for path in SUITES.glob("*.jsonl")))
def test_every_suite_keeps_its_baseline_and_the_goals(suite: str) -> None:
    """F1 at least 0.97, wrong companies at most 0.5 %, wrong ids at most 1 %, none outside the lists; and
    nothing is worse than when the baseline was taken."""
    report = run_quick_create(SUITES / f"{suite}.jsonl", SUITES / f"{suite}.snapshot.json")
    before = BASELINE.get(suite, {"slot_f1": 0.97, "whole": 0.9})
    assert report.slot_f1 >= max(0.97, before["slot_f1"]), report.faults
    assert report.whole >= before["whole"], report.faults
    assert report.wrong_company <= 0.005
    assert report.wrong_id <= 0.01
    assert (report.outside, report.missing_faults) == (0, 0)


def answered(prompt: str, **values: str | None) -> Answer:
    result = parse(CATALOG, prompt, None).model_copy(update=values)
    missing = ("summary", "company_id", "board_id", "status_id", "priority_id")
    result.missing_fields = [name for name in missing if getattr(result, name) is None]
    return Answer(result, 1.0)


def test_the_score_counts_a_wrong_value_twice_and_null_where_null_is_right_not_at_all() -> None:
    """One wrong company: one too many and one missed; the rest is null and counts nothing."""
    case = Case(prompt="acme vpn", company_id="c1", priority_id="p1")
    report = score(CATALOG, [case], [answered("acme vpn", company_id="c2", priority_id="p1")])
    assert report.slot_f1 == 0.5
    assert (report.wrong_company, report.wrong_id, report.outside, report.whole) == (1.0, 1.0, 0, 0.0)


def test_the_score_sees_made_up_ids_wrong_lists_lost_words_and_silent_doubts() -> None:
    """Each fault of an answer has its own figure."""
    case = Case(prompt="acme vpn", company_id="c1", summary_words=("printer",), warning=True)
    answer = answered("acme vpn", company_id="invented")
    answer.result.missing_fields = []
    answer.result.warnings = []
    report = score(CATALOG, [case], [answer])
    assert (report.outside, report.missing_faults, report.summary_faults, report.warning_faults) == (
        1,
        1,
        1,
        1,
    )


def test_other_right_values_are_honoured() -> None:
    """Null may be as right as a value; then neither counts against the answer."""
    case = Case(prompt="acme vpn", company_id="c1", also_right={"company_id": (None, "c2")})
    for value in (None, "c1", "c2"):
        report = score(CATALOG, [case], [answered("acme vpn", company_id=value)])
        assert (report.slot_f1, report.whole) == (1.0, 1.0)


def test_a_bad_case_file_is_refused_with_the_line(tmp_path: Path) -> None:
    """All bad lines are named; nothing is scored."""
    file = tmp_path / "cases.jsonl"
    file.write_text('{"prompt": "x"}\nnot json\n{"me": 3}\n')
    with pytest.raises(EvalError, match=r"2 bad lines.*line 2.*line 3: prompt"):
        load_cases(file)
    with pytest.raises(EvalError, match="cannot be read"):
        load_cases(tmp_path / "none.jsonl")
    file.write_text("\n")
    with pytest.raises(EvalError, match="no case"):
        load_cases(file)


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
    """JSON on stdout, one answer a line in the order of the cases."""
    answers = tmp_path / "answers.jsonl"
    options = ["--cases", str(HARBOUR[0]), "--snapshot", str(HARBOUR[1]), "--answers", str(answers), "--json"]
    done = CliRunner().invoke(app, ["run", "quick-create", *options])
    assert done.exit_code == 0
    figures = json.loads(done.stdout)
    assert {"slot_f1", "wrong_company", "wrong_id", "outside", "missing_faults", "summary_faults"} <= set(
        figures
    )
    assert {"warning_faults", "whole", "p50_ms", "p95_ms"} <= set(figures)
    lines = answers.read_text(encoding="utf-8").splitlines()
    assert len(lines) == figures["cases"]
    assert json.loads(lines[0])["company_id"] == "1"


def test_an_unusable_option_ends_with_exit_code_one() -> None:
    """An unknown engine or a missing file is a sentence, not a stack trace."""
    base = ["run", "quick-create", "--cases", str(HARBOUR[0]), "--snapshot", str(HARBOUR[1])]
    refused = CliRunner().invoke(app, [*base, "--engine", "gpt-none"])
    assert refused.exit_code == 1
    missing = CliRunner().invoke(app, [*base[:3], "none.jsonl", *base[4:]])
    assert missing.exit_code == 1


def test_a_field_of_an_answer_keeps_its_shape() -> None:
    """Answers read back as parse results."""
    result = parse(CATALOG, "acme vpn", None)
    again = ParseResult.model_validate_json(result.model_dump_json())
    assert again.fields["company_id"] == ParseField.model_validate(result.fields["company_id"].model_dump())
