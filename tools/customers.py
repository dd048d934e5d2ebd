"""Which customers a text names, and which of them belong together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.catalog import Catalog
from tools.common_words import EVERYDAY
from tools.names import Word, words_of

_PLACE_CUES = frozenset("at for from with like of client customer".split())
_ARTICLE = re.compile(r"\b(?:the|a|an|this|that)\s+$", re.I)
_LOOKED_BACK = 40
_WORDS_OF_A_SENTENCE = re.compile(r"[.!?\n:]\s*[\"'(*-]*\s*$")


@dataclass(frozen=True, slots=True)
class CustomerName:
    """A place in a text where customers are named; more than one id when the name fits several."""

    start: int
    end: int
    company_ids: frozenset[str]


def family(catalog: Catalog, company_id: str) -> frozenset[str]:
    """A company with its parents, sites and sister sites: for them it is one customer."""
    top, seen = company_id, {company_id}
    while (company := catalog.company(top)) and company.parent_id and company.parent_id not in seen:
        top = company.parent_id
        seen.add(top)
    found, waiting = {company_id}, [top]
    while waiting:
        current = waiting.pop()
        found.add(current)
        waiting += [child.id for child in catalog.children_of(current) if child.id not in found]
    return frozenset(found)


def customers_named(text: str, catalog: Catalog) -> Iterator[CustomerName]:
    """Every place that names customers: whole names and aliases as typed, longest first, and the beginning
    of a name where the words before say that a place or customer follows ("at Riverside")."""
    index = catalog.company_index
    words = words_of(text)
    at = 0
    while at < len(words):
        for length in range(min(index.longest_from.get(words[at].stem, 0), len(words) - at), 0, -1):
            span = words[at : at + length]
            entries = index.phrases.get(_phrase(span))
            if entries and _meant_as_name(text, span):
                numbers = (entry.number for entry in entries)
                yield CustomerName(
                    span[0].start, span[-1].end, frozenset(catalog.companies[n].id for n in numbers)
                )
                at += length - 1
                break
        else:
            if begun := _begun(text, words, at, catalog):
                yield begun
        at += 1


def _phrase(span: list[Word]) -> str:
    return " ".join([*(word.key for word in span[:-1]), span[-1].stem])


def _meant_as_name(text: str, span: list[Word]) -> bool:
    """Several words are a name however they are typed, unless they are everyday words; those, and single
    words, only when typed like a name."""
    first, last = span[0], span[-1]
    if re.match(r"\.\w", text[last.end :]):
        return False
    if any(word.stem not in EVERYDAY for word in span) and len(span) > 1:
        return True
    written = [text[word.start : word.end] for word in span]
    if len(span) > 1:
        return all(word[:1].isupper() or word[:1].isdigit() for word in written)
    if not written[0].isascii():
        return True
    if written[0].isupper() and len(written[0]) > 1:
        return not _ARTICLE.search(text[: first.start])
    return written[0][:1].isupper() and (first.stem not in EVERYDAY or not _opens_sentence(text, first.start))


def _begun(text: str, words: list[Word], at: int, catalog: Catalog) -> CustomerName | None:
    """The first word of a name, typed like a name, where a customer is likely to be meant."""
    word = words[at]
    if len(word.stem) < 4 or not text[word.start].isupper():
        return None
    told = at > 0 and words[at - 1].key in _PLACE_CUES
    if not told and (word.stem in EVERYDAY or not _opens_sentence(text, word.start)):
        return None
    numbers = catalog.company_index.starting_with((word.stem,))
    if not numbers:
        return None
    return CustomerName(word.start, word.end, frozenset(catalog.companies[n].id for n in numbers))


def _opens_sentence(text: str, start: int) -> bool:
    return start == 0 or bool(_WORDS_OF_A_SENTENCE.search(text[max(0, start - _LOOKED_BACK) : start]))
