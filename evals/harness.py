"""Runs suites over files of cases and puts together what is kept of a run.

A run is plain JSON: who answered, when, with which versions and prompt, and per suite and set of cases the
figures and each case with its faults. Two runs can be compared, and one be shown as a page.
"""

import hashlib
import platform
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from assistant.errors import DeskError
from assistant.prompting import prompt_hash
from evals.suite import OFFLINE, SUITES, CaseResult, EvalError, Setup, Suite, Watch, common_figures

FORMAT: Literal["deskhand-eval/1"] = "deskhand-eval/1"
Announce = Callable[[str], Watch]


class SetRun(BaseModel):
    """One file of cases. `sha256` names exactly these cases (first 12 digits of the file's)."""

    name: str
    sha256: str
    snapshot: str | None = None
    figures: dict[str, int | float]
    results: list[CaseResult]


class SuiteRun(BaseModel):
    """All sets of a suite; `figures` are over all of them together."""

    suite: str
    figures: dict[str, int | float]
    sets: list[SetRun]


class Run(BaseModel):
    """What is kept of a run. `cost_usd` is None while no price is known."""

    format: Literal["deskhand-eval/1"] = FORMAT
    model: str
    made_at: datetime
    versions: dict[str, str]
    prompt_hash: str
    seconds: float
    cost_usd: float | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    suites: list[SuiteRun] = Field(default_factory=list)

    def flat(self) -> dict[str, Any]:
        """As JSON. A run of one suite has its figures and faults at the top as well."""
        told: dict[str, Any] = {}
        if len(self.suites) == 1:
            (only,) = self.suites
            told = {**only.figures, "faults": faults_of(only)}
        return {**told, **self.model_dump(mode="json")}


class Files(BaseModel):
    """Which cases to run: the given files, or else the suite's own; and the snapshot they are about."""

    cases: tuple[Path, ...] = ()
    snapshot: Path | None = None


async def run_suites(
    suites: Sequence[Suite], files: Files, model: str = OFFLINE, announce: Announce = lambda name: iter
) -> Run:
    """Run every set of these suites, one after the other.

    Args:
        announce: Gives the `Watch` of a set, for a progress bar; called with the set's name as it begins.

    Raises:
        EvalError: A file, the snapshot or the model cannot be used.
    """
    started, made_at = time.perf_counter(), datetime.now(UTC)
    done = [await _run_suite(suite, files, model, announce) for suite in suites]
    results = [result for suite in done for each in suite.sets for result in each.results]
    costs = [result.cost_usd for result in results if result.cost_usd is not None]
    return Run(
        model=model,
        made_at=made_at,
        versions={"deskhand": _version(), "python": platform.python_version()},
        prompt_hash=prompt_hash(),
        seconds=round(time.perf_counter() - started, 3),
        cost_usd=sum(costs) if costs else None,
        input_tokens=sum(result.input_tokens for result in results),
        output_tokens=sum(result.output_tokens for result in results),
        suites=done,
    )


async def run_set(
    suite: Suite, path: Path, snapshot: Path | None, model: str = OFFLINE, watch: Watch = iter
) -> SetRun:
    """Run one file of cases. Raises EvalError."""
    cases = suite.load(path)
    snapshot = snapshot or snapshot_beside(path)
    try:
        results = await suite.run(cases, Setup(model, snapshot, watch))
    except DeskError as error:
        raise EvalError(f"{error.detail} {error.remedy or ''}".strip()) from error
    return SetRun(
        name=path.stem,
        sha256=_digest(path),
        snapshot=snapshot.name if snapshot else None,
        figures=_figures(suite, results),
        results=results,
    )


def sets_of(suite: Suite) -> list[Path]:
    """The shipped files of cases of a suite."""
    return sorted((SUITES / suite.NAME.replace("-", "_")).glob("*.jsonl"))


def snapshot_beside(path: Path) -> Path | None:
    """The snapshot a file of cases is about by its name: `x.snapshot.json` for `x.jsonl` and `any-x.jsonl`,
    beside it or among the shipped ones; None when there is none, which means the demo."""
    own = path.with_suffix(".snapshot.json")
    last = f"{path.stem.rpartition('-')[2]}.snapshot.json"
    for found in (own, path.with_name(last), *SUITES.glob(f"*/{last}")):
        if found.exists():
            return found
    return None


def faults_of(suite: SuiteRun) -> list[str]:
    """Every case with a fault, as one line."""
    return [
        f"{each.name} {result.id}: {result.title[:80]!r}: {'; '.join(result.faults)}"
        for each in suite.sets
        for result in each.results
        if result.faults
    ]


def read_run(path: Path) -> Run:
    """A run that was kept in a file.

    Raises:
        EvalError: The file is no run.
    """
    try:
        return Run.model_validate_json(path.read_bytes())
    except OSError as error:
        raise EvalError(f"{path} cannot be read: {error.strerror or error}.") from error
    except ValidationError as error:
        raise EvalError(
            f"{path} is no run of evals; make one with: deskhand eval run SUITE --json"
        ) from error


async def _run_suite(suite: Suite, files: Files, model: str, announce: Announce) -> SuiteRun:
    paths = list(files.cases) or sets_of(suite)
    if not paths:
        raise EvalError(f"The suite {suite.NAME} has no cases; give some with --cases.")
    sets = [
        await run_set(suite, path, files.snapshot, model, announce(f"{suite.NAME} {path.stem}"))
        for path in paths
    ]
    together = [result for each in sets for result in each.results]
    return SuiteRun(suite=suite.NAME, figures=_figures(suite, together), sets=sets)


def _figures(suite: Suite, results: Sequence[CaseResult]) -> dict[str, float]:
    return {"cases": len(results), **suite.figures(results), **common_figures(results)}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _version() -> str:
    try:
        return version("deskhand")
    except PackageNotFoundError:
        return "checkout"
