"""Which tickets a person asks for: filters out of a sentence, as words for `find_tickets`."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assistant.offline import names
from assistant.offline.ages import take_age
from assistant.offline.masked import Masked
from tools.catalog import Catalog
from tools.similarity import telling_words

_QUOTED = re.compile(r"[\"“”]([^\"“”]{2,100})[\"“”]|(?<!\w)'([^']{2,100})'(?!\w)")
_NUMBER = re.compile(
    r"#\s?(\d{1,9})\b|\b(?:ticket|case|no\.?|number)\s+#?(\d{2,9})\b|(?<![\w.:/-])(\d{3,9})(?![\w:/-]|\.\d)",
    re.I,
)
_STATE_ANY = re.compile(
    r"\b(?:open\s+(?:and|or|&)\s+closed|closed\s+(?:and|or|&)\s+open|(?:including|incl\.?|with"
    r"|even)\s+(?:the\s+)?(?:closed|resolved)(?:\s+ones)?"
    r"|closed\s+(?:too|as well|included)|also\s+closed|any\s+(?:state|status)|whole history|ever)\b",
    re.IGNORECASE,
)
_STATE_CLOSED = re.compile(
    r"\b(?:closed|resolved|completed|finished|done|solved|(?:(?:did|have|has)\s+\w+|\x00+)\s+(?:close"
    r"|resolve|finish|solve)d?)\b",
    re.IGNORECASE,
)
_STATE_OPEN = re.compile(
    r"\b(?:open|opened|active|unresolved|still open|not closed|outstanding|pending)\b", re.IGNORECASE
)
_MINE = re.compile(
    r"\b(?:assigned to me|(?:that are|that's|thats|which are)? ?(?:mine|my own)|my|on my (?:plate|desk"
    r"|list|name)|i (?:have|own|am on|'m on)"
    r"|i've got|do i have|owned by me|for me|to me|under my name)\b",
    re.IGNORECASE,
)
_NOBODYS = re.compile(
    r"\b(?:unassigned|un-assigned|not assigned(?: to anyone| to anybody)?|assigned to (?:nobody|no one"
    r"|noone)|no(?:body|-one| one) (?:(?:has |have )?(?:yet )?(?:picked (?:it |them )?up|taken|touched"
    r"|looked at|started(?: on)?|claimed)|has|owns|took|picked up|is on|is working on|works on)(?: yet)?|"
    r"nobody'?s|without (?:an? )?(?:owner|assignee)|no (?:owner|assignee)|unowned|up for grabs)\b",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"\b(?:assigned to|owned by|belonging to|belong to|with|worked by|held by|taken by|on|by|of|for|does"
    r"|is|has|did)\s+(?P<who>(?:[^\W\d_][\w.'-]*)(?:\s+[^\W\d_][\w'-]*)?)",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"\b(?P<who>[^\W\d_][\w-]*(?:\s+[^\W\d_][\w-]*)?)['’]s\b", re.IGNORECASE)
_OLDEST = re.compile(
    r"\b(?:(?:sort(?:ed)? by |by )?(?:oldest|stale(?:st)?|ageing|longest (?:open|waiting"
    r"|running))(?: first)?|by age)\b",
    re.IGNORECASE,
)
_NEWEST = re.compile(
    r"\b(?:(?:sort(?:ed)? by |by )?(?:newest|latest|most recent|recent|freshest|new)(?: first"
    r"| ones)?)\b(?=\s+(?:tickets?|cases?|ones?|first)|\s*$|\s*[.?!]|\s*\x00)",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"""\b(?:show|me|us|find|list|search|get|give|gimme|pull|up|bring|display|fetch|look|looking|for|see
    |want|need|can|could|you|i|we|please|pls|any|all|every
    |what|whats|what's|which|who|are|is|was|were|there|the|a|an|of|on|in|at|to|from|by|with|about|regarding
    |concerning|re|mention|mentioning|mentions|containing
    |contain|that|have|has|had|got|do|does|did|tickets?|cases?|issues?|problems?|incidents?|requests?|stuff
    |things?|anything|something|ones?|how|many|much|count|number
    |right|now|currently|at\ the\ moment|still|only|just|out|then|so|and|or|but|also|hey|hi|ok|okay|total
    |overall|some|around|their|they|them|it|its|this|these|those
    |where|when|entered|logged|created|raised|reported|filter|narrow|down|sort|sorted|priority|prio|status
    |board|queue|company|client|customer|assigned|assignee
    |owned|instead|rather|what\ about|how\ about|except|drop|remove|without|more|again|entire|waiting|first
    |today's|going|happening|our|us|be|been|if|dealing|related
    |working|works|work|quick|quickly|kind|everything|let|lets|let's|same|again|came|come|in)\b""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(slots=True)
class Query:
    """Filters as said; None where nothing was said. `numbers` are ticket numbers in the text."""

    filters: dict[str, Any] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not self.filters


def read_query(text: str, catalog: Catalog, now: datetime, *, words: bool = True) -> Query:
    """Everything the sentence says about which tickets. `words` = False leaves free text alone."""
    masked, query = Masked(text), Query()
    put = query.filters
    if quoted := masked.pull(_QUOTED):
        put["text"] = quoted[1] or quoted[2]
    query.numbers = take_numbers(masked)
    _names(masked, catalog, put)
    put |= take_age(masked, now)
    if "assigned" not in put and masked.pull(_MINE):
        put["assigned"] = "me"
    _state(masked, put)
    for sort, pattern in (("oldest", _OLDEST), ("newest", _NEWEST)):
        if masked.pull(pattern):
            put.setdefault("sort", sort)
    if words and "text" not in put and (rest := free_text(masked)):
        put["text"] = rest
    return query


def take_numbers(masked: Masked) -> list[str]:
    found = [m[1] or m[2] or m[3] for m in _NUMBER.finditer(masked.left)]
    masked.pull_all(_NUMBER)
    return list(dict.fromkeys(found))


def _names(masked: Masked, catalog: Catalog, put: dict[str, Any]) -> None:
    if masked.pull(_NOBODYS):
        put["assigned"] = "unassigned"
    _owner(masked, catalog, put)
    if company := names.take_company(masked, catalog):
        put["company"] = company
    for slot, take in (
        ("status", names.take_status),
        ("board", names.take_board),
        ("priority", names.take_priority),
    ):
        if said := take(masked, catalog):
            put[slot] = said


def _owner(masked: Masked, catalog: Catalog, put: dict[str, Any]) -> None:
    """ "assigned to Tom", "Tom's tickets", "does Tom have": never a company of that name."""
    if "assigned" in put:
        return
    for pattern in (_OWNED, _POSSESSIVE):
        for match in pattern.finditer(masked.left):
            said = _member_in(match["who"], catalog)
            if said and not _is_company(said, match["who"], catalog):
                start = match.start("who") + match["who"].rfind(said)
                begin = start if pattern is _POSSESSIVE else match.start()
                masked.take(begin, start + len(said) + (2 if pattern is _POSSESSIVE else 0))
                put["assigned"] = said
                return
    if full := names.take_member(masked, catalog, loose=False):
        put["assigned"] = full


def _member_in(words: str, catalog: Catalog) -> str | None:
    parts = re.sub(r"['’]s$", "", words).split()
    tries = [" ".join(parts), parts[0], parts[-1]] if len(parts) > 1 else parts
    return next(
        (t for t in tries if t.casefold() not in ("me", "i", "my") and names.is_member(catalog, t)), None
    )


def _is_company(said: str, context: str, catalog: Catalog) -> bool:
    masked = Masked(f"for {context}")
    found = names.take_company(masked, catalog)
    return found is not None and len(found) > len(said)


def _state(masked: Masked, put: dict[str, Any]) -> None:
    if masked.pull(_STATE_ANY):
        put["state"] = "any"
    elif masked.pull(_STATE_CLOSED):
        put["state"] = "closed"
    elif masked.pull(_STATE_OPEN):
        put["state"] = "open"


def free_text(masked: Masked) -> str:
    """The words nothing else took, without those that only ask."""
    rest = " ".join(_EMPTY.sub(" ", masked.rest.replace("?", " ")).split())
    kept = [w.strip(".,;:!()") for w in rest.split()]
    kept = [w for w in kept if w and re.search(r"\w", w)]
    return " ".join(kept) if telling_words(" ".join(kept)) else ""
