"""Clauses that want something changed: status, owner, link, a draft dropped."""

import re

from assistant.offline import names
from assistant.offline.intents import Intent, Sentence, Situation, Step
from assistant.offline.masked import Masked
from assistant.offline.query import take_numbers
from assistant.offline.references import LABEL, draft_label, tickets_meant, without_reference
from tools.linking import link_priority, link_status
from tools.names import fold

_OBJECT = (
    r"(?:#?\s?\d{2,9}\b|it\b|this\b|that\b|them\b|the (?:ticket|second|first|third|last|\w+ one|linked)\b"
    r"|ticket\b|these\b|both\b)"
)
_CLOSE = re.compile(
    rf"^(?P<verb>close|resolve|complete|finish|re-?open|shut)(?:\s+out|\s+off|\s+up)?(?:\s*$"
    rf"|\s+(?=(?:out\s+)?{_OBJECT}|as\b|please|now))",
    re.IGNORECASE,
)
_CLOSE_ALL = re.compile(
    r"^(?:close|resolve|complete|reopen|(?:un)?assign)\b.*\b(?:all|every|each)\b", re.IGNORECASE
)
_SET = re.compile(
    rf"^(?:set|move|change|put|mark|switch|update|flip|bring|turn)\s+(?:(?:the\s+)?status\s*(?:of|on"
    rf"|for)?\s*)?(?P<object>{_OBJECT}(?:\s*(?:ticket|and|,|#?\d+))*)?\s*(?:(?:the\s+)?status"
    rf"|state)?\s*(?:back\s+)?"
    r"(?P<led>to|as|on|in|into|:|=)?\s+(?P<value>[\w][\w /&'-]{1,60})$",
    re.IGNORECASE,
)
_STATUS_IS = re.compile(
    r"^(?:(?:the|its)\s+)?(?:new\s+)?status\s*(?:to|is now|:|=|should be)?\s*(?P<value>[\w][\w /&'-]{2,60})$",
    re.IGNORECASE,
)
_ASSIGN = re.compile(
    r"^(?:(?:re)?assign|give|hand|pass|transfer|route|send"
    r"|dispatch)\s+(?P<object>.*?)\s*(?:over\s+)?(?:to|on to)\s+(?P<who>[\w.'’@-]+(?:\s+[\w'’-]+){0,3})$",
    re.IGNORECASE,
)
_ASSIGN_ME = re.compile(
    r"^(?:assign\s+(?:me|myself)(?:\s+to)?|put me (?:on|down for)|i'?ll (?:take|grab|have)|i will take"
    r"|i(?: can)? take|take|grab|claim|pick up|let me take|let me have)\s*(?P<object>.*)$",
    re.IGNORECASE,
)
_PUT_ON = re.compile(r"^(?:put|get)\s+(?P<who>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?)\s+on\s+(?P<object>.*)$")
_ASSIGN_WHO = re.compile(
    r"^(?:re)?assign\s+(?P<who>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?)(?:\s+(?:to|on)\s+(?P<object>.*))?$"
)
_ASSIGN_WHOM = re.compile(r"^(?:re)?assign(?: (?:it|this|that|#?\d+|the ticket))?$", re.IGNORECASE)
_UNASSIGN = re.compile(
    r"^(?:un-?assign(?!ed)|remove (?:the )?(?:assignee|owner)(?: (?:of|from))?|take (?:me|him|her) off\b"
    r"|release)\s*(?P<object>.*)$",
    re.IGNORECASE,
)
_LINK = re.compile(
    rf"^(?:link|attach|connect|tie|hook)(?:\s+up)?(?:\s+(?:this|the|my)\s+(?:session|chat"
    rf"|talk))?\s*(?:to|with)?\s*(?:(?:the|this) (?:session|chat|talk) to )?(?:{_OBJECT}|$)"
    r"|^(?:i'?m |we'?re )?(?:working|work) on\s+#?\d{3,}|^(?:this is|it'?s) (?:about"
    r"|for) (?:ticket )?#?\d{3,}"
    r"|^use (?:ticket )?#?\d{3,}",
    re.IGNORECASE,
)
_UNLINK = re.compile(
    r"^(?:un-?link|detach|disconnect|remove the link|take (?:off|away) the link|drop the link)\b",
    re.IGNORECASE,
)
_DISMISS = re.compile(
    r"^(?:dismiss|discard|cancel|scrap|bin|trash|throw (?:away|out)|delete|drop|withdraw|forget|ignore"
    r"|kill|never\s?mind)\b\s*(?:about\s+)?(?P<what>(?:the |that |this |my )?"
    r"(?:it|that|this|draft(?: ticket| note)?|proposal|suggestion|spin-?off|new ticket|ticket draft|note"
    r"|change|one|last one|P\s?\d+)?)(?:\s+(?:please|then|again|draft|P\s?\d+))*"
    r"(?:\s*[,;–—(-]\s*(?:they|he|she|it|we|i|the|user|client|customer|already|wrong|duplicate|false)\b.*"
    r"|\s+(?:because|since)\b.*)?\s*[.!]*$",
    re.IGNORECASE,
)
_EDIT_TICKET = re.compile(r"^(?:set|make|change|raise|lower|bump|move|put|update|rename)\b", re.IGNORECASE)
_ALL_OF_THEM = re.compile(r"\b(?:all|every|each|them all|everything)\b", re.IGNORECASE)
_TAIL = re.compile(
    r"\s*\b(?:please|pls|thanks|thank you|now|then|for me|again|instead|too|as well|ok|okay)\s*$",
    re.IGNORECASE,
)
NO_TICKET = "Which ticket do you mean? Write its number, for example `close 1234`."
_POINTING = frozenset(
    {
        "the",
        "ticket",
        "tickets",
        "and",
        "one",
        "case",
        "over",
        "now",
        "please",
        "to",
        "all",
        "of",
        "them",
        "every",
        "each",
    }
)
_REASON = re.compile(
    r"\s*(?:[,;(–—-]|\b(?:because|since|as|with|out|off|up|please|now|then|for now|again)\b)"
)
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
    if _ASSIGN_WHOM.search(text):
        return [Sentence("To whom? For example `assign 1234 to me`.")]
    if found := _UNASSIGN.search(text):
        return _assign(found["object"], "nobody", s)
    if found := _ASSIGN_ME.search(text):
        return _assign(found["object"], "me", s) if _only_points(found["object"]) else None
    for pattern in (_ASSIGN, _PUT_ON, _ASSIGN_WHO):
        found = pattern.search(text)
        if found and _only_points(found["object"] or "") and (who := _who(found["who"], s)):
            return _assign(found["object"] or "", who, s)
    return None


def _only_points(words: str) -> bool:
    """Whether the words do nothing but point at a ticket: "it", "the second one", "ticket 1234"."""
    rest = without_reference(words).casefold()
    return not set(re.findall(r"[^\W\d_]+", rest)) - _POINTING


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
    if _CLOSE_ALL.search(text):
        return [Sentence(ONE_BY_ONE)]
    if found := _CLOSE.search(text):
        rest = text[found.end() :]
        if not take_numbers(Masked(text)) and not _only_points(_REASON.split(rest, maxsplit=1)[0]):
            return None
        after = re.search(r"\bas\s+(?P<value>[\w -]{3,40})$", text, re.IGNORECASE)
        return _status(
            text, after["value"] if after and _is_status(after["value"], s) else found["verb"].lower(), s
        )
    found = _SET.search(text)
    for value in _readings(found) if found else ():
        if _is_status(value, s):
            return _status(found["object"] or "" if found else "", value, s)
    if found and re.search(r"\bstatus\b", text, re.IGNORECASE):
        return _status(found["object"] or "", found["value"], s)
    found = _STATUS_IS.search(text)
    return _status("", found["value"], s) if found and _is_status(found["value"], s) else None


def _readings(found: re.Match[str]) -> list[str]:
    """ "put it on hold": the little word may belong to the status's name."""
    led = (found["led"] or "").lower()
    return [f"{led} {found['value']}", found["value"]] if led in ("on", "in") else [found["value"]]


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
    names = [fold(status.name).split() for board in s.catalog.boards for status in board.statuses]
    said = [
        word
        for word in plain.replace("customer", "client").split()
        if len(word) > 2 and word not in ("the", "for")
    ]
    return bool(said) and any(all(_begins(word, name) for word in said) for name in names)


def _begins(word: str, name: list[str]) -> bool:
    return any(part.startswith(word[:4]) if len(word) > 3 else part == word for part in name)


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
                "On a ticket that exists I can prepare a status change, an owner or a note. Priority, "
                "board, company and title "
                "are changed in the PSA itself."
            )
        ]
    return None
