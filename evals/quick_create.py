"""Quick-create: sentences parsed with any snapshot's lists. Which slots are right, which ids are wrong?"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.assisted.parser import AssistedParser
from evals.cases import SLOTS, Case
from evals.helped import FELL_BACK, Help, help_of
from evals.lines import load_lines
from evals.scoring import Answer, Grader, slot_figures
from evals.suite import CaseResult, EvalError, Figure, Setup, count, share, total
from evals.worlds import snapshot_of
from providers.embedded.snapshot import SnapshotError, read_snapshot
from tools.catalog import Catalog
from tools.quick_create import parse

NAME = "quick-create"
ABOUT = "A new ticket out of one sentence: company, board, priority, status, assignee and summary."
FIGURES: Mapping[str, Figure] = {
    "slot_f1": share("slot F1"),
    "whole": share("sentences with nothing wrong"),
    "precision": share("precision of slots"),
    "recall": share("recall of slots"),
    **{f"f1_{slot}": share(f"F1 of {slot.removesuffix('_id').replace('_', ' ')}") for slot in SLOTS},
    "wrong_company": Figure("cases with a wrong company", "low"),
    "wrong_id": Figure("cases with a wrong id", "low"),
    "outside": count("ids that are not on the lists"),
    "missing_faults": count("cases with wrong missing fields"),
    "summary_faults": count("cases whose summary lacks a word"),
    "warning_faults": count("cases without an owed warning"),
    "fell_back": FELL_BACK,
}


def load(path: Path) -> Sequence[Case]:
    return load_lines(path, Case)


async def run(cases: Sequence[Case], setup: Setup) -> list[CaseResult]:
    """Parse every case, with the model's help where there is one; the first, untimed parse warms the lists'
    indexes."""
    catalog = load_catalog(setup.snapshot)
    parse(catalog, "", None)
    grader = Grader(catalog)
    async with help_of(setup, catalog) as help:
        return [await _played(grader, catalog, case, help) for case in setup.watch(cases)]


def figures(results: Sequence[CaseResult]) -> dict[str, float]:
    return {**slot_figures(results), "fell_back": total(results, "fell_back")}


def load_catalog(path: Path | None) -> Catalog:
    """The lists of a snapshot file, or of the demo.

    Raises:
        EvalError: The file is no fault-free snapshot; all faults are told.
    """
    try:
        return catalog_of(snapshot_of(path))
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


async def _played(grader: Grader, catalog: Catalog, case: Case, help: Help | None) -> CaseResult:
    started = time.perf_counter()
    if help is None:
        read = parse(catalog, case.prompt, case.me)
    else:
        read = await AssistedParser(*help.begin()).parse(catalog, case.prompt, case.me)
    graded = grader.grade(case, Answer(read, (time.perf_counter() - started) * 1_000))
    if help is not None:
        help.settle(graded, [read.engine], read.warnings)
    return graded
