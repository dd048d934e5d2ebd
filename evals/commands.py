"""`deskhand eval`: measure the product against cases, and compare with what was measured before."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from evals.cases import Case, EvalError
from evals.quick_create import run_quick_create
from evals.scoring import Report

app = typer.Typer(help="Measure the product against cases.", no_args_is_help=True)
run = typer.Typer(help="Run a suite.", no_args_is_help=True)
app.add_typer(run, name="run")
_errors = Console(stderr=True, highlight=False, soft_wrap=True)
_SHOWN = (
    "cases",
    "slot_f1",
    "wrong_company",
    "wrong_id",
    "outside",
    "missing_faults",
    "summary_faults",
    "warning_faults",
    "whole",
    "p50_ms",
    "p95_ms",
)


@run.callback()
def _suites() -> None:
    """The suites."""


@run.command("quick-create")
def quick_create(
    cases: Annotated[Path, typer.Option(help="The cases, a JSONL file.")],
    snapshot: Annotated[Path, typer.Option(help="The lists they are about, a psa-snapshot/1 file.")],
    engine: Annotated[str, typer.Option(help="offline, or a model's name.")] = "offline",
    answers: Annotated[Path | None, typer.Option(help="Write the answers here, one a line.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Parse sentences and count what is right. Exit code 1 when the files cannot be used."""
    try:
        report = run_quick_create(cases, snapshot, engine, answers, watch=_watched)
    except EvalError as fault:
        _errors.print(str(fault), markup=False)
        raise typer.Exit(1) from fault
    typer.echo(json.dumps(report.model_dump(), ensure_ascii=False, indent=2) if as_json else _told(report))


def _watched(cases: Iterable[Case]) -> Iterable[Case]:
    if not sys.stderr.isatty():
        return cases
    return track(list(cases), description="Parsing", console=_errors, transient=True)


def _told(report: Report) -> str:
    figures = [f"{name.replace('_', ' '):<16}{getattr(report, name)}" for name in _SHOWN]
    return "\n".join([*figures, *(f"  {fault}" for fault in report.faults)])
