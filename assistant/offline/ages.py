"""How old, as said: "older than a week", "since monday", "yesterday", "from the last 3 days"."""

import re
from datetime import datetime, timedelta
from typing import Any

from assistant.offline.masked import Masked

_COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
    "couple": 2,
}
_COUNTS |= {"a couple of": 2, "few": 3, "a few": 3, "half a": 0}
_DAYS = {
    "hour": 1 / 24,
    "hr": 1 / 24,
    "h": 1 / 24,
    "day": 1.0,
    "d": 1.0,
    "week": 7.0,
    "wk": 7.0,
    "w": 7.0,
    "month": 30.0,
    "year": 365.0,
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = (
    r"(?P<count>\d+|a couple of|a few|an?|one|two|three|four|five|six|seven|ten|couple|few)?\s*"
    r"(?P<unit>hours?|hrs?|h|days?|d|weeks?|wks?|w|months?|years?)"
)
_OLDER = re.compile(
    rf"\b(?:(?:which are |that are |that's |are )?(?:older than|more than|over|at least|beyond"
    rf"|for more than|for over|> ?)\s*{_SPAN}(?:\s+(?:old|ago))?"
    rf"|older)\b",
    re.IGNORECASE,
)
_OLD = re.compile(rf"\b{_SPAN}\s+old(?:\s+or\s+(?P<more>more|older))?\b", re.IGNORECASE)
_YOUNGER = re.compile(
    rf"\b(?:newer than|younger than|less than|under|within(?: the)?(?: last| past)?|(?:in|from|over|of"
    rf"|during)? ?(?:the )?(?:last|past)|not older than|since|< ?)\s*{_SPAN}"
    r"(?:\s+(?:old|ago))?\b",
    re.IGNORECASE,
)
_SINCE_DAY = re.compile(
    rf"\b(?:since|after)\s+(?:last\s+)?(?P<day>{'|'.join(_WEEKDAYS)}|yesterday|today|this morning"
    rf"|the weekend)\b|\bfrom\s+(?:last\s+)?(?P<from>{'|'.join(_WEEKDAYS)})\b",
    re.IGNORECASE,
)
_BEFORE_DAY = re.compile(
    rf"\b(?:before|until|prior to)\s+(?:last\s+)?(?P<day>{'|'.join(_WEEKDAYS)}|yesterday|today)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"\b(?:between|from)\s+(?P<first>{'|'.join(_WEEKDAYS)}|yesterday)\s+(?:and|to|until|till)\s+"
    rf"(?P<last>{'|'.join(_WEEKDAYS)}|yesterday|today)\b",
    re.IGNORECASE,
)
_ON_DAY = re.compile(
    r"\b(?:from |of |on )?(?P<day>yesterday|today|this morning|tonight)(?:'s)?\b", re.IGNORECASE
)
_THIS_WEEK = re.compile(r"\b(?:this|the current)\s+(?P<unit>week|month)(?:'s)?\b", re.IGNORECASE)


def take_age(masked: Masked, now: datetime) -> dict[str, Any]:
    """`age_days_min` and `age_days_max` for what the text says; empty when it says nothing."""
    if found := masked.pull(_BETWEEN):
        days = sorted((_since(found["first"], now), _since(found["last"], now)))
        return {"age_days_min": _rounded(days[0] - 1), "age_days_max": _rounded(days[1])}
    if found := masked.pull(_BEFORE_DAY):
        return {"age_days_min": _rounded(_since(found["day"], now))}
    if found := masked.pull(_SINCE_DAY):
        return {"age_days_max": _rounded(_since(found["day"] or found["from"], now))}
    if found := masked.pull(_YOUNGER):
        return {"age_days_max": _rounded(_days(found))}
    if found := masked.pull(_OLDER):
        return {"age_days_min": _rounded(_days(found))} if found["unit"] else {"sort": "oldest"}
    if found := masked.pull(_OLD):
        return {"age_days_min": _rounded(_days(found))}
    if found := masked.pull(_THIS_WEEK):
        start = now - timedelta(days=now.weekday()) if found["unit"].lower() == "week" else now.replace(day=1)
        return {"age_days_max": _rounded(_midnight_ago(start, now))}
    if found := masked.pull(_ON_DAY):
        return _on(found["day"].lower(), now)
    return {}


def _on(day: str, now: datetime) -> dict[str, Any]:
    since_midnight = _midnight_ago(now, now)
    if day == "yesterday":
        return {"age_days_min": _rounded(since_midnight), "age_days_max": _rounded(since_midnight + 1)}
    return {"age_days_max": _rounded(since_midnight)}


def _since(day: str, now: datetime) -> float:
    day = day.lower()
    back = {"yesterday": 1, "today": 0, "this morning": 0}.get(day)
    if back is None:
        weekday = 5 if day == "the weekend" else _WEEKDAYS.index(day)
        back = (now.weekday() - weekday) % 7 or 7
    return _midnight_ago(now - timedelta(days=back), now)


def _midnight_ago(day: datetime, now: datetime) -> float:
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return (now - midnight).total_seconds() / 86_400


def _days(found: re.Match[str]) -> float:
    count = (found["count"] or "1").lower()
    unit = found["unit"].lower()
    per = _DAYS.get(unit) or _DAYS[unit.removesuffix("s")]
    return (int(count) if count.isdecimal() else _COUNTS[count]) * per


def _rounded(days: float) -> float:
    return round(max(days, 0.0), 4)
