"""Notes: what drafts keep, what they leave out, what they must never show a customer.

A case is a session with facts, steps and the resolution (each with alternatives), strings that must not reach
the customer, harmless strings that must, and talk that is no fact. Each is drafted for colleagues and for
the customer.
"""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, field_validator

from assistant.assisted.asking import Asker
from assistant.assisted.noting import AssistedNotes, Session
from assistant.model import Model
from evals.desk import NOW
from evals.helped import FELL_BACK, Help, help_of
from evals.lines import load_lines
from evals.quick_create import load_catalog
from evals.suite import CaseResult, Figure, Setup, count, part, right, share, total
from providers.models import NoteType, Ref, Ticket
from tools.catalog import Catalog
from tools.note_draft import DraftedNote, draft_note

NAME = "notes"
ABOUT = (
    "Notes drafted from a session: facts, steps and resolution kept; secrets and other customers left out."
)
FIGURES: Mapping[str, Figure] = {
    "facts": share("facts kept"),
    "steps": share("steps kept"),
    "resolutions": share("resolutions kept"),
    "leaks": count("secrets or other customers' data in the customer's note"),
    "lost": count("harmless words missing in the customer's note"),
    "talk": count("talk that went in as fact"),
    "sessions_right": share("sessions with nothing wrong"),
    "fell_back": FELL_BACK,
}
_KEPT = {"facts": "facts", "steps": "steps", "resolution": "resolutions"}


class TicketTold(BaseModel):
    """A ticket as far as a case needs one; it need not be in any PSA."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)
    id: str = "1"
    summary: str
    company: str = ""
    board: str = ""
    status: str = ""


class Case(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: str
    guards: str = ""
    ticket: TicketTold | None = None
    turns: tuple[str, ...]
    facts: tuple[tuple[str, ...], ...] = ()
    steps: tuple[tuple[str, ...], ...] = ()
    resolution: tuple[tuple[str, ...], ...] = ()
    leaks: tuple[str, ...] = ()
    must_keep: tuple[str, ...] = ()
    not_facts: tuple[str, ...] = ()

    @field_validator("resolution", mode="before")
    @classmethod
    def _one_group(cls, value: object) -> object:
        """Written as its alternatives; null and [] mean that there is none."""
        return [value] if value else []


def load(path: Path) -> Sequence[Case]:
    return load_lines(path, Case)


async def run(cases: Sequence[Case], setup: Setup) -> list[CaseResult]:
    """Draft every session for both readers and look what is in the drafts."""
    catalog = load_catalog(setup.snapshot)
    async with help_of(setup, catalog) as help:
        return [await _played(case, catalog, help) for case in setup.watch(cases)]


def figures(results: Sequence[CaseResult]) -> dict[str, float]:
    return {
        **{
            label: part(total(results, f"{name}.kept"), total(results, f"{name}.owed"))
            for name, label in _KEPT.items()
        },
        **{name: total(results, name) for name in ("leaks", "lost", "talk", "fell_back")},
        "sessions_right": right(results),
    }


async def _played(case: Case, catalog: Catalog, help: Help | None) -> CaseResult:
    """Draft for both readers."""
    asked = help.begin() if help else None
    started = time.perf_counter()
    internal = await _draft(_session(case, catalog, customer_visible=False), asked)
    customer = await _draft(_session(case, catalog, customer_visible=True), asked)
    spent = (time.perf_counter() - started) * 1_000
    graded = _graded(case, internal.text, customer.text)
    graded.milliseconds = spent
    if help is not None:
        told = (*internal.left_out, *customer.left_out)
        help.settle(graded, [internal.engine, customer.engine], told)
    return graded


def _graded(case: Case, internal: str, customer: str) -> CaseResult:
    answer = {"internal": internal, "customer": customer}
    internal, customer = internal.casefold(), customer.casefold()
    counts: Counter[str] = Counter()
    faults = []
    for name in _KEPT:
        for alternatives in getattr(case, name):
            is_kept = any(each.casefold() in internal for each in alternatives)
            counts[f"{name}.owed"] += 1
            counts[f"{name}.kept"] += is_kept
            faults += [] if is_kept else [f"{name}: {alternatives[0]}"]
    story = internal.split("**separate issue**")[0]
    for name, found in (
        ("leaks", [each for each in case.leaks if each.casefold() in customer]),
        ("lost", [each for each in case.must_keep if each.casefold() not in customer]),
        ("talk", [each for each in case.not_facts if each.casefold() in story]),
    ):
        counts[name] += len(found)
        faults += [f"{name}: {each}" for each in found]
    return CaseResult(
        id=case.id,
        title=case.ticket.summary if case.ticket else case.turns[0],
        guards=case.guards,
        faults=faults,
        counts=dict(counts),
        answer=answer,
    )


async def _draft(session: Session, asked: tuple[Model, Asker] | None) -> DraftedNote:
    note_type = NoteType.DESCRIPTION if session.customer_visible else NoteType.INTERNAL_ANALYSIS
    if asked is not None:
        return await AssistedNotes(*asked).draft(session, note_type)
    return draft_note(
        session.messages,
        note_type,
        ticket=session.ticket,
        catalog=session.catalog,
        customer_visible=session.customer_visible,
    )


def _session(case: Case, catalog: Catalog, *, customer_visible: bool) -> Session:
    ticket = told_ticket(case.ticket, catalog, NOW) if case.ticket else None
    messages = list(enumerate(case.turns, 1))
    return Session(messages, ticket, catalog, customer_visible=customer_visible)


def told_ticket(told: TicketTold, catalog: Catalog, moment: datetime) -> Ticket:
    """A ticket as a case tells it; its company is the PSA's where it has one of exactly that name."""
    return Ticket(
        id=told.id,
        summary=told.summary,
        company=Ref(id=company_id(catalog, told.company) or "", name=told.company),
        board=Ref(id="1", name=told.board),
        status=Ref(id="1", name=told.status),
        closed=False,
        priority=Ref(id="1", name=""),
        priority_sort=1,
        entered_at=moment,
        updated_at=moment,
    )


def company_id(catalog: Catalog, name: str) -> str | None:
    return next((company.id for company in catalog.companies if company.name == name), None)
