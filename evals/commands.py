"""`deskhand eval`: measure the product against cases, and compare with what was measured before."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from assistant.telemetry import configure_logging
from evals import compare as comparing
from evals import report
from evals.baseline import figure_of
from evals.harness import Files, Run, faults_of, read_run, run_suites
from evals.registry import ALL, suites_of
from evals.suite import OFFLINE, EvalError, Watch
from evals.wording import figure_text

app = typer.Typer(help="Measure the product against cases.", no_args_is_help=True)
_WIDE = 120
_errors = Console(stderr=True, highlight=False, soft_wrap=True)
_out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _WIDE)


@app.command("run")
def run_command(
    suite: Annotated[str, typer.Argument(help=f"One of {', '.join(ALL)}; or all.")],
    model: Annotated[str, typer.Option("--model", "--engine", help="offline, or a model's name.")] = OFFLINE,
    cases: Annotated[
        list[Path] | None,
        typer.Option(help="A JSONL file of cases; may be given again. Left out: the shipped ones."),
    ] = None,
    snapshot: Annotated[
        Path | None,
        typer.Option(help="The PSA they are about, a psa-snapshot/1 file. Left out: by the cases' name."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the run as JSON.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page to look at here.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Write the answers here, one a line.")] = None,
) -> None:
    """Run a suite and count what is right. Exit code 1 when the files or the model cannot be used."""
    configure_logging(logging.WARNING)
    try:
        suites = suites_of(suite, with_model=model != OFFLINE)
        files = Files(cases=tuple(cases or ()), snapshot=snapshot)
        done = asyncio.run(run_suites(suites, files, model, _announced))
        if answers is not None:
            _write(answers, b"".join(_answers(done)))
        if html is not None:
            _write(html, report.page(done).encode())
    except EvalError as fault:
        raise _failed(fault) from fault
    if as_json:
        typer.echo(json.dumps(done.flat(), ensure_ascii=False, indent=2))
    else:
        _tell(done)


@app.command("compare")
def compare_command(
    before: Annotated[Path, typer.Argument(help="A run, as --json printed it.")],
    after: Annotated[Path, typer.Argument(help="Another one.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Two runs side by side: figures that differ, and the cases that got better or worse."""
    try:
        compared = comparing.compare(read_run(before), read_run(after))
    except EvalError as fault:
        raise _failed(fault) from fault
    if as_json:
        typer.echo(compared.model_dump_json(indent=2))
        return
    for line in compared.notes:
        _out.print(line, markup=False)
    for each in compared.sets:
        _out.print(_difference_table(each))
        for word, names in (("better", each.better), ("worse", each.worse)):
            if names:
                _out.print(f"  {word}: {', '.join(names)}", markup=False)


def _failed(fault: EvalError) -> typer.Exit:
    _errors.print(str(fault), markup=False)
    return typer.Exit(1)


def _announced(name: str) -> Watch:
    """A progress bar where somebody watches."""

    def watch(cases: Sequence[Any]) -> Iterable[Any]:
        if not sys.stderr.isatty():
            return cases
        return track(cases, description=name, console=_errors, transient=True)

    return watch


def _tell(done: Run) -> None:
    for each in done.suites:
        suite = ALL[each.suite]
        table = Table(title=escape(each.suite), title_justify="left", box=None)
        table.add_column("")
        for column in each.sets:
            table.add_column(escape(column.name), justify="right")
        for name in each.figures:
            figure = figure_of(suite, name)
            values = (column.figures.get(name) for column in each.sets)
            table.add_row(figure.label, *(figure_text(figure, value) for value in values))
        _out.print(table)
        if breakdown := getattr(suite, "breakdown", None):
            _out.print(_plain_table(breakdown([r for part in each.sets for r in part.results])))
        for fault in faults_of(each):
            _out.print(f"  {fault}", markup=False)


def _plain_table(rows: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None)
    for number, name in enumerate(rows[0]):
        table.add_column(name, justify="right" if number else "left")
    for row in rows[1:]:
        table.add_row(*row)
    return table


def _difference_table(each: comparing.SetDifference) -> Table:
    table = Table(title=escape(f"{each.suite} {each.name}"), title_justify="left", box=None)
    for column in ("", "before", "after", "difference"):
        table.add_column(column, justify="right" if column else "left")
    changed = [line for line in each.figures if line.before != line.after]
    for line in changed:
        figure = figure_of(ALL[each.suite], line.name)
        style = {1: "green", -1: "red"}.get(line.verdict, "")
        change = comparing.change_text(figure, line)
        table.add_row(
            figure.label,
            figure_text(figure, line.before),
            figure_text(figure, line.after),
            change,
            style=style,
        )
    if unchanged := len(each.figures) - len(changed):
        table.add_row(f"{unchanged} figures are the same", "", "", "")
    return table


def _answers(done: Run) -> Iterable[bytes]:
    for suite in done.suites:
        for each in suite.sets:
            for result in each.results:
                yield orjson.dumps(result.answer) + b"\n"


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise EvalError(f"{path} cannot be written: {error.strerror or error}.") from error
