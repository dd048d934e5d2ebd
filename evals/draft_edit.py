"""Draft edits: a ticket drafted and changed over several turns. Is the draft right when the talk ends?

A case is a talk and the drafts that must be open after it, slot by slot in the tenant's names; what a draft
does not name must be empty. Cases of one `group` say the same in other words; a group counts only whole.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from evals.desk import TalkDesk, fresh
from evals.dialogues import charge, link
from evals.lines import load_lines
from evals.suite import CaseResult, EvalError, Figure, Setup, count, number, part, right, share, total
from evals.worlds import talk_desk
from tools.base import ProposalDraft
from tools.catalog import Catalog

NAME = "draft-edit"
ABOUT = "A draft ticket changed over several turns: everything said in it, nothing else, in any wording."
FIGURES: Mapping[str, Figure] = {
    "joint": share("talks whose drafts are right in every slot"),
    "pass_4": share("groups with all four wordings right (pass^4)"),
    "slots": share("slots right"),
    "strays": count("proposals that nobody asked for"),
    "groups": number("groups"),
}
_SLOTS = {
    "company": "company_id",
    "board": "board_id",
    "status": "status_id",
    "priority": "priority_id",
    "assigned": "assigned_member_id",
}


class Draft(BaseModel):
    """A draft as it must be: names as the tenant writes them, None for empty.

    Words of `summary_has` and `description_has` must be there, those of `summary_lacks` must not, case aside.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    company: str | None = None
    board: str | None = None
    status: str | None = None
    priority: str | None = None
    assigned: str | None = None
    summary_has: tuple[str, ...] = ()
    summary_lacks: tuple[str, ...] = ()
    description_has: tuple[str, ...] = ()


class Case(BaseModel):
    """`drafts` are the open drafts after the last turn, oldest first; empty when all were dropped."""

    model_config = ConfigDict(frozen=True)
    id: str
    group: str
    guards: str = ""
    me: str | None = None
    linked: str | None = None
    turns: tuple[str, ...]
    drafts: tuple[Draft, ...]


def load(path: Path) -> Sequence[Case]:
    return load_lines(path, Case)


async def run(cases: Sequence[Case], setup: Setup) -> list[CaseResult]:
    """Play every talk on one PSA and compare the drafts it ends with."""
    async with talk_desk(setup) as desk:
        _check_names(cases, desk.catalog)
        return [await _play(fresh(desk, case.me), case) for case in setup.watch(cases)]


def figures(results: Sequence[CaseResult]) -> dict[str, float]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for result in results:
        groups[result.id.rpartition("/")[0]].append(not result.faults)
    return {
        "joint": right(results),
        "pass_4": part(sum(all(group) for group in groups.values()), len(groups)),
        "slots": part(total(results, "slots_right"), total(results, "slots")),
        "strays": total(results, "strays"),
        "groups": len(groups),
    }


async def _play(desk: TalkDesk, case: Case) -> CaseResult:
    await link(desk, case.linked)
    result = CaseResult(
        id=f"{case.group}/{case.id}", title=" · ".join(case.turns), guards=case.guards, answer=[]
    )
    for text in case.turns:
        played = await desk.say(text)
        charge(result, played)
        result.answer.append({"calls": played.calls, "text": played.text})
    drafts = [draft for draft in desk.box.drafts.values() if draft.kind == "create_ticket"]
    strays = len(desk.box.drafts) - len(drafts) + max(len(drafts) - len(case.drafts), 0)
    if strays or len(drafts) != len(case.drafts):
        open_now = ", ".join(draft.title for draft in desk.box.drafts.values()) or "none"
        result.faults.append(f"open: {open_now}; due: {len(case.drafts)} drafts of new tickets")
    pairs = zip(case.drafts, (*drafts, *[None] * len(case.drafts)), strict=False)
    checks = [check for due, draft in pairs for check in _checks(due, draft, desk.catalog)]
    result.faults += [fault for fault in checks if fault]
    result.counts = {
        "slots": len(checks),
        "slots_right": sum(fault is None for fault in checks),
        "strays": strays,
    }
    return result


def _checks(due: Draft, draft: ProposalDraft | None, catalog: Catalog) -> list[str | None]:
    """One entry a slot: what is wrong with it, or None."""
    args: Mapping[str, Any] = draft.args if draft else {}
    found = [_slot_fault(slot, due, args, catalog) for slot in _SLOTS]
    return [*found, _words_fault("summary", due.summary_has, due.summary_lacks, args)] + (
        [_words_fault("description", due.description_has, (), args)] if due.description_has else []
    )


def _slot_fault(slot: str, due: Draft, args: Mapping[str, Any], catalog: Catalog) -> str | None:
    wanted, actual = getattr(due, slot), args.get(_SLOTS[slot])
    name = _name(slot, actual, args, catalog) if actual else None
    return None if name == wanted else f"{slot} is {name or 'empty'}, not {wanted or 'empty'}"


def _words_fault(slot: str, has: Sequence[str], lacks: Sequence[str], args: Mapping[str, Any]) -> str | None:
    text = str(args.get(slot) or "").casefold()
    faults = [f"lacks {w!r}" for w in has if w.casefold() not in text]
    faults += [f"holds {w!r}" for w in lacks if w.casefold() in text]
    return f"{slot} {', '.join(faults)}: {text[:80]!r}" if faults else None


def _name(slot: str, value: str, args: Mapping[str, Any], catalog: Catalog) -> str:
    if slot == "status":
        pair = catalog.status(value, args.get("board_id"))
        return pair[1].name if pair else value
    find: Mapping[str, Callable[[str], Any]] = {
        "company": catalog.company,
        "board": catalog.board,
        "priority": catalog.priority,
        "assigned": catalog.member,
    }
    found = find[slot](value)
    return str(found.name) if found else value


def _check_names(cases: Sequence[Case], catalog: Catalog) -> None:
    """A misspelt name in a case would count against the engine.

    Raises:
        EvalError: The snapshot has no record of a name that a case asks for.
    """
    known = {
        "company": {each.name for each in catalog.companies},
        "board": {each.name for each in catalog.boards},
        "status": {status.name for board in catalog.boards for status in board.statuses},
        "priority": {each.name for each in catalog.priorities},
        "assigned": {each.name for each in catalog.members},
    }
    for case in cases:
        for draft in case.drafts:
            for slot, names in known.items():
                wanted = getattr(draft, slot)
                if wanted is not None and wanted not in names:
                    raise EvalError(
                        f"Case {case.id} wants {slot} {wanted!r}, which the snapshot does not have."
                    )
