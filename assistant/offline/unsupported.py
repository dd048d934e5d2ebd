"""What engineers ask for that nothing here can do. Saying so beats a nod that would be taken for done."""

import re

from assistant.offline.intents import Intent, Sentence

_NOT_DONE = "Nothing was done."
_PATTERNS = (
    (
        r"^(?:merge|bundle)\b|^mark (?:it|this|that|#?\d+) as (?:a )?duplicate\b",
        "I cannot merge tickets. Use the PSA for that.",
    ),
    (
        r"^(?:escalate|hand (?:it|this|that) (?:over|off))\b"
        r"|^(?:move|transfer|route|send|pass) (?:it|this|that|#?\d+) (?:over )?to\b.*\b(?:board|queue"
        r"|team|tier|level|desk|operations|ops)\b",
        "I cannot move a ticket to another board or team. I can prepare an owner: `assign 1234 to` and a "
        "name.",
    ),
    (
        r"^(?:add|include|loop in|bring in|invite)\s+[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?\s+(?:to|on|as"
        r"|in)\s+(?:it|this|that|the ticket|#?\d{3,}|helper|resource)\b",
        "I cannot add helpers to a ticket from here. Its page has them under Resources.",
    ),
    (
        r"^(?:call|ring|phone|text|sms|e-?mail|mail|remind)\s+(?:me|him|her|them|(?:the "
        r"|our )?(?:customer|client|user|requester))\b",
        "I cannot do that: I read the PSA and prepare changes to tickets.",
    ),
    (
        r"^(?:delete|remove|erase|purge)\s+(?:the\s+|this\s+|that\s+|all\s+|every\s+|my\s+)*(?:tickets?"
        r"|companys?|company|contacts?|notes?|#?\d{3,})\b",
        "I cannot delete anything.",
    ),
)
_REFUSALS = tuple((re.compile(pattern, re.IGNORECASE), sentence) for pattern, sentence in _PATTERNS)
_TOLD_IN_PAST = re.compile(r"^\w+ed\b|^(?:ran|reset the|sent|put)\b", re.IGNORECASE)


def unsupported(clause: str) -> list[Intent] | None:
    """A plain refusal; None when the clause asks for none of these."""
    if _TOLD_IN_PAST.search(clause):
        return None
    said = next((sentence for pattern, sentence in _REFUSALS if pattern.search(clause)), None)
    return [Sentence(f"{said} {_NOT_DONE}")] if said else None
