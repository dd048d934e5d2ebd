"""Two runs side by side: what changed in the figures, and which cases got better or worse."""

from collections.abc import Mapping

from pydantic import BaseModel

from evals.baseline import figure_of, gain
from evals.harness import Run, SetRun
from evals.registry import suite_named
from evals.suite import EvalError, Figure
from evals.wording import change_text as words


class FigureDifference(BaseModel):
    """A figure in both runs, None where one has it not. `verdict` is 1 for better, -1 for worse, else 0."""

    name: str
    before: float | None
    after: float | None
    verdict: int


class SetDifference(BaseModel):
    """One set of cases that both runs played. `better` and `worse` are the ids of cases whose verdict turned;
    `new` and `gone` those that only one of them has."""

    suite: str
    name: str
    figures: list[FigureDifference]
    better: list[str]
    worse: list[str]
    new: list[str]
    gone: list[str]


class Comparison(BaseModel):
    """`notes` say what else differs: models, prompts, cases, sets that only one run has."""

    notes: list[str]
    sets: list[SetDifference]


def compare(before: Run, after: Run) -> Comparison:
    """The differences of two runs.

    Raises:
        EvalError: They have no set of cases in common, or are of a suite that there is not.
    """
    old, new = _by_name(before), _by_name(after)
    common = [name for name in new if name in old]
    if not common:
        raise EvalError("These two runs have no set of cases in common, so there is nothing to compare.")
    notes = _told_apart(before, after)
    notes += [f"{' '.join(name)} is only in one of the runs." for name in sorted(old.keys() ^ new.keys())]
    notes += [
        f"{' '.join(name)}: the cases differ ({old[name].sha256}, {new[name].sha256})."
        for name in common
        if old[name].sha256 != new[name].sha256
    ]
    return Comparison(notes=notes, sets=[_set_difference(*name, old[name], new[name]) for name in common])


def change_text(figure: Figure, line: FigureDifference) -> str:
    """The difference in words; empty where there is none to tell."""
    if line.before is None or line.after is None:
        return ""
    return words(figure, line.after - line.before)


def _by_name(run: Run) -> dict[tuple[str, str], SetRun]:
    return {(suite.suite, each.name): each for suite in run.suites for each in suite.sets}


def _told_apart(before: Run, after: Run) -> list[str]:
    pairs: Mapping[str, tuple[object, object]] = {
        "model": (before.model, after.model),
        "prompt": (before.prompt_hash, after.prompt_hash),
        "cost in $": (before.cost_usd, after.cost_usd),
        "seconds": (before.seconds, after.seconds),
    }
    return [f"{name}: {old} before, {new} after" for name, (old, new) in pairs.items() if old != new]


def _set_difference(suite: str, name: str, before: SetRun, after: SetRun) -> SetDifference:
    old = {result.id: not result.faults for result in before.results}
    new = {result.id: not result.faults for result in after.results}
    figures = [
        _figure_difference(suite, each, before.figures.get(each), after.figures.get(each))
        for each in dict.fromkeys((*before.figures, *after.figures))
    ]
    return SetDifference(
        suite=suite,
        name=name,
        figures=figures,
        better=[each for each in new if new[each] and old.get(each) is False],
        worse=[each for each in new if not new[each] and old.get(each) is True],
        new=[each for each in new if each not in old],
        gone=[each for each in old if each not in new],
    )


def _figure_difference(suite: str, name: str, before: float | None, after: float | None) -> FigureDifference:
    better = 0.0
    if before is not None and after is not None:
        better = gain(figure_of(suite_named(suite), name), before, after)
    return FigureDifference(name=name, before=before, after=after, verdict=(better > 0) - (better < 0))
