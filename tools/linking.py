"""A mention → a record of the tenant's own lists, by plain code.

Every answer is a `Link`: a value only when one record is clearly meant, otherwise None with the reason and
the candidates. No id is ever made up: a value always comes from the catalog's lists.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from providers.models import Company
from tools.catalog import Catalog
from tools.company_index import Entry
from tools.names import core_of, keys_of

Why = Literal[
    "exact",
    "alias",
    "initials",
    "short name",
    "typo",
    "id",
    "me",
    "number",
    "order",
    "linked ticket",
    "ambiguous",
    "unknown",
    "inactive",
    "negated",
    "not mapped",
    "unassigned",
    "other board",
    "not said",
]

_SURE = 84.0
_MARGIN = 6.0
_SAME_LETTERS = 95.0
_WORTH_SHOWING = 72.0
_WORTH_COMPARING = 55.0
_MOST_SHOWN = 6
_MOST_RANKED = 12


class Candidate(BaseModel):
    """A record that may be meant. `score` runs from 0 to 1."""

    model_config = ConfigDict(frozen=True)
    value: str
    name: str
    score: float


class Link(BaseModel):
    """What a mention leads to. `value` is None unless exactly one active record is clearly meant."""

    model_config = ConfigDict(frozen=True)
    value: str | None = None
    name: str | None = None
    score: float = 0.0
    why: Why = "unknown"
    candidates: tuple[Candidate, ...] = ()


def link_company(catalog: Catalog, text: str) -> Link:
    """A company's name as typed: whole, alias, initials, short, misspelt. Inactive ones give None, named in
    `name`."""
    keys = keys_of(text)
    if not keys:
        return Link()
    index = catalog.company_index
    core = core_of(keys)
    for phrase in dict.fromkeys((" ".join(keys), " ".join(core))):
        if entries := index.phrases.get(phrase):
            return one_company(catalog, [entry.number for entry in entries], _best_how(entries), 1.0)
    if numbers := index.joined.get("".join(core)):
        return one_company(catalog, numbers, "exact", 0.98)
    if len(keys) == 1 and (numbers := index.initials.get(keys[0])):
        return one_company(catalog, numbers, "initials", 0.9)
    if len("".join(core)) > 2 and (begun := index.starting_with(core)):
        return one_company(catalog, sorted(begun), "short name", 0.85)
    return _company_like(catalog, " ".join(core), " ".join(keys))


def _best_how(entries: Sequence[Entry]) -> Why:
    return "exact" if any(entry.how == "exact" for entry in entries) else "alias"


def one_company(catalog: Catalog, numbers: Sequence[int], why: Why, score: float) -> Link:
    """The link to these companies (numbers in the list): a value when they are one active company."""
    companies = [catalog.companies[number] for number in dict.fromkeys(numbers)]
    active = [company for company in companies if company.active]
    if why in ("exact", "alias") and len(active) == 1:
        companies = active
    if len(companies) > 1:
        return Link(
            why="ambiguous", score=score, candidates=_shown((company, score) for company in companies)
        )
    return _linked(companies[0], why, score)


def _linked(company: Company, why: Why, score: float) -> Link:
    if not company.active:
        return Link(name=company.name, score=score, why="inactive", candidates=_shown([(company, score)]))
    return Link(value=company.id, name=company.name, score=round(score, 3), why=why)


def _shown(scored: Iterable[tuple[Company, float]]) -> tuple[Candidate, ...]:
    best = sorted(scored, key=lambda pair: -pair[1])[:_MOST_SHOWN]
    return tuple(Candidate(value=c.id, name=c.name, score=round(score, 3)) for c, score in best)


def _company_like(catalog: Catalog, core: str, whole: str) -> Link:
    ranked = similar_companies(catalog, core, whole)
    if not ranked or ranked[0][1] < _WORTH_SHOWING or len(core) < 4:
        return Link()
    ranked = [pair for pair in ranked if _words_agree(core, pair[0])] or ranked
    best, score = ranked[0]
    if score >= _SURE and not _words_agree(core, best):
        return Link(score=score / 100, candidates=_shown((c, s / 100) for c, s in ranked[:1]))
    close = [pair for pair in ranked if pair[1] > score - _MARGIN]
    if score < _SURE or len(close) > 1:
        shown = close if score >= _SURE else [pair for pair in ranked if pair[1] >= _WORTH_SHOWING]
        why: Why = "ambiguous" if score >= _SURE else "unknown"
        return Link(why=why, score=score / 100, candidates=_shown((c, s / 100) for c, s in shown))
    return _linked(best, "typo", score / 100)


def _words_agree(core: str, company: Company) -> bool:
    """False when a typed word, slips aside, is none of the name's: then it is another company."""
    for name in (company.name, *company.aliases):
        own = core_of(keys_of(name))
        joined, typed = "".join(own), core.replace(" ", "")
        if joined.startswith(typed) or fuzz.ratio(typed, joined) >= _SAME_LETTERS:
            return True
        if all(any(_is_slip(word, other) for other in own) for word in core.split()):
            return True
    return False


def _is_slip(word: str, other: str) -> bool:
    allowed = 1 if min(len(word), len(other)) < 8 or word[0] != other[0] else 2
    return bool(OSA.distance(word, other, score_cutoff=allowed) <= allowed)


def similar_companies(catalog: Catalog, core: str, whole: str) -> list[tuple[Company, float]]:
    """Companies that look like a folded name, best first, with scores up to 100; `whole` (with its legal
    form) decides between equals."""
    index = catalog.company_index
    best: dict[int, float] = {}
    for position in index.look_alikes(core):
        written, number = index.written[position], index.writings[position][0]
        score = _likeness(core, written)
        if score >= _WORTH_COMPARING:
            full = fuzz.ratio(whole, " ".join(keys_of(catalog.companies[number].name)))
            best[number] = max(best.get(number, 0.0), score + full / 1_000)
    ranked = sorted(best.items(), key=lambda pair: -pair[1])[:_MOST_RANKED]
    return [(catalog.companies[number], min(score, 100.0)) for number, score in ranked]


def _likeness(first: str, second: str) -> float:
    straight = fuzz.ratio(first, second, score_cutoff=_WORTH_COMPARING)
    return max(straight, 0.97 * fuzz.token_sort_ratio(first, second, score_cutoff=_WORTH_COMPARING))


def link_member(catalog: Catalog, text: str, me_member_id: str | None = None) -> Link:
    """A technician by name, first or last name, login, mail address, initials, or "me"."""
    phrase = " ".join(keys_of(text)) or text.strip().lower()
    if phrase in ("me", "myself", "mine", "i"):
        return link_me(catalog, me_member_id)
    index = catalog.people_index
    for phrases, why in ((index.member_full_names, "exact"), (index.member_phrases, "short name")):
        if ids := phrases.get(phrase):
            return one_member(catalog, ids, "exact" if why == "exact" else "short name", 1.0)
    if ids := index.member_initials.get(phrase):
        return one_member(catalog, ids, "initials", 0.9)
    return _alike(phrase, index.member_phrases, lambda ids, score: one_member(catalog, ids, "typo", score))


def link_me(catalog: Catalog, me_member_id: str | None) -> Link:
    """The person's own member, when they are mapped and active."""
    member = catalog.member(me_member_id) if me_member_id is not None else None
    if member is None:
        return Link(why="not mapped")
    return one_member(catalog, [member.id], "me", 1.0)


def one_member(catalog: Catalog, ids: Sequence[str], why: Why, score: float) -> Link:
    """The link to these members: an active one wins over inactive ones of the same name."""
    members = [member for i in dict.fromkeys(ids) if (member := catalog.member(i)) is not None]
    active = [member for member in members if member.active]
    chosen = active or members
    shown = tuple(Candidate(value=m.id, name=m.name, score=score) for m in chosen[:_MOST_SHOWN])
    if not chosen:
        return Link()
    if len(chosen) > 1:
        return Link(why="ambiguous", score=score, candidates=shown)
    if not active:
        return Link(name=chosen[0].name, score=score, why="inactive", candidates=shown)
    return Link(value=chosen[0].id, name=chosen[0].name, score=round(score, 3), why=why)


def link_board(catalog: Catalog, text: str) -> Link:
    """A board by name, part of its name, abbreviation ("netops") or initials."""
    phrase, index = " ".join(keys_of(text)), catalog.desk_index
    for phrases, why in ((index.board_phrases, "exact"), (index.board_short_names, "short name")):
        if ids := phrases.get(phrase):
            return one_board(catalog, ids, "exact" if why == "exact" else "short name", 1.0)
    if ids := index.boards_abbreviated(phrase):
        return one_board(catalog, ids, "short name", 0.9)
    return _alike(phrase, index.board_phrases, lambda i, score: one_board(catalog, i, "typo", score))


def one_board(catalog: Catalog, ids: Iterable[str], why: Why, score: float) -> Link:
    """The link to these boards."""
    return _one_of({board_id: _board_name(catalog, board_id) for board_id in ids}, why, score)


def one_priority(catalog: Catalog, ids: Iterable[str], why: Why, score: float) -> Link:
    """The link to these priorities."""
    return _one_of({i: priority.name for i in ids if (priority := catalog.priority(i))}, why, score)


def link_priority(catalog: Catalog, text: str) -> Link:
    """A priority by name, a word of its name, or its number."""
    phrase, index = " ".join(keys_of(text)), catalog.desk_index
    if ids := index.priority_phrases.get(phrase):
        return one_priority(catalog, ids, "exact", 1.0)
    digits = "".join(c for c in phrase if c.isdecimal())
    if digits and len(digits) < 3 and (found := index.priority_numbers.get(int(digits))):
        return one_priority(catalog, (found,), "number", 1.0)
    return _alike(phrase, index.priority_phrases, lambda i, score: one_priority(catalog, i, "typo", score))


def link_status(catalog: Catalog, text: str, board_id: str | None = None) -> Link:
    """A status of the board; without a board, the only status of that name."""
    pairs = catalog.desk_index.status_phrases.get(" ".join(keys_of(text)), ())
    return one_status(catalog, pairs, board_id)


def one_status(catalog: Catalog, pairs: Sequence[tuple[str, str]], board_id: str | None) -> Link:
    """The link to these (board id, status id) pairs, narrowed to a board when one is given."""
    fitting = [pair for pair in pairs if board_id is None or pair[0] == board_id]
    if pairs and not fitting:
        return Link(why="other board", candidates=_status_candidates(catalog, pairs))
    link = _one_of({status: _status_name(catalog, board, status) for board, status in fitting}, "exact", 1.0)
    return (
        link if link.value else link.model_copy(update={"candidates": _status_candidates(catalog, fitting)})
    )


def link_contact(catalog: Catalog, text: str, company_id: str | None = None) -> Link:
    """A contact by full name or mail address, within a company when one is given."""
    contacts = catalog.people_index.contact_phrases.get(" ".join(keys_of(text)) or text.lower(), ())
    fitting = {c.id: c.name for c in contacts if company_id in (None, c.company_id)}
    return _one_of(fitting, "exact", 1.0)


def _status_candidates(catalog: Catalog, pairs: Sequence[tuple[str, str]]) -> tuple[Candidate, ...]:
    named = [
        (status, f"{_status_name(catalog, board, status)} ({_board_name(catalog, board)})")
        for board, status in pairs
    ]
    return tuple(Candidate(value=status, name=name, score=1.0) for status, name in named[:_MOST_SHOWN])


def _status_name(catalog: Catalog, board_id: str, status_id: str) -> str:
    found = catalog.status(status_id, board_id)
    return found[1].name if found else status_id


def _board_name(catalog: Catalog, board_id: str) -> str:
    board = catalog.board(board_id)
    return board.name if board else board_id


def _one_of(named: dict[str, str], why: Why, score: float) -> Link:
    if not named:
        return Link()
    if len(named) > 1:
        shown = tuple(
            Candidate(value=i, name=name, score=score) for i, name in list(named.items())[:_MOST_SHOWN]
        )
        return Link(why="ambiguous", score=score, candidates=shown)
    value, name = next(iter(named.items()))
    return Link(value=value, name=name, score=round(score, 3), why=why)


def _alike(
    phrase: str, phrases: dict[str, tuple[str, ...]], linked: Callable[[tuple[str, ...], float], Link]
) -> Link:
    """A misspelt phrase of a short list: one clearly best look-alike, or nothing."""
    if len(phrase) < 4:
        return Link()
    found = process.extract(phrase, phrases.keys(), scorer=fuzz.ratio, limit=8, score_cutoff=_SURE - 4)
    if not found:
        return Link()
    best = found[0][1]
    ids = tuple(dict.fromkeys(i for name, score, _ in found if score > best - _MARGIN for i in phrases[name]))
    return linked(ids, round(best / 100, 3))
