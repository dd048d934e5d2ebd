"""A company that is named and is on no list: found by where the name stands, so that a warning can say it."""

import re
from collections.abc import Iterator

from tools.catalog import Catalog
from tools.common_words import BUSINESS, EVERYDAY, WHEN
from tools.linking import Candidate, Link, link_company, one_company
from tools.mentions.companies import CompanyMark, Strength
from tools.mentions.company_choice import CompanyChoice, chosen, told_apart
from tools.mentions.sentence import Masked, Sentence, Voice
from tools.names import keys_of

_SPEAKS = frozenset(
    "say says said want wants need needs has have cannot cant report reports called rang are is wont"
    " cant get gets got".split()
)
_TICKET_FOR = re.compile(
    r"(?<!\S)(?:(?:tickets?|job|case|issue|request|something|one|call|log|incident) (?:for|from|at)"
    r"|(?:client|customer|company|account|kunde|kund)(?: is| called| named| :)*) (?P<name>[^\W\d]\S*)"
)
_BESIDE_NAME = re.compile(r"(?<!\S)(?:at|for|from) (?P<name>[^\W\d]\S*)")


def unknown_company(catalog: Catalog, masked: Masked) -> CompanyChoice | None:
    """A name where a company's name would stand, that is on no list; or a badly misspelt one that is."""
    for first, cued in _name_places(masked):
        last = _name_end(catalog, masked.sentence, first, cued)
        if last > first:
            said = masked.sentence.said(first, last)
            link = link_company(catalog, said)
            if link.why in ("initials", "short name"):
                link = Link(candidates=link.candidates)
            cut = frozenset(range(first, last)) if link.value or link.why == "inactive" else frozenset()
            if link.value:
                number = catalog.company_number(link.value)
                mark = CompanyMark(first, last, (number,), link.why, link.score, Strength.PLAIN)
                return chosen(catalog, masked, mark, cut)
            return CompanyChoice(link, first, last, cut, said)
    return _opening_name(catalog, masked)


def _opening_name(catalog: Catalog, masked: Masked) -> CompanyChoice | None:
    """What stands before a first colon or dash, when it is a misspelt name or the beginning of some."""
    sentence = masked.sentence
    last = next((i for i in range(1, min(6, len(sentence.words))) if sentence.gaps[i]), 0)
    parted = set(sentence.gaps[last])
    if not last or not {":", "-", ","} & parted or sentence.voices[0] != Voice.PERSON:
        return None
    said = sentence.said(0, last)
    if catalog.desk_index.knows(" ".join(keys_of(said))) or keys_of(said)[0] in WHEN:
        return None
    link = link_company(catalog, said)
    if link.why == "short name" or (link.value and "," in parted):
        shown = (Candidate(value=link.value or "", name=link.name or "", score=link.score),)
        link = Link(why="ambiguous", score=link.score, candidates=shown)
    numbers = [catalog.company_number(shown.value) for shown in link.candidates]
    meant, aside = told_apart(catalog, masked, numbers) if link.why == "ambiguous" else (numbers, frozenset())
    if aside:
        return CompanyChoice(
            one_company(catalog, meant, "short name", link.score), 0, last, aside | set(range(last)), said
        )
    if link.value is None and link.why not in ("ambiguous", "inactive"):
        return None
    return CompanyChoice(link, 0, last, frozenset(range(last)) if link.value else frozenset(), said)


def _name_places(masked: Masked) -> Iterator[tuple[int, bool]]:
    for pattern, cued in ((_TICKET_FOR, True), (_BESIDE_NAME, False)):
        for match in pattern.finditer(masked.line):
            first, last = masked.words_in(*match.span("name"))
            if last > first and masked.mark_of(match["name"]) is None:
                yield first, cued
    if masked.sentence.words and masked.sentence.voices[0] == Voice.PERSON:
        yield 0, False


def _name_end(catalog: Catalog, sentence: Sentence, first: int, cued: bool) -> int:
    """How far a name reaches from a word: capitalised words, or after a clear cue words that are not everyday
    ones."""
    skip = 1 if sentence.words[first].key in ("the", "a", "an") and first + 1 < len(sentence.words) else 0
    start, last = first + skip, first + skip
    while last < min(start + 5, len(sentence.words)) and (
        last == start or not set(sentence.gaps[last]) - {"."}
    ):
        key = sentence.words[last].stem
        capital = sentence.capitalised(last) and sentence.mixed_case
        if not (capital or (cued and key not in EVERYDAY) or (last > start and key in BUSINESS)):
            break
        last += 1
    words = [word.stem for word in sentence.words[start:last]]
    strange = any(word not in EVERYDAY and not word.isdecimal() for word in words)
    person = (
        " ".join(words) in catalog.people_index.contact_phrases
        or " ".join(words) in catalog.people_index.member_phrases
    )
    if not strange or person or (first == 0 and not cued and not _introduces(sentence, start, last)):
        return first
    return last


def _introduces(sentence: Sentence, first: int, last: int) -> bool:
    """True when the opening words stand as a name: before a colon or dash, or as two words that say or want
    something."""
    after = set(sentence.gaps[last]) if last < len(sentence.words) else set()
    speaks = last < len(sentence.words) and sentence.words[last].key in _SPEAKS
    trade = last - first > 1 and sentence.words[last - 1].stem in BUSINESS
    return bool(after & {":", "-"}) or trade or (last - first > 1 and speaks)
