"""Where company names are looked up: whole names, short names, initials, and look-alikes among many
thousands.

Exact ways to write a name are keys of a dict. Look-alikes are found by the trigrams that are rarest in the
list: their postings are short, so that only a bounded number of names is ever compared.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from providers.models import Company
from tools.common_words import BUSINESS, EVERYDAY
from tools.names import JOINERS, core_of, initials_of, keys_of, umlaut_spelling

How = Literal["exact", "alias"]
_POSTINGS_READ = 2_500
_TRIGRAMS_READ = 8
_MOST_CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to write one company: its number in the list and how good a reading it is."""

    number: int
    how: How


class CompanyIndex:
    """All ways to write the companies of one tenant. Companies are known by their number in the list."""

    def __init__(self, companies: Sequence[Company]) -> None:
        self.companies = companies

    def build(self) -> None:
        """Build everything now instead of at the first look-up."""
        _ = self.longest_from, self.joined, self.initials, self.near_firsts, self.closing_words
        _ = self._sorted_cores, self._sorted_joined, self._postings, self.cores_by_second, self.named_inside

    @cached_property
    def _spellings(self) -> list[tuple[int, tuple[str, ...], tuple[str, ...], bool]]:
        """(number, folded words, core words, is the name itself) per spelling of each name and alias."""
        return [
            (number, keys, core_of(keys), position == 0)
            for number, company in enumerate(self.companies)
            for position, name in enumerate((company.name, *company.aliases))
            for spelled in (name, umlaut_spelling(name))
            if spelled is not None and (keys := keys_of(spelled))
        ]

    @cached_property
    def writings(self) -> list[tuple[int, tuple[str, ...], bool]]:
        """(number, folded core words, is the name itself) for every name and alias."""
        return [(number, core, is_name) for number, _, core, is_name in self._spellings]

    @cached_property
    def phrases(self) -> dict[str, list[Entry]]:
        """Whole names and aliases, with and without legal forms → companies."""
        found: dict[str, list[Entry]] = {}
        for number, keys, core, is_name in self._spellings:
            entry = Entry(number, "exact" if is_name else "alias")
            for phrase in {" ".join(keys), " ".join(core)}:
                entries = found.setdefault(phrase, [])
                if all(known.number != number for known in entries):
                    entries.append(entry)
        return found

    @cached_property
    def longest_from(self) -> dict[str, int]:
        """First word of a phrase → how many words the longest phrase that begins so has."""
        longest: dict[str, int] = {}
        for phrase in self.phrases:
            first, _, _ = phrase.partition(" ")
            length = phrase.count(" ") + 1
            if length > longest.get(first, 0):
                longest[first] = length
        return longest

    @cached_property
    def joined(self) -> dict[str, list[int]]:
        """Core names written as one word, with and without the "and" of any language → numbers."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, core, _ in self.writings:
            for key in {"".join(core), without_joiners(core)}:
                if len(key) > 5 and number not in found[key]:
                    found[key].append(number)
        return dict(found)

    @cached_property
    def initials(self) -> dict[str, list[int]]:
        """First letters of the core words (three or more) → numbers."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, core, is_name in self.writings:
            letters = initials_of(core)
            if is_name and len(letters) > 2 and number not in found[letters]:
                found[letters].append(number)
        return dict(found)

    @cached_property
    def cores_from(self) -> dict[str, list[int]]:
        """First core word → positions in `writings`."""
        found: dict[str, list[int]] = defaultdict(list)
        for position, (_, core, _) in enumerate(self.writings):
            found[core[0]].append(position)
        return dict(found)

    @cached_property
    def cores_by_second(self) -> dict[str, list[int]]:
        """Second core word → positions in `writings`: finds names whose first word is badly misspelt."""
        found: dict[str, list[int]] = defaultdict(list)
        for position, (_, core, _) in enumerate(self.writings):
            if len(core) > 1:
                found[core[1]].append(position)
        return dict(found)

    @cached_property
    def near_firsts(self) -> dict[str, list[str]]:
        """First core words with one letter left out → those words: finds words one typo away."""
        found: dict[str, list[str]] = defaultdict(list)
        for first in self.cores_from:
            for shorter in one_letter_less(first):
                found[shorter].append(first)
        return dict(found)

    @cached_property
    def named_inside(self) -> dict[str, list[int]]:
        """Telling words behind the first one in names → numbers: "vale" of "Pemberton & Vale"."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, core, _ in self.writings:
            for word in core[1:]:
                if len(word) > 3 and word not in EVERYDAY and word not in BUSINESS:
                    found[word].append(number)
        return dict(found)

    @cached_property
    def closing_words(self) -> frozenset[str]:
        """Words that follow the first one in names: "dental" or "marine" after "riverside"."""
        return frozenset(word for _, core, _ in self.writings for word in core[1:] if len(word) > 3)

    def firsts_like(self, word: str) -> list[str]:
        """First core words that are this word or one typo away from it."""
        alike = dict.fromkeys([word] if word in self.cores_from else [])
        if len(word) > 3:
            for shorter in one_letter_less(word):
                alike.update(dict.fromkeys(self.near_firsts.get(shorter, ())))
        return list(alike)

    def starting_with(self, words: tuple[str, ...]) -> set[int]:
        """Numbers of the companies one of whose names begins with these words."""
        prefix = " ".join(words)
        found, position = set(), bisect_left(self._sorted_cores, (prefix, -1))
        while position < len(self._sorted_cores):
            core, number = self._sorted_cores[position]
            if not core.startswith(prefix):
                break
            if len(core) == len(prefix) or core[len(prefix)] == " ":
                found.add(number)
            position += 1
        return found

    def joined_starting_with(self, joined: str) -> set[int]:
        """Numbers of the companies whose name, written as one word, begins with these letters."""
        found, position = set(), bisect_left(self._sorted_joined, (joined, -1))
        while position < len(self._sorted_joined) and self._sorted_joined[position][0].startswith(joined):
            found.add(self._sorted_joined[position][1])
            position += 1
        return found

    @cached_property
    def _sorted_joined(self) -> list[tuple[str, int]]:
        return sorted(("".join(core), number) for number, core, _ in self.writings)

    @cached_property
    def _sorted_cores(self) -> list[tuple[str, int]]:
        return sorted((" ".join(core), number) for number, core, _ in self.writings)

    @cached_property
    def written(self) -> list[str]:
        """The folded core of each writing as one string, for comparing."""
        return [" ".join(core) for _, core, _ in self.writings]

    @cached_property
    def _postings(self) -> dict[str, "array[int]"]:
        found: dict[str, array[int]] = {}
        for position, text in enumerate(self.written):
            for gram in _trigrams(text):
                postings = found.get(gram)
                if postings is None:
                    postings = found[gram] = array("I")
                postings.append(position)
        return found

    def look_alikes(self, text: str) -> list[int]:
        """Positions in `writings` that share a folded text's rarest trigrams, at most 100, best first."""
        counts: dict[int, int] = {}
        for postings in self._rarest(_trigrams(text)):
            for position in postings:
                counts[position] = counts.get(position, 0) + 1
        return sorted(counts, key=lambda position: -counts[position])[:_MOST_CANDIDATES]

    def _rarest(self, grams: Iterable[str]) -> Iterable["array[int]"]:
        known = sorted((self._postings[gram] for gram in grams if gram in self._postings), key=len)
        read = 0
        for count, postings in enumerate(known):
            read += len(postings)
            if count and (read > _POSTINGS_READ or count >= _TRIGRAMS_READ):
                return
            yield postings


def without_joiners(words: Sequence[str]) -> str:
    """Words as one, small joining words between them left out: "krtreuhand" for "K & R Treuhand"."""
    last = len(words) - 1
    return "".join(word for place, word in enumerate(words) if word not in JOINERS or place in (0, last))


def one_letter_less(word: str) -> set[str]:
    """The word itself and each way to leave one of its letters out."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))} if len(word) > 3 else {word}


def _trigrams(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
