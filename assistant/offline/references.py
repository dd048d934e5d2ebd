"""Which ticket is meant: a number, "the second", "it"."""

import re

from assistant.offline.intents import Situation
from assistant.offline.masked import Masked
from assistant.offline.query import take_numbers

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split(" ")
_ORDINAL = re.compile(
    rf"\b(?:the\s+)?(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<digit>10|[1-9])(?:st|nd|rd|th)|(?P<last>last"
    rf"|bottom)|(?P<top>top)|(?:number|no\.?|nr\.?)\s*(?P<number>10|[1-9])\b)"
    r"(?:\s+(?:one|ticket|of (?:them|those)|in the list))?\b(?!\s+(?:\d|week|month|day|year|hour|time"
    r"|thing|note|update))",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:it|that one|this one|that|this|the ticket|this ticket|that ticket|the linked (?:ticket|one)"
    r"|the current (?:ticket|one)|same ticket|him)\b",
    re.IGNORECASE,
)
LABEL = re.compile(r"\bP\s?(\d{1,4})\b", re.IGNORECASE)
_NAMED_FIRST = re.compile(
    r"^(?:[\w']+\s+){0,3}?(?P<label>(?<!to )(?<!it )(?<!priority )(?<!as )P(\d{1,4}))\b", re.IGNORECASE
)


def ordinal(text: str, choices: int) -> int | None:
    """The position "the second" or "last one" means, from 0; None when none is said or in range."""
    found = _ORDINAL.search(text)
    if not found or not choices:
        return None
    if found["last"]:
        return choices - 1
    position = (
        _ORDINALS.index(found["word"].lower())
        if found["word"]
        else int(found["digit"] or found["number"] or 1) - 1
    )
    return position if position < choices else None


def tickets_meant(text: str, situation: Situation, *, default: bool = True) -> list[str]:
    """Ticket numbers the text means. With `default`, no word at all means the ticket spoken of."""
    numbers = take_numbers(Masked(text))
    if numbers:
        return numbers
    position = ordinal(text, len(situation.shown))
    if position is not None:
        return [situation.shown[position]]
    if situation.ticket and (default or _PRONOUN.search(text)):
        return [situation.ticket]
    return []


def says_it(text: str) -> bool:
    """Whether the text points at something spoken of."""
    return _PRONOUN.search(text) is not None


def without_reference(text: str) -> str:
    """The text without numbers, ordinals and pronouns that point at a ticket."""
    masked = Masked(text)
    take_numbers(masked)
    masked.pull_all(_ORDINAL)
    masked.pull_all(_PRONOUN)
    return masked.rest


def draft_label(text: str, situation: Situation) -> str | None:
    """ "P3" when the text opens with the name of an open proposal; later in it, P3 may be a priority."""
    found = _NAMED_FIRST.search(text)
    label = f"P{found[2]}" if found else None
    return label if label in {p.label for p in situation.proposals} else None


def without_label(text: str) -> str:
    """The text with "it" in place of the proposal it opens with."""
    found = _NAMED_FIRST.search(text)
    return f"{text[: found.start('label')]}it{text[found.end('label') :]}" if found else text
