"""A text as words with the punctuation between them, and which of its words are data rather than speech.

Words inside quotation marks, code, or a forwarded mail are what somebody else wrote: they describe the issue
and steer nothing. In the masked form each recognised name is one placeholder character, so that the grammar
can be written as plain patterns over words.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property

from tools.names import Word, words_of

HEAD_READ = 4_000
TAIL_READ = 1_000
MOST_WORDS = 500
_FIRST_PLACEHOLDER = 0xE000  # private use: no such character is part of a word
MOST_PLACEHOLDERS = 0x1900

_QUOTED = re.compile(
    r'(?<!\w)"(?=\S)[^"\n]{1,400}?(?<=\S)"(?!\w)|“[^”\n]{1,400}”|„[^“”\n]{1,400}[“”]|«[^»\n]{1,400}»'
    r"|「[^」\n]{1,400}」|```.*?```|`[^`\n]{1,400}`",
    re.DOTALL,
)
_HEADER = (
    r"\W{0,3}(?:from|to|subject|date|sent|cc|von|an|betreff|gesendet|fra|til|emne|från|till|ämne|de|à"
    r"|objet|para|asunto|da|oggetto|van|aan|onderwerp|"
    r"od|do|temat|от|кому|тема|lähettäjä|aihe)\s*:[^\n]*"
)
_MAIL_STARTS = re.compile(
    rf"^{_HEADER}\n(?:\s*\n)?{_HEADER}$|^[^\w\n]*(?:original message|begin forwarded message|forwarded"
    rf" message|weitergeleitete nachricht)\b",
    re.IGNORECASE | re.MULTILINE,
)
_REPLIED_TO = re.compile(r"^[ \t]*>[^\n]*$", re.MULTILINE)
_ELIDED = re.compile(r"[dl]['’](?=[^\W\d_]{3})", re.IGNORECASE)
_SYMBOLS = {
    ",": ",",
    "、": ",",
    "，": ",",
    "،": ",",
    ";": ";",
    "；": ";",
    ":": ":",
    "：": ":",
    ".": ".",
    "!": ".",
    "?": ".",
    "…": ".",
    "。": ".",
    "！": ".",
    "？": ".",
    "؟": ".",
    "(": "(",
    "[": "(",
    "{": "(",
    ")": ")",
    "]": ")",
    "}": ")",
    "（": "(",
    "）": ")",
    "|": "-",
    "–": "-",
    "—": "-",
    "-": "-",
    "/": "-",
    "@": "@",
    "#": "#",
    "=": ":",
    '"': '"',
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "•": "-",
    "*": "-",
    ">": "-",
    "→": "-",
}
_JOINS_WORDS = frozenset("-/.|*>–—")


class Voice(IntEnum):
    """Who speaks: the person, somebody in a mail, or words that are only cited."""

    PERSON = 0
    MAIL = 1
    CITED = 2


@dataclass(frozen=True)
class Mark:
    """A run of words that may name records: `first` to `last` (not included), with its readings by slot."""

    first: int
    last: int
    readings: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def ids(self, slot: str) -> tuple[str, ...]:
        return self.readings.get(slot, ())


class Sentence:
    """The words of a text with their places. Of a very long text (`cut`) only the beginning and the end are
    read: 4,000 and 1,000 characters, 500 and 125 words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.cut = len(text) > HEAD_READ + TAIL_READ
        head = text[:HEAD_READ] if self.cut else text
        self.words: list[Word] = words_of(head, most=MOST_WORDS + 1)
        if self.cut or len(self.words) > MOST_WORDS:
            self.cut = True
            tail_from = max(
                len(text) - TAIL_READ, self.words[MOST_WORDS - 1].end if len(self.words) > MOST_WORDS else 0
            )
            closing = words_of(text[tail_from:], offset=tail_from)
            if closing and text[tail_from - 1].isalnum():
                closing = closing[1:]  # it began inside a word
            self.words = self.words[:MOST_WORDS] + closing[-MOST_WORDS // 4 :]

    def gap(self, index: int) -> str:
        """The text between word `index - 1` and word `index` (both ends of the text are gaps too)."""
        start = self.words[index - 1].end if index else 0
        end = self.words[index].start if index < len(self.words) else len(self.text)
        return self.text[start:end] if end - start < 200 else "\n"

    @cached_property
    def gaps(self) -> list[tuple[str, ...]]:
        """Per word, and at the end, the separators before it as symbols: , ; : . - ( ) newline @ # quote."""
        return [_symbols(self.gap(index)) for index in range(len(self.words) + 1)]

    @cached_property
    def voices(self) -> list[Voice]:
        voices = [Voice.PERSON] * len(self.words)
        if self.mail_start is not None:
            self._speak(voices, self.mail_start, len(self.text), Voice.MAIL)
        for pattern in (_QUOTED, _REPLIED_TO):
            for match in pattern.finditer(self.text[: HEAD_READ + TAIL_READ]):
                self._speak(voices, match.start(), match.end(), Voice.CITED)
        return voices

    @cached_property
    def mail_start(self) -> int | None:
        """Where a forwarded or pasted mail begins."""
        match = _MAIL_STARTS.search(self.text[:HEAD_READ])
        return match.start() if match else None

    def _speak(self, voices: list[Voice], start: int, end: int, voice: Voice) -> None:
        for index, word in enumerate(self.words):
            if word.start >= start and word.end <= end:
                voices[index] = voice

    def without_elision(self, index: int) -> "Sentence | None":
        """The same sentence with "l'hôtel" read as "hôtel"; None when the word has no elided article."""
        word = self.words[index]
        if not _ELIDED.match(self.text, word.start, word.end):
            return None
        bare = copy(self)
        bare.words = [*self.words]
        bare.words[index] = replace(
            words_of(self.text[word.start + 2 : word.end])[0], start=word.start, end=word.end
        )
        return bare

    def said(self, first: int, last: int) -> str:
        """The text of some words, as typed; a closing possessive is left out."""
        if last <= first:
            return ""
        text = self.text[self.words[first].start : self.words[last - 1].end]
        return text[:-2] if self.words[last - 1].possessive else text

    def span(self, first: int, last: int) -> tuple[int, int]:
        start = self.words[first].start
        return start, start + len(self.said(first, last))

    def capitalised(self, index: int) -> bool:
        return self.text[self.words[index].start].isupper()

    @cached_property
    def mixed_case(self) -> bool:
        """True when capitals mean something here: some words begin small, some with a capital."""
        letters = [self.text[word.start] for word in self.words[:200]]
        return any(c.isupper() for c in letters[1:]) and any(c.islower() for c in letters)


class Masked:
    """The words as one line: names as placeholders, cited words as "~", separators as words of their own."""

    def __init__(self, sentence: Sentence, marks: Sequence[Mark]) -> None:
        self.sentence = sentence
        self.marks = list(marks)[:MOST_PLACEHOLDERS]
        self._pieces: list[str] = ["."]
        self._words: list[int] = [-1]
        self._write()
        self.line = " ".join(self._pieces)
        self._starts = self._piece_starts()

    def _write(self) -> None:
        sentence, index = self.sentence, 0
        by_first = {mark.first: number for number, mark in enumerate(self.marks)}
        while index < len(sentence.words):
            self._add_all(sentence.gaps[index], -1)
            number = by_first.get(index)
            last = self.marks[number].last if number is not None else index + 1
            self._add_all([self._word(index, number)], index)
            if sentence.words[last - 1].possessive:
                self._add_all(["'s"], last - 1)
            index = last
        self._add_all([*sentence.gaps[index], "."], -1)

    def _word(self, index: int, number: int | None) -> str:
        if number is not None:
            return chr(_FIRST_PLACEHOLDER + number)
        word = self.sentence.words[index]
        return "~" if self.sentence.voices[index] != Voice.PERSON else word.stem

    def _add_all(self, pieces: Iterable[str], word: int) -> None:
        for piece in pieces:
            self._pieces.append(piece)
            self._words.append(word)

    def _piece_starts(self) -> list[int]:
        starts, position = [], 0
        for piece in self._pieces:
            starts.append(position)
            position += len(piece) + 1
        return starts

    def mark_at(self, position: int) -> Mark:
        return self.marks[ord(self.line[position]) - _FIRST_PLACEHOLDER]

    def mark_of(self, piece: str) -> Mark | None:
        """The mark that a piece of the line stands for; None for a word or a separator."""
        is_placeholder = len(piece) == 1 and "\ue000" <= piece <= "\uf8ff"
        return self.marks[ord(piece) - _FIRST_PLACEHOLDER] if is_placeholder else None

    def company_places(self) -> list[int]:
        """Where in the line companies stand."""
        marks = ((position, self.mark_of(char)) for position, char in enumerate(self.line))
        return [position for position, mark in marks if mark is not None and "company" in mark.readings]

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """The run of words (first, last not included) that a piece of the line covers; empty when none."""
        start += len(self.line[start:end]) - len(self.line[start:end].lstrip(" "))
        pieces = range(bisect_right(self._starts, start) - 1, bisect_right(self._starts, max(end - 1, start)))
        indexes = [self._words[piece] for piece in pieces if self._words[piece] >= 0]
        if not indexes:
            return 0, 0
        number = self._number_at(indexes[-1])
        last = self.marks[number].last if number is not None else indexes[-1] + 1
        return indexes[0], last

    def piece_between(self, first: int, last: int) -> list[str]:
        """The pieces of the line from word `first` to word `last` (not included), with all separators."""
        inside = [n for n, word in enumerate(self._words) if first <= word < last]
        if inside:
            return self._pieces[self._separators_from(inside[0]) : self._separators_to(inside[-1])]
        before = [n for n, word in enumerate(self._words) if 0 <= word < first]
        return self._pieces[before[-1] + 1 : self._separators_to(before[-1])] if before else []

    def _separators_from(self, piece: int) -> int:
        while piece > 0 and self._words[piece - 1] < 0:
            piece -= 1
        return piece

    def _separators_to(self, piece: int) -> int:
        piece += 1
        while piece < len(self._words) and self._words[piece] < 0:
            piece += 1
        return piece

    def _number_at(self, index: int) -> int | None:
        return self._numbers.get(index)

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {mark.first: number for number, mark in enumerate(self.marks)}


def _symbols(gap: str) -> tuple[str, ...]:
    if gap in (" ", ""):
        return ()
    found = []
    for char in gap:
        if char == "\n":
            found.append("\n")
        elif symbol := _SYMBOLS.get(char):
            if char in _JOINS_WORDS and len(gap) == 1:
                continue
            found.append(symbol)
    return tuple(dict.fromkeys(found))
