"""Scores parse answers against cases. Pure counting; nothing here knows how an answer came to be."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evals.cases import SLOTS, Case
from evals.suite import CaseResult, part, right, total
from tools.catalog import Catalog
from tools.quick_create import REQUIRED, ParseResult


@dataclass(frozen=True, slots=True)
class Answer:
    """One parse answer with the time it took."""

    result: ParseResult
    milliseconds: float


class Grader:
    """Counts what is wrong in an answer, given the tenant's lists."""

    def __init__(self, catalog: Catalog) -> None:
        self._known = _known_ids(catalog)

    def grade(self, case: Case, answer: Answer) -> CaseResult:
        """The faults of an answer, and what figures add up: per slot what was right, too much, missed."""
        counts: Counter[str] = Counter()
        wrong = _slot_faults(case, answer.result, counts)
        outside = _outside(answer.result, self._known)
        found = _faults(case, answer.result, wrong, outside)
        counts.update(dict.fromkeys(found, 1))
        counts["outside"] = outside
        return CaseResult(
            id=case.id,
            title=case.prompt,
            guards=case.guards,
            faults=list(found.values()),
            counts=dict(counts),
            milliseconds=answer.milliseconds,
            answer=answer.result.model_dump(mode="json"),
        )


def slot_figures(results: Sequence[CaseResult]) -> dict[str, float]:
    """`slot_f1` is over all slots together: a wrong value counts as one too many and one missed, null where
    null is right counts not at all. `wrong_company`, `wrong_id`: cases with such an id, of all cases."""
    hits, extra, missed = (
        sum(total(results, f"{s}.{w}") for s in SLOTS) for w in ("right", "extra", "missed")
    )
    return {
        "slot_f1": _f1(hits, extra, missed),
        "precision": part(hits, hits + extra),
        "recall": part(hits, hits + missed),
        **{f"f1_{slot}": _slot_f1(results, slot) for slot in SLOTS},
        "wrong_company": part(total(results, "wrong_company"), len(results)),
        "wrong_id": part(total(results, "wrong_id"), len(results)),
        **{
            name: total(results, name)
            for name in ("outside", "missing_faults", "summary_faults", "warning_faults")
        },
        "whole": right(results),
    }


def _slot_faults(case: Case, result: ParseResult, counts: Counter[str]) -> list[str]:
    wrong = []
    for slot in SLOTS:
        value = getattr(result, slot)
        if value in case.right(slot):
            counts[f"{slot}.right"] += value is not None
            continue
        counts[f"{slot}.extra"] += value is not None
        counts[f"{slot}.missed"] += getattr(case, slot) is not None
        wrong.append(slot)
    return wrong


def _faults(case: Case, result: ParseResult, wrong: Sequence[str], outside: int) -> dict[str, str]:
    found = {}
    ids = [slot for slot in wrong if getattr(result, slot) is not None]
    if wrong:
        found["slots"] = ", ".join(f"{s} is {getattr(result, s)}, not {getattr(case, s)}" for s in wrong)
    if "company_id" in ids:
        found["wrong_company"] = "wrong company"
    if ids:
        found["wrong_id"] = "wrong id"
    if outside:
        found["outside_case"] = "id outside the lists"
    if result.missing_fields != [name for name in REQUIRED if getattr(result, name) is None]:
        found["missing_faults"] = f"missing_fields are {result.missing_fields}"
    lacking = [w for w in case.summary_words if w.casefold() not in (result.summary or "").casefold()]
    if lacking:
        found["summary_faults"] = f"summary lacks {', '.join(lacking)}"
    if case.warning and not result.warnings:
        found["warning_faults"] = "no warning"
    return found


def _outside(result: ParseResult, known: dict[str, set[str]]) -> int:
    return sum(
        getattr(result, slot) is not None and getattr(result, slot) not in known[slot] for slot in SLOTS
    )


def _known_ids(catalog: Catalog) -> dict[str, set[str]]:
    return {
        "company_id": {company.id for company in catalog.companies},
        "board_id": {board.id for board in catalog.boards},
        "priority_id": {priority.id for priority in catalog.priorities},
        "status_id": {status.id for board in catalog.boards for status in board.statuses},
        "assigned_member_id": {member.id for member in catalog.members},
    }


def _slot_f1(results: Sequence[CaseResult], slot: str) -> float:
    return _f1(*(total(results, f"{slot}.{word}") for word in ("right", "extra", "missed")))


def _f1(hits: float, extra: float, missed: float) -> float:
    return part(2 * hits, 2 * hits + extra + missed)
