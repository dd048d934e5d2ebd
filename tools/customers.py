"""Which customers a text names, and which of them belong together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.catalog import Catalog
from tools.names import Word, words_of

_PLACE_CUES = frozenset("at for from with like of client customer".split())
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
    """Several words are a name however they are typed; one word only when typed like one."""
    written = text[span[0].start : span[-1].end]
    if len(span) > 1:
        return True
    if written.isupper() and len(written) > 1:
        return True
    return (written[:1].isupper() and not _opens_sentence(text, span[0].start)) or not written[:1].isascii()


def _begun(text: str, words: list[Word], at: int, catalog: Catalog) -> CustomerName | None:
    word = words[at]
    if (
        at == 0
        or words[at - 1].key not in _PLACE_CUES
        or not text[word.start].isupper()
        or len(word.stem) < 4
    ):
        return None
    numbers = catalog.company_index.starting_with((word.stem,))
    if not numbers:
        return None
    return CustomerName(word.start, word.end, frozenset(catalog.companies[n].id for n in numbers))


def _opens_sentence(text: str, start: int) -> bool:
    return start == 0 or bool(_WORDS_OF_A_SENTENCE.search(text[:start]))
