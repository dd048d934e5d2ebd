"""Lengths of work as people write them ("1.5 h", "an hour and a half"), and whether they say it is billed."""

import re
from dataclasses import dataclass

_NUMBERS = {
    word: number
    for number, words in {
        1: "a an one",
        2: "two",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        10: "ten",
        15: "fifteen",
        20: "twenty",
        30: "thirty",
        40: "forty",
        45: "forty-five",
        50: "fifty",
        90: "ninety",
    }.items()
    for word in words.split()
}
_NUMBER = rf"\d{{1,12}}(?:[.,]\d{{1,6}})?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_PART = {"half": 30, "quarter": 15, "three quarters": 45}
_CLOCK = re.compile(r"\b(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)\s*(?:h|hrs?|hours?)\b", re.IGNORECASE)
_FRACTION = re.compile(
    r"\b(?:(?P<whole>an?|one|two|three)\s+(?:hours?\s+and\s+a\s+half|and\s+a\s+half\s+hours?)"
    r"|(?P<part>half|(?:three\s+)?quarters?)\s+(?:of\s+)?an\s+hour)\b",
    re.IGNORECASE,
)
_HOURS = re.compile(
    rf"(?<![\w.,-])(?P<hours>{_NUMBER})\s*(?:h|hrs?|hours?)(?:(?![a-z])\s*(?:and\s+)?(?P<minutes>\d{{1,2}})"
    rf"\s*(?:m|mins?|minutes?)?)?(?![\w])",
    re.IGNORECASE,
)
_MINUTES = re.compile(rf"(?<![\w.,-])(?P<minutes>{_NUMBER})[\s-]*(?:m|mins?|minutes?)(?![\w])", re.IGNORECASE)
_NOT_BILLED = re.compile(
    r"\b(?:(?:not|non|isn'?t|never|un)[\s-]*(?:be\s+)?(?:billable|billed|chargeable|charged|bill\b|charge\b)"
    r"|(?:do\s+not|don'?t|no|without|free\s+of)\s+(?:bill\w*|charge\w*)|internal\s+time)",
    re.IGNORECASE,
)
_BILLED = re.compile(
    r"\b(?:billable|chargeable|bill\s+(?:it|this|them|the)|charge\s+(?:it|this|them|the|for))\b(?!\s*\?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length somebody wrote, in minutes, with their words."""

    minutes: float
    said: str


def duration_in(text: str) -> Duration | None:
    """The first length in a text; None when it holds none."""
    if found := _CLOCK.search(text):
        return Duration(int(found["hours"]) * 60 + int(found["minutes"]), found[0])
    if found := _FRACTION.search(text):
        part = " ".join((found["part"] or "").casefold().split())
        whole = 60 * _number(found["whole"]) + 30 if found["whole"] else _PART.get(part, 15)
        return Duration(whole, found[0])
    hours, minutes = _HOURS.search(text), _MINUTES.search(text)
    if hours and (minutes is None or hours.start() <= minutes.start()):
        return Duration(60 * _number(hours["hours"]) + float(hours["minutes"] or 0), hours[0].strip())
    return Duration(_number(minutes["minutes"]), minutes[0].strip()) if minutes else None


def billing_in(text: str) -> bool | None:
    """Whether a text says that time is billed (True) or not (False); None when it says neither."""
    if _NOT_BILLED.search(text):
        return False
    return True if _BILLED.search(text) else None


def _number(words: str) -> float:
    known = _NUMBERS.get(words.casefold())
    return float(words.replace(",", ".")) if known is None else float(known)
