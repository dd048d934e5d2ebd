"""The draft-edit suite itself: it sees what is wrong in a draft, and counts a group only whole."""

import json
from pathlib import Path

from evals import draft_edit
from evals.harness import SetRun, run_set

TALK = ["new ticket for Acme Corp: Outlook not syncing", "make it high"]
RIGHT: dict[str, object] = {"company": "Acme Corp", "priority": "High", "summary_has": ["outlook"]}


async def played(tmp_path: Path, *cases: tuple[str, list[str], list[dict[str, object]]]) -> SetRun:
    lines = [
        {"id": str(number), "group": group, "turns": turns, "drafts": drafts}
        for number, (group, turns, drafts) in enumerate(cases)
    ]
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    return await run_set(draft_edit, file, None)


async def test_a_draft_is_right_only_in_every_slot(tmp_path: Path) -> None:
    """A slot too many, one missing, a word missing: each is told."""
    done = await played(
        tmp_path,
        ("a", TALK, [RIGHT]),
        ("b", TALK, [RIGHT | {"priority": None}]),
        ("c", TALK, [RIGHT | {"board": "Security"}]),
        ("d", TALK, [RIGHT | {"summary_has": ["printer"]}]),
        ("e", TALK, [RIGHT | {"summary_lacks": ["outlook"]}]),
    )
    assert [bool(result.faults) for result in done.results] == [False, True, True, True, True]
    assert done.figures["joint"] == 0.2


async def test_a_group_counts_only_when_all_its_wordings_are_right(tmp_path: Path) -> None:
    """pass^4: the person's choice of words must not matter."""
    wrong = RIGHT | {"priority": "Low"}
    done = await played(tmp_path, ("a", TALK, [RIGHT]), ("a", TALK, [wrong]), ("b", TALK, [RIGHT]))
    assert (done.figures["groups"], done.figures["pass_4"]) == (2, 0.5)


async def test_drafts_too_many_and_proposals_nobody_asked_for_are_strays(tmp_path: Path) -> None:
    """A draft that should be gone is one more thing to confirm by mistake."""
    done = await played(tmp_path, ("a", TALK, []), ("b", [*TALK, "close 48291"], [RIGHT]))
    assert done.figures["strays"] == 2
