"""How alike two texts about trouble are, by their telling words; and the tickets that look like a text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from providers.base import PSAReader
from providers.models import Ticket, TicketFilter
from tools.words import fold

_EMPTY = """
    a about after again all also am an and any anyone are as at be been being but by call called can
    cannot cant client company could customer day did do does doesnt doing done dont down every everyone
    few for from gets getting got had has have he her here hers him his how i if in into is isnt issue
    issues it its just keep keeps last like look looks me more most my need needs new no nobody not now
    of off office on one only or other our out over people please problem problems properly really
    request said same saw say says see seems she should show since so some someone something still such
    than that thats the their them then there these they thing this those though ticket tickets to today
    too trouble up us user users using very want was wasnt we went were what when which while who why
    will with without wont work working works whats wheres whos hows would yesterday you your
"""
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_EMPTY_WORDS = frozenset(_EMPTY.split())
_SAME = {
    "e-mail": "email",
    "mail": "email",
    "mails": "email",
    "emails": "email",
    "wi-fi": "wifi",
    "wireless": "wifi",
    "printing": "print",
    "printer": "print",
    "prints": "print",
    "printers": "print",
    "passwords": "password",
    "pwd": "password",
    "pc": "computer",
    "workstation": "computer",
    "laptops": "laptop",
    "notebook": "laptop",
    "telephone": "phone",
    "phones": "phone",
    "backups": "backup",
    "offline": "unreachable",
}
_SEARCHED_WORDS = 5
_ROWS_PER_WORD = 25


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A ticket that shares telling words. `score` is 0 to 1; `shared` are the words both hold."""

    ticket: Ticket
    score: float
    shared: tuple[str, ...]


def telling_words(text: str) -> tuple[str, ...]:
    """The words that say what a text is about, in order and once each, in a common form."""
    return tuple(dict.fromkeys(_common(word) for word in _raw_words(text)))


def likeness(left: Iterable[str], right: Iterable[str]) -> float:
    """Share of common words, 0 to 1, measured on the smaller side and dampened when that side is tiny."""
    a, b = set(left), set(right)
    if not a or not b:
        return 0.0
    return len(a & b) / max(min(len(a), len(b)), 2)


async def look_alikes(
    reader: PSAReader,
    text: str,
    wanted: TicketFilter,
    *,
    without: frozenset[str] = frozenset(),
    least: float = 0.3,
    limit: int = 5,
) -> Sequence[LookAlike]:
    """Tickets within `wanted` whose summary shares telling words with the text, the most alike first.

    Reads at most five pages: one for each of the first telling words.
    """
    found: dict[str, Ticket] = {}
    for word in sorted(dict.fromkeys(_raw_words(text)), key=len, reverse=True)[:_SEARCHED_WORDS]:
        page = await reader.search_tickets(wanted.model_copy(update={"text": word}), page_size=_ROWS_PER_WORD)
        found.update((ticket.id, ticket) for ticket in page.items if ticket.id not in without)
    return most_alike(text, found.values(), least=least, limit=limit)


def most_alike(text: str, tickets: Iterable[Ticket], *, least: float, limit: int) -> Sequence[LookAlike]:
    """Those of the tickets whose summary shares telling words with the text, the most alike first; of equal
    ones the open and then the newer."""
    words = telling_words(text)
    rated = [_rate(words, ticket) for ticket in tickets]
    rated.sort(key=lambda r: (-r.score, r.ticket.closed, -r.ticket.entered_at.timestamp()))
    return [r for r in rated if r.score >= least][:limit]


def _rate(words: tuple[str, ...], ticket: Ticket) -> LookAlike:
    own = telling_words(ticket.summary)
    shared = tuple(w for w in words if w in own)
    return LookAlike(ticket, len(shared) / (min(len(words), len(own)) + 1), shared)


def _raw_words(text: str) -> list[str]:
    found = _WORD.findall(fold(text).replace("’", "'"))
    return [w for w in found if len(w) > 1 and w.replace("'", "") not in _EMPTY_WORDS]


def _common(word: str) -> str:
    word = word.replace("'", "")
    if word in _SAME:
        return _SAME[word]
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
