"""Finds names of the tenant's own lists inside a message: companies, members, boards, statuses, priorities.

Gives back the words as typed; the tools resolve them again and ask when they fit several records.
"""

import re

from assistant.offline.masked import GONE, Masked
from tools.catalog import Catalog
from tools.common_words import EVERYDAY
from tools.linking import Link, link_board, link_company, link_member, link_priority
from tools.names import Word, keys_of, words_of

_LONGEST_NAME = 6
_LEADS_TO_COMPANY = frozenset(
    "for at from of with about over to by against client customer company".split(" ")
)
_STOPS_NAME = frozenset(
    "with about that which who older newer since on in and or but assigned where having the is are was "
    "by status "
    "priority board queue today yesterday this last than please ticket tickets to from for not say says said "
    "mentioning regarding containing now has have had needs need".split(" ")
)
_NO_COMPANY = frozenset(
    "me my mine us you him her it them that this these those today now tomorrow help ticket tickets "
    "everyone all the a an "
    "note notes client customer customers user users resolution status vendor site review work anything "
    "something "
    "anyone follow example sure once least last first second third same both one ones colleagues "
    "record".split(" ")
)
_NOUN_BEFORE_TICKET = re.compile(r"^[\s\x00]*(?:tickets?|cases?|issues?|queue|board)\b", re.IGNORECASE)


def take_company(masked: Masked, catalog: Catalog) -> str | None:
    """The company's words: a name on the list wherever it stands, or what follows "for", "at" or "from"."""
    words = words_of(masked.left)
    return _listed(masked, catalog, words) or _led(masked, catalog, words)


def _listed(masked: Masked, catalog: Catalog, words: list[Word]) -> str | None:
    index = catalog.company_index
    for length in range(_LONGEST_NAME, 0, -1):
        for first in range(len(words) - length + 1):
            span = words[first : first + length]
            keys = [w.key for w in span]
            for last in dict.fromkeys((span[-1].key, span[-1].stem)):
                phrase = " ".join((*keys[:-1], last))
                known = phrase in index.phrases or (
                    length == 1 and _initials(masked, span[0], last, index.initials)
                )
                if known and not (length == 1 and not _stands_out(masked, words, first)):
                    return _taken(masked, span, last)
    return None


def _initials(masked: Masked, word: Word, key: str, initials: dict[str, list[int]]) -> bool:
    return key in initials and masked.text[word.start : word.start + len(key)].isupper()


def _stands_out(masked: Masked, words: list[Word], position: int) -> bool:
    """A name that is also an ordinary word counts only with a capital or after "for" and the like."""
    word = words[position]
    led = position > 0 and words[position - 1].key in _LEADS_TO_COMPANY
    if word.key not in EVERYDAY and word.stem not in EVERYDAY:
        return len(word.stem) > 2 or led or masked.text[word.start].isupper()
    return led or word.possessive or (position > 0 and masked.text[word.start].isupper())


def _taken(masked: Masked, span: list[Word], last_key: str) -> str:
    whole = span[-1].key == last_key
    end = span[-1].end if whole else span[-1].end - 2
    said = masked.text[span[0].start : end]
    masked.take(span[0].start, span[-1].end)
    return said


def _led(masked: Masked, catalog: Catalog, words: list[Word]) -> str | None:
    for position, word in enumerate(words[:-1]):
        if word.key in _LEADS_TO_COMPANY:
            span = _name_after(masked, words, position + 1)
            for length in range(len(span), 0, -1):
                part = span[:length]
                link = link_company(catalog, masked.text[part[0].start : part[-1].end])
                if _good(link, part, masked):
                    return _taken(masked, part, part[-1].key)
            if span and word.key in ("for", "at", "from") and _looks_like_name(masked, span):
                return _taken(masked, span, span[-1].key)
    return None


def _name_after(masked: Masked, words: list[Word], start: int) -> list[Word]:
    span: list[Word] = []
    for word in words[start : start + _LONGEST_NAME]:
        between = masked.left[span[-1].end : word.start] if span else ""
        if GONE in between or re.search(r"[,.;:!?\n]", between):
            break
        if word.key in _STOPS_NAME and not (word.key == "the" and not span):
            break
        span.append(word)
    if span and span[0].key == "the":
        span = span[1:]
    return [] if span and span[0].key in _NO_COMPANY else span


def _good(link: Link, span: list[Word], masked: Masked) -> bool:
    if link.value and link.why == "typo":
        return len(span) > 1 or len(span[0].key) > 4
    if link.value and len(span) == 1 and span[0].key in EVERYDAY:
        return masked.text[span[0].start].isupper()
    return bool(link.value) or link.why in ("ambiguous", "inactive")


def _looks_like_name(masked: Masked, span: list[Word]) -> bool:
    capital = all(masked.text[w.start].isupper() for w in span)
    return capital and (len(span) > 1 or span[0].key not in EVERYDAY)


def take_member(masked: Masked, catalog: Catalog, *, loose: bool) -> str | None:
    """A technician's words. `loose` also takes a first name standing alone."""
    words, index = words_of(masked.left), catalog.people_index
    for length in (4, 3, 2, 1):
        for first in range(len(words) - length + 1):
            span = words[first : first + length]
            for last in dict.fromkeys((span[-1].key, span[-1].stem)):
                phrase = " ".join([*(w.key for w in span[:-1]), last])
                fits = phrase in index.member_full_names or (loose and phrase in index.member_phrases)
                if fits and not (
                    length == 1 and span[0].key in EVERYDAY and not masked.text[span[0].start].isupper()
                ):
                    return _taken(masked, span, last)
    return None


def is_member(catalog: Catalog, words: str) -> bool:
    """Whether the words name one or several technicians."""
    if " " in words.strip() and " ".join(keys_of(words)) not in catalog.people_index.member_phrases:
        return False
    link = link_member(catalog, words)
    return bool(link.value) or link.why in ("ambiguous", "inactive")


def take_status(masked: Masked, catalog: Catalog) -> str | None:
    """A status by its whole name; one-word names only where they cannot be anything else."""
    words, phrases = words_of(masked.left), catalog.desk_index.status_phrases
    for length in (4, 3, 2, 1):
        for first in range(len(words) - length + 1):
            span = words[first : first + length]
            phrase = " ".join(w.key for w in span)
            if phrase in phrases and (length > 1 or _status_by_place(masked, words, first)):
                return _taken(masked, span, span[-1].key)
    return None


def _status_by_place(masked: Masked, words: list[Word], position: int) -> bool:
    word = words[position]
    if word.key in ("open", "closed", "any", "all"):
        return False
    before = {w.key for w in words[max(0, position - 2) : position]}
    follows = _NOUN_BEFORE_TICKET.match(masked.left[word.end :]) is not None
    return bool(before & {"status", "state", "in", "is", "are", "marked", "as", "still"}) or follows


_BESIDE_BOARD = re.compile(
    r"\b(?:(?:on|in|from|to)\s+)?(?:the\s+)?(?P<before>(?:[\w&-]+\s+){1,3})(?:board|queue)\b"
    r"|\b(?:board|queue)\s+(?P<after>[\w&-]+(?:\s+[\w&-]+){0,2})",
    re.IGNORECASE,
)


def take_board(masked: Masked, catalog: Catalog) -> str | None:
    """A board by its whole name, or by a short one beside "board" or "queue"."""
    for match in _BESIDE_BOARD.finditer(masked.left):
        for start, end in _spans_beside(match):
            name = masked.left[start:end]
            if name.casefold() not in ("my", "the", "on", "other") and link_board(catalog, name).value:
                masked.take(
                    start if match["before"] else match.start(), match.end() if match["before"] else end
                )
                return name
    words_left, phrases = words_of(masked.left), catalog.desk_index.board_phrases
    for length in (4, 3, 2, 1):
        for first in range(len(words_left) - length + 1):
            span = words_left[first : first + length]
            phrase = " ".join(w.key for w in span)
            led = first > 0 and words_left[first - 1].key in ("on", "in", "the")
            if phrase in phrases and (length > 1 or led):
                return _taken(masked, span, span[-1].key)
    return None


def _spans_beside(match: re.Match[str]) -> list[tuple[int, int]]:
    """The words before "board" from the longest run to the last word, or those behind it to the first one."""
    group = "before" if match["before"] else "after"
    start, words = match.start(group), list(re.finditer(r"\S+", match[group]))
    end = start + words[-1].end()
    if group == "before":
        return [(start + word.start(), end) for word in words]
    return [(start, start + word.end()) for word in reversed(words)]


_PRIORITY_SPOT = re.compile(
    r"""\b(?P<words>(?:p|prio|priority|sev)\s?\d\b|\d\s?s\b(?<=ps)
    |[\w-]+(?:\s*(?:,|/|or|and|&)\s*[\w-]+)?(?:\s+(?:or|and)\s+(?:above|higher|up|worse|below
    |lower))?(?=\s+(?:priority|prio)\b))""",
    re.VERBOSE | re.IGNORECASE,
)
_RANGE = re.compile(r"^\s*(?:\+|(?:or|and)\s+(?:above|higher|up|worse|below|lower))", re.IGNORECASE)
_EITHER = re.compile(r"^\s*(?:,|/|or|and|&)\s*", re.IGNORECASE)
_URGENT = frozenset("urgent urgents emergency emergencies burning".split(" "))
_PRIORITY_TAIL = re.compile(r"^\s*(?:priority|prio|prios|priorities|ones?)\b", re.IGNORECASE)
_PRIORITY_HEAD = re.compile(r"(?:priority|prio|sev|severity)\s*(?:is|=|:|of|to)?\s*$", re.IGNORECASE)


def take_priority(masked: Masked, catalog: Catalog) -> str | None:
    """Priority words, a range ("high or above") or several ("high and critical") included."""
    first = _one_priority(masked, catalog, 0)
    if first is None:
        return None
    said, end = first
    if found := _RANGE.match(masked.left[end:]):
        masked.take(end, end + found.end())
        return said + (" or above" if "+" in found[0] else f" {found[0].strip()}")
    if (joint := _EITHER.match(masked.left[end:])) and joint[0].strip():
        second = _one_priority(masked, catalog, end + joint.end(), only_here=True)
        if second:
            masked.take(end, end + joint.end())
            return f"{said} or {second[0]}"
    return said


def _one_priority(
    masked: Masked, catalog: Catalog, start: int, *, only_here: bool = False
) -> tuple[str, int] | None:
    words = [w for w in words_of(masked.left) if w.start >= start]
    phrases = catalog.desk_index.priority_phrases
    for position, word in enumerate(words):
        if only_here and word.start > start:
            return None
        key = word.key[:-1] if word.key.endswith("s") and word.key not in phrases else word.key
        numbered = re.fullmatch(r"(?:p|prio|sev)\d", key) is not None and link_priority(catalog, key).value
        named = key in phrases and _reads_as_priority(masked, word, key)
        if named or numbered or word.key in _URGENT:
            masked.take(word.start, word.end)
            end = word.end
            if tail := _PRIORITY_TAIL.match(masked.left[end:]):
                masked.take(end, end + tail.end())
                end += tail.end()
            return (_top(catalog) if word.key in _URGENT and key not in phrases else key), end
        if position > 200:
            return None
    return None


def _top(catalog: Catalog) -> str:
    return catalog.priorities[0].name if catalog.priorities else "urgent"


def _reads_as_priority(masked: Masked, word: Word, key: str) -> bool:
    """Words such as "low" or "normal" count only beside what priorities stand beside."""
    after = masked.left[word.end : word.end + 25]
    before = masked.left[max(0, word.start - 22) : word.start]
    beside = re.match(
        r"[\s\x00]*(?:priority|prio|ones?|tickets?|cases?|issues?|and|or|/|,|\+|open|unassigned|for|at"
        r"|from|on|in|$|[.?!])",
        after,
        re.IGNORECASE,
    )
    headed = _PRIORITY_HEAD.search(before) or re.search(
        r"\b(?:make|to|it|all|any|open|the|only|just|as|my|many|unassigned)\s*$", before, re.I
    )
    return bool(beside or headed) or not before.strip(" \x00")
