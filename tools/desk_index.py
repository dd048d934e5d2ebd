"""The ways to write boards, their statuses, and priorities: short lists, so dicts of phrases suffice."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

from providers.models import Board, Priority
from tools.common_words import LITTLE
from tools.names import initials_of, keys_of

BOARD_NOUNS = frozenset("board queue team boards tavle tavla bord".split())
PRIORITY_NOUNS = frozenset(
    "priority proirity priorty prioirty prio pri sev severity urgency importance priorität prioritat"
    " prioriteit prioritet priorite prioridad prioridade "
    "priorita приоритет prioritas priorytet prioriteetti prioritate oncelik προτεραιοτητα".split()
)
_NUMBER = re.compile(
    r"^(?:p|s|sev|prio|pri|priority|level|stufe|niveau|prioritat|prioritet|severity|t)?\s?(\d{1,2})$"
)
_PIECES = re.compile(r"\s[-–—|]+\s|[–—:/|()\[\],]|\s-|-\s|\.\s")

Phrases = dict[str, tuple[str, ...]]


class DeskIndex:
    """Phrases of folded words → ids. `status_phrases` leads to (board id, status id)."""

    def __init__(self, boards: Sequence[Board], priorities: Sequence[Priority]) -> None:
        self._boards = boards
        self._priorities = sorted(priorities, key=lambda priority: priority.sort)

    @cached_property
    def board_phrases(self) -> Phrases:
        """Whole names, as one word, in singular and plural, without a closing "board"."""
        return _collected((board.id, _board_names(board.name)) for board in self._boards)

    @cached_property
    def board_short_names(self) -> Phrases:
        """Words of a name, its sides around "&", and its initials: good only beside "board" or alone."""
        whole = self.board_phrases
        short = _collected((board.id, _board_short_names(board.name)) for board in self._boards)
        return {phrase: ids for phrase, ids in short.items() if phrase not in whole}

    def boards_abbreviated(self, word: str) -> tuple[str, ...]:
        """Boards that a run-together short form means: "netops" → Network Operations."""
        if len(word) < 4:
            return ()
        return tuple(board.id for board in self._boards if _abbreviates(word, _telling(board.name)))

    def knows(self, phrase: str) -> bool:
        """True for a phrase that names a board, a status or a priority."""
        return (
            phrase in self.board_phrases or phrase in self.status_phrases or phrase in self.priority_phrases
        )

    @cached_property
    def status_phrases(self) -> dict[str, tuple[tuple[str, str], ...]]:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for board in self._boards:
            for status in board.statuses:
                for phrase in _status_names(status.name):
                    found[phrase].append((board.id, status.id))
        return {phrase: tuple(dict.fromkeys(pairs)) for phrase, pairs in found.items()}

    @cached_property
    def priority_phrases(self) -> Phrases:
        """Whole names and the words in them: "p1 emergency", "emergency"."""
        return _collected((priority.id, _priority_names(priority.name)) for priority in self._priorities)

    @cached_property
    def priority_numbers(self) -> dict[int, str]:
        """The number a person says → id: the names' own numbers, or, where no name has one, the order."""
        named: dict[int, list[str]] = defaultdict(list)
        for priority in self._priorities:
            for number in set(_numbers_in(priority.name)):
                named[number].append(priority.id)
        if named:
            return {number: ids[0] for number, ids in named.items() if len(ids) == 1}
        return {rank: priority.id for rank, priority in enumerate(self._priorities, start=1)}


def _collected(named: Iterable[tuple[str, set[str]]]) -> Phrases:
    found: dict[str, list[str]] = defaultdict(list)
    for record_id, phrases in named:
        for phrase in phrases:
            if phrase:
                found[phrase].append(record_id)
    return {phrase: tuple(ids) for phrase, ids in found.items()}


def _board_names(name: str) -> set[str]:
    keys = keys_of(name)
    without_noun = tuple(key for key in keys if key not in BOARD_NOUNS) or keys
    names = {" ".join(keys), " ".join(without_noun), "".join(without_noun), *_pieces(name, least=2)}
    names |= {_other_number(phrase) for phrase in (" ".join(keys), " ".join(without_noun))}
    return {phrase for phrase in names if phrase and not phrase.isdecimal()}


def _board_short_names(name: str) -> set[str]:
    keys = tuple(key for key in keys_of(name) if key not in BOARD_NOUNS)
    words = {key for key in keys if len(key) > 3}
    openings = {" ".join(keys[:length]) for length in range(2, len(keys))}
    openings |= {opening.replace(" ", "") for opening in openings}
    short = (
        openings
        | words
        | {_other_number(word) for word in words}
        | {initials_of(keys)}
        | _pieces(name, least=1)
    )
    return {phrase for phrase in short if phrase and not phrase.isdecimal() and phrase not in LITTLE}


def _other_number(phrase: str) -> str:
    return phrase[:-1] if phrase.endswith("s") else f"{phrase}s" if phrase.isascii() else phrase


def _pieces(name: str, least: int) -> set[str]:
    pieces = (keys_of(piece) for piece in _PIECES.split(name))
    return {" ".join(keys) for keys in pieces if len(keys) >= least}


def _telling(name: str) -> tuple[str, ...]:
    return tuple(key for key in keys_of(name) if key not in ("and", "of", "the") and key not in BOARD_NOUNS)


def _abbreviates(word: str, keys: tuple[str, ...]) -> bool:
    """True when the word is openings (2+ letters each) of two or more following words, a plural s allowed."""
    if len(keys) == 1:
        return len(word) > 4 and keys[0].startswith(word)
    return any(_takes(word, keys[start:], 0) for start in range(len(keys) - 1))


def _takes(word: str, keys: tuple[str, ...], used: int) -> bool:
    if word in ("", "s"):
        return used > 1
    if not keys:
        return False
    shared = 0
    while shared < min(len(word), len(keys[0])) and word[shared] == keys[0][shared]:
        shared += 1
    return any(_takes(word[length:], keys[1:], used + 1) for length in range(shared, 1, -1))


def _status_names(name: str) -> set[str]:
    names = {" ".join(keys_of(name)), *_pieces(name, least=1)}
    return {phrase for phrase in names if phrase and not phrase.isdecimal()}


def _priority_names(name: str) -> set[str]:
    names = {" ".join(keys_of(name))}
    for piece in _pieces(name, least=1):
        words = [word for word in piece.split() if word not in PRIORITY_NOUNS and not _NUMBER.match(word)]
        names |= {piece, " ".join(words)}
    words = [word for word in keys_of(name) if word not in PRIORITY_NOUNS and not _NUMBER.match(word)]
    return {phrase for phrase in {*names, " ".join(words)} if phrase and not _NUMBER.match(phrase)}


def _numbers_in(name: str) -> list[int]:
    pieces = [*_pieces(name, least=1), *keys_of(name)]
    words = keys_of(name)
    pieces += [f"{first} {second}" for first, second in pairwise(words)]
    return [int(match.group(1)) for piece in pieces if (match := _NUMBER.match(piece))]
