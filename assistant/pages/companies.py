"""Companies as people type them into a field: what may be meant, and what is."""

from dataclasses import dataclass

from tools.catalog import Catalog
from tools.linking import Link, link_company
from tools.names import keys_of

MOST_OPTIONS = 8


@dataclass(frozen=True, slots=True)
class CompanyOption:
    """A company to choose. `alias` is the other name by which it was found."""

    value: str
    name: str
    alias: str = ""


def options(catalog: Catalog, typed: str) -> list[CompanyOption]:
    """Active companies that may be meant by what was typed so far, names before aliases, then look-alikes."""
    words = [f" {key}" for key in keys_of(typed)]
    if not words:
        return []
    found: dict[str, tuple[int, CompanyOption]] = {}
    for position, written in enumerate(catalog.company_index.written):
        padded = f" {written}"
        if not all(word in padded for word in words):
            continue
        number, _, is_name = catalog.company_index.writings[position]
        company = catalog.companies[number]
        place = (0 if padded.startswith(words[0]) else 1) + (0 if is_name else 2)
        known = found.get(company.id)
        if company.active and (known is None or place < known[0]):
            alias = "" if is_name else _alias(company.aliases, words)
            found[company.id] = (place, CompanyOption(company.id, company.name, alias))
    ranked = sorted(found.values(), key=lambda pair: (pair[0], pair[1].name.casefold()))
    return [option for _, option in ranked][:MOST_OPTIONS] or _look_alikes(catalog, typed)


def resolve(catalog: Catalog, words: str, chosen_id: str) -> Link:
    """The company of a field: the one chosen from the list, as long as its name still stands there; else
    whatever the words lead to."""
    words = words.strip()
    chosen = catalog.company(chosen_id) if chosen_id else None
    if chosen is not None and words in ("", chosen.name):
        return Link(value=chosen.id, name=chosen.name, score=1.0, why="exact")
    return link_company(catalog, words)


def _look_alikes(catalog: Catalog, typed: str) -> list[CompanyOption]:
    link = link_company(catalog, typed)
    if link.value:
        return [CompanyOption(link.value, link.name or link.value)]
    return [CompanyOption(each.value, each.name) for each in link.candidates]


def _alias(aliases: tuple[str, ...], words: list[str]) -> str:
    fitting = (name for name in aliases if all(word in f" {' '.join(keys_of(name))}" for word in words))
    return next(fitting, "")
