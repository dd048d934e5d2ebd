"""The `conditions` language of ConnectWise, built so that no value can change the meaning.

An expression is one string in which a quote ends a text. Nothing gets in here but fields written in our own
code, numbers, moments, and texts of characters that mean nothing to the language; anything else is refused.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

MAX_ID = 2**31 - 1
_FIELD = re.compile(r"[A-Za-z]+(/[A-Za-z]+)?")
_MARKER = re.compile(r"[A-Za-z0-9-]{8,40}")
_ID = re.compile(r"[0-9]{1,10}")
_HARMLESS = frozenset("-.@")


class UnsafeText(ValueError):
    """A text holds a character that the language may read as something else."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One finished expression. Made only by the functions of this module."""

    expression: str
    loose: bool = False

    def __str__(self) -> str:
        return self.expression

    @property
    def closed(self) -> str:
        """The expression as it may stand beside an `and`."""
        return f"({self.expression})" if self.loose else self.expression


def is_id(text: str) -> bool:
    """Whether a text is a record's number as ConnectWise gives them."""
    return _ID.fullmatch(text) is not None and 0 < int(text) <= MAX_ID


def is_marker(text: str) -> bool:
    return _MARKER.fullmatch(text) is not None


def number(field: str, value: int) -> Condition:
    return Condition(f"{_checked(field)} = {int(value)}")


def among(field: str, numbers: Sequence[int]) -> Condition:
    """The field is one of the numbers, of which there is at least one."""
    if not numbers:
        raise ValueError("A list of nothing would find everything or fail; ask nothing instead.")
    if len(numbers) == 1:
        return number(field, numbers[0])
    return Condition(f"{_checked(field)} in ({','.join(str(int(each)) for each in numbers)})")


def empty(field: str) -> Condition:
    return Condition(f"{_checked(field)} = null")


def every(field: str) -> Condition:
    """Holds for every record."""
    return Condition(f"{_checked(field)} > 0")


def flag(field: str, value: bool) -> Condition:
    return Condition(f"{_checked(field)} = {'True' if value else 'False'}")


def moment(field: str, operator: Literal["<", ">="], when: datetime) -> Condition:
    """Compare with a moment. ConnectWise keeps whole seconds, so a fraction is rounded up for both sides."""
    whole = when.astimezone(UTC)
    if whole.microsecond:
        whole = whole.replace(microsecond=0) + timedelta(seconds=1)
    return Condition(f"{_checked(field)} {operator} [{whole:%Y-%m-%dT%H:%M:%SZ}]")


def same(field: str, text: str) -> Condition:
    """The field is exactly this text. Raises `UnsafeText`."""
    return Condition(f"{_checked(field)} = {_quoted(text)}")


def contains(field: str, word: str) -> Condition:
    """The field holds this text. Raises `UnsafeText`."""
    return Condition(f"{_checked(field)} contains {_quoted(word)}")


def all_of(conditions: Iterable[Condition]) -> Condition:
    return _joined("and", list(conditions))


def any_of(conditions: Iterable[Condition]) -> Condition:
    return _joined("or", list(conditions))


def searchable(character: str) -> bool:
    """Whether a character may stand in a text: letters, digits and a few signs without a meaning. Letters
    that modify others are out: one of them becomes a quote when a server narrows text to a code page."""
    return character in _HARMLESS or unicodedata.category(character) in {"Lu", "Ll", "Lt", "Lo", "Nd"}


def _joined(word: Literal["and", "or"], parts: list[Condition]) -> Condition:
    if not parts:
        raise ValueError("Nothing to join: an empty condition would find everything.")
    if len(parts) == 1:
        return parts[0]
    return Condition(f" {word} ".join(part.closed for part in parts), loose=True)


def _quoted(text: str) -> str:
    if not text or not all(searchable(character) for character in text):
        raise UnsafeText("This text holds characters that cannot be searched for in ConnectWise.")
    return f'"{text}"'


def _checked(field: str) -> str:
    if not _FIELD.fullmatch(field):
        raise ValueError(f"{field!r} is no field of ConnectWise.")
    return field
