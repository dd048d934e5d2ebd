"""A sentence read against a tenant's lists: what it says for each slot, and what is left as the issue."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tools.catalog import Catalog
from tools.linking import (
    Candidate,
    Link,
    link_board,
    link_me,
    link_member,
    one_board,
    one_company,
    one_member,
    one_priority,
    one_status,
)
from tools.mentions import cues
from tools.mentions.companies import company_marks
from tools.mentions.company_choice import CompanyChoice, choose, credible
from tools.mentions.grammar import Said, said_values
from tools.mentions.marks import TypedId, canonical_id, other_marks, typed_ids
from tools.mentions.openings import OPENINGS
from tools.mentions.sentence import Mark, Masked, Sentence
from tools.mentions.unknown_company import unknown_company
from tools.names import keys_of
from tools.people_index import first_names

_BEFORE_IDS = frozenset("assign assigned give put to it for on at in the".split())
SLOTS = ("company", "board", "status", "priority", "assignee")


@dataclass(frozen=True)
class Finding:
    """What the sentence says for one slot: the link, the words, and where they stand."""

    link: Link
    said: str | None = None
    span: tuple[int, int] | None = None


@dataclass
class Reading:
    """All findings of one sentence. `cut` are the places of words that only steer (no part of the issue)."""

    sentence: Sentence
    findings: dict[str, Finding] = field(default_factory=dict)
    cut: set[int] = field(default_factory=set)
    company_words: set[int] = field(default_factory=set)
    opening_words: set[int] = field(default_factory=set)
    contact_ids: tuple[str, ...] = ()
    urgency_word: str | None = None
    line: Masked | None = None


def read(
    catalog: Catalog, text: str, me_member_id: str | None = None, lent_board_id: str | None = None
) -> Reading:
    """Read a text. Never raises for any text; time is bounded for any length. A status that is said without a
    board is one of `lent_board_id`, when that is given."""
    sentence = Sentence(text)
    reading = Reading(sentence, {slot: Finding(Link(why="not said")) for slot in SLOTS})
    if sentence.words:
        _Reader(catalog, reading, me_member_id, lent_board_id).read()
    return reading


class _Reader:
    """One pass over one sentence."""

    def __init__(
        self, catalog: Catalog, reading: Reading, me_member_id: str | None, lent_board_id: str | None
    ) -> None:
        self.catalog, self.reading, self.sentence = catalog, reading, reading.sentence
        self.me_member_id, self.lent_board_id = me_member_id, lent_board_id

    def read(self) -> None:
        typed = typed_ids(self.catalog, self.sentence)
        companies = credible(self.catalog, self.sentence, company_marks(self.catalog, self.sentence))
        taken = {i for t in typed for i in range(t.first, t.last)}
        companies = [c for c in companies if taken.isdisjoint(range(c.first, c.last))]
        company_places = [Mark(c.first, c.last, {"company": ()}) for c in companies]
        openings = self._opening(Masked(self.sentence, company_places))
        others = [
            mark
            for mark in other_marks(self.catalog, self.sentence, companies)
            if taken.isdisjoint(range(mark.first, mark.last)) and not self._in_opening(mark, openings)
        ]
        masked = Masked(self.sentence, sorted([*company_places, *others], key=lambda mark: mark.first))
        self.reading.line = masked
        self._opening(masked)
        self._read_company(masked, choose(self.catalog, masked, companies), typed)
        self.reading.contact_ids = tuple(i for mark in others for i in mark.ids("contact"))
        said = said_values(self.catalog, masked, self._company_contacts())
        for slot in ("board", "priority", "assignee", "status"):
            self._read_slot(masked, slot, [s for s in said if s.slot == slot], typed)

    def _opening(self, masked: Masked) -> set[int]:
        words: set[int] = set()
        for pattern in OPENINGS:
            for match in pattern.finditer(masked.line):
                words.update(range(*masked.words_in(*match.span("cut"))))
        self.reading.opening_words |= words
        return words

    def _in_opening(self, mark: Mark, openings: set[int]) -> bool:
        """Words such as "new" in "new ticket" are no status; an urgency in front stays one."""
        inside = not openings.isdisjoint(range(mark.first, mark.last))
        return inside and not ({"priority", "code"} & set(mark.readings))

    def _company_contacts(self) -> frozenset[str]:
        company_id = self.reading.findings["company"].link.value
        contacts = self.catalog.contacts_of(company_id) if company_id else ()
        return frozenset(first_names(contacts) | {" ".join(keys_of(contact.name)) for contact in contacts})

    def _read_company(self, masked: Masked, choice: CompanyChoice, typed: Sequence[TypedId]) -> None:
        ids = [t for t in typed if t.slot == "company"]
        if ids and not (choice.link.value and canonical_id(self.catalog, "company", ids[-1].id) is None):
            self._take_id("company", ids[-1])
            self.reading.company_words.update(range(ids[-1].first, ids[-1].last))
            return
        if choice.link.why == "not said" and (unknown := unknown_company(self.catalog, masked)) is not None:
            choice = unknown
        span = self.sentence.span(choice.first, choice.last) if choice.last > choice.first else None
        self.reading.findings["company"] = Finding(choice.link, choice.said, span)
        self.reading.company_words.update(choice.cut)

    def _take_id(self, slot: str, typed: TypedId) -> None:
        known = canonical_id(self.catalog, slot, typed.id)
        link = self._link_id(slot, known) if known is not None else Link(why="unknown")
        said, span = self.sentence.said(typed.first, typed.last), self.sentence.span(typed.first, typed.last)
        self.reading.findings[slot] = Finding(link, said, span)
        first = typed.first
        while (
            first > 0 and not self.sentence.gaps[first] and self.sentence.words[first - 1].key in _BEFORE_IDS
        ):
            first -= 1
        self.reading.cut.update(range(first, typed.last))

    def _link_id(self, slot: str, known: str) -> Link:
        catalog = self.catalog
        if slot == "company":
            number = catalog.company_number(known)
            return one_company(catalog, [number], "id", 1.0)
        if slot == "assignee":
            return one_member(catalog, [known], "id", 1.0)
        if slot == "board":
            return one_board(catalog, [known], "id", 1.0)
        if slot == "priority":
            return one_priority(catalog, [known], "id", 1.0)
        pairs = [(board.id, known) for board in catalog.boards if catalog.status(known, board.id)]
        return one_status(catalog, pairs, self._board_id())

    def _board_id(self) -> str | None:
        board = self.reading.findings["board"]
        return board.link.value if board.said is not None else self.lent_board_id

    def _read_slot(self, masked: Masked, slot: str, said: list[Said], typed: Sequence[TypedId]) -> None:
        for one in said:
            self.reading.cut.update(one.cut)
        ids = [t for t in typed if t.slot == slot]
        live = self._preferred(_after_corrections(masked, said, self.reading.cut))
        known = [one for one in live if one.ids or one.why == "unassigned"]
        if ids and not known:
            self._take_id(slot, ids[-1])
        elif live:
            self._take(slot, known or live)
        elif said:
            self._take_denied(slot, said)
        else:
            self._read_unknown(masked, slot)

    def _preferred(self, live: list[Said]) -> list[Said]:
        """A value plainly said outranks bare names."""
        return [one for one in live if one.plainly] or live

    def _take(self, slot: str, live: list[Said]) -> None:
        links = [self._link(slot, one) for one in live]
        first, last, link = live[-1].first, live[-1].last, links[-1]
        if len({each.value for each in links}) > 1:
            first = min(one.first for one in live)
            shown = tuple(dict.fromkeys(c for each in links for c in _candidates(each)))
            link = Link(why="ambiguous", score=0.9, candidates=shown)
        self.reading.findings[slot] = Finding(
            link, self.sentence.said(first, last), self.sentence.span(first, last)
        )

    def _link(self, slot: str, said: Said) -> Link:
        catalog = self.catalog
        if said.why == "me":
            return link_me(catalog, self.me_member_id)
        if said.why == "unassigned":
            return Link(why="unassigned")
        if said.why == "order":
            ranked = catalog.priorities
            chosen = (ranked[0] if said.ids == ("top",) else ranked[-1]) if ranked else None
            return one_priority(catalog, [chosen.id] if chosen else [], "order", 1.0)
        if slot == "assignee":
            return one_member(catalog, said.ids, said.why, 1.0)
        if slot == "board":
            return one_board(catalog, said.ids, said.why, 1.0)
        if slot == "priority":
            return one_priority(catalog, said.ids, said.why, 1.0)
        pairs = [(board, status) for board, _, status in (pair.partition("\x00") for pair in said.ids)]
        return one_status(catalog, pairs, self._board_id())

    def _take_denied(self, slot: str, said: list[Said]) -> None:
        one = said[-1]
        words, span = self.sentence.said(one.first, one.last), self.sentence.span(one.first, one.last)
        self.reading.findings[slot] = Finding(Link(why="negated"), words, span)

    def _read_unknown(self, masked: Masked, slot: str) -> None:
        """A cue with a name that is on no list, or misspelt."""
        patterns = {
            "assignee": cues.UNKNOWN_MEMBER,
            "board": cues.UNKNOWN_BOARD,
            "priority": cues.UNKNOWN_PRIORITY,
            "status": cues.UNKNOWN_STATUS,
        }[slot]
        for pattern in patterns:
            for match in pattern.finditer(masked.line):
                if self._take_unknown(masked, slot, match):
                    return

    def _take_unknown(self, masked: Masked, slot: str, match: re.Match[str]) -> bool:
        denied = cues.NEGATED_BEFORE.search(masked.line[max(match.start() - 60, 0) : match.start("name")])
        if denied or "~" in match["name"]:
            return False
        first, last = masked.words_in(*match.span("name"))
        said = self.sentence.said(first, last)
        link = self._link_name(slot, said)
        if slot == "priority":
            self.reading.urgency_word = match["name"]
        if link.value or slot in ("priority", "status"):
            self.reading.cut.update(range(*masked.words_in(*match.span())))
        self.reading.findings[slot] = Finding(link, said, self.sentence.span(first, last))
        return True

    def _link_name(self, slot: str, said: str) -> Link:
        if slot == "assignee":
            link = link_member(self.catalog, said, self.me_member_id)
            return link if link.why != "unknown" else link_member(self.catalog, said.split()[0])
        return link_board(self.catalog, said) if slot == "board" else Link()


def _candidates(link: Link) -> tuple[Candidate, ...]:
    if link.value is not None:
        return (Candidate(value=link.value, name=link.name or link.value, score=link.score),)
    return link.candidates


def _after_corrections(masked: Masked, said: list[Said], cut: set[int]) -> list[Said]:
    """The values that stand: denied ones dropped, and those that a later "no wait, …" takes back. The words
    of taking back join `cut`."""
    live: list[Said] = []
    for one in said:
        if one.denied:
            continue
        if live and _taken_back(masked, live[-1], one):
            cut.update(range(live[-1].first, one.last))
            live = []
        live.append(one)
    return live


def _taken_back(masked: Masked, earlier: Said, later: Said) -> bool:
    between = " ".join(masked.piece_between(earlier.last, later.first))
    return len(between.split()) < 9 and bool(cues.CORRECTED.search(between))
