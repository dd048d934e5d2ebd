"""Scores note drafts: what they keep, what they leave out, what they must never show a customer.

A session case lists facts, steps in order and the resolution (each with alternatives), strings that must not
reach the customer, harmless strings that must, and talk that is no fact. A leak case is one sentence with
the places that must be found. Run: `python -m evals.notes`.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from evals.quick_create import catalog_of
from providers.embedded.demo import demo_snapshot
from providers.models import NoteType, Ref, Ticket
from tools.catalog import Catalog
from tools.leaks import find_leaks
from tools.note_draft import draft_note

SUITES = Path(__file__).parent / "suites" / "notes"
DEMO_DAY = date(2026, 11, 21)
_MOST_COVERED = 0.6


@dataclass(frozen=True, slots=True)
class DraftScore:
    """Kept facts, steps and resolutions as shares of all; the rest are counts that should be 0."""

    cases: int
    facts: float
    steps: float
    resolutions: float
    leaks: int
    lost: int
    talk: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeakScore:
    """Places that had to be found and were missed, and harmless sentences in which something was found."""

    cases: int
    places: int
    missed: int
    false_sentences: int
    faults: tuple[str, ...]


def load(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@cache
def demo_catalog() -> Catalog:
    """The customers that the cases speak of."""
    return catalog_of(demo_snapshot(DEMO_DAY))


def score_drafts(cases: Sequence[dict[str, Any]]) -> DraftScore:
    """Draft every session for colleagues and for the customer, and look what is in them."""
    kept: dict[str, list[bool]] = {"facts": [], "steps": [], "resolution": []}
    counts = {"leaks": 0, "lost": 0, "talk": 0}
    faults: list[str] = []
    for case in cases:
        internal, customer = (_draft(case, kind).casefold() for kind in ("internal", "customer"))
        for name, wanted in kept.items():
            for alternatives in _groups(case, name):
                wanted.append(any(each.casefold() in internal for each in alternatives))
                if not wanted[-1]:
                    faults.append(f"{case['id']}: {name}: {alternatives[0]}")
        story = internal.split("**separate issue**")[0]
        for name, found in (
            ("leaks", [each for each in case["leaks"] if each.casefold() in customer]),
            ("lost", [each for each in case.get("must_keep", ()) if each.casefold() not in customer]),
            ("talk", [each for each in case.get("not_facts", ()) if each.casefold() in story]),
        ):
            counts[name] += len(found)
            faults += [f"{case['id']}: {name}: {each}" for each in found]
    return DraftScore(
        cases=len(cases),
        facts=_share(kept["facts"]),
        steps=_share(kept["steps"]),
        resolutions=_share(kept["resolution"]),
        leaks=counts["leaks"],
        lost=counts["lost"],
        talk=counts["talk"],
        faults=tuple(faults),
    )


def score_leaks(cases: Sequence[dict[str, Any]]) -> LeakScore:
    """Check every sentence and compare the places found with those that are leaks."""
    places = missed = false_sentences = 0
    faults: list[str] = []
    for case in cases:
        found = find_leaks(case["text"], demo_catalog(), _company(case["company"]))
        spans = [case["text"][each.start : each.end] for each in found]
        places += len(case["leaks"])
        for leak in case["leaks"]:
            if not any(_covers(span, leak["text"]) for span in spans):
                missed += 1
                faults.append(f"missed {leak['kind']}: {case['text']}")
        if not case["leaks"] and spans:
            false_sentences += 1
            faults.append(f"wrongly found {spans}: {case['text']}")
    return LeakScore(len(cases), places, missed, false_sentences, tuple(faults))


def score_suite(path: Path) -> DraftScore | LeakScore:
    """The score of a file: sentences with leaks, or whole sessions."""
    cases = load(path)
    return score_drafts(cases) if "turns" in cases[0] else score_leaks(cases)


def _draft(case: dict[str, Any], reader: str) -> str:
    internal = reader == "internal"
    return draft_note(
        enumerate(case["turns"], 1),
        NoteType.INTERNAL_ANALYSIS if internal else NoteType.DESCRIPTION,
        ticket=_ticket(case["ticket"]) if case["ticket"] else None,
        catalog=demo_catalog(),
        customer_visible=not internal,
    ).text


def _groups(case: dict[str, Any], name: str) -> Iterable[list[str]]:
    if name == "resolution":
        return [case["resolution"]] if case.get("resolution") else []
    groups: list[list[str]] = case[name]
    return groups


def _ticket(told: dict[str, Any]) -> Ticket:
    moment = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return Ticket(
        id=str(told.get("id", "1")),
        summary=told["summary"],
        company=Ref(id=_company(told["company"]) or "", name=told["company"]),
        board=Ref(id="1", name=told.get("board", "")),
        status=Ref(id="1", name=told.get("status", "")),
        closed=False,
        priority=Ref(id="1", name=""),
        priority_sort=1,
        entered_at=moment,
        updated_at=moment,
    )


def _company(name: str) -> str | None:
    return next((company.id for company in demo_catalog().companies if company.name == name), None)


def _covers(span: str, leak: str) -> bool:
    return leak in span or (span in leak and len(span) >= _MOST_COVERED * len(leak))


def _share(values: Sequence[bool]) -> float:
    return round(sum(values) / len(values), 4) if values else 1.0


def main() -> None:
    """Print the score of every suite as JSON, faults included."""
    scores = {path.name: asdict(score_suite(path)) for path in sorted(SUITES.glob("*.jsonl"))}
    sys.stdout.write(json.dumps(scores, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
