"""Scores tool choice: whole talks with the shipped loop and tools on the demo PSA.

A case is a talk: what the person says, and the calls each message is due to lead to, with their arguments as
said. Arguments are compared by what they mean on the tenant's lists, so "acme corp" equals "Acme".
Run: `python -m evals.dialogues [suite.jsonl …]`.
"""

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.desk import Played, TalkDesk, demo_desk, fresh
from tools.catalog import Catalog
from tools.linking import Link, link_board, link_company, link_member, link_priority

SUITES = Path(__file__).parent / "suites" / "dialogues"
_DEFAULTS = {"state": "open", "sort": "priority", "page": "1"}
_DAYS_APART = 0.01
_LOOSE = frozenset({"text", "summary", "description"})


@dataclass(frozen=True, slots=True)
class Score:
    """`turns_right` = share of turns with exactly the due calls and words; `wrong_proposals` counts writes
    proposed where none was due."""

    cases: int
    turns: int
    turns_right: float
    cases_right: float
    wrong_proposals: int
    faults: tuple[str, ...]


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


def load(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


async def score(cases: Sequence[dict[str, Any]]) -> Score:
    """Play every case on one demo PSA."""
    faults: list[str] = []
    turns = wrong = whole = wrong_proposals = 0
    with tempfile.TemporaryDirectory() as folder:
        async with demo_desk(Path(folder)) as desk:
            for case in cases:
                found = await _play(fresh(desk), case)
                turns += len(case["turns"])
                wrong += len(found)
                whole += not found
                wrong_proposals += sum(fault.proposed for fault in found)
                faults += [fault.text for fault in found]
    right = round(1 - wrong / turns, 4) if turns else 1.0
    return Score(len(cases), turns, right, round(whole / len(cases), 4), wrong_proposals, tuple(faults))


@dataclass(frozen=True, slots=True)
class _Fault:
    text: str
    proposed: int


async def _play(desk: TalkDesk, case: Mapping[str, Any]) -> list[_Fault]:
    if case["linked"]:
        desk.session.linked_ticket = await desk.reader.get_ticket(case["linked"])
    faults: list[_Fault] = []
    shown: list[str] = []
    for turn in case["turns"]:
        played = await desk.say(turn["say"])
        due = [(c["tool"], _resolved(c["arguments"], shown)) for c in turn["calls"]]
        if not _fits(desk.catalog, played, due, turn.get("has")):
            extra = sum(name in _WRITES and name not in [d[0] for d in due] for name, _ in played.calls)
            faults.append(
                _Fault(
                    f"{case['id']}: {turn['say']!r} → {played.calls} {played.text[:80]!r}, due {due}", extra
                )
            )
        listed = re.findall(r"\]\(ticket:(\d+)\)", played.text)
        shown = listed if len(listed) > 1 else shown
    return faults


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


def main(arguments: Sequence[str]) -> None:
    """Print one JSON score per suite, its faults included."""
    for path in [Path(a) for a in arguments] or sorted(SUITES.glob("*.jsonl")):
        result = asyncio.run(score(load(path)))
        sys.stdout.write(
            json.dumps({"suite": path.name, **asdict(result)}, indent=1, ensure_ascii=False) + "\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
