"""The figures may rise, not fall. A baseline rises with the change that earned it."""

import pytest

from evals import leaks
from evals.baseline import baseline_of, figure_of, worse
from evals.harness import run_set, sets_of
from evals.registry import ALL
from evals.suite import Suite

KEPT = [
    pytest.param(suite, name, id=f"{suite.NAME}-{name}")
    for suite in ALL.values()
    if (baseline := baseline_of(suite.NAME))
    for name in baseline.sets
]


@pytest.mark.parametrize(("suite", "name"), KEPT)
async def test_no_figure_falls_below_its_baseline(suite: Suite, name: str) -> None:
    """Shares stay or rise, counts of faults stay or fall; the message names the cases behind it."""
    baseline = baseline_of(suite.NAME)
    assert baseline is not None
    (path,) = [each for each in sets_of(suite) if each.stem == name]
    done = await run_set(suite, path, None, baseline.model)
    faults = [f"{each.id}: {each.faults}" for each in done.results if each.faults]
    assert not worse(suite, baseline.sets[name].figures, done.figures), faults


async def test_a_product_that_got_worse_fails_the_test_above(monkeypatch: pytest.MonkeyPatch) -> None:
    """A detector that sees nothing, in place of the shipped one, is noticed by name of figure and case."""
    monkeypatch.setattr("evals.leaks.find_leaks", lambda *_: [])
    with pytest.raises(AssertionError, match="places missed: 0 before, 32 now"):
        await test_no_figure_falls_below_its_baseline(leaks, "sentences")


@pytest.mark.parametrize(("suite", "name"), KEPT)
def test_every_kept_figure_is_guarded(suite: Suite, name: str) -> None:
    """Whichever one of them gets worse, or is no longer measured, is told."""
    baseline = baseline_of(suite.NAME)
    assert baseline is not None
    kept = baseline.sets[name].figures
    for figure, value in kept.items():
        good = figure_of(suite, figure).good
        left = {other: kept[other] for other in kept if other != figure}
        assert len(worse(suite, kept, left)) == 1
        if good != "neither":
            lowered = value - 0.01 if good == "high" else value + 1
            assert len(worse(suite, kept, {**kept, figure: lowered})) == 1


@pytest.mark.parametrize("suite", ALL.values(), ids=ALL)
def test_every_shipped_set_has_a_baseline_and_every_baseline_its_set(suite: Suite) -> None:
    """A set that nobody keeps figures of would fall unseen."""
    baseline = baseline_of(suite.NAME)
    assert baseline is not None
    assert set(baseline.sets) == {path.stem for path in sets_of(suite)}
    goals = {name for name, figure in suite.FIGURES.items() if figure.good != "neither"}
    assert all(goals & set(kept.figures) for kept in baseline.sets.values())
    assert all(set(kept.first) <= set(suite.FIGURES) for kept in baseline.sets.values())


@pytest.mark.parametrize("suite", ALL.values(), ids=ALL)
def test_every_case_names_the_harm_it_guards_against(suite: Suite) -> None:
    """A case without a reason is a case nobody dares to change; two of one id hide each other."""
    for path in sets_of(suite):
        cases = suite.load(path)
        assert all(case.guards for case in cases), path.name
        ids = [(getattr(case, "group", ""), case.id) for case in cases]
        assert len(set(ids)) == len(ids), path.name
