"""A run as one self-contained page: figures against the baseline, charts, and every case with its faults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from evals.baseline import SetBaseline, baseline_of, figure_of, gain
from evals.charts import Bar, bar_chart
from evals.harness import Run, SetRun, SuiteRun
from evals.registry import suite_named
from evals.suite import CaseResult, Figure, Suite
from evals.wording import change_text, figure_text

_CHARTED = 2
_environment = Environment(
    loader=PackageLoader("evals", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one set. `change` is against the baseline, `verdict` 1 for better, -1 for worse."""

    value: str
    change: str
    verdict: int
    first: str


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Faulty:
    """A set's cases with a fault."""

    name: str
    cases: int
    results: tuple[CaseResult, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A suite on the page. `headline` is its first figure over all sets."""

    name: str
    about: str
    cases: int
    faults: int
    headline: str
    headline_label: str
    is_worse: bool
    sets: tuple[str, ...]
    rows: tuple[Row, ...]
    charts: tuple[tuple[str, Markup], ...]
    breakdown: Sequence[tuple[str, ...]]
    faulty: tuple[Faulty, ...]


def page(run: Run) -> str:
    """The page as HTML. Needs no network and no script."""
    sections = [_section(suite) for suite in run.suites]
    overview = bar_chart("All suites", [_overall(suite) for suite in run.suites])
    cases = sum(section.cases for section in sections)
    faults = sum(section.faults for section in sections)
    template = _environment.get_template("report.html.jinja")
    return template.render(run=run, sections=sections, overview=overview, cases=cases, faults=faults)


def _section(done: SuiteRun) -> Section:
    suite = suite_named(done.suite)
    kept = _kept(done)
    names = list(dict.fromkeys(name for each in done.sets for name in each.figures))
    rows = tuple(
        Row(figure_of(suite, name).label, tuple(_cell(suite, name, each, kept) for each in done.sets))
        for name in names
    )
    results = [result for each in done.sets for result in each.results]
    headline = next(iter(suite.FIGURES))
    return Section(
        name=done.suite,
        about=suite.ABOUT,
        cases=len(results),
        faults=sum(bool(result.faults) for result in results),
        headline=figure_text(figure_of(suite, headline), done.figures.get(headline)),
        headline_label=figure_of(suite, headline).label,
        is_worse=any(cell.verdict < 0 for row in rows for cell in row.cells),
        sets=tuple(each.name for each in done.sets),
        rows=rows,
        charts=tuple(_charts(suite, done, kept)),
        breakdown=breakdown(results) if (breakdown := getattr(suite, "breakdown", None)) else (),
        faulty=tuple(
            Faulty(each.name, len(each.results), tuple(r for r in each.results if r.faults))
            for each in done.sets
        ),
    )


def _kept(done: SuiteRun) -> Mapping[str, SetBaseline]:
    """The baselines of the suite's sets; a model is held to the offline engine's."""
    baseline = baseline_of(done.suite)
    return baseline.sets if baseline else {}


def _cell(suite: Suite, name: str, each: SetRun, kept: Mapping[str, SetBaseline]) -> Cell:
    figure, value = figure_of(suite, name), each.figures.get(name)
    baseline = kept.get(each.name)
    before = baseline.figures.get(name) if baseline else None
    first = baseline.first.get(name) if baseline else None
    better = gain(figure, before, value) if before is not None and value is not None else 0.0
    return Cell(
        value=figure_text(figure, value),
        change=change_text(figure, value - before) if before is not None and value is not None else "",
        verdict=(better > 0) - (better < 0),
        first=figure_text(figure, first) if first is not None else "",
    )


def _charts(suite: Suite, done: SuiteRun, kept: Mapping[str, SetBaseline]) -> list[tuple[str, Markup]]:
    """The suite's first shares: a chart each, a bar for each set."""
    charted = [name for name, figure in suite.FIGURES.items() if _is_goal(figure)][:_CHARTED]
    return [
        (
            figure_of(suite, name).label,
            bar_chart(
                figure_of(suite, name).label,
                [_bar(suite, name, each, kept.get(each.name)) for each in done.sets],
            ),
        )
        for name in charted
    ]


def _bar(suite: Suite, name: str, each: SetRun, baseline: SetBaseline | None) -> Bar:
    figure, value = figure_of(suite, name), each.figures.get(name, 0.0)
    return Bar(
        label=each.name,
        share=value,
        value=figure_text(figure, value),
        kept=baseline.figures.get(name) if baseline else None,
        first=baseline.first.get(name) if baseline else None,
    )


def _overall(done: SuiteRun) -> Bar:
    """The share of a suite's cases without a fault."""
    results = [result for each in done.sets for result in each.results]
    good = sum(not result.faults for result in results)
    return Bar(done.suite, good / len(results), f"{good} of {len(results)}")


def _is_goal(figure: Figure) -> bool:
    return figure.unit == "share" and figure.good == "high"
