"""The page about evals tells the figures that are kept."""

import re
from pathlib import Path

import pytest

from evals.baseline import baseline_of
from evals.harness import sets_of
from evals.registry import ALL

PAGE = (Path(__file__).parents[2] / "docs" / "evals.md").read_text(encoding="utf-8")
ROWS = [
    pytest.param(suite, name, row, id=f"{suite}-{name}")
    for row in (line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.count("|") == 6)
    for suite, *names in [row[0].replace(",", "").split()]
    if suite in ALL
    for name in names
    if name in {path.stem for path in sets_of(ALL[suite])}
]


def is_one_of(told: str, figures: dict[str, float]) -> bool:
    """Whether a share in percent is a figure, rounded to as many digits as are told."""
    within = 0.051 if "." in told else 0.501
    return any(abs(value * 100 - float(told)) < within for value in figures.values())


@pytest.mark.parametrize(("suite", "name", "row"), ROWS)
def test_the_shares_on_the_page_are_kept_ones(suite: str, name: str, row: list[str]) -> None:
    """Now and on first sight; what was raised or lowered is told in both places."""
    baseline = baseline_of(suite)
    assert baseline is not None
    kept = baseline.sets[name]
    for told, figures in ((row[3], kept.first), (row[4], kept.figures)):
        for share in re.findall(r"([\d.]+) %", told):
            assert is_one_of(share, figures), f"{share} % of {row[2]}"


def test_every_suite_is_on_the_page() -> None:
    """In the table of suites, and with a row of figures."""
    for suite in ALL:
        assert f"| `{suite}` |" in PAGE
        assert re.search(rf"^\| {suite} ", PAGE, re.MULTILINE) or suite == "injection"
    assert len(ROWS) >= 18
