"""Values that a person throws at an open draft without saying which field: "high", "Gwen", "no, onsite"."""

import re
from collections.abc import Container
from typing import Any

from rapidfuzz.distance import OSA

from assistant.offline import names
from assistant.offline.intents import Situation
from assistant.offline.masked import GONE, Masked
from providers.models import Company
from tools.base import OpenProposal
from tools.linking import link_board, link_priority
from tools.names import fold, words_of

_FEW_WORDS = 4
_SLIP_FROM_CHARACTERS = 4
_SMALL = frozenset(
    "a all an and as assign assigned assignee at back be board can change client company could customer "
    "do does enough fine for from gets give go goes hand have he her him hm hmm i in is it it's its just "
    "make mean meant my no now of off oh ok okay on one or over own owner please pls prio priority put "
    "queue rather right send set she should sorry status take takes that that's the then they this to too "
    "up update urgency wait was we well will with yes".split(" ")
)
_FIELDS = ("priority", "status", "board", "queue", "assignee", "owner", "company", "customer", "client")
_BOARD_LED = re.compile(
    r"\b(?:move|switch|board|queue|belongs?|goes|wrong|not|transfer|put)\b", re.IGNORECASE
)
_PRIORITY_LED = re.compile(
    r"\b(?:make|set|should be|prio\w*|back to|bump|raise|lower|keep|needs to be)\b", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"\b(?:p|prio|priority|sev|severity)\s*(?:is|to|:|=|of)?\s*(?P<number>\d)\b", re.IGNORECASE
)
_STEP = re.compile(
    r"\b(?:(?:(?P<up>bump|raise|up|escalate)|(?P<down>lower|reduce|drop))\b.{0,24}?\b(?:one|a)\b(?: (?:level"
    r"|notch|step))?|(?:one|a)(?: (?:level|notch|step|priority))? (?:(?P<higher>higher|up|more)|(?:lower|down"
    r"|less)))\b",
    re.IGNORECASE,
)
_BOARD_IS = re.compile(
    r"\b(?:board|queue)\s*(?:is|to|should be|:|=)\s*(?:the )?(?P<name>[\w&-]+(?:\s+[\w&-]+){0,3})\s*$"
    r"|^\W*(?:(?:no|ok|then|actually|sorry|to|on)[\s,]+)*(?P<bare>[\w&-]+(?:\s+[\w&-]+)?)\W*$",
    re.IGNORECASE,
)
_DOES_IT = re.compile(
    r"\b(?P<who>[^\W\d_][\w.'’-]*(?:\s+[A-Z][\w'’-]*)?)\s+(?:should|can|will|could|shall|has to|to"
    r"|takes?|gets?|does)(?:\s+(?:take|do|have|handle|own|go|get|look after))?(?:\s+(?:it|this|that"
    r"|this one|care of it|there))?\b",
    re.IGNORECASE,
)
_BARE_NAME = re.compile(
    r"^\W*(?:(?:no|ok|then|actually|hm+|and|to|for|sorry|not \w+)[\s,]+)*(?P<who>[^\W\d_][\w.'’-]*"
    r"(?:\s+[^\W\d_][\w.'’-]*)?)(?:\s+(?:please|pls|then|instead|again))*\W*$",
    re.IGNORECASE,
)
_I_DO_IT = re.compile(
    r"\b(?:i'?ll|i will|i can|let me|i)\s+(?:take|do|handle|own|grab)\s+(?:it|this|that|this one|that one)\b"
    r"|^\W*(?:(?:and|it'?s|that'?s|this is)\s+)?mine\b",
    re.IGNORECASE,
)


def take_owner(masked: Masked, situation: Situation) -> str | None:
    """Who shall do it: "I'll take it", "Gwen should go", "let Maria do it", or nothing but a name."""
    if masked.pull(_I_DO_IT):
        return "me"
    for pattern in (_DOES_IT, _BARE_NAME):
        for found in pattern.finditer(masked.left):
            who = found["who"]
            for words in dict.fromkeys((who, who.split()[-1], who.split()[0])):
                if fold(words) not in _SMALL and names.is_member(situation.catalog, words):
                    masked.take(*found.span())
                    return words
    return None


def take_board(masked: Masked, situation: Situation) -> str | None:
    """A board by its bare name: "move it to security", "no, onsite"."""
    words = words_of(masked.left)
    if not (_BOARD_LED.search(masked.left) or len(words) <= _FEW_WORDS):
        return None
    if said := _whole_name(masked, situation.catalog.desk_index.board_phrases):
        return said
    found = _BOARD_IS.search(masked.left)
    group = "name" if found and found["name"] else "bare"
    if found and fold(found[group]) not in _SMALL and link_board(situation.catalog, found[group]).value:
        return masked.take(*found.span(group))
    return None


def take_priority(masked: Masked, draft: OpenProposal, situation: Situation) -> str | None:
    """A priority by its bare word or number, or a step from the present one; one slip of the finger is
    allowed after "make it" and the like."""
    if said := _numbered(masked, situation) or _stepped(masked, draft, situation):
        return said
    words = words_of(masked.left)
    led = _PRIORITY_LED.search(masked.left) is not None
    if not (led or len(words) <= _FEW_WORDS):
        return None
    phrases = situation.catalog.desk_index.priority_phrases
    if said := _whole_name(masked, phrases):
        return said
    for word in words if led else ():
        meant = {phrase for phrase in phrases if _is_slip(word.key, phrase)}
        if len(meant) == 1 and word.key not in _SMALL:
            masked.take(word.start, word.end)
            return meant.pop()
    return None


def _whole_name(masked: Masked, phrases: Container[str]) -> str | None:
    """The longest run of words that is one of the phrases."""
    words = words_of(masked.left)
    for length in (4, 3, 2, 1):
        for first in range(len(words) - length + 1):
            span = words[first : first + length]
            if " ".join(word.key for word in span) in phrases:
                return masked.take(span[0].start, span[-1].end)
    return None


def _numbered(masked: Masked, situation: Situation) -> str | None:
    """ "prio 2", where the tenant's priorities are numbered."""
    found = _NUMBERED.search(masked.left)
    said = f"p{found['number']}" if found else ""
    if not found or not link_priority(situation.catalog, said).value:
        return None
    masked.take(*found.span())
    return said


def _stepped(masked: Masked, draft: OpenProposal, situation: Situation) -> str | None:
    """ "Bump it up one": the neighbour of the draft's priority, as far as there is one."""
    found = _STEP.search(masked.left)
    ordered = [each.id for each in situation.catalog.priorities]
    present = draft.args.get("priority_id")
    if not found or present not in ordered:
        return None
    place = ordered.index(present) + (-1 if found["up"] or found["higher"] else 1)
    if not 0 <= place < len(ordered):
        return None
    masked.take(*found.span())
    return situation.catalog.priorities[place].name


def site_of(clause: str, draft: OpenProposal, situation: Situation) -> str | None:
    """ "The Portland one": a sister, child or parent of the draft's company, by a word only it has."""
    catalog, company_id = situation.catalog, draft.args.get("company_id")
    here = catalog.company(str(company_id)) if company_id else None
    if here is None:
        return None
    family = [each for each in catalog.companies if each.id != here.id and _are_kin(each, here)]
    said = {word.key for word in words_of(clause)} - _SMALL
    own = {word.key for word in words_of(here.name)}
    fitting = [each for each in family if ({word.key for word in words_of(each.name)} - own) & said]
    return fitting[0].name if len(fitting) == 1 else None


def says_only_values(masked: Masked, values: str) -> bool:
    """Whether nothing but small words, names of fields and repetitions is left once the values are taken."""
    again = {word.key for word in words_of(values)}
    return all(
        word.key in _SMALL or word.key in again or any(_is_slip(word.key, name) for name in _FIELDS)
        for word in words_of(masked.left.replace(GONE, " "))
    )


def _is_slip(word: str, phrase: str) -> bool:
    return (
        len(word) >= _SLIP_FROM_CHARACTERS
        and len(phrase) >= _SLIP_FROM_CHARACTERS
        and (OSA.distance(word, phrase, score_cutoff=1) == 1)
    )


def _are_kin(left: Company, right: Company) -> bool:
    if not left.active:
        return False
    kin: set[Any] = {left.id, left.parent_id} & {right.id, right.parent_id}
    return bool(kin - {None})
