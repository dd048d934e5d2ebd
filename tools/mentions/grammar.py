"""Which names in a sentence are said to be the ticket's values.

A name counts when the wording makes it a value ("assign to …", "on the … board") or when it stands in a
clause of nothing but such names ("…, service desk, p3, Liam"). Everything else stays text of the issue."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tools.catalog import Catalog
from tools.common_words import EVERYDAY
from tools.linking import Why
from tools.mentions import cues
from tools.mentions.sentence import Mark, Masked
from tools.names import keys_of

_FILLERS = frozenset(
    "please pls plz and then also with for on onto to in into the a an at as is it its this that be"
    " board queue team "
    "priority prio pri status owner tech technician assignee assigned engineer ok okay fine maybe just"
    " now one ticket by of thanks thx go goes or from 's"
    " bitte fur pour para por favor svp merci gracias danke tak takk tack til till au el la le si"
    " possible".split()
)
_CORRECTING = frozenset(
    "no wait sorry actually scratch that i mean meant make rather change oops nein non nej nei".split()
)
_SIGNING_OFF = frozenset(
    "thanks thx cheers regards best br hi hello hey dear morning afternoon ta thank you mvh vh kind".split()
)
_SPLIT = re.compile(rf" (?={cues.SEPARATOR}(?: |$))")
_BELONGS = frozenset("from at of with in over".split())  # "Anna at <company>" is one of theirs
_OWN = frozenset({"me", "mine", "myself"})


@dataclass(frozen=True)
class Said:
    """A value as said: its slot, the records the words may mean (none = no such record), the words of the
    name, all words that belong to saying it, and whether it was denied. `plainly` is False for a bare
    name."""

    slot: str
    ids: tuple[str, ...]
    first: int
    last: int
    cut: frozenset[int]
    why: Why = "exact"
    plainly: bool = True
    denied: bool = False


def said_values(catalog: Catalog, masked: Masked, company_contacts: frozenset[str]) -> list[Said]:
    """Every board, status, priority and assignee that is said, in the order of the text. `company_contacts`
    are folded first names of contacts of the ticket's company: alone, such a name is not an assignee."""
    found = [*_by_cue(masked), *_special(masked)]
    claimed = {index for said in found for index in range(said.first, said.last)}
    plain = (*_bare(catalog, masked, company_contacts), *_beside_other_script(masked))
    bare = [s for s in plain if claimed.isdisjoint(range(s.first, s.last))]
    return sorted((*_without_doubles(found), *bare), key=lambda said: said.first)


def _by_cue(masked: Masked) -> Iterator[Said]:
    tables = (
        ("assignee", cues.MEMBER, ("member",)),
        ("board", cues.BOARD, ("board", "board_short")),
        ("priority", cues.PRIORITY, ("priority",)),
        ("priority", cues.CODE, ("code",)),
        ("status", cues.STATUS, ("status",)),
    )
    for slot, patterns, readings in tables:
        for pattern in patterns:
            yield from _matches(masked, pattern, slot, readings)
    for pattern in cues.BOARD_IN_FULL:
        yield from (
            said for said in _matches(masked, pattern, "board", ("board",)) if said.last - said.first > 1
        )


def _matches(
    masked: Masked, pattern: re.Pattern[str], slot: str, readings: tuple[str, ...]
) -> Iterator[Said]:
    position = 0
    while (match := pattern.search(masked.line, position)) is not None:
        mark = masked.mark_at(match.start("x"))
        reading = next((name for name in readings if name in mark.readings), None)
        position = match.end() if reading else match.start("x") + 1
        if reading is not None and _stands_well(masked.line, match, reading):
            cut = _cut_words(masked, match)
            why: Why = "number" if reading == "code" else "exact"
            denial = _denial(masked, match, slot)
            if denial and slot in ("assignee", "board"):
                cut |= denial
            yield Said(slot, mark.ids(reading), mark.first, mark.last, cut, why, denied=denial is not None)


def _stands_well(line: str, match: re.Match[str], reading: str) -> bool:
    """A bare "p2" counts at a clause's edge or beside other values ("error p2 on the display" is text), a
    board's short name with a preposition or at the end ("check the security board in the lobby" is text)."""
    after = line[match.end() :]
    if reading == "code" and len(match[0].split()) == 1:
        before = line[: match.start()].rstrip().rpartition(" ")[2]
        opens = bool(cues.EDGE.fullmatch(before))
        return before not in cues.NUMBERED and (opens or bool(cues.BESIDE_CODE.match(after)))
    if reading == "board_short":
        return bool(cues.LEADS_TO_BOARD.match(match[0]) or cues.CLAUSE_ENDS.match(after))
    return True


def _cut_words(masked: Masked, match: re.Match[str]) -> frozenset[int]:
    """The words of a match that only steer: all but the part that a pattern keeps for the issue."""
    cut = set(range(*masked.words_in(*match.span())))
    if match.groupdict().get("keep"):
        cut -= set(range(*masked.words_in(*match.span("keep"))))
    return frozenset(cut)


def _denial(masked: Masked, match: re.Match[str], slot: str) -> frozenset[int] | None:
    """The words that deny a value ("don't …", "not the …", "… is off"), None when nothing does."""
    start, end = match.start("x"), match.end("x")
    clause = _same_clause(masked.line[:start])
    if before := cues.NEGATED_BEFORE.search(clause):
        return frozenset(range(*masked.words_in(start - len(clause) + before.start(), start)))
    after = cues.NEGATED_AFTER.match(masked.line[end:])
    return frozenset() if slot == "assignee" and after else None


def _same_clause(line: str) -> str:
    return re.split(rf"(?<!\S){cues.SEPARATOR}(?!\S)", line[-120:])[-1]


def _special(masked: Masked) -> Iterator[Said]:
    """ "me", nobody, and the top or bottom of the priorities."""
    for patterns, group, ids in ((cues.ME, "me", ("me",)), (cues.UNASSIGNED, "none", ())):
        for pattern in patterns:
            for match in pattern.finditer(masked.line):
                first, last = masked.words_in(*match.span(group))
                why: Why = "me" if ids else "unassigned"
                denied = bool(ids) and bool(
                    cues.NEGATED_BEFORE.search(_same_clause(masked.line[: match.start(group)]))
                )
                yield Said("assignee", ids, first, last, _cut_words(masked, match), why, denied=denied)
    for pattern, ids in ((cues.TOP, ("top",)), (cues.BOTTOM, ("bottom",))):
        for match in pattern.finditer(masked.line):
            first, last = masked.words_in(*match.span())
            denied = bool(cues.NEGATED_BEFORE.search(_same_clause(masked.line[: match.start()])))
            yield Said("priority", ids, first, last, _cut_words(masked, match), "order", denied=denied)


def _without_doubles(found: list[Said]) -> list[Said]:
    """One reading per name and slot: the one that takes the most words."""
    best: dict[tuple[str, int, int], Said] = {}
    for said in found:
        key = (said.slot, said.first, said.last)
        known = best.get(key)
        if known is None or len(said.cut) > len(known.cut):
            best[key] = replace(said, denied=said.denied or (known is not None and known.denied))
        elif said.denied:
            best[key] = replace(known, denied=True)
    return list(best.values())


def _bare(catalog: Catalog, masked: Masked, company_contacts: frozenset[str]) -> Iterator[Said]:
    position, open_slots = 0, frozenset[str]()
    previous: list[str] = []
    for clause in _clauses(masked):
        start = masked.line.index(clause, position)
        position = start + len(clause)
        pieces = clause.split()
        found: list[Said] = []
        routing = _is_routing(masked, pieces, corrects=bool(open_slots))
        if routing and not _is_signature(catalog, masked, pieces, previous, position):
            # Behind another value a bare name is one too, even if a contact is called the same.
            contacts = frozenset[str]() if open_slots else company_contacts
            found = list(_values_in(catalog, masked, start, pieces, contacts))
            found = [_corrected(one, clause, open_slots) for one in found]
        yield from found
        previous, open_slots = pieces, frozenset(one.slot for one in found)


def _corrected(said: Said, clause: str, open_slots: frozenset[str]) -> Said:
    """ "low, no high" takes back what was just said; "no high" by itself denies."""
    return replace(said, denied=False) if clause.startswith("no ") and said.slot in open_slots else said


def _beside_other_script(masked: Masked) -> Iterator[Said]:
    """A priority at the very beginning or end, beside words of another script, is one without a comma."""
    words = masked.sentence.words
    for mark in masked.marks:
        ids = mark.ids("priority") or mark.ids("code")
        beside = mark.last if mark.first == 0 else mark.first - 1 if mark.last == len(words) else len(words)
        if ids and beside < len(words) and words[mark.first].key.isascii() > words[beside].key.isascii():
            cut = frozenset(range(mark.first, mark.last))
            yield Said("priority", ids, mark.first, mark.last, cut, plainly=False)


def _clauses(masked: Masked) -> list[str]:
    """The line between separators and company names."""
    line, parted = masked.line, 0
    for position in masked.company_places():
        line = f"{line[: position + parted]} . {line[position + parted + 1 :]}"
        parted += 2
    return [piece.strip() for piece in re.split(rf"(?<!\S){cues.SEPARATOR}(?!\S)", line) if piece.strip()]


def _marks_in(masked: Masked, pieces: list[str]) -> list[Mark]:
    return [mark for piece in pieces if (mark := masked.mark_of(piece)) is not None]


def _is_routing(masked: Masked, pieces: list[str], *, corrects: bool) -> bool:
    """True for a clause of names and small words; words of correcting need a name or value before them."""
    names = len(_marks_in(masked, pieces))
    others = [piece for piece in pieces if masked.mark_of(piece) is None]
    if _ends_in(pieces) in _BELONGS:
        return False
    own = [p for p in others if p in _OWN]
    small = _FILLERS | _OWN | _SIGNING_OFF | (_CORRECTING if corrects or names > 1 else frozenset())
    return names + len(own) > 0 and small.issuperset(others)


def _ends_in(pieces: list[str]) -> str:
    """The last word that is no article: "of" in "first line of the"."""
    return next((piece for piece in reversed(pieces) if piece not in ("the", "our", "their")), "")


def _is_signature(catalog: Catalog, masked: Masked, pieces: list[str], previous: list[str], end: int) -> bool:
    """True for who greets or speaks, and for a name at the start that may as well begin a company's."""
    people = [mark for mark in _marks_in(masked, pieces) if "member" in mark.readings]
    greeted = bool(_SIGNING_OFF & set(pieces)) or (bool(previous) and set(previous) <= _SIGNING_OFF)
    alone = not previous or not masked.company_places()
    surname = alone and len(pieces) == 1 and _may_open_company(catalog, masked, people)
    speaks = not previous and masked.line[end : end + 2] == " :"
    return bool(people) and len(people) == len(_marks_in(masked, pieces)) and (greeted or speaks or surname)


def _may_open_company(catalog: Catalog, masked: Masked, people: list[Mark]) -> bool:
    one_word = bool(people) and people[0].last - people[0].first == 1
    return one_word and masked.sentence.words[people[0].first].stem in catalog.company_index.cores_from


def _values_in(
    catalog: Catalog, masked: Masked, start: int, pieces: list[str], company_contacts: frozenset[str]
) -> Iterator[Said]:
    line = masked.line[start : start + len(" ".join(pieces))]
    cut = frozenset(range(*masked.words_in(start, start + len(line))))
    marks = _marks_in(masked, pieces)
    board_said = any({"board", "board_short"} & set(m.readings) for m in masked.marks)
    for mark in marks:
        slot = _bare_slot(catalog, masked, mark, pieces, len(marks), board_said)
        if slot is not None and not (slot == "assignee" and _is_contact(masked, mark, company_contacts)):
            ids = mark.ids("member" if slot == "assignee" else slot) or mark.ids(f"{slot}_short")
            ids = mark.ids("code") if "code" in mark.readings else ids
            why: Why = "number" if "code" in mark.readings else "exact"
            yield Said(slot, ids, mark.first, mark.last, cut, why, plainly=False, denied=_denied_in(line))
    for match in re.finditer(r"(?<!\S)(?:me|mine|myself)(?!\S)", line):
        first, last = masked.words_in(start + match.start(), start + match.end())
        yield Said("assignee", ("me",), first, last, cut, "me", plainly=False)


def _denied_in(line: str) -> bool:
    return line.startswith(("not ", "no "))


def _bare_slot(
    catalog: Catalog, masked: Masked, mark: Mark, pieces: list[str], names: int, board_said: bool
) -> str | None:
    sentence = masked.sentence
    readings = mark.readings
    if "code" in readings or "priority" in readings:
        return "priority"
    if "board" in readings:
        return "board"
    if "status" in readings and (board_said or mark.last - mark.first > 1):
        return "status"
    if "member" in readings:
        word = sentence.words[mark.first].stem
        single = mark.last - mark.first == 1
        directed = names > 1 or bool({"for", "to", "with", "please"} & set(pieces))
        known = (
            not single
            or word not in EVERYDAY
            or directed
            or (mark.first > 0 and sentence.capitalised(mark.first))
        )
        return "assignee" if known else None
    if "board_short" in readings:
        word = sentence.words[mark.first].stem
        directed = bool({"for", "to", "on", "board", "queue", "team"} & set(pieces))
        telling = word not in EVERYDAY or directed or mark.last - mark.first > 1
        return "board" if telling and len(mark.ids("board_short")) == 1 else None
    return None


def _is_contact(masked: Masked, mark: Mark, company_contacts: frozenset[str]) -> bool:
    """True for the name of a person at the ticket's own company."""
    return " ".join(keys_of(masked.sentence.said(mark.first, mark.last))) in company_contacts
