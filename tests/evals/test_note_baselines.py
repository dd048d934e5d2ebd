"""Note drafts may get better, not worse."""

import json
from pathlib import Path

import pytest

from evals import notes

BASELINE = json.loads((Path(notes.__file__).parent / "baselines" / "notes.json").read_text())["suites"]


@pytest.mark.parametrize("suite", sorted(BASELINE))
def test_notes_keep_what_they_kept_and_leak_nothing(suite: str) -> None:
    """Kept shares never fall below the baseline, and no count of faults rises above it."""
    score = notes.score_suite(notes.SUITES / suite)
    for name, kept in BASELINE[suite].items():
        value = getattr(score, name)
        assert value >= kept if isinstance(kept, float) else value <= kept, (name, score.faults)


def test_every_case_names_the_harm_it_guards_against() -> None:
    """A case without a reason is a case nobody dares to change."""
    assert all(case["guards"] for path in notes.SUITES.glob("*.jsonl") for case in notes.load(path))
