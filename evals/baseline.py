"""Baselines: what the offline engine scored, kept in one file a suite, and whether a run falls below it.

`figures` is what a set must keep; `first` is what it scored on first sight, before anything was done about
its faults: the honest guess for sentences that nobody has seen yet.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from evals.suite import COMMON, EvalError, Figure, Suite

FOLDER = Path(__file__).parent / "baselines"
_ROUNDING = 0.00005


class SetBaseline(BaseModel):
    """The figures of one set of cases; `note` says what `first` was measured on, where that needs words."""

    figures: dict[str, float]
    first: dict[str, float] = Field(default_factory=dict)
    note: str | None = None


class Baseline(BaseModel):
    """The baselines of a suite by set, all for one model."""

    suite: str
    model: str
    sets: dict[str, SetBaseline]


@cache
def baseline_of(suite: str) -> Baseline | None:
    """The kept baseline of a suite; None when it has none.

    Raises:
        EvalError: The file is no baseline.
    """
    path = FOLDER / f"{suite.replace('-', '_')}.json"
    if not path.exists():
        return None
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise EvalError(f"{path.name} is no baseline: {error.errors()[0]['msg']}.") from error


def figure_of(suite: Suite, name: str) -> Figure:
    """What a figure means; a name that the suite does not tell is taken for a plain number."""
    return suite.FIGURES.get(name) or COMMON.get(name) or Figure(name.replace("_", " "), "neither", "count")


def worse(suite: Suite, before: Mapping[str, float], now: Mapping[str, float]) -> list[str]:
    """Every figure that is worse than before, or missing, in words."""
    return [
        f"{figure_of(suite, name).label}: {value:g} before, {now.get(name, float('nan')):g} now"
        for name, value in before.items()
        if name not in now or gain(figure_of(suite, name), value, now[name]) < 0
    ]


def gain(figure: Figure, before: float, now: float) -> float:
    """How much better the figure got; 0 when it is neither good nor bad, or did not change."""
    change = now - before
    if figure.good == "neither" or abs(change) <= _ROUNDING:
        return 0.0
    return change if figure.good == "high" else -change
