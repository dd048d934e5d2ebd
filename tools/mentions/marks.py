"""Words that may name a member, contact, board, status or priority. Whether they do, the grammar decides."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tools.catalog import Catalog
from tools.common_words import EVERYDAY
from tools.desk_index import PRIORITY_NOUNS
from tools.mentions.companies import CompanyMark
from tools.mentions.sentence import Mark, Sentence, Voice

_MOST_WORDS = 8
_CODE = re.compile(r"^(?:p|prio|pri|sev)(\d)$")
_COUNTED = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_ID = re.compile(
    r"\b(?P<kind>company|client|customer|board|queue|member|tech|technician|engineer|assignee|status"
    r"|priority)"
    r"(?P<id_word>\s+(?:id|no|number|nr)\b\.?)?\s*[:=]?\s*(?P<hash>#)?\s*(?P<id>[\w-]+)",
    re.IGNORECASE,
)
_SLOT_OF_KIND = {
    "company": "company",
    "client": "company",
    "customer": "company",
    "board": "board",
    "queue": "board",
    "status": "status",
    "priority": "priority",
}
_LOOKS_LIKE_ID = re.compile(r"^(?:\d+|[A-Za-z]{1,4}-?\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27})$")


@dataclass(frozen=True, slots=True)
class TypedId:
    """An id that was typed ("board 3"): its slot, the id as written, and the words it takes."""

    slot: str
    id: str
    first: int
    last: int


def typed_ids(catalog: Catalog, sentence: Sentence) -> list[TypedId]:
    """Ids the person typed after the name of their kind, whether they exist or not."""
    found = []
    for match in _ID.finditer(sentence.text[:6_000]):
        slot = _SLOT_OF_KIND.get(match["kind"].lower(), "assignee")
        known = canonical_id(catalog, slot, match["id"]) is not None
        explicit = bool(match["id_word"] or match["hash"])
        if not (known or _LOOKS_LIKE_ID.match(match["id"])) or not (
            explicit or _may_be_bare(slot, match["id"])
        ):
            continue
        inside = [
            i for i, w in enumerate(sentence.words) if w.start >= match.start() and w.end <= match.end()
        ]
        if inside and sentence.voices[inside[0]] == Voice.PERSON:
            found.append(TypedId(slot, match["id"], inside[0], inside[-1] + 1))
    return found


def _may_be_bare(slot: str, typed: str) -> bool:
    """Without "id" or "#" a priority's or status's number is not its id, and a bare word is no id at all."""
    return slot in ("company", "board", "assignee") and any(char.isdigit() for char in typed)


def canonical_id(catalog: Catalog, slot: str, typed: str) -> str | None:
    """The id of the lists that equals a typed one, if need be but for case."""
    if _listed(catalog, slot, typed):
        return typed
    if not any(char.isdigit() for char in typed):
        return None
    same = [record_id for record_id in _ids(catalog, slot) if record_id.lower() == typed.lower()]
    return same[0] if len(same) == 1 else None


def _listed(catalog: Catalog, slot: str, typed: str) -> bool:
    look_ups: dict[str, Callable[[str], object]] = {
        "company": catalog.company,
        "board": catalog.board,
        "assignee": catalog.member,
        "priority": catalog.priority,
        "status": catalog.status,
    }
    return look_ups[slot](typed) is not None


def _ids(catalog: Catalog, slot: str) -> list[str]:
    match slot:
        case "company":
            return [company.id for company in catalog.companies]
        case "board":
            return [board.id for board in catalog.boards]
        case "assignee":
            return [member.id for member in catalog.members]
        case "priority":
            return [priority.id for priority in catalog.priorities]
        case _:
            return [status.id for board in catalog.boards for status in board.statuses]


def other_marks(catalog: Catalog, sentence: Sentence, companies: list[CompanyMark]) -> list[Mark]:
    """Names of members, contacts, boards, statuses and priorities outside company names, longest first, none
    overlapping; the same words may be read as several."""
    found: dict[tuple[int, int], dict[str, tuple[str, ...]]] = {}
    closed = {i for mark in companies for i in range(mark.first, mark.last)}
    for index in range(len(sentence.words)):
        if index in closed or not _open(sentence, index):
            continue
        for first, last, slot, ids in _readings_at(catalog, sentence, index):
            if closed.isdisjoint(range(first, last)) and not (slot == "status" and _assigns(sentence, last)):
                found.setdefault((first, last), {})[slot] = ids
    return _longest([Mark(first, last, readings) for (first, last), readings in found.items()])


def _assigns(sentence: Sentence, last: int) -> bool:
    """True for "assigned to", "assigned: ": a verb, even where a status is called the same."""
    if not sentence.words[last - 1].key.startswith("assign") or last == len(sentence.words):
        return False
    return ":" in sentence.gaps[last] or (not sentence.gaps[last] and sentence.words[last].key == "to")


def _open(sentence: Sentence, index: int) -> bool:
    """Words of the person, and a name that stands in quotation marks by itself."""
    return sentence.voices[index] == Voice.PERSON or (
        sentence.voices[index] == Voice.CITED and '"' in sentence.gaps[index]
    )


def _longest(marks: list[Mark]) -> list[Mark]:
    taken: set[int] = set()
    kept = []
    for mark in sorted(marks, key=lambda m: (m.first - m.last, m.first)):
        if taken.isdisjoint(range(mark.first, mark.last)):
            taken.update(range(mark.first, mark.last))
            kept.append(mark)
    return sorted(kept, key=lambda m: m.first)


def _readings_at(
    catalog: Catalog, sentence: Sentence, index: int
) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
    words = sentence.words
    for last in range(min(index + _MOST_WORDS, len(words)), index, -1):
        if _cut(sentence, index, last) or not _whole_quote(sentence, index, last):
            continue
        keys = [word.key for word in words[index:last]]
        for phrase in dict.fromkeys((" ".join(keys), " ".join([*keys[:-1], words[last - 1].stem]))):
            for slot, ids in _readings(catalog, phrase, last - index):
                yield index, last, slot, ids
    yield from _codes(catalog, sentence, index)


def _cut(sentence: Sentence, first: int, last: int) -> bool:
    return any({",", ";", ":", "\n", "(", ")", '"'} & set(sentence.gaps[i]) for i in range(first + 1, last))


def _whole_quote(sentence: Sentence, first: int, last: int) -> bool:
    return sentence.voices[first] == Voice.PERSON or '"' in sentence.gaps[last]


def _readings(catalog: Catalog, phrase: str, length: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    desk, people = catalog.desk_index, catalog.people_index
    login = phrase.replace(" ", "") if length == 2 else phrase
    if (
        ids := people.member_phrases.get(phrase)
        or people.member_full_names.get(login)
        or (people.member_initials.get(phrase) if length == 1 and phrase not in EVERYDAY else None)
    ):
        yield "member", ids
    if contacts := people.contact_phrases.get(phrase):
        yield "contact", tuple(contact.id for contact in contacts)
    if ids := desk.board_phrases.get(phrase):
        yield "board", ids
    elif ids := desk.board_short_names.get(phrase) or (
        desk.boards_abbreviated(phrase) if length == 1 and phrase not in EVERYDAY else ()
    ):
        yield "board_short", ids
    if pairs := desk.status_phrases.get(phrase):
        yield "status", tuple(f"{board}\x00{status}" for board, status in pairs)
    if ids := desk.priority_phrases.get(phrase):
        yield "priority", ids


def _codes(
    catalog: Catalog, sentence: Sentence, index: int
) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
    """Numbered priorities: "p2", "prio 3", "sev one". A number that none has gives an empty reading."""
    key = sentence.words[index].key
    numbers = catalog.desk_index.priority_numbers
    if match := _CODE.match(key):
        found = numbers.get(int(match.group(1)))
        yield index, index + 1, "code", (found,) if found else ()
    if (key in PRIORITY_NOUNS or key == "p") and index + 1 < len(sentence.words):
        digits = _COUNTED.get(sentence.words[index + 1].key, sentence.words[index + 1].key)
        if (
            digits.isdecimal()
            and len(digits) == 1
            and not ({",", ".", ";", "\n"} & set(sentence.gaps[index + 1]))
        ):
            found = numbers.get(int(digits))
            yield index, index + 2, "code", (found,) if found else ()
