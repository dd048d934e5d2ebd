"""Company names in running text: whole, short, misspelt, split or joined.

A name is looked for at every word. Whole names beat look-alikes, longer ones beat shorter ones, and a short
form made of ordinary words ("first", "the cable") is no name at all unless the sentence calls it a client.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz.distance import OSA

from tools.catalog import Catalog
from tools.common_words import BUSINESS, EVERYDAY, TECHNICAL
from tools.company_index import without_joiners
from tools.linking import Why
from tools.mentions.sentence import Sentence, Voice
from tools.names import JOINERS, core_of, initials_of, keys_of

_FILLERS = frozenset("of the in at and et y e de la site office branch store".split())
_LEGAL_AFTER = frozenset(
    "ltd limited inc incorporated llc llp plc gmbh corp corporation co company ehf aps oy oyj".split()
)
_STOPS = frozenset({"\n", ";", ":", '"', "("})
_INSTITUTIONS = frozenset("hotel hotels school church bank farm farms club".split())
_MOST_TRIED = 200
_SLIPS_TRUSTED_BELOW = 2_000  # in longer lists some name is always one slip away from an unknown word


class Strength(IntEnum):
    """How much else the sentence must say before the words count as that company."""

    KEYED = 0  # an ordinary word: only after "client", "customer", "company"
    CUED = 1  # a short form: at the start of a sentence, after "for", "at" …
    PLAIN = 2  # several words of a name
    WHOLE = 3  # a whole name or alias


@dataclass(frozen=True, slots=True)
class CompanyMark:
    """Words that name a company. `numbers` are places in the catalog's list; more than one = ambiguous, none
    = a name that is not in the list, with `near` as look-alikes."""

    first: int
    last: int
    numbers: tuple[int, ...]
    why: Why
    score: float
    strength: Strength
    near: tuple[int, ...] = ()


def company_marks(catalog: Catalog, sentence: Sentence) -> list[CompanyMark]:
    """All companies that the words may name, none overlapping, in the order of the text."""
    found: list[CompanyMark] = []
    for index in range(len(sentence.words)):
        marks = list(_at(catalog, sentence, index))
        if not marks and (unelided := sentence.without_elision(index)) is not None:
            marks = list(_at(catalog, unelided, index))
        cited = sentence.voices[index] == Voice.CITED
        found += [
            mark
            for mark in marks
            if (not cited or mark.strength >= Strength.PLAIN) and not _routes(catalog, sentence, mark)
        ]
    return _without_overlaps(found)


def _routes(catalog: Catalog, sentence: Sentence, mark: CompanyMark) -> bool:
    """True when a comma parts the words and those before it are a board, a status or a priority."""
    comma = next((i for i in range(mark.first + 1, mark.last) if "," in sentence.gaps[i]), None)
    if comma is None:
        return False
    return catalog.desk_index.knows(" ".join(word.key for word in sentence.words[mark.first : comma]))


def _without_overlaps(found: Sequence[CompanyMark]) -> list[CompanyMark]:
    order = sorted(
        found,
        key=lambda m: (m.strength != Strength.KEYED, m.last - m.first, m.strength, m.score),
        reverse=True,
    )
    taken: set[int] = set()
    kept = []
    for mark in order:
        if taken.isdisjoint(range(mark.first, mark.last)):
            taken.update(range(mark.first, mark.last))
            kept.append(mark)
    return sorted(kept, key=lambda mark: mark.first)


def _at(catalog: Catalog, sentence: Sentence, index: int) -> Iterator[CompanyMark]:
    whole = _whole_name(catalog, sentence, index)
    if whole is not None:
        yield whole
    for mark in (_joined_name(catalog, sentence, index), _initials(catalog, sentence, index)):
        if mark is not None and (whole is None or mark.last > whole.last):
            yield mark
    partial = _best_alignment(catalog, sentence, index)
    if partial is not None and (whole is None or not whole.numbers or partial.last > whole.last):
        yield partial


def _reach(sentence: Sentence, index: int, most: int) -> int:
    """The end of the run of words from `index` that no strong separator cuts, at most `most` words."""
    last = index + 1
    while last < min(index + most, len(sentence.words)):
        gap = sentence.gaps[last]
        if not _STOPS.isdisjoint(gap) or ("." in gap and len(sentence.words[last - 1].key) > 4):
            break
        last += 1
    return last


def _whole_name(catalog: Catalog, sentence: Sentence, index: int) -> CompanyMark | None:
    found_companies = catalog.company_index
    words = sentence.words
    longest = max(found_companies.longest_from.get(key, 0) for key in {words[index].key, words[index].stem})
    for last in range(_reach(sentence, index, longest), index, -1):
        keys = [word.key for word in words[index:last]]
        for phrase in dict.fromkeys((" ".join(keys), " ".join([*keys[:-1], words[last - 1].stem]))):
            if entries := found_companies.phrases.get(phrase):
                why: Why = "exact" if any(entry.how == "exact" for entry in entries) else "alias"
                numbers = tuple(entry.number for entry in entries)
                short = last == index + 1 and not _abbreviates(catalog, phrase, numbers)
                if short and _goes_on_otherwise(catalog, sentence, last, numbers):
                    return CompanyMark(index, last + 1, (), "unknown", 0.5, Strength.CUED, numbers)
                strength = _strength_of_phrase(phrase, why)
                end = _with_legal_form(catalog, sentence, last, numbers)
                return CompanyMark(index, end, numbers, why, 1.0, strength)
    return None


def _abbreviates(catalog: Catalog, phrase: str, numbers: Sequence[int]) -> bool:
    """True for a company's initials: behind them no word belongs to another name."""
    return any(phrase == initials_of(core_of(keys_of(catalog.companies[n].name))) for n in numbers)


def _strength_of_phrase(phrase: str, why: Why) -> Strength:
    """Ordinary words make a weak name, above all as an alias ("blue screen", "monday morning")."""
    if any(word not in EVERYDAY for word in phrase.split()):
        return Strength.WHOLE
    if " " not in phrase:
        return Strength.KEYED
    return Strength.WHOLE if why == "exact" else Strength.CUED


def _with_legal_form(catalog: Catalog, sentence: Sentence, last: int, numbers: Sequence[int]) -> int:
    if last == len(sentence.words) or _STOPS & set(sentence.gaps[last]):
        return last
    word = sentence.words[last].key
    if (
        word in TECHNICAL
        and not sentence.gaps[last + 1]
        and not any(word in _core_words(catalog, number) for number in numbers)
    ):
        return last  # "acme plc vlan": the controller, not the legal form
    misspelt = len(word) > 6 and any(
        OSA.distance(word, form, score_cutoff=2) <= 2 for form in _LEGAL_AFTER if len(form) > 6
    )
    return last + 1 if word in _LEGAL_AFTER or misspelt else last


def _joined_name(catalog: Catalog, sentence: Sentence, index: int) -> CompanyMark | None:
    joined = catalog.company_index.joined
    for last in range(_reach(sentence, index, 6), index, -1):
        stems = [word.stem for word in sentence.words[index:last]]
        numbers = joined.get("".join(stems)) or joined.get(without_joiners(stems))
        if numbers:
            single = last == index + 1 and sentence.words[index].stem in EVERYDAY
            strength = Strength.KEYED if single else Strength.WHOLE
            end = _with_legal_form(catalog, sentence, last, numbers)
            return CompanyMark(index, end, tuple(numbers), "exact", 0.98, strength)
    return None


def _initials(catalog: Catalog, sentence: Sentence, index: int) -> CompanyMark | None:
    key = sentence.words[index].stem
    if len(key) < 3 or key in EVERYDAY or key in _LEGAL_AFTER:
        return None
    numbers = catalog.company_index.initials.get(key)
    if not numbers or (len(numbers) > 1 and not sentence.capitalised(index)):
        return None
    return CompanyMark(index, index + 1, tuple(numbers), "initials", 0.9, Strength.CUED)


@dataclass(frozen=True, slots=True)
class _Alignment:
    number: int
    last: int
    named: tuple[str, ...]
    typos: int
    core: tuple[str, ...]

    @property
    def matched(self) -> int:
        return len(self.named)

    @property
    def rank(self) -> tuple[int, int]:
        return self.matched, -self.typos


def _best_alignment(catalog: Catalog, sentence: Sentence, index: int) -> CompanyMark | None:
    aligned = [
        found for core in _cores_at(catalog, sentence, index) if (found := _align(sentence, index, *core))
    ]
    if not aligned:
        return None
    best = max(aligned, key=lambda alignment: alignment.rank)
    equal = [alignment for alignment in aligned if alignment.rank == best.rank]
    whole = [alignment for alignment in equal if alignment.matched == len(alignment.core)]
    return _judged(catalog, sentence, index, whole or equal)


def _cores_at(catalog: Catalog, sentence: Sentence, index: int) -> list[tuple[int, tuple[str, ...]]]:
    word, companies = sentence.words[index].stem, catalog.company_index
    firsts = [
        first for first in companies.firsts_like(word) if _same_word(word, first, opens=True) is not None
    ]
    positions = [position for first in firsts for position in companies.cores_from[first]]
    if not positions and index + 1 < len(sentence.words) and not sentence.gaps[index + 1]:
        positions = _garbled(catalog, word, sentence.words[index + 1].stem)
    if len(positions) > _MOST_TRIED:
        following = {w.stem for w in sentence.words[index + 1 : index + 5]}
        positions = [p for p in positions if not following.isdisjoint(companies.writings[p][1])] or positions
    return [(companies.writings[p][0], companies.writings[p][1]) for p in positions[:_MOST_TRIED]]


def _garbled(catalog: Catalog, word: str, following: str) -> list[int]:
    """Names whose first word is two slips away, when a second word follows as it should and the rest is
    more than a trade."""
    companies = catalog.company_index
    near = companies.cores_by_second.get(following, ())[:_MOST_TRIED] if len(word) > 7 else ()
    return [
        position
        for position in near
        if _same_word(word, companies.writings[position][1][0], opens=True) is not None
        and not all(other in BUSINESS for other in companies.writings[position][1][1:])
    ]


def _align(sentence: Sentence, index: int, number: int, core: tuple[str, ...]) -> _Alignment | None:
    """Match a core name word by word from `index`: its words may be left out, small ones stand between."""
    named: list[str] = []
    typos, at, last, position = 0, 0, index, index
    reach = _reach(sentence, index, len(core) + 3)
    core = _telling(core)
    while position < reach and at < len(core):
        found = _find(sentence.words[position].stem, core, at)
        if found is not None:
            at, typos, last = found[0] + 1, typos + found[1], position + 1
            named.append(core[found[0]])
        elif sentence.words[position].key not in _FILLERS:
            break
        position += 1
    if not named or typos > len(named):
        return None
    return _Alignment(number, last, tuple(named), typos, core)


def _telling(core: tuple[str, ...]) -> tuple[str, ...]:
    """A name without the small words between the others: "and", and in longer names "y", "e", "et"."""
    left_out = JOINERS if len(core[0]) > 1 else ("and",)
    return core[:1] + tuple(word for word in core[1:] if word not in left_out)


def _find(word: str, core: tuple[str, ...], at: int) -> tuple[int, int] | None:
    """The place of a word in the rest of a name and how many typos away it is; the first word may not be
    skipped."""
    places = range(at, len(core)) if at else range(1)
    for place in places:
        typos = _same_word(word, core[place], opens=not at)
        if typos is None and at and len(word) > 3 and core[place].startswith(word) and word not in EVERYDAY:
            typos = 1
        if typos is not None:
            return place, typos
    return None


def _same_word(word: str, other: str, *, opens: bool) -> int | None:
    """0 for the same word, 1 for a slip in a longer word, 2 for two in a long one, None for another word. An
    ordinary word is never a slip of a name's first word."""
    if word == other:
        return 0
    shorter = min(len(word), len(other))
    if shorter < 4 or (word in EVERYDAY and (opens or shorter < 6)):
        return None
    if opens and word[0] != other[0] and word[:2] != other[1::-1]:
        return None
    allowed = 2 if shorter > (7 if opens else 8) else 1
    distance = int(OSA.distance(word, other, score_cutoff=allowed))
    return distance if distance <= allowed else None


def _judged(
    catalog: Catalog, sentence: Sentence, index: int, equal: Sequence[_Alignment]
) -> CompanyMark | None:
    best = max(equal, key=lambda alignment: alignment.matched / len(alignment.core))
    numbers = tuple(dict.fromkeys(alignment.number for alignment in equal))
    words = [sentence.words[i].stem for i in range(index, best.last)]
    whole = best.matched == len(best.core)
    if not whole and len("".join(words)) < 4 and words[0].isascii():
        return None
    if not whole and _goes_on_otherwise(catalog, sentence, best.last, numbers):
        return CompanyMark(index, best.last + 1, (), "unknown", 0.5, Strength.CUED, numbers)
    if not whole and best.matched > 1 and best.matched == best.last - index and not best.typos:
        # "North Shore" may be the beginning of "Northshore" too.
        twins = catalog.company_index.joined_starting_with("".join(words))
        numbers = tuple(dict.fromkeys((*numbers, *sorted(twins))))
    strength = _strength(words, whole, best)
    why: Why = "typo" if best.typos else "exact" if whole else "short name"
    score = (1.0 if whole else 0.6 + 0.3 * best.matched / len(best.core)) - 0.04 * best.typos
    lone = best.matched == 1 and len(words) == 1
    if lone and not whole and not best.typos:
        numbers = tuple(dict.fromkeys((*numbers, *catalog.company_index.named_inside.get(words[0], ()))))
    if lone and best.typos and best.core[0] in EVERYDAY:
        return None
    if lone and best.typos and (len(numbers) > 1 or len(catalog.companies) > _SLIPS_TRUSTED_BELOW):
        return None
    last = _with_legal_form(catalog, sentence, best.last, numbers)
    return CompanyMark(index, last, numbers, why, round(score, 3), strength)


def _strength(words: Sequence[str], whole: bool, best: _Alignment) -> Strength:
    ordinary = all(word in EVERYDAY or word in BUSINESS or word in _FILLERS for word in words)
    spaceless = all(len(word) == 1 and not word.isascii() for word in words)
    if whole and best.typos and best.matched == 1:
        return Strength.KEYED if ordinary or len(words[0]) < 5 else Strength.CUED
    if whole and (best.matched > 1 or not ordinary):
        return Strength.WHOLE
    if spaceless:
        return Strength.PLAIN if best.matched > 3 else Strength.KEYED
    if best.matched > 1:
        return Strength.CUED if all(word in EVERYDAY for word in best.named) else Strength.PLAIN
    return Strength.KEYED if ordinary or (best.typos and len(words[0]) < 6) else Strength.CUED


def _goes_on_otherwise(catalog: Catalog, sentence: Sentence, next_word: int, numbers: Sequence[int]) -> bool:
    """True when the next word makes a short name another company's: "Riverside Surgery", "Bolt Zephyr"."""
    if (
        next_word >= len(sentence.words)
        or sentence.gaps[next_word]
        or sentence.words[next_word - 1].possessive
    ):
        return False
    key = sentence.words[next_word].stem
    own = {word for number in numbers for word in _family_words(catalog, number)}
    if key not in own and key not in TECHNICAL and _comes_after(sentence, next_word, own & BUSINESS):
        return True
    if key in own or key in TECHNICAL or key in _LEGAL_AFTER or key in catalog.people_index.member_phrases:
        return False
    if sentence.mixed_case and sentence.capitalised(next_word) and sentence.capitalised(next_word - 1):
        shouted = sentence.said(next_word, next_word + 1).isupper()
        return not shouted and (key not in EVERYDAY or key in BUSINESS)
    if key in _INSTITUTIONS:
        return True
    return key not in EVERYDAY and (key in BUSINESS or key in catalog.company_index.closing_words)


def _comes_after(sentence: Sentence, index: int, words: set[str]) -> bool:
    """True when one of the words stands behind this one: "Harvest Sun Foods" is not "Harvest Moon Foods"."""
    return (
        index + 1 < len(sentence.words)
        and not sentence.gaps[index + 1]
        and sentence.words[index].key not in _FILLERS
        and sentence.words[index + 1].stem in words
    )


def _family_words(catalog: Catalog, number: int) -> set[str]:
    """The words of a company's names and of its sites' names."""
    sites = catalog.children_of(catalog.companies[number].id)
    return _core_words(catalog, number) | {word for site in sites for word in keys_of(site.name)}


def _core_words(catalog: Catalog, number: int) -> set[str]:
    company = catalog.companies[number]
    return {word for name in (company.name, *company.aliases) for word in keys_of(name)}
