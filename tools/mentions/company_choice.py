"""Which of the companies named in a sentence the ticket is for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.catalog import Catalog
from tools.common_words import EVERYDAY, TECHNICAL, WHEN
from tools.linking import Candidate, Link, one_company
from tools.mentions import cues
from tools.mentions.companies import CompanyMark, Strength
from tools.mentions.sentence import Masked, Sentence, Voice
from tools.names import core_of, keys_of

_CALLS_IT_CLIENT = frozenset(
    "client customer company account kunde klient kund asiakas cliente klant клиент".split()
)
_LEADS_TO_IT = _CALLS_IT_CLIENT | frozenset(
    "for at from re uber bei beim hos pa fra fran fur von vom pour chez para de du del au aux для от у"
    " в на mean meant".split()
)
_AND = frozenset("and or plus".split())
_FOR = frozenset("for fur pour para".split())
_BETWEEN = frozenset("in at the of".split())
_KIND_NOUN = "(?:one|ones|lot|guys|people|side|branch|office|site|shop|location|place|folks|practice|store)"


@dataclass(frozen=True)
class CompanyChoice:
    """The company's link, the words that said it, and all words that only serve to name it."""

    link: Link
    first: int = 0
    last: int = 0
    cut: frozenset[int] = frozenset()
    said: str | None = None


def credible(catalog: Catalog, sentence: Sentence, marks: Sequence[CompanyMark]) -> list[CompanyMark]:
    """The marks that the words around them allow to be companies."""
    ends = frozenset(mark.last for mark in marks)
    kept = [mark for mark in marks if _allowed(catalog, sentence, mark, ends)]
    whole = {number for mark in kept if mark.strength == Strength.WHOLE for number in mark.numbers}
    return [m for m in kept if m.strength == Strength.WHOLE or whole.isdisjoint(m.numbers) or not m.numbers]


def _allowed(catalog: Catalog, sentence: Sentence, mark: CompanyMark, ends: frozenset[int]) -> bool:
    if mark.strength >= Strength.PLAIN:
        return True
    before = (
        sentence.words[mark.first - 1].key if mark.first and sentence.gaps[mark.first] in ((), (":",)) else ""
    )
    keys = [word.stem for word in sentence.words[mark.first : mark.last]]
    words = " ".join(keys)
    if before in _CALLS_IT_CLIENT:
        return True
    if catalog.desk_index.knows(words) or any(key in WHEN or key in TECHNICAL for key in keys):
        return False
    if words in catalog.people_index.member_phrases or words in catalog.people_index.member_initials:
        return before in _LEADS_TO_IT - _FOR
    place = _Place.of(sentence, mark, before)
    if mark.strength == Strength.KEYED:
        alone = place.opens and place.closes and mark.why in ("exact", "alias")
        return (place.led and place.capital) or alone
    if all(key in EVERYDAY for key in keys):
        titled = len(keys) > 1 and sentence.mixed_case and _all_capitals(sentence, mark)
        return place.led or (place.opens and place.closes) or place.possessive or titled
    short = mark.why == "short name" and len(words) > 4 and len(mark.numbers) == 1
    joined = (before in _AND and mark.first - 1 in ends) or (
        mark.first in ends and sentence.gap(mark.first) == "/"
    )
    return place.led or place.opens or place.capital or place.possessive or short or joined


def _all_capitals(sentence: Sentence, mark: CompanyMark) -> bool:
    return all(sentence.capitalised(index) for index in range(mark.first, mark.last))


@dataclass(frozen=True, slots=True)
class _Place:
    """How a possible name stands: after a word that leads to companies, at a clause's start or end, with a
    capital that means something, with a possessive."""

    led: bool
    opens: bool
    closes: bool
    capital: bool
    possessive: bool

    @classmethod
    def of(cls, sentence: Sentence, mark: CompanyMark, before: str) -> "_Place":
        opens = mark.first == 0 or bool(sentence.gaps[mark.first])
        return cls(
            led=before in _LEADS_TO_IT,
            opens=opens,
            closes=bool(sentence.gaps[mark.last]),
            capital=sentence.mixed_case and sentence.capitalised(mark.first) and not opens,
            possessive=sentence.words[mark.last - 1].possessive,
        )


def choose(catalog: Catalog, masked: Masked, marks: Sequence[CompanyMark]) -> CompanyChoice:
    """The one company the ticket is for, or None with the reason."""
    by_first = {mark.first: mark for mark in marks}
    places = [(position, by_first[masked.mark_at(position).first]) for position in masked.company_places()]
    live = [(position, mark) for position, mark in places if not _denied(masked, position)]
    standing = _after_corrections(masked, live)
    taken_back = (
        frozenset(range(live[0][1].first, standing[0][1].first)) if len(standing) < len(live) else frozenset()
    )
    live = standing
    nearest = min((masked.sentence.voices[mark.first] for _, mark in live), default=Voice.PERSON)
    live = [(position, mark) for position, mark in live if masked.sentence.voices[mark.first] == nearest]
    cut = taken_back | {i for _, mark in places for i in range(mark.first, mark.last)}
    if not places:
        return CompanyChoice(Link(why="not said"))
    if not live:
        denied = places[-1][1]
        said = masked.sentence.said(denied.first, denied.last)
        return CompanyChoice(Link(why="negated"), denied.first, denied.last, cut, said)
    return _among(catalog, masked, live, cut)


def _denied(masked: Masked, position: int) -> bool:
    clause = re.split(rf"(?<!\S){cues.SEPARATOR}(?!\S)", masked.line[:position])[-1]
    return bool(cues.NEGATED_BEFORE.search(clause))


def _after_corrections(masked: Masked, live: list[tuple[int, CompanyMark]]) -> list[tuple[int, CompanyMark]]:
    for index in range(len(live) - 1, 0, -1):
        between = masked.line[live[index - 1][0] + 1 : live[index][0]]
        if len(between.split()) < 10 and cues.CORRECTED.search(between):
            return live[index:]
    return live


def _among(
    catalog: Catalog, masked: Masked, live: list[tuple[int, CompanyMark]], cut: frozenset[int]
) -> CompanyChoice:
    distinct = {mark.numbers: mark for _, mark in reversed(live)}
    if len(distinct) == 1:
        return chosen(catalog, masked, live[0][1], cut)
    called = {m.numbers: m for p, m in live if _is_called_client(masked, p)}
    if len(called) == 1:
        return chosen(catalog, masked, next(iter(called.values())), _words_of(next(iter(called.values()))))
    family = _site_of(catalog, list(distinct.values()))
    if family is not None:
        return chosen(catalog, masked, family, cut)
    first = live[0][1]
    if _is_subject(masked, live[0][0]) and not _is_joined(masked, live):
        return chosen(catalog, masked, first, _words_of(first))
    numbers = [number for mark in distinct.values() for number in (mark.numbers or mark.near)]
    link = one_company(catalog, numbers, "ambiguous", 0.9).model_copy(
        update={"value": None, "why": "ambiguous"}
    )
    last = live[-1][1].last
    return CompanyChoice(link, first.first, last, frozenset(), masked.sentence.said(first.first, last))


def _words_of(mark: CompanyMark) -> frozenset[int]:
    return frozenset(range(mark.first, mark.last))


def _is_called_client(masked: Masked, position: int) -> bool:
    return bool(
        re.search(
            r"(?<!\S)(?:client|customer|company|account|(?:ticket|job|case|request|issue|log|one) for"
            r"|for (?:client|customer))(?: is| :)* $",
            masked.line[:position],
        )
    )


def _is_subject(masked: Masked, position: int) -> bool:
    return masked.line[:position].strip(" .") in ("", "the", "at", "for", "from", "user at", "so")


def _is_joined(masked: Masked, live: list[tuple[int, CompanyMark]]) -> bool:
    between = masked.line[live[0][0] + 1 : live[1][0]]
    return between.strip() in (
        "",
        "and",
        ",",
        "-",
        "or",
        "plus",
        "and also",
        ", and",
        "as well as",
        "both",
        "with",
        "and also at",
        "and at",
        "/",
    )


def _site_of(catalog: Catalog, marks: Sequence[CompanyMark]) -> CompanyMark | None:
    """Of a parent and one of its sites, both named, the site."""
    if any(len(mark.numbers) != 1 for mark in marks):
        return None
    companies = {catalog.companies[mark.numbers[0]].id: mark for mark in marks}
    parents = {catalog.companies[mark.numbers[0]].parent_id for mark in marks} & set(companies)
    sites = [mark for company_id, mark in companies.items() if company_id not in parents]
    return sites[0] if len(sites) == 1 and len(parents) + 1 == len(companies) else None


def chosen(catalog: Catalog, masked: Masked, mark: CompanyMark, cut: frozenset[int]) -> CompanyChoice:
    """The choice of these words: one company, its site or near twin when the text tells so, or the doubt."""
    sentence = masked.sentence
    said = sentence.said(mark.first, mark.last)
    numbers = list(mark.numbers)
    if not numbers:
        link = one_company(catalog, list(mark.near), "ambiguous", mark.score)
        shown = link.candidates or (
            Candidate(value=link.value or "", name=link.name or "", score=mark.score),
        )
        unknown = Link(why="unknown", candidates=tuple(c for c in shown if c.value))
        return CompanyChoice(unknown, mark.first, mark.last, frozenset(), said)
    if len(numbers) > 1 and mark.why not in ("exact", "alias"):
        numbers, more = told_apart(catalog, masked, numbers)
        cut = cut | more
    elif len(numbers) == 1:
        site = _site_named_beside(catalog, sentence, mark)
        if site is not None:
            return chosen(catalog, masked, site, cut | _words_of(site))
        namesakes = catalog.company_index.starting_with(core_of(keys_of(said)))
        meant, aside = told_apart(catalog, masked, sorted(namesakes))
        if aside:  # "Lakeview (the animal clinic)", where "Lakeview" alone is another's alias
            numbers, cut = meant, cut | aside
    link = one_company(catalog, numbers, mark.why, mark.score)
    return CompanyChoice(link, mark.first, mark.last, cut if link.value else frozenset(), said)


def _own_words(catalog: Catalog, numbers: Sequence[int]) -> dict[int, set[str]]:
    cores = {number: set(core_of(keys_of(catalog.companies[number].name))) for number in numbers}
    shared = set.intersection(*cores.values()) if cores else set()
    return {number: core - shared for number, core in cores.items()}


def told_apart(catalog: Catalog, masked: Masked, numbers: list[int]) -> tuple[list[int], frozenset[int]]:
    """Near twins told apart by "the dental one", "(marine)" or "not the warehouse"."""
    used: set[int] = set()
    meant: set[int] = set()
    excluded: set[int] = set()
    for number, words in _own_words(catalog, numbers).items():
        for word in words:
            for match in _telling(masked.line, word):
                used.update(range(*masked.words_in(*match.span())))
                (excluded if match["not"] else meant).add(number)
    left = [n for n in numbers if n in meant and n not in excluded] or [
        n for n in numbers if n not in excluded
    ]
    return left or numbers, frozenset(used) if len(left) == 1 else frozenset()


def _telling(line: str, word: str) -> Iterator[re.Match[str]]:
    name = re.escape(word)
    return re.finditer(
        rf"(?<!\S)(?P<not>not |isnt )?(?:(?:the |in |for |at )*{name} {_KIND_NOUN}"
        rf"|\( (?:[^\W_]+ ){{0,2}}{name}(?: [^\W_]+){{0,2}} \)"
        rf"|(?<=not )(?:the |in |for |at )*{name}|the {name}(?= [,;:.\n()-]))(?!\S)",
        line,
    )


def _site_named_beside(catalog: Catalog, sentence: Sentence, mark: CompanyMark) -> CompanyMark | None:
    """ "the Leith office of Harbour Hotels", "Harbour Hotels in Leith" → that site."""
    company = catalog.companies[mark.numbers[0]]
    parent = set(core_of(keys_of(company.name)))
    before = [word.stem for word in sentence.words[max(mark.first - 6, 0) : mark.first]]
    after = [word.stem for word in sentence.words[mark.last : mark.last + 3]]
    for child in catalog.children_of(company.id):
        own = [word for word in core_of(keys_of(child.name)) if word not in parent]
        number = catalog.company_number(child.id)
        if own and set(own) <= set(before) and _speaks_of_site(before):
            start = mark.first - len(before) + min(before.index(word) for word in own)
            return CompanyMark(start, mark.last, (number,), "short name", 0.9, Strength.PLAIN)
        following = [word for word in after if word not in _BETWEEN][: len(own)]
        if own and following == own and not {".", "\n", ":"} & set(sentence.gaps[mark.last]):
            last = mark.last + after.index(own[-1]) + 1
            return CompanyMark(mark.first, last, (number,), "short name", 0.9, Strength.PLAIN)
    return None


def _speaks_of_site(before: Sequence[str]) -> bool:
    return before[-1] in ("of", "at", "for", "in") and bool(re.search(_KIND_NOUN, " ".join(before)))
