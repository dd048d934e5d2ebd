"""Dialogues: whole talks with the shipped loop and tools. Does each message lead to the right calls?

A case is a talk: what the person says, and the calls each message is due to lead to, with their arguments as
said. Arguments are compared by what they mean on the tenant's lists, so "acme corp" equals "Acme".
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from evals.desk import Played, TalkDesk, fresh
from evals.lines import load_lines
from evals.suite import (
    CaseResult,
    EvalError,
    Figure,
    Setup,
    check_answered,
    count,
    part,
    right,
    share,
    total,
)
from evals.worlds import talk_desk
from providers.errors import ProviderError
from tools.catalog import Catalog
from tools.linking import Link, link_board, link_company, link_member, link_priority

NAME = "dialogues"
ABOUT = "Tool choice over several turns: which tools are called, with which arguments, and when none is."
FIGURES: Mapping[str, Figure] = {
    "turns_right": share("turns with exactly the due calls"),
    "cases_right": share("talks right from first to last turn"),
    "wrong_proposals": count("changes proposed where none was due"),
}
_DEFAULTS = {"state": "open", "sort": "priority", "page": "1"}
_DAYS_APART = 0.01
_LOOSE = frozenset({"text", "summary", "description"})
_WRITES = frozenset(
    {
        "change_status",
        "assign_ticket",
        "draft_ticket",
        "edit_draft",
        "dismiss_draft",
        "draft_note",
        "suggest_spin_off",
    }
)


class Call(BaseModel):
    """A due call. "@2" as an argument is the second ticket of the list last shown; "" may be anything."""

    model_config = ConfigDict(frozen=True)
    tool: str
    arguments: dict[str, str] = Field(default_factory=dict)


class Turn(BaseModel):
    """`calls` are due in this order and no other; `has` is a word the answer must hold."""

    model_config = ConfigDict(frozen=True)
    say: str
    calls: tuple[Call, ...]
    has: str | None = None


class Case(BaseModel):
    """A talk. `linked` is the ticket the session is linked to, `me` the member who asks."""

    model_config = ConfigDict(frozen=True)
    id: str
    guards: str = ""
    linked: str | None = None
    me: str | None = None
    turns: tuple[Turn, ...]


def load(path: Path) -> Sequence[Case]:
    return load_lines(path, Case)


async def run(cases: Sequence[Case], setup: Setup) -> list[CaseResult]:
    """Play every talk on one PSA."""
    async with talk_desk(setup) as desk:
        return [await _play(fresh(desk, case.me), case) for case in setup.watch(cases)]


def figures(results: Sequence[CaseResult]) -> dict[str, float]:
    return {
        "turns_right": part(total(results, "turns_right"), total(results, "turns")),
        "cases_right": right(results),
        "wrong_proposals": total(results, "wrong_proposals"),
    }


async def _play(desk: TalkDesk, case: Case) -> CaseResult:
    await link(desk, case.linked)
    result = CaseResult(id=case.id, title=case.turns[0].say, guards=case.guards, answer=[])
    wrong_proposals = 0
    shown: list[str] = []
    for turn in case.turns:
        played = await desk.say(turn.say)
        charge(result, played)
        result.answer.append({"calls": played.calls, "text": played.text})
        due = [(call.tool, _resolved(call.arguments, shown)) for call in turn.calls]
        if not _fits(desk.catalog, played, due, turn.has):
            wrong_proposals += sum(n in _WRITES and n not in [d[0] for d in due] for n, _ in played.calls)
            result.faults.append(
                f"{turn.say!r} led to {_told(played.calls)}, not {_told(due)}: {played.text[:80]!r}"
            )
        listed = re.findall(r"\]\(ticket:(\d+)\)", played.text)
        shown = listed if len(listed) > 1 else shown
    turns = len(case.turns)
    result.counts = {
        "turns": turns,
        "turns_right": turns - len(result.faults),
        "wrong_proposals": wrong_proposals,
    }
    return result


async def link(desk: TalkDesk, ticket_id: str | None) -> None:
    """Link the talk to a ticket of the PSA.

    Raises:
        EvalError: It has no such ticket.
    """
    if ticket_id is None:
        return
    try:
        desk.session.linked_ticket = await desk.reader.get_ticket(ticket_id)
    except ProviderError as error:
        raise EvalError(f"A case is linked to ticket {ticket_id}, which cannot be read: {error}") from error


def charge(result: CaseResult, played: Played) -> None:
    """Add the time, the tokens and the cost of one message to its case. An answer without a word is an
    answer, a wrong one.

    Raises:
        EvalError: The model was not there to answer, so that there is nothing to measure.
    """
    if played.trouble != "empty":
        check_answered(played.state, played.sentence)
    result.milliseconds += played.seconds * 1_000
    result.charge(played.usage)


def _told(calls: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    return (
        "; ".join(f"{name}({', '.join(f'{k}={v}' for k, v in said.items())})" for name, said in calls)
        or "no call"
    )


def _resolved(arguments: Mapping[str, str], shown: Sequence[str]) -> dict[str, str]:
    """ "@2" means the second ticket of the list last shown."""
    places = {f"@{n}": ticket for n, ticket in enumerate(shown, 1)} | ({"@last": shown[-1]} if shown else {})
    return {key: places.get(value, value) for key, value in arguments.items()}


def _fits(
    catalog: Catalog, played: Played, due: Sequence[tuple[str, dict[str, str]]], has: str | None
) -> bool:
    if has and has.casefold() not in played.text.casefold():
        return False
    if (
        [name for name, _ in played.calls] != [name for name, _ in due]
        or played.state != "answered"
        or played.failed
    ):
        return False
    pairs = zip(played.calls, due, strict=True)
    return all(_same(catalog, arguments, wanted) for (_, arguments), (_, wanted) in pairs)


def _same(catalog: Catalog, actual: Mapping[str, Any], wanted: Mapping[str, str]) -> bool:
    if not wanted:
        return True
    mine = {k: v for k, v in actual.items() if _DEFAULTS.get(k) != str(v)}
    due = {k: v for k, v in wanted.items() if _DEFAULTS.get(k) != v and v != ""}
    extra = set(mine) - set(due) - {k for k, v in wanted.items() if v == ""}
    return not extra and all(k in mine and _equal(catalog, k, mine[k], due[k]) for k in due)


def _equal(catalog: Catalog, key: str, actual: Any, wanted: str) -> bool:
    if isinstance(actual, list):
        return actual == wanted.split(",")
    if isinstance(actual, int | float):
        return abs(float(actual) - float(wanted)) < _DAYS_APART
    if key in _LOOSE:
        return _words(str(actual)) == _words(wanted)
    return _meaning(catalog, key, str(actual)) == _meaning(catalog, key, wanted)


def _meaning(catalog: Catalog, key: str, said: str) -> str:
    linkers = {
        "company": link_company,
        "board": link_board,
        "priority": link_priority,
        "assigned": link_member,
        "member": link_member,
    }
    link = linkers[key](catalog, said) if key in linkers else Link()
    return link.value or said.casefold().strip()


def _words(text: str) -> list[str]:
    """Words in order; "for" in front only leads to the company."""
    return re.findall(r"\w[\w&'-]*", text.casefold().removeprefix("for "))
