"""Clauses that want working time logged: "log 45 minutes", "log my time", "log 1.5 h, not billable"."""

import re

from assistant.offline.intents import Intent, Sentence, Situation, Step
from assistant.offline.references import tickets_meant
from tools.durations import billing_in, duration_in
from tools.time_entry import MAX_MINUTES

_LOGS = re.compile(
    r"^(?:log|add|book|enter|record|track|put(?:\s+(?:in|down))?|draft|write\s+down)\b(?P<what>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TIME = re.compile(
    r"^\s*(?:me\s+)?(?:(?:my|the|some|our|a|this|today'?s)\s+)*(?:(?:working|work|session)\s+)?"
    r"(?:time(?:\s+(?:entry|sheet))?|timesheet|hours)\b",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"^\s*(?:$|[,.;:!\"“(–—]|(?:of\s+)?(?:my\s+)?(?:work|time)\b|(?:please|now|today|here|billable|not|non|as)\b"
    r"|(?:on|to|for|against|in)\s+(?:it|this|that|here|them|#?\d+|(?:the|this|my|our)?\s*(?:ticket|session|linked|case|day"
    r"|customer|client)|today|\w+ing)\b)",
    re.IGNORECASE,
)
_TEXT = re.compile(r"(?::\s*|\bfor\s+(?=\w+ing\b)|[\"“])(?P<text>[^\"”]{3,2000})", re.DOTALL)
_CHANGES = re.compile(
    r"^(?:make|set|mark|change|better|rather)\s+(?:it|this|that|them|the\s+(?:time|entry|time\s+entry))\b"
    r"|^(?:it'?s|it is)\b",
    re.IGNORECASE,
)
_LINK_FIRST = "Time goes on the linked ticket. Write `link {ticket}` first, then log it."
_TIMER = re.compile(r"^start (?:a |the )?timer\b", re.IGNORECASE)
NO_TIMER = (
    "There is no timer to start: Deskhand counts the time from your messages. Say `log my time` at the end."
)


def logging_time(clause: str, rest: str, s: Situation) -> list[Intent] | None:
    """The draft of a time entry; None when the clause is about something else. `rest` is the message from
    this clause on: what is said about length and billing may stand after a comma."""
    if _TIMER.search(clause):
        return [Sentence(NO_TIMER)]
    if _CHANGES.search(clause) and s.proposals and s.proposals[-1].kind == "log_time":
        stated = _stated(clause)
        return [Step("draft_time_entry", stated)] if stated.keys() & {"minutes", "billable"} else None
    found = _LOGS.search(clause)
    if not found or not _is_about_time(found["what"]):
        return None
    meant = tickets_meant(clause, s, default=False)
    if meant and meant[0] != s.linked:
        return [Sentence(_LINK_FIRST.format(ticket=meant[0]))]
    return [Step("draft_time_entry", _stated(rest))]


def _is_about_time(words: str) -> bool:
    """Whether the words begin with a length or with "my time", and go on as a wish to log it would."""
    if found := _TIME.search(words):
        return _THEN.search(words[found.end() :]) is not None
    duration = duration_in(words)
    if duration is None:
        return False
    start = words.find(duration.said)
    leads = words[:start].casefold().split()
    return (
        leads in ([], ["me"], ["about"], ["my"])
        and _THEN.search(words[start + len(duration.said) :]) is not None
    )


def _stated(words: str) -> dict[str, object]:
    """Only what was said; the tool looks it up in the message once more."""
    duration, billable, told = duration_in(words), billing_in(words), _TEXT.search(words)
    stated: dict[str, object] = {}
    if (
        duration is not None
        and duration.minutes == int(duration.minutes)
        and 1 <= duration.minutes <= MAX_MINUTES
    ):
        stated["minutes"] = int(duration.minutes)
    if billable is not None:
        stated["billable"] = billable
    if told is not None:
        stated["note"] = told["text"].strip()
    return stated
