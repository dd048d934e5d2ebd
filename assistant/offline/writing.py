"""Clauses that want something written: a new ticket, or a note for one of its readers."""

import re

from assistant.offline.intents import Intent, Sentence, Situation, Step
from tools.linking import link_company
from tools.similarity import telling_words

_NEW = re.compile(
    r"""^(?:
    (?:create|open|log|raise|add|file|start|register|enter|submit|cut|spin\ up|put\ in|generate|prepare
    |draft|write|get|set\ up)
      \s+(?:me\s+|us\s+|up\s+|in\s+)?(?:(?:a|an|another|one|new|separate|quick|fresh
      |second)\s+)*(?:[\w-]+\s+(?:priority|prio)\s+|(?:high|low|medium|critical|urgent|p\d)\s+)?
      (?:new\s+)?(?:ticket|case|incident)\b(?!\s*\#?\d)
    | make\s+(?:me\s+)?(?:a|an|another|one|new)\s+(?:new\s+|separate\s+)?(?:[\w-]+\s+)?(?:ticket|case
    |incident)\b
    | (?:log|open|raise|register)\s+(?:me\s+)?(?:a|an|another)\s+(?:new\s+)?(?:service\s+)?(?:request|job
    |call|sr)\b
    | (?:new|another)\s+(?:[\w-]+\s+)?(?:ticket|case|incident)\b
    | (?:log|raise|file)\s+(?:one|this|that|it)\b(?=\s*$|\s+(?:for|as|please|now|then|at)\b|\s*[:,.])
    | (?:open|create|start|make)\s+one\b(?=\s*$|\s+(?:for|about|please|now)\b|\s*[:,.])
    | (?:ticket|case)\s*(?::|for\b)
    | (?:(?:i|we)\s+)?(?:need|needs|want)\s+(?:a|an|another)\s+(?:new\s+|separate\s+)?(?:ticket|case)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_ABOUT_THIS = re.compile(
    r"^[\s:,-]*(?:for|about|of|on|from|out of|with)?\s*(?:this|that|it|the (?:above|issue|problem)"
    r"|what (?:i|we) (?:have|said)|please|now|then)*[\s.!]*$",
    re.IGNORECASE,
)
_OF_COMPANY = re.compile(r"^ticket\s+(?P<name>[^\s:,\d][^:,\n]{1,60}?)\s*[:,]\s*\S", re.IGNORECASE)
_NOT_AT_ALL = re.compile(
    r"^\W*(?:not|isn'?t|is not|no|don'?t|if|once|when|unless|until|after|as soon as|tomorrow|later|next week"
    r"|tonight)\b",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(
    r"""^[^:,–—]*\b(?:if|once|when|after|unless|until|as\ soon\ as)\s+(?:he|she|it|they|the\ \w+|we|i
      |nobody|no\ one)\s+(?:\w+\s+)?(?:confirm|call|repl|answer|come|came|agree|approv|say|want
      |let|sign|accept)
    | ^[^:,–—]{0,40}\b(?:tomorrow|later|next\ week|tonight)\W*$
    | ^[^:,–—]*\b(?:don'?t|do\ not|hold\ off|not\ yet|no\ need)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_LEAD = re.compile(r"^[\s:,–—-]+|^\s*(?:that says|saying|which says)\s*:?\s*", re.IGNORECASE)
_NOTE = re.compile(
    r"""^(?:
    (?:write|draft|prepare|make|do|create|compose|give\ me|start|add|post|put|log|leave|save)\s+(?:me\s+
    |up\s+|in\s+)?
      (?:a|an|the|my|our|this|that|it|me)?\s*(?:[\w-]+\s+){0,3}(?:notes?|summary
      |write-?up)\b(?!\s+(?:of\ the\ serial|pad|book))
    | write\s+(?:this|that|it|everything|all\ (?:this|that|of\ (?:this|that|it)))?\s*up\b
    | (?:write|draft|prepare|compose|send|post)\s+(?:me\s+)?(?:a|an|the|my
    |our)?\s*(?:[\w-]+\s+){0,2}(?:resolution|update|reply|response|answer)\b
    | (?:the\s+|a\s+|an\s+)?(?:internal|customer|client|resolution|closing|public|private)?\s*(?:note
    |summary|write-?up)\s+(?:for|to|about|please|of\ (?:this|what|the))\b
    | (?:the\s+|a\s+|an\s+)?(?:internal|customer|client|resolution|closing|public|private)(?:[- ](?:facing
    |visible))?\s+(?:note|summary|update)\b
    | (?:resolution|note|write-?up)\s*(?:please|now)?\s*$
    | summari[sz]e\b | sum\ (?:it|this|that)\ up | wrap\ (?:it|this)\ up | document\ (?:this|it|that|what)\b
    | (?:update|tell|inform|notify|write\ to|message|email|answer|reply\ to)\s+(?:the\s+)?(?:customer
    |client|requester)
      (?=\s*$|\s+(?:about|what|how|that\ it|that\ we|please|now)\b|\s*:)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_FOR_CUSTOMER = re.compile(
    r"\b(?:customer|client|user|requester|public|external|description|discussion|reply|them|him|her)\b",
    re.IGNORECASE,
)
_FOR_RESOLUTION = re.compile(
    r"\b(?:resolution|solution|resolved|closing|how (?:it|we|i) (?:was )?(?:fixed|solved)|fix)\b",
    re.IGNORECASE,
)
WHAT_ABOUT = (
    "What is the new ticket about? One sentence is enough, "
    "for example `new ticket: Acme, Outlook not syncing, high`."
)
_NOTE_TEXT = re.compile(
    r"^[^:\"“]{0,40}(?::\s*|[\"“])(?P<text>[^\"”]{4,5000}?)[\"”]?(?:\s+(?:to"
    r"|for)\s+(?:the\s+)?(?:customer|client|user))?\W*$",
    re.IGNORECASE | re.DOTALL,
)
_POST_QUOTED = re.compile(
    r"^(?:post|send|tell|write|note)\b.{0,25}[\"“].{4,}[\"”]", re.IGNORECASE | re.DOTALL
)
_SPIN_OFF = re.compile(
    r"^(?:spin|split|break)\s+(?:it|this|that|the \w+)\s+(?:off|out)\b|^make (?:it|this|that) (?:a"
    r"|its own|another) (?:separate )?ticket\b",
    re.IGNORECASE,
)
_SHORT_MENTION = 4
_URGENCY = re.compile(r"\b(?:high|low|medium|critical|urgent|p\d|[\w-]+ (?:priority|prio))\b", re.IGNORECASE)


def note(clause: str, rest: str) -> list[Intent] | None:
    """A note draft for one of the three audiences; words after a colon or in quotes are its text."""
    if not (_NOTE.search(clause) or _POST_QUOTED.search(clause)):
        return None
    audience = "internal_analysis"
    if _FOR_RESOLUTION.search(clause):
        audience = "resolution"
    elif _FOR_CUSTOMER.search(clause) and not re.search(r"\binternal\b", clause, re.IGNORECASE):
        audience = "description"
    told = _NOTE_TEXT.search(rest)
    arguments = {"audience": audience} | ({"text": told["text"].strip()} if told else {})
    return [Step("draft_note", arguments)]


def new_ticket(clause: str, rest: str, s: Situation) -> list[Intent] | None:
    """A new ticket from the words that follow; "log this" takes what was told before.

    What the trouble is may hold a "won't" or an "until"; only a refusal or condition of
    the wish itself counts.

    Args:
        rest: The message from this clause on, word for word: ticket text is never split into commands.
    """
    if _SPIN_OFF.search(clause):
        return _draft(_told_before(s))
    found = _NEW.search(clause) or _of_company(clause, s)
    if not found:
        return None
    start = rest.casefold().find(clause[: found.end()].casefold())
    words = rest[start + found.end() :] if start >= 0 else clause[found.end() :]
    if _NOT_AT_ALL.search(words) or _NOT_NOW.search(clause[found.end() :]):
        return None
    if _ABOUT_THIS.match(words):
        return _draft(_told_before(s))
    prompt = _LEAD.sub("", words).strip()
    urgency = _URGENCY.search(found.group(0))
    return _draft(_suggested(prompt, s) or (f"{prompt}, {urgency.group(0)}" if urgency else prompt))


def _of_company(clause: str, s: Situation) -> re.Match[str] | None:
    """ "ticket Acme, scanner jams": a company and a comma make the word "ticket" a wish for one."""
    found = _OF_COMPANY.search(clause)
    is_one = found and link_company(s.catalog, found["name"]).value
    return re.match(r"ticket", clause, re.IGNORECASE) if is_one else None


def _draft(text: str) -> list[Intent]:
    return [Step("draft_ticket", {"text": text})] if text else [Sentence(WHAT_ABOUT)]


def _told_before(s: Situation) -> str:
    """The hint of the latest suggestion, else what was told of the trouble."""
    hints = [
        str(p.args.get("summary_hint") or p.args.get("label")) for p in s.proposals if p.kind == "spin_off"
    ]
    return hints[-1] if hints else "\n".join(s.statements[-3:])


def _suggested(prompt: str, s: Situation) -> str | None:
    """ "the printer thing": the suggestion that is meant, in the words it was told in."""
    words = set(telling_words(prompt))
    if not words or len(prompt.split()) > _SHORT_MENTION:
        return None
    hints = [
        str(p.args.get("summary_hint") or p.args.get("label")) for p in s.proposals if p.kind == "spin_off"
    ]
    return next((hint for hint in reversed(hints) if words & set(telling_words(hint))), None)
