"""Every name a sentence may mention, for search and chat: who decides what it means is the caller."""

from dataclasses import dataclass
from typing import Literal

from tools.catalog import Catalog
from tools.linking import Link, link_me, one_board, one_company, one_member, one_priority, one_status
from tools.mentions.companies import company_marks
from tools.mentions.company_choice import credible
from tools.mentions.grammar import said_values
from tools.mentions.marks import other_marks
from tools.mentions.sentence import Mark, Masked, Sentence

Slot = Literal["company", "contact", "board", "status", "priority", "assignee"]
_SLOTS: dict[str, Slot] = {
    "member": "assignee",
    "contact": "contact",
    "board": "board",
    "board_short": "board",
    "status": "status",
    "priority": "priority",
    "code": "priority",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that may name a record. `link.value` is the record when it is clear which one; `cued` is True
    when the wording makes it a value ("assigned to …", "high priority"), False for a bare name. For a status
    without a board `link.candidates` are all statuses of that name."""

    slot: Slot
    words: str
    span: tuple[int, int]
    link: Link
    cued: bool


def find_mentions(catalog: Catalog, sentence: str, me_member_id: str | None = None) -> list[Mention]:
    """All mentions in the order of the text. Words read in two ways ("Projects" as board or company) come
    twice.

    "me" and "nobody" appear as assignee mentions; nobody has `link.why == "unassigned"`.
    """
    text = Sentence(sentence)
    if not text.words:
        return []
    companies = credible(catalog, text, company_marks(catalog, text))
    others = other_marks(catalog, text, companies)
    places = [Mark(c.first, c.last, {"company": ()}) for c in companies]
    masked = Masked(text, sorted([*places, *others], key=lambda mark: mark.first))
    said = said_values(catalog, masked, frozenset())
    plainly = {(s.slot, s.first) for s in said if s.plainly}
    found = [
        Mention(
            "company",
            text.said(c.first, c.last),
            text.span(c.first, c.last),
            _company_link(catalog, c.numbers, c.score, c.why),
            True,
        )
        for c in companies
        if c.numbers
    ]
    for mark in others:
        for reading, ids in mark.readings.items():
            slot = _SLOTS[reading]
            words, span = text.said(mark.first, mark.last), text.span(mark.first, mark.last)
            found.append(
                Mention(slot, words, span, _link(catalog, reading, ids), (slot, mark.first) in plainly)
            )
    for one in said:
        if one.why in ("me", "unassigned") and not one.denied:
            link = link_me(catalog, me_member_id) if one.why == "me" else Link(why="unassigned")
            found.append(
                Mention(
                    "assignee",
                    text.said(one.first, one.last),
                    text.span(one.first, one.last),
                    link,
                    one.plainly,
                )
            )
    return sorted(found, key=lambda mention: mention.span)


def _company_link(catalog: Catalog, numbers: tuple[int, ...], score: float, why: str) -> Link:
    return one_company(
        catalog, numbers, "exact" if why == "exact" else "alias" if why == "alias" else "short name", score
    )


def _link(catalog: Catalog, reading: str, ids: tuple[str, ...]) -> Link:
    if reading == "member":
        return one_member(catalog, ids, "exact", 1.0)
    if reading == "contact":
        contact = catalog.contact(ids[0]) if len(ids) == 1 else None
        return (
            Link(value=contact.id, name=contact.name, score=1.0, why="exact")
            if contact
            else Link(why="ambiguous")
        )
    if reading in ("board", "board_short"):
        return one_board(catalog, ids, "exact", 1.0)
    if reading == "status":
        pairs = [(board, status) for board, _, status in (pair.partition("\x00") for pair in ids)]
        return one_status(catalog, pairs, None)
    return one_priority(catalog, ids, "number" if reading == "code" else "exact", 1.0)
