"""Scores parse answers against cases. Pure counting; nothing here knows how an answer came to be."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from pydantic import BaseModel

from evals.cases import SLOTS, Case
from tools.catalog import Catalog
from tools.quick_create import REQUIRED, ParseResult


class Report(BaseModel):
    """Figures of one run. `slot_f1`, `wrong_company`, `wrong_id` and `whole` are shares (0 to 1); `outside`
    and the faults are counts.

    slot_f1: Over company, board, priority, status and assignee together; a wrong value counts as one too many
    and
        one missed, null where null is right counts not at all.
    wrong_company: Cases with a company that is not right, of all cases.
    wrong_id: Cases with any id that is not right, of all cases.
    outside: Ids that are not on the tenant's lists.
    missing_faults: Cases whose `missing_fields` are not exactly the required fields that are null.
    summary_faults: Cases whose summary lacks an owed word. warning_faults: Cases without an owed warning.
    whole: Cases with nothing wrong at all.
    """

    cases: int
    slot_f1: float
    precision: float
    recall: float
    f1_by_slot: dict[str, float]
    wrong_company: float
    wrong_id: float
    outside: int
    missing_faults: int
    summary_faults: int
    warning_faults: int
    whole: float
    p50_ms: float
    p95_ms: float
    faults: list[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One parse answer with the time it took."""

    result: ParseResult
    milliseconds: float


def score(catalog: Catalog, cases: Sequence[Case], answers: Sequence[Answer]) -> Report:
    """The report of a run; `cases` and `answers` are in the same order."""
    known = _known_ids(catalog)
    counts: dict[str, Counter[str]] = {slot: Counter() for slot in SLOTS}
    total: Counter[str] = Counter()
    faults = []
    for number, (case, answer) in enumerate(zip(cases, answers, strict=True), start=1):
        wrong = _slot_faults(case, answer.result, counts)
        found = _faults(case, answer.result, wrong, known)
        total.update(found.keys())
        total["outside"] += _outside(answer.result, known)
        if found:
            faults.append(f"{number}: {case.prompt[:80]!r}: {'; '.join(found.values())}")
    times = [answer.milliseconds for answer in answers]
    return _report(len(cases), counts, total, times, faults)


def _slot_faults(case: Case, result: ParseResult, counts: dict[str, Counter[str]]) -> list[str]:
    wrong = []
    for slot in SLOTS:
        value, count = getattr(result, slot), counts[slot]
        if value in case.right(slot):
            count["right"] += value is not None
            continue
        count["extra"] += value is not None
        count["missed"] += getattr(case, slot) is not None
        wrong.append(slot)
    return wrong


def _faults(
    case: Case, result: ParseResult, wrong: Sequence[str], known: dict[str, set[str]]
) -> dict[str, str]:
    found = {}
    ids = [slot for slot in wrong if getattr(result, slot) is not None]
    if wrong:
        found["slots"] = ", ".join(f"{s} is {getattr(result, s)}, not {getattr(case, s)}" for s in wrong)
    if "company_id" in ids:
        found["wrong_company"] = "wrong company"
    if ids:
        found["wrong_id"] = "wrong id"
    if _outside(result, known):
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


def _report(
    cases: int,
    counts: dict[str, Counter[str]],
    total: Counter[str],
    times: Sequence[float],
    faults: list[str],
) -> Report:
    together = sum(counts.values(), Counter[str]())
    return Report(
        cases=cases,
        slot_f1=_f1(together),
        precision=_share(together["right"], together["right"] + together["extra"]),
        recall=_share(together["right"], together["right"] + together["missed"]),
        f1_by_slot={slot: _f1(count) for slot, count in counts.items()},
        wrong_company=_share(total["wrong_company"], cases),
        wrong_id=_share(total["wrong_id"], cases),
        outside=total["outside"],
        missing_faults=total["missing_faults"],
        summary_faults=total["summary_faults"],
        warning_faults=total["warning_faults"],
        whole=_share(cases - len(faults), cases),
        p50_ms=round(median(times), 3),
        p95_ms=round(_p95(times), 3),
        faults=faults,
    )


def _f1(count: Counter[str]) -> float:
    return _share(2 * count["right"], 2 * count["right"] + count["extra"] + count["missed"])


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0 if part == 0 else 0.0


def _p95(times: Iterable[float]) -> float:
    ordered = sorted(times)
    return quantiles(ordered, n=20, method="inclusive")[-1] if len(ordered) > 1 else ordered[0]
