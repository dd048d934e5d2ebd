"""What a suite is: a module that loads cases, runs them, and turns what came out into figures.

The harness (`evals.harness`) does everything else: files, progress, models, JSON, baselines, the report.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Literal, Protocol

from pydantic import BaseModel, Field

OFFLINE = "offline"
Watch = Callable[[Sequence[Any]], Iterable[Any]]
Good = Literal["high", "low", "neither"]
Unit = Literal["share", "count", "ms", "usd"]
SUITES = Path(__file__).parent / "suites"


class EvalError(Exception):
    """A file of cases or an option that cannot be used; the sentence says what and where."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a number means: words for people, whether high or low is good, its unit. Shares are 0 to 1."""

    label: str
    good: Good = "high"
    unit: Unit = "share"


def share(label: str) -> Figure:
    """A part of the whole that should be 1."""
    return Figure(label)


def count(label: str) -> Figure:
    """A number of faults that should be 0."""
    return Figure(label, "low", "count")


def number(label: str) -> Figure:
    """A size that is neither good nor bad."""
    return Figure(label, "neither", "count")


COMMON: Mapping[str, Figure] = {
    "cases": number("cases"),
    "p50_ms": Figure("median time of a case", "neither", "ms"),
    "p95_ms": Figure("95th percentile of the time of a case", "neither", "ms"),
    "cost_usd": Figure("cost of the model", "neither", "usd"),
}


class CaseResult(BaseModel):
    """What came of one case.

    faults: What was wrong, in words; empty when nothing was.
    counts: What the figures add up; the suite alone reads them.
    milliseconds: Time the product took, without the scoring. cost_usd: None while no price is known.
    answer: What the product answered, as JSON, for `--answers`.
    """

    id: str
    title: str
    guards: str = ""
    faults: list[str] = Field(default_factory=list)
    counts: dict[str, int | float] = Field(default_factory=dict)
    milliseconds: float = 0.0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None
    answer: Any = Field(default=None, exclude=True)

    def charge(self, usage: Mapping[str, Any]) -> None:
        """Add what the event `usage` of a run says."""
        self.input_tokens += usage.get("input_tokens") or 0
        self.output_tokens += usage.get("output_tokens") or 0
        if (cost := usage.get("cost_usd")) is not None:
            self.cost_usd = (self.cost_usd or 0.0) + cost


@dataclass(frozen=True, slots=True)
class Setup:
    """How to run: which model answers, on which PSA, and what is told of every case as it begins.

    snapshot: A `psa-snapshot/1` file; None means the shipped demo.
    watch: Wraps the cases, for a progress bar.
    """

    model: str = OFFLINE
    snapshot: Path | None = None
    watch: Watch = field(default=iter)


class Suite(Protocol):
    """A module with these names is a suite. `evals.registry` lists them."""

    NAME: str
    ABOUT: str
    FIGURES: Mapping[str, Figure]

    def load(self, path: Path) -> Sequence[Any]:
        """The cases of a JSONL file. Raises EvalError, which names every line that is none."""
        ...

    async def run(self, cases: Sequence[Any], setup: Setup) -> list[CaseResult]:
        """Play the cases through the product and look at what it did; one result a case, in order.

        Raises:
            EvalError: The snapshot does not hold what the cases speak of, or the model cannot be used.
        """
        ...

    def figures(self, results: Sequence[CaseResult]) -> dict[str, float]:
        """The figures named in FIGURES, over these results."""
        ...


def part(some: float, whole: float) -> float:
    """`some` of `whole`, rounded; 1.0 when there was nothing to do and nothing was done."""
    return round(some / whole, 4) if whole else 1.0 if not some else 0.0


def total(results: Sequence[CaseResult], name: str) -> float:
    return sum(result.counts.get(name, 0) for result in results)


def right(results: Sequence[CaseResult]) -> float:
    """The share of cases without a fault."""
    return part(sum(not result.faults for result in results), len(results))


def common_figures(results: Sequence[CaseResult]) -> dict[str, float]:
    """Figures that every suite has besides the number of cases: how long one takes, what all cost."""
    times = [result.milliseconds for result in results]
    costs = [result.cost_usd for result in results if result.cost_usd is not None]
    return {
        "p50_ms": round(median(times), 3) if times else 0.0,
        "p95_ms": round(_p95(times), 3) if times else 0.0,
        **({"cost_usd": round(sum(costs), 6)} if costs else {}),
    }


def only_offline(setup: Setup, name: str) -> None:
    """Refuse any other engine than plain code, where there is no other yet."""
    if setup.model != OFFLINE:
        raise EvalError(
            f"The suite {name} measures plain code; there is no engine “{setup.model}”. Use offline."
        )


def check_answered(state: str, sentence: str) -> None:
    """Stop where the model was not there: silence would score as restraint.

    Raises:
        EvalError: The run ended without the model.
    """
    if state in ("model_unavailable", "failed"):
        raise EvalError(f"The model did not answer, so nothing is scored. {sentence}")


def _p95(times: Sequence[float]) -> float:
    return quantiles(sorted(times), n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
