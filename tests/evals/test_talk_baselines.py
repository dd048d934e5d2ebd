"""The offline engine's scores may rise, not fall. A baseline rises with the change that earned it."""

import json
from pathlib import Path

import pytest

from evals import dialogues, spin_off

BASELINES = Path(dialogues.__file__).parent / "baselines"
_SPIN_OFF = json.loads((BASELINES / "spin_off.json").read_text())
_DIALOGUES = json.loads((BASELINES / "dialogues.json").read_text())


@pytest.mark.parametrize("suite", sorted(_SPIN_OFF["suites"]))
def test_second_issues_are_noticed_as_well_as_before(suite: str) -> None:
    """Precision at least 0.95 and recall at least 0.80, and never below the baseline."""
    score = spin_off.score(spin_off.load(spin_off.SUITES / suite))
    kept = _SPIN_OFF["suites"][suite]
    assert score.precision >= max(kept["precision"], 0.95), score.faults
    assert score.recall >= max(kept["recall"], 0.80), score.faults


@pytest.mark.parametrize("suite", sorted(_DIALOGUES["suites"]))
async def test_tools_are_chosen_as_well_as_before(suite: str) -> None:
    score = await dialogues.score(dialogues.load(dialogues.SUITES / suite))
    assert score.turns_right >= _DIALOGUES["suites"][suite]["turns_right"], score.faults
    assert score.wrong_proposals == 0, score.faults


@pytest.mark.parametrize("folder", [spin_off.SUITES, dialogues.SUITES])
def test_every_case_names_the_harm_it_guards_against(folder: Path) -> None:
    cases = [case for path in folder.glob("*.jsonl") for case in spin_off.load(path)]
    assert len(cases) >= 60
    assert all(case["guards"] for case in cases)
    assert len({case["id"] for case in cases}) == len(cases)
