"""A message as clauses, and what kind of clause each is: a command, a question about doing, a refusal."""

import re

_FENCE = re.compile(r"```.*?```", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=\S)|\n+")
_VERBS = (
    r"show|find|list|search|close|resolve|complete|reopen|re-open|set|move|change|mark|put|assign"
    r"|reassign|unassign|give|take|grab|link|unlink|"
    r"draft|write|create|log|open|raise|make|add|call|rename|drop|remove|dismiss|cancel|discard|tell me"
    r"|summari[sz]e|post|start|document"
)
_THEN = re.compile(
    rf"(?:,?\s+and\s+(?:then\s+)?(?:also\s+)?|,?\s+then\s+|,\s+(?=(?:{_VERBS})\b)"
    rf"|\s+&\s+)(?=(?:please\s+)?(?:{_VERBS})\b)",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"^(?:(?:please|pls|plz|can you|could you|would you|will you|can u|could u|let'?s|let us"
    r"|go ahead and|i want you to|i'd like you to|i want to|i'd like to|i would like to|i need you to|"
    r"i need to|we need to|you can|you may|ok(?:ay)?|hey|hi|hello|well|yes|yep|yeah|sure|right|great"
    r"|perfect|good|cool|thanks|thank you|so|and|then|now|also|just|actually|quickly|kindly|deskhand"
    r"|maybe|"
    r"would you mind|do me a favou?r and|alright|fine|next)\b[\s,:;.–—-]*)+",
    re.IGNORECASE,
)
_ASKS_ABOUT_DOING = re.compile(
    r"^(?:(?:ok|so|hm+|and|but|well)[\s,]+)*(?:should(?!\s+be\b)|shall|may|might|must|do|does|did|would|is it"
    r"|are we|is there|was|were|has|have|am i|can (?:i|we|it|this|that|they)|could (?:i|we|it)|"
    r"what (?:if|happens)|when (?:should|can|do)|why|who (?:should|can)|how (?:do|can|should|would) (?:i"
    r"|we))\b",
    re.IGNORECASE,
)
_ASKS_POLITELY = re.compile(
    r"\b(?:can|could|would|will|may) (?:you|u|i (?:ask|get) you)\b|\bplease\b|\bpls\b|\bwould you mind\b",
    re.IGNORECASE,
)
_WHAT_IF = re.compile(
    r"\b(?:what|how) about (?:closing|assigning|setting|creating|opening|moving)\b", re.IGNORECASE
)
_REFUSES = re.compile(
    r"\b(?:don'?t|do not|dont|not yet|never mind closing|no need to|needn'?t|hold off|wait (?:with"
    r"|before|until)|not going to|shouldn'?t|should not|won'?t|will not|"
    r"rather not|instead of (?:closing|assigning)|never|stop|without (?:closing|assigning|creating)"
    r"|not (?:close|assign|create|link|set|change|ready|do))\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:if (?:he|she|it|they|the|that|this|we|i|nobody|no)|once (?:he|she|it|they|the|we|i)"
    r"|when (?:he|she|it|they|the|we|i)|after (?:he|she|it|they|the|we|i|lunch)|unless|until|as soon as|"
    r"tomorrow|later|next week|on (?:monday|tuesday|wednesday|thursday|friday)|in an hour|tonight)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"^(?:i|we|he|she|they|it|customer|client|user|[A-Z][a-z]+)\s+(?:already\s+|just\s+"
    r"|then\s+)?(?:closed|assigned|linked|created|opened|set|moved|changed|put|gave|took|logged|resolved"
    r"|told|asked|said|says|wants|tried|"
    r"will|would|am|'m|going|is|was|has|have|had|might|may)\b|^(?:i'll|we'll|i'm|he'll|she'll|i've|we've)\b",
)
_TAKES_IT = re.compile(
    r"^(?:i'?ll|i will|let me|i can|i'?m going to|i)\s+(?:(?:take|grab|have)\b"
    r"|(?:do|handle|own) (?:it|this|that)\b)",
    re.IGNORECASE,
)


def clauses(text: str) -> list[str]:
    """The message cut at sentence ends and before a further command; pasted blocks are left out."""
    found: list[str] = []
    for sentence in _SENTENCE.split(_FENCE.sub(" ", text)):
        found += [part.strip(" ,;") for part in _THEN.split(sentence)]
    return [c for c in found if c and re.search(r"\w", c)]


def bare(clause: str) -> str:
    """The clause without politeness and small talk at its beginning."""
    return _POLITE.sub("", clause).strip() or clause


def is_question(clause: str) -> bool:
    """A question whether to do something; a polite "can you …" is none."""
    if _WHAT_IF.search(clause):
        return True
    return _ASKS_ABOUT_DOING.search(clause) is not None


def asks_bluntly(clause: str) -> bool:
    """ "close it?": an order with a question mark, which only a polite "can you" turns into a request."""
    return clause.rstrip().endswith("?") and _ASKS_POLITELY.search(clause) is None


def is_refused(clause: str) -> bool:
    """The person says not to do it."""
    return _REFUSES.search(clause) is not None


def is_put_off(clause: str) -> bool:
    """Only under a condition, or at another time."""
    return _LATER.search(clause) is not None


def is_told(clause: str) -> bool:
    """A report of what somebody did or means to do, not a request."""
    return _TOLD.search(bare(clause)) is not None and not _TAKES_IT.search(bare(clause))
