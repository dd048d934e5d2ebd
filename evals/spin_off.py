"""Spin-offs: is a second issue noticed in a session, at its turn and in its words, and only then?

A case is a session: the linked ticket's summary, the person's turns, and the turns that bring up a second
issue with words of which its label must hold one. Plain code is asked directly; a model plays the whole talk,
and its calls of `suggest_spin_off` count.
"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.offline.second_issue import second_issues
from evals.desk import TalkDesk, fresh
from evals.dialogues import charge
from evals.lines import load_lines
from evals.notes import TicketTold, told_ticket
from evals.suite import OFFLINE, CaseResult, Figure, Setup, number, part, right, share, total
from evals.worlds import talk_desk

NAME = "spin-off"
ABOUT = "A second, separate issue inside a session: suggested as a ticket of its own, and nothing else is."
FIGURES: Mapping[str, Figure] = {
    "precision": share("suggestions that were due"),
    "recall": share("second issues that were suggested"),
    "issues": number("second issues"),
    "sessions_right": share("sessions with exactly the due suggestions"),
}


class Second(BaseModel):
    """A second issue: the turn that brings it up, counted from 1, and words of which one must be quoted."""

    model_config = ConfigDict(frozen=True)
    turn: int
    words: tuple[str, ...]


class Case(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: str
    guards: str = ""
    linked: TicketTold | None = None
    turns: tuple[str, ...]
    second: tuple[Second, ...]


def load(path: Path) -> Sequence[Case]:
    return load_lines(path, Case)


async def run(cases: Sequence[Case], setup: Setup) -> list[CaseResult]:
    """Play each session turn by turn and compare what was suggested with what was due."""
    if setup.model == OFFLINE:
        return [_asked(case) for case in setup.watch(cases)]
    async with talk_desk(setup) as desk:
        return [await _played(fresh(desk), case) for case in setup.watch(cases)]


def figures(results: Sequence[CaseResult]) -> dict[str, float]:
    hits = total(results, "right")
    return {
        "precision": part(hits, total(results, "suggestions")),
        "recall": part(hits, total(results, "issues")),
        "issues": total(results, "issues"),
        "sessions_right": right(results),
    }


def _asked(case: Case) -> CaseResult:
    topic, started = case.linked.summary if case.linked else "", time.perf_counter()
    suggested = [
        (turn, issue.summary_hint)
        for turn in range(1, len(case.turns) + 1)
        for issue in second_issues(case.turns[:turn], topic)
    ]
    result = _graded(case, suggested)
    result.milliseconds = (time.perf_counter() - started) * 1_000
    return result


async def _played(desk: TalkDesk, case: Case) -> CaseResult:
    if case.linked:
        desk.session.linked_ticket = told_ticket(case.linked, desk.catalog, desk.now)
    suggested: list[tuple[int, str]] = []
    spent = CaseResult(id=case.id, title="")
    for turn, text in enumerate(case.turns, start=1):
        played = await desk.say(text)
        charge(spent, played)
        calls = [said for tool, said in played.calls if tool == "suggest_spin_off"]
        suggested += [(turn, f"{said.get('label', '')} {said.get('summary_hint') or ''}") for said in calls]
    result = _graded(case, suggested)
    costs = {"milliseconds", "input_tokens", "output_tokens", "cost_usd"}
    return result.model_copy(update=spent.model_dump(include=costs))


def _graded(case: Case, suggested: Sequence[tuple[int, str]]) -> CaseResult:
    due = list(case.second)
    faults: list[str] = []
    for turn, words in suggested:
        hit = next((d for d in due if d.turn == turn and any(w in words.casefold() for w in d.words)), None)
        if hit:
            due.remove(hit)
        else:
            faults.append(f"wrongly suggested at turn {turn}: {words}")
    faults += [f"missed at turn {d.turn}: {case.turns[d.turn - 1]}" for d in due]
    issues = len(case.second)
    return CaseResult(
        id=case.id,
        title=case.linked.summary if case.linked else case.turns[0],
        guards=case.guards,
        faults=faults,
        counts={"issues": issues, "suggestions": len(suggested), "right": issues - len(due)},
        answer=[{"turn": turn, "words": words} for turn, words in suggested],
    )
