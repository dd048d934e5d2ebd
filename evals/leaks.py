"""Leaks: single sentences. Are secrets, hosts and other customers' names found, and only those?"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from evals.lines import load_lines
from evals.notes import company_id
from evals.quick_create import load_catalog
from evals.suite import CaseResult, Figure, Setup, count, number, only_offline, right, share, total
from tools.catalog import Catalog
from tools.leaks import find_leaks

NAME = "leaks"
ABOUT = (
    "The check of text that a customer will read: every secret place found, harmless sentences left alone."
)
FIGURES: Mapping[str, Figure] = {
    "places": number("places to be found"),
    "missed": count("places missed"),
    "false_sentences": count("harmless sentences in which something was found"),
    "sentences_right": share("sentences judged rightly"),
}
_MOST_COVERED = 0.6


class Leak(BaseModel):
    model_config = ConfigDict(frozen=True)
    text: str
    kind: str = ""


class Case(BaseModel):
    """One sentence about a ticket of `company`, and the places in it that must be found."""

    model_config = ConfigDict(frozen=True)
    id: str
    guards: str = ""
    text: str
    company: str = ""
    leaks: tuple[Leak, ...] = ()


def load(path: Path) -> Sequence[Case]:
    return load_lines(path, Case)


async def run(cases: Sequence[Case], setup: Setup) -> list[CaseResult]:
    """Check every sentence and compare the places found with those that are leaks."""
    only_offline(setup, NAME)
    catalog = load_catalog(setup.snapshot)
    return [_graded(case, catalog) for case in setup.watch(cases)]


def figures(results: Sequence[CaseResult]) -> dict[str, float]:
    counted = {name: total(results, name) for name in ("places", "missed", "false_sentences")}
    return {**counted, "sentences_right": right(results)}


def _graded(case: Case, catalog: Catalog) -> CaseResult:
    started = time.perf_counter()
    found = find_leaks(case.text, catalog, company_id(catalog, case.company))
    spent = (time.perf_counter() - started) * 1_000
    spans = [case.text[each.start : each.end] for each in found]
    missed = [leak for leak in case.leaks if not any(_covers(span, leak.text) for span in spans)]
    faults = [f"missed {leak.kind}: {leak.text}" for leak in missed]
    is_false = bool(spans) and not case.leaks
    faults += [f"wrongly found {', '.join(spans)}"] if is_false else []
    counts = {"places": len(case.leaks), "missed": len(missed), "false_sentences": int(is_false)}
    return CaseResult(
        id=case.id,
        title=case.text,
        guards=case.guards,
        faults=faults,
        counts=counts,
        milliseconds=spent,
        answer=spans,
    )


def _covers(span: str, leak: str) -> bool:
    return leak in span or (span in leak and len(span) >= _MOST_COVERED * len(leak))
