"""Sentences that once were misread, on three more lists of names than the suites have."""

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from providers.embedded.demo import demo_snapshot
from providers.embedded.snapshot import read_snapshot
from providers.embedded.transfer import load_file
from tests.tools.parse_world import CATALOG
from tools.catalog import Catalog
from tools.linking import link_company
from tools.quick_create import parse

SENTENCES = Path(__file__).parent / "gap_sentences"
SUITES = Path(__file__).parents[2] / "evals" / "suites" / "quick_create"
SLOTS = ("company_id", "board_id", "priority_id", "status_id", "assigned_member_id")


@cache
def lists_of(world: str) -> Catalog:
    demo = world == "demo"
    content = demo_snapshot(date(2026, 11, 21)) if demo else load_file(SUITES / f"{world}.snapshot.json")
    data = read_snapshot(content)
    return Catalog(
        connection_id=world,
        companies=data.companies,
        contacts=data.contacts,
        members=data.members,
        boards=data.boards,
        priorities=data.priorities,
    )


def lines() -> list[tuple[str, str]]:
    files = sorted(SENTENCES.glob("*.jsonl"))
    return [(file.stem, line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("world", "line"), lines())
def test_a_sentence_that_once_was_misread_stays_right(world: str, line: str) -> None:
    """Every slot is right or null where null is right too, the issue keeps its words, a doubt is told."""
    case = json.loads(line)
    result = parse(lists_of(world), case["prompt"], case["me"])
    for slot in SLOTS:
        assert getattr(result, slot) in (case[slot], *case["also_right"].get(slot, ())), slot
    assert all(word.casefold() in (result.summary or "").casefold() for word in case["summary_words"])
    assert result.warnings or not case["warning"]


@pytest.mark.parametrize(
    "typed", ["riverside legal", "Meridian Health Union", "te papa dental", "harbor motors"]
)
def test_another_distinctive_word_is_another_company(typed: str) -> None:
    """However much of a name is shared, a word with nothing alike in it makes it a different company."""
    assert link_company(CATALOG, typed).value is None


@pytest.mark.parametrize("mark", ["\u200b", "\u200f", "\u202b", "\u2067", "\u00ad", "\ufeff"])
def test_unseen_marks_inside_words_change_nothing(mark: str) -> None:
    """Direction marks, soft hyphens and zero-width spaces come with pasted text; names are still found."""
    result = parse(
        CATALOG, f"river{mark}side den{mark}tal printer jams, hi{mark}gh, assign to al{mark}ex", None
    )
    assert (result.company_id, result.priority_id, result.assigned_member_id) == ("c2", "p2", "m1")
    assert result.summary == "Printer jams"


@pytest.mark.parametrize(
    ("prompt", "summary"),
    [
        (
            "the guy from acme moved the router and now nothing works",
            "The guy moved the router and now nothing works",
        ),
        ("printer at acme reception jams", "Printer at acme reception jams"),
        ("router at acme is down", "Router is down"),
        ("acme plc firmware update", "PLC firmware update"),
        ("Drucker", "Drucker"),
        ("vpn", "VPN"),
    ],
)
def test_the_summary_reads_as_a_sentence(prompt: str, summary: str) -> None:
    """The company is left out only where the rest still reads; words of the issue are never taken for it."""
    assert parse(CATALOG, prompt, None).summary == summary


def test_the_summary_of_a_rambling_text_is_the_clause_that_says_what_is_wrong() -> None:
    """Small talk before the issue is left out; the description keeps all of it."""
    text = (
        "You should have heard him, I was on the phone for half an hour about his holiday and the dog,"
        " lovely man, but at acme the label printer jams on every second page since the update,"
        " maria can take it"
    )
    result = parse(CATALOG, text, None)
    assert (result.company_id, result.assigned_member_id) == ("c1", "m2")
    assert (result.summary or "").endswith("label printer jams on every second page since the update")
    assert "holiday" in (result.description or "")
