"""Scores spin-off suggestions: does plain code notice a second issue, and only then?

A case is a session: the linked ticket's summary, the person's turns, and the turns that bring up a second
issue with words its label must hold one of. Run: `python -m evals.spin_off [suite.jsonl …]`.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.offline.second_issue import second_issues

SUITES = Path(__file__).parent / "suites" / "spin_off"


@dataclass(frozen=True, slots=True)
class Score:
    """`precision` = right suggestions of all suggestions, `recall` = issues found of all issues; 0 to 1."""

    cases: int
    issues: int
    suggestions: int
    right: int
    precision: float
    recall: float
    faults: tuple[str, ...]


def load(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def score(cases: Sequence[dict[str, Any]]) -> Score:
    """Play each session turn by turn and compare what was suggested with what was due."""
    issues = suggestions = right = 0
    faults: list[str] = []
    for case in cases:
        due = [(d["turn"], d["words"]) for d in case["second"]]
        issues += len(due)
        for turn, hint in _suggested(case):
            suggestions += 1
            hit = next((d for d in due if d[0] == turn and any(w in hint.casefold() for w in d[1])), None)
            if hit:
                right += 1
                due.remove(hit)
            else:
                faults.append(f"{case['id']}: wrongly suggested at turn {turn}: {hint}")
        faults += [f"{case['id']}: missed at turn {turn}: {case['turns'][turn - 1]}" for turn, _ in due]
    precision = right / suggestions if suggestions else 1.0
    recall = right / issues if issues else 1.0
    return Score(len(cases), issues, suggestions, right, round(precision, 4), round(recall, 4), tuple(faults))


def _suggested(case: dict[str, Any]) -> list[tuple[int, str]]:
    topic = (case["linked"] or {}).get("summary", "")
    turns = case["turns"]
    return [
        (number, issue.summary_hint)
        for number in range(1, len(turns) + 1)
        for issue in second_issues(turns[:number], topic)
    ]


def main(arguments: Sequence[str]) -> None:
    """Print one JSON score per suite, its faults included."""
    paths = [Path(a) for a in arguments] or sorted(SUITES.glob("*.jsonl"))
    for path in paths:
        sys.stdout.write(
            json.dumps({"suite": path.name, **asdict(score(load(path)))}, indent=1, ensure_ascii=False) + "\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
