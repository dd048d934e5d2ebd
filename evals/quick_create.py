"""Runs quick-create over a file of cases with any snapshot, and scores it."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import orjson

from evals.cases import Case, EvalError, load_cases
from evals.scoring import Answer, Report, score
from providers.embedded.snapshot import SnapshotError, read_snapshot
from providers.embedded.transfer import load_file
from tools.catalog import Catalog
from tools.quick_create import parse

ENGINES = ("offline",)
Watch = Callable[[Iterable[Case]], Iterable[Case]]


def run_quick_create(
    cases_path: Path,
    snapshot_path: Path,
    engine: str = "offline",
    answers_path: Path | None = None,
    watch: Watch = iter,
) -> Report:
    """Parse every case and score the answers.

    Args:
        answers_path: Gets the answers, one JSON object a line, in the order of the cases.
        watch: Wraps the cases, for a progress bar.

    Raises:
        EvalError: The cases, the snapshot or the engine cannot be used, or the answers not be written.
    """
    if engine not in ENGINES:
        raise EvalError(f"There is no engine “{engine}”; use one of {', '.join(ENGINES)}.")
    cases, catalog = load_cases(cases_path), load_catalog(snapshot_path)
    parse(catalog, "", None)
    answers = [_answer(catalog, case) for case in watch(cases)]
    if answers_path is not None:
        _write(answers_path, answers)
    return score(catalog, cases, answers)


def load_catalog(path: Path) -> Catalog:
    """The lists of a snapshot file.

    Raises:
        EvalError: The file is no fault-free snapshot; all faults are told.
    """
    try:
        return catalog_of(load_file(path))
    except SnapshotError as error:
        raise EvalError(str(error)) from error


def catalog_of(snapshot: object) -> Catalog:
    """The lists of a `psa-snapshot/1`. Raises SnapshotError, which tells all its faults."""
    data = read_snapshot(snapshot)
    return Catalog(
        connection_id="snapshot",
        companies=data.companies,
        contacts=data.contacts,
        members=data.members,
        boards=data.boards,
        priorities=data.priorities,
    )


def _answer(catalog: Catalog, case: Case) -> Answer:
    started = time.perf_counter()
    result = parse(catalog, case.prompt, case.me)
    return Answer(result, (time.perf_counter() - started) * 1_000)


def _write(path: Path, answers: Iterable[Answer]) -> None:
    try:
        path.write_bytes(b"".join(_lines(answers)))
    except OSError as error:
        raise EvalError(f"{path} cannot be written: {error.strerror or error}.") from error


def _lines(answers: Iterable[Answer]) -> Iterator[bytes]:
    for answer in answers:
        yield orjson.dumps(answer.result.model_dump(mode="json")) + b"\n"
