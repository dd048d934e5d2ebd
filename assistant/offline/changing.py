"""Clauses that want something changed: status, owner, link, a new ticket, a note, a draft dropped."""

import re

from assistant.offline import names
from assistant.offline.intents import Intent, Sentence, Situation, Step
from assistant.offline.masked import Masked
from assistant.offline.query import take_numbers
from assistant.offline.references import LABEL, draft_label, says_it, tickets_meant
from tools.linking import link_board, link_priority, link_status
from tools.names import fold

_OBJECT = r"(?:#?\s?\d{2,9}\b|it\b|this\b|that\b|them\b|the (?:ticket|second|first|third|last|\w+ one|linked)\b|ticket\b|these\b|both\b)"
_CLOSE = re.compile(
    rf"^(?P<verb>close|resolve|complete|finish|re-?open|shut)(?:\s+out|\s+off|\s+up)?(?:\s*$|\s+(?=(?:out\s+)?{_OBJECT}|as\b|please|now))",
    re.IGNORECASE,
)
_SET = re.compile(
    rf"^(?:set|move|change|put|mark|switch|update|flip|bring|turn)\s+(?:(?:the\s+)?status\s*(?:of|on|for)?\s*)?(?P<object>{_OBJECT}(?:\s*(?:ticket|and|,|#?\d+))*)?\s*(?:(?:the\s+)?status|state)?\s*(?:back\s+)?"
    r"(?:to|as|on|in|into|:|=)?\s+(?P<value>[\w][\w /&'-]{1,60})$",
    re.IGNORECASE,
)
_STATUS_IS = re.compile(
    r"^(?:(?:the|its)\s+)?(?:new\s+)?status\s*(?:to|is now|:|=|should be)?\s*(?P<value>[\w][\w /&'-]{2,60})$",
    re.IGNORECASE,
)
_ASSIGN = re.compile(
    r"^(?:(?:re)?assign|give|hand|pass|transfer|route|send|dispatch)\s+(?P<object>.*?)\s*(?:over\s+)?(?:to|on to)\s+(?P<who>[\w.'’@-]+(?:\s+[\w'’-]+){0,3})$",
    re.IGNORECASE,
)
_ASSIGN_ME = re.compile(
    r"^(?:assign\s+(?:me|myself)(?:\s+to)?|put me (?:on|down for)|i'?ll (?:take|grab|have)|i will take|i(?: can)? take|take|grab|claim|pick up|let me take|let me have)\s*(?P<object>.*)$",
    re.IGNORECASE,
)
_PUT_ON = re.compile(r"^(?:put|get)\s+(?P<who>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?)\s+on\s+(?P<object>.*)$")
_ASSIGN_WHO = re.compile(
    r"^(?:re)?assign\s+(?P<who>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?)(?:\s+(?:to|on)\s+(?P<object>.*))?$"
)
_UNASSIGN = re.compile(
    r"^(?:un-?assign(?!ed)|remove (?:the )?(?:assignee|owner)(?: (?:of|from))?|take (?:me|\w+) off|release)\s*(?P<object>.*)$",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"^(?:link|attach|connect|tie|hook)(?:\s+(?:this|the|my)\s+(?:session|chat|talk)\s+(?:to|with))?\b|^(?:i'?m |we'?re )?(?:working|work) on\s+#?\d{3,}|^(?:this is|it'?s) (?:about|for) (?:ticket )?#?\d{3,}|^use (?:ticket )?#?\d{3,}",
    re.IGNORECASE,
)
_UNLINK = re.compile(
    r"^(?:un-?link|detach|disconnect|remove the link|take (?:off|away) the link|drop the link)\b",
    re.IGNORECASE,
)
_DISMISS = re.compile(
    r"^(?:dismiss|discard|cancel|scrap|bin|trash|throw (?:away|out)|delete|drop|withdraw|forget|ignore|kill|never\s?mind)\b\s*(?:about\s+)?(?P<what>(?:the |that |this |my )?"
    r"(?:it|that|this|draft(?: ticket| note)?|proposal|suggestion|spin-?off|new ticket|ticket draft|note|change|one|last one|P\s?\d+)?)(?:\s+(?:please|then|again|draft|P\s?\d+))*\s*[.!]*$",
    re.IGNORECASE,
)
_NEW = re.compile(
    r"""^(?:(?:create|open|log|raise|make|add|file|start|register|enter|submit|cut|spin\ up|put\ in|generate|prepare|draft|write|get|set\ up|book)\s+(?:me\s+|us\s+|up\s+|in\s+)?
    (?:(?:a|an|another|one|the|new|separate|quick|fresh|second)\s+)*(?:[\w-]+\s+(?:priority|prio)\s+|(?:high|low|medium|critical|urgent|p\d)\s+)?(?:new\s+)?(?:tickets?(?!\s+(?:for|from|of)\s+(?:me|mine)\b)|case|incident|request|job|call|sr)\b
    | (?:new|another)\s+(?:[\w-]+\s+)?(?:ticket|case|incident|request|job)\b
    | (?:log|open|raise|create|make|start|file)\s+(?:one|this|that|it)\b(?!\s+(?:up|to|high|low|medium|critical))
    | (?:ticket|case)\s*(?::|for\b)
    | (?:need|needs|want)\s+(?:a|an|another)\s+(?:new\s+|separate\s+)?(?:ticket|case)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_PLURAL = re.compile(r"^(?:open|raised?|create[d]?)\s+(?:tickets|cases)\b", re.IGNORECASE)
_ABOUT_THIS = re.compile(
    r"^[\s:,-]*(?:for|about|of|on|from|out of|with)?\s*(?:this|that|it|the (?:above|issue|problem)|what (?:i|we) (?:have|said)|please|now|then)*[\s.!]*$",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^[\s:,–—-]+|^\s*(?:that says|saying|which says)\s*:?\s*", re.IGNORECASE)
_NOTE = re.compile(
    r"""^(?:(?:write|draft|prepare|make|do|create|compose|give\ me|start|add|post|put|log|leave|save)\s+(?:me\s+|up\s+|in\s+)?(?:a|an|the|my|our|this|that|it|me)?\s*(?:up\b|(?:[\w-]+\s+){0,3}(?:notes?|summary|write-?up|resolution|update|reply|response)\b)
    | (?:the\s+|a\s+|an\s+)?(?:internal|customer|client|resolution|closing|public|private)?\s*(?:note|summary|write-?up)\s+(?:for|to|about|please|of\ (?:this|what|the))\b
    | (?:the\s+|a\s+|an\s+)?(?:internal|customer|client|resolution|closing|public|private)(?:[- ](?:facing|visible))?\s+(?:note|summary|update)\b
    | (?:resolution|note|write-?up)\s*(?:please|now)?\s*$
    | summari[sz]e\b | sum\ (?:it|this|that)\ up | wrap\ (?:it|this)\ up | document\ (?:this|it|that|what|the)
    | (?:update|tell|inform|notify|write\ to|message|email|answer|reply\ to)\s+(?:the\s+)?(?:customer|client|user|end\ user|requester)\b)""",
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
_EDIT_TICKET = re.compile(r"^(?:set|make|change|raise|lower|bump|move|put|update|rename)\b", re.IGNORECASE)
_ALL_OF_THEM = re.compile(r"\b(?:all|every|each|them all|everything)\b", re.IGNORECASE)
_TAIL = re.compile(
    r"\s*\b(?:please|pls|thanks|thank you|now|then|for me|again|instead|too|as well|ok|okay)\s*$",
    re.IGNORECASE,
)
NO_TICKET = "Which ticket do you mean? Write its number, for example `close 1234`."
ONE_BY_ONE = (
    "I prepare changes one ticket at a time, so that you see each one before it is written. Name the tickets."
)


def changing(clause: str, s: Situation) -> list[Intent] | None:
    """The steps of a clause that wants a change; None when it wants none."""
    text = _trimmed(clause)
    for recognise in (_dismissing, _unlinking, _linking, _assigning, _setting_status, _other_field):
        found = recognise(text, s)
        if found is not None:
            return found
    return None


def _trimmed(clause: str) -> str:
    text = clause.strip().rstrip(".!?; ")
    while (shorter := _TAIL.sub("", text)) != text:
        text = shorter.rstrip(", ")
    return text


def note(clause: str, s: Situation) -> list[Intent] | None:
    """A note draft for one of the three audiences."""
    if not _NOTE.search(clause):
        return None
    audience = "internal_analysis"
    if _FOR_RESOLUTION.search(clause):
        audience = "resolution"
    elif _FOR_CUSTOMER.search(clause) and not re.search(r"\binternal\b", clause, re.IGNORECASE):
        audience = "description"
    return [Step("draft_note", {"audience": audience})]


def new_ticket(clause: str, rest: str, s: Situation) -> list[Intent] | None:
    """A new ticket from the words that follow; "log this" takes what was told before.

    Args:
        rest: The message from this clause on, word for word: ticket text is never split into commands.
    """
    found = _NEW.search(clause)
    if not found or _PLURAL.search(clause):
        return None
    start = rest.casefold().find(clause[: found.end()].casefold())
    opening = found.group(0)
    words = rest[start + found.end() :] if start >= 0 else clause[found.end() :]
    if _ABOUT_THIS.match(words):
        told = "\n".join(s.statements[-3:])
        if not told:
            return [
                Sentence(
                    "What is the new ticket about? One sentence is enough, for example `new ticket: Acme, Outlook not syncing, high`."
                )
            ]
        words = told
    kept = re.search(
        r"\b(?:high|low|medium|critical|urgent|p\d|[\w-]+ (?:priority|prio))\b", opening, re.IGNORECASE
    )
    prompt = _LEAD.sub("", words).strip()
    return [
        Step(
            "draft_ticket",
            {"text": f"{prompt}, {kept.group(0)}" if kept and "priority" not in prompt else prompt},
        )
    ]


def _dismissing(text: str, s: Situation) -> list[Intent] | None:
    found = _DISMISS.search(text)
    if not found:
        return None
    label = draft_label(text, s)
    if LABEL.search(text) and label is None:
        return [Sentence("There is no open draft of that name.")]
    if not s.proposals:
        return [Sentence("There is no open draft. Nothing is waiting.")] if found["what"] else None
    return [Step("dismiss_draft", {"draft": label} if label else _of_kind(text, s))]


def _of_kind(text: str, s: Situation) -> dict[str, str]:
    kind = (
        "spin_off"
        if re.search(r"spin-?off|suggestion", text, re.I)
        else "post_note"
        if re.search(r"\bnote\b", text, re.I)
        else None
    )
    found = [p for p in s.proposals if kind is None or p.kind == kind]
    return {"draft": found[-1].label} if found else {}


def _unlinking(text: str, s: Situation) -> list[Intent] | None:
    return [Step("unlink_ticket")] if _UNLINK.search(text) else None


def _linking(text: str, s: Situation) -> list[Intent] | None:
    if not _LINK.search(text):
        return None
    tickets = tickets_meant(text, s, default=False) or ([s.focus] if s.focus else [])
    if not tickets:
        return [Sentence("Which ticket should I link? Write its number, for example `link 1234`.")]
    return [Step("link_ticket", {"ticket": tickets[0]})]


def _assigning(text: str, s: Situation) -> list[Intent] | None:
    if found := _UNASSIGN.search(text):
        return _assign(found["object"], "nobody", s)
    if found := _ASSIGN_ME.search(text):
        what = found["object"]
        if not what or says_it(what) or take_numbers(Masked(what)) or tickets_meant(what, s, default=False):
            return _assign(what, "me", s)
        return None
    for pattern in (_ASSIGN, _PUT_ON, _ASSIGN_WHO):
        found = pattern.search(text)
        if found and (who := _who(found["who"], s)):
            return _assign(found["object"] or "", who, s)
    return None


def _who(words: str, s: Situation) -> str | None:
    plain = fold(words).strip()
    if plain.split()[0] in ("me", "myself"):
        return "me"
    if plain in ("nobody", "no one", "noone"):
        return "nobody"
    parts = words.split()
    for length in range(len(parts), 0, -1):
        if names.is_member(s.catalog, " ".join(parts[:length])):
            return " ".join(parts[:length])
    return words if words[:1].isupper() else None


def _assign(what: str, who: str, s: Situation) -> list[Intent]:
    if _ALL_OF_THEM.search(what):
        return [Sentence(ONE_BY_ONE)]
    tickets = tickets_meant(what, s)
    return [Step("assign_ticket", {"ticket": t, "member": who}) for t in tickets[:5]] or [Sentence(NO_TICKET)]


def _setting_status(text: str, s: Situation) -> list[Intent] | None:
    if found := _CLOSE.search(text):
        after = re.search(r"\bas\s+(?P<value>[\w -]{3,40})$", text, re.IGNORECASE)
        return _status(
            text, after["value"] if after and _is_status(after["value"], s) else found["verb"].lower(), s
        )
    found = _SET.search(text)
    if found and (re.search(r"\bstatus\b", text, re.IGNORECASE) or _is_status(found["value"], s)):
        return _status(found["object"] or "", found["value"], s)
    found = _STATUS_IS.search(text)
    return _status("", found["value"], s) if found and _is_status(found["value"], s) else None


def _is_status(words: str, s: Situation) -> bool:
    plain = fold(words).strip()
    if plain in (
        "closed",
        "done",
        "resolved",
        "complete",
        "completed",
        "solved",
        "fixed",
        "finished",
        "reopened",
        "open",
    ):
        return True
    link = link_status(s.catalog, plain)
    if link.value or link.candidates:
        return True
    heads = {
        fold(status.name).split()[0]
        for board in s.catalog.boards
        for status in board.statuses
        if " " in status.name
    }
    return plain.split()[0] in heads and not link_board(s.catalog, plain).value


def _status(what: str, status: str, s: Situation) -> list[Intent]:
    if _ALL_OF_THEM.search(what):
        return [Sentence(ONE_BY_ONE)]
    tickets = tickets_meant(what, s)
    return [Step("change_status", {"ticket": t, "status": status}) for t in tickets[:5]] or [
        Sentence(NO_TICKET)
    ]


def _other_field(text: str, s: Situation) -> list[Intent] | None:
    """Fields of a ticket that exists already, which cannot be changed from here."""
    if not _EDIT_TICKET.search(text) or s.drafts:
        return None
    last = text.split()[-1]
    if (
        re.search(r"\b(?:priority|prio|board|queue|title|summary|company)\b", text, re.IGNORECASE)
        or link_priority(s.catalog, last).value
    ):
        return [
            Sentence(
                "On a ticket that exists I can prepare a status change, an owner or a note. Priority, board, company and title "
                "are changed in the PSA itself."
            )
        ]
    return None
