"""Changes to an open draft, out of a sentence: "make it high and assign it to me", "no, the other board"."""

import re
from typing import Any

from assistant.offline import names
from assistant.offline.intents import Situation, Step
from assistant.offline.masked import Masked
from assistant.offline.query import read_query
from assistant.offline.references import draft_label, ordinal, without_label
from tools.base import OpenProposal
from tools.names import fold

SLOTS = {
    "company": "company_id",
    "board": "board_id",
    "status": "status_id",
    "priority": "priority_id",
    "assigned": "assigned_member_id",
}
_NOUNS = {
    "assignee": "assigned",
    "owner": "assigned",
    "assignment": "assigned",
    "member": "assigned",
    "priority": "priority",
    "prio": "priority",
    "board": "board",
    "queue": "board",
    "status": "status",
    "company": "company",
    "client": "company",
    "customer": "company",
    "description": "description",
}
_NOUN = "|".join(_NOUNS)
_RENAME = re.compile(
    r"\b(?:call it|rename (?:it|that|the (?:draft|ticket))(?:\s+to)?|name it|(?:change |set |make "
    r"|the )*(?:title|summary|subject|name)\s*(?:to|should (?:be|say|read)|is|:|=|to be)?)\s*[:\s]\s*"
    r"[\"“']?(?P<name>[^\"”]{3,200}?)[\"”']?\s*$",
    re.IGNORECASE,
)
_DESCRIBE = re.compile(
    r"\b(?:add (?:to the (?:description|ticket|draft) )?(?:that|:)|(?:set |change "
    r"|make )?(?:the )?description\s*(?:to|should (?:be|say)|is|:|=)|mention (?:that)?"
    r"|also say (?:that)?|add a line(?: that| saying)?)\s*:?\s*"
    r"[\"“']?(?P<text>[^\"”]{3,2000}?)[\"”']?\s*$",
    re.IGNORECASE,
)
_DROP = re.compile(
    rf"\b(?:drop|remove|clear|delete|unset|leave out|take (?:off|out)|without|no|lose|skip"
    rf"|empty)\s+(?:the\s+|an?\s+|any\s+)?(?P<noun>{_NOUN})\b",
    re.IGNORECASE,
)
_UNASSIGN = re.compile(
    r"\b(?:un-?assign(?: it)?|leave (?:it )?unassigned|assign (?:it )?to (?:nobody|no one)|take me off"
    r"|not (?:to |for )?me)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(rf"\bthe other (?P<noun>one|{_NOUN})\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:not|instead of|rather than)\s+(?:the |for |on |at |to )?[\w&'’.-]+(?:\s+[A-Z][\w&'’.-]*)*",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(
    r"\b(?:(?:re)?assign(?: (?:it|this|that|the draft))?(?: over)?(?: to)?|(?:give|hand) (?:it|this"
    r"|that)(?: over)? to|(?:it's |its |this is |goes to |put )?(?:for|on|with)(?= (?:me|myself)\b)"
    r"|owner(?: is| to|:)?|assignee(?: is| to|:| should be)?"
    r"|let|it to)\s+(?P<who>[\w.'’-]+(?:\s+[A-Z][\w'’-]*)*)",
)
_PUT_ON = re.compile(r"\bput\s+(?P<who>[\w.'’-]+(?:\s+[A-Z][\w'’-]*)*?)\s+on\b(?!\s+the)")
_CUE = re.compile(
    r"\b(?:make it|make that|make the|set (?:it|the)|change (?:it|the|that)|put it|move it|switch (?:it"
    r"|to)|should be|actually|instead|rather|no[,.]|nope|sorry|i mean|meant|use|correction|it'?s for|for"
    r"|on the|the other"
    r"|call it|rename|assign|unassign|drop|remove|clear|without|give it|mark it|raise it|lower it|bump"
    r"|up it|needs to be|is|wait|start it|with|put)\b",
    re.IGNORECASE,
)
_BARE_STATUS = re.compile(r"\b(?:status|mark it|as)\b", re.IGNORECASE)


def edit_step(clause: str, situation: Situation) -> Step | None:
    """The edit the clause asks for, or None when it does not speak to a draft."""
    drafts = situation.drafts
    label = draft_label(clause, situation)
    if not drafts or (label and label not in {d.label for d in drafts}):
        return None
    draft = next((d for d in drafts if d.label == label), drafts[-1])
    if label is None and not (situation.draft_first or situation.ticket is None):
        return None
    changes = read_changes(without_label(clause) if label else clause, draft, situation)
    if not changes or not (label or _CUE.search(clause) or len(clause.split()) <= 6):
        return None
    return Step("edit_draft", {"draft": draft.label, **changes})


def read_changes(clause: str, draft: OpenProposal, situation: Situation) -> dict[str, Any]:
    """Arguments of `edit_draft`, as said."""
    if found := _RENAME.search(clause):
        return {"summary": found["name"].strip()}
    if found := _DESCRIBE.search(clause):
        return {"description": found["text"].strip()}
    masked = Masked(clause)
    changes: dict[str, Any] = {}
    drop = _dropped(masked)
    _other(masked, draft, changes)
    masked.pull_all(_NOT)
    _owner(masked, situation, changes)
    query = read_query(masked.left.replace("\x00", " "), situation.catalog, situation.now, words=False)
    changes |= {slot: said for slot, said in query.filters.items() if slot in SLOTS and slot not in changes}
    _bare_status(masked.rest, query.filters, changes, situation)
    if not changes:
        changes |= _picked(clause, draft)
    if drop:
        changes["drop"] = drop
    return changes


def _dropped(masked: Masked) -> list[str]:
    drop = []
    while found := masked.pull(_DROP):
        drop.append(_NOUNS[found["noun"].lower()])
    if masked.pull(_UNASSIGN):
        drop.append("assigned")
    return list(dict.fromkeys(drop))


def _other(masked: Masked, draft: OpenProposal, changes: dict[str, Any]) -> None:
    found = masked.pull(_OTHER)
    if not found:
        return
    slot = _NOUNS.get(found["noun"].lower()) or _open_slot(draft)
    if slot:
        changes[slot] = "the other one"


def _owner(masked: Masked, situation: Situation, changes: dict[str, Any]) -> None:
    for found in (*_TO_WHOM.finditer(masked.left), *_PUT_ON.finditer(masked.left)):
        who = found["who"]
        for words in dict.fromkeys((who, who.split()[0])):
            if words.casefold() in ("me", "myself") or names.is_member(situation.catalog, words):
                masked.take(found.start(), found.start("who") + len(words))
                changes["assigned"] = "me" if words.casefold() in ("me", "myself") else words
                return


def _bare_status(rest: str, filters: dict[str, Any], changes: dict[str, Any], situation: Situation) -> None:
    """ "status new": a one-word status, or "closed", which reads as a filter elsewhere."""
    if "status" in changes:
        return
    if filters.get("state") == "closed" and _BARE_STATUS.search(rest):
        changes["status"] = "closed"
        return
    phrases = situation.catalog.desk_index.status_phrases
    words = fold(rest).replace(",", " ").split()
    for word in words:
        if word in phrases and ("status" in words or len(words) <= 4) and word not in ("open", "closed"):
            changes["status"] = word
            return


def _open_slot(draft: OpenProposal) -> str | None:
    """The only slot that offers several choices, else the board when it is filled."""
    asked = [
        slot
        for slot, name in SLOTS.items()
        if len((draft.fields.get(name) or {}).get("candidates") or ()) > 1
    ]
    return asked[0] if len(asked) == 1 else None


def _picked(clause: str, draft: OpenProposal) -> dict[str, Any]:
    """A choice by position or by a word of its name: "the second", "the dental one"."""
    for slot, name in SLOTS.items():
        choices = [c["name"] for c in (draft.fields.get(name) or {}).get("candidates") or ()]
        if not choices:
            continue
        position = ordinal(clause, len(choices))
        if position is not None:
            return {slot: choices[position]}
        words = [
            w
            for w in re.findall(r"\w+", fold(clause))
            if len(w) > 2 and w not in ("the", "one", "make", "for")
        ]
        fitting = [c for c in choices if any(w in re.findall(r"\w+", fold(c)) for w in words)]
        if len(fitting) == 1:
            return {slot: fitting[0]}
    return {}
