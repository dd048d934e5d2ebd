"""Changes to an open draft, out of a sentence: "make it high and assign it to me", "no, the other board"."""

import re
from typing import Any

from assistant.offline import draft_values, names
from assistant.offline.clauses import is_put_off, is_refused
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
    r"|(?:note|put|write|say|add|mention|include) (?:it |this )?(?:in|to|into) the"
    r" description\s*(?::|that|,)?"
    r"|also say (?:that)?|add a line(?: that| saying)?)\s*:?\s*"
    r"[\"“']?(?P<text>[^\"”]{3,2000}?)[\"”']?\s*$",
    re.IGNORECASE,
)
_STARTS_WITH_NO = re.compile(
    r"^\W*(?:don'?t|do not|dont|no need|never|please don'?t|not yet|hold off)\b", re.IGNORECASE
)
_REFUSED_PART = re.compile(
    r"\b(?:don'?t|do not|dont|no need (?:for|to)|needn'?t|never|not (?:yet )?(?:make"
    r"|set))\b[^,.;–—]*[,.;–—]?",
    re.IGNORECASE,
)
_DROP = re.compile(
    rf"\b(?:drop|remove|clear|delete|unset|leave out|take (?:off|out)|without|no|lose|skip"
    rf"|empty)\s+(?:the\s+|an?\s+|any\s+)?(?P<noun>{_NOUN})\b(?:\s*(?:,|and|or)\s*(?:the\s+)?(?P<more>{_NOUN})\b)?",
    re.IGNORECASE,
)
_UNASSIGN = re.compile(
    r"\b(?:un-?assign(?: it)?|leave (?:it )?unassigned|assign (?:it )?to (?:nobody|no one)"
    r"|take [\w.'’-]+ off(?: it)?|not (?:to |for )?me|(?:nobody|no one)(?: for now| yet)?\s*$)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(rf"\bthe other (?P<noun>one|{_NOUN})\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:not|instead of|rather than)\s+(?:the |for |on |at |to )?[\w&'’.-]+(?:\s+[A-Z][\w&'’.-]*)*",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(
    r"\b(?:(?:re-?)?as+i(?:gn|ng|n)e?(?: (?:it|this|that|the draft))?(?: over)?(?: to)?|(?:give|hand) (?:it"
    r"|this|that)(?: over)? to|(?:it's |its |this is |goes to |put )?(?:for|on|with)(?= (?:me|myself)\b)"
    r"|owner(?: is| to|:)?|assignee(?: is| to|:| should be)?"
    r"|let|it to)\s+(?P<who>[\w.'’-]+(?:\s+[A-Z][\w'’-]*)*)",
)
_PUT_ON = re.compile(r"\bput\s+(?P<who>[\w.'’-]+(?:\s+[A-Z][\w'’-]*)*?)\s+on\b(?!\s+the)")
_CUE = re.compile(
    r"\b(?:make it|make that|make the|set (?:it|the)|change (?:it|the|that)|put it|move it|switch (?:it"
    r"|to)|should be|actually|instead|no[,.]|nope|i mean|meant|use|correction|it'?s for|the other"
    r"|call it|rename|assign|unassign|drop|remove|clear|without|give it|mark it|raise it|lower it|bump"
    r"|up it|needs to be|start it|put|wrong|belongs?|swap|i'?ll|mine)\b",
    re.IGNORECASE,
)
_FIELD_FIRST = re.compile(rf"^\W*(?:the )?(?:{_NOUN})\b", re.IGNORECASE)
_SHORT = 6
_BARE_STATUS = re.compile(r"\b(?:status|mark it|as)\b", re.IGNORECASE)


def edit_step(clause: str, situation: Situation) -> Step | None:
    """The edit the clause asks for, or None when it does not speak to a draft.

    What it refuses ("don't make it critical, medium is fine") is left out; what it puts off is no edit, but
    the words of a title or description may speak of anything.
    """
    drafts = situation.drafts
    label = draft_label(clause, situation)
    if not drafts or (label and label not in {d.label for d in drafts}):
        return None
    draft = next((d for d in drafts if d.label == label), drafts[-1])
    if label is None and not (situation.draft_first or situation.ticket is None):
        return None
    said = without_label(clause) if label else clause
    if changes := _texts(said):
        return Step("edit_draft", {"draft": draft.label, **changes})
    said = _REFUSED_PART.sub(" ", said)
    if is_refused(said) or is_put_off(said):
        return None
    changes, is_whole = read_changes(said, draft, situation)
    is_short = len(said.split()) <= _SHORT and _FIELD_FIRST.search(said) is not None
    if not changes or not (label or is_whole or is_short or _CUE.search(said)):
        return None
    return Step("edit_draft", {"draft": draft.label, **changes})


def _texts(clause: str) -> dict[str, Any]:
    """A new title or description, word for word."""
    if _STARTS_WITH_NO.search(clause):
        return {}
    if found := _RENAME.search(clause):
        return {"summary": found["name"].strip()}
    if found := _DESCRIBE.search(clause):
        return {"description": found["text"].strip()}
    return {}


def read_changes(clause: str, draft: OpenProposal, situation: Situation) -> tuple[dict[str, Any], bool]:
    """Arguments of `edit_draft`, as said, and whether the clause says nothing else."""
    masked = Masked(clause)
    changes: dict[str, Any] = {}
    drop = _dropped(masked)
    _other(masked, draft, changes)
    masked.pull_all(_NOT)
    _owner(masked, situation, changes)
    query = read_query(masked.left.replace("\x00", " "), situation.catalog, situation.now, words=False)
    changes |= {slot: said for slot, said in query.filters.items() if slot in SLOTS and slot not in changes}
    _bare_status(masked.rest, query.filters, changes, situation)
    _bare_values(masked, changes, draft, situation, dropped=drop)
    if "company" not in changes and (site := draft_values.site_of(masked.rest, draft, situation)):
        changes["company"] = site
    is_whole = draft_values.says_only_values(masked, " ".join(str(said) for said in changes.values()))
    if not changes and (picked := _picked(clause, draft)):
        changes, is_whole = picked, len(clause.split()) <= _SHORT
    if drop:
        changes["drop"] = drop
    return changes, is_whole


def _bare_values(
    masked: Masked, changes: dict[str, Any], draft: OpenProposal, situation: Situation, *, dropped: list[str]
) -> None:
    """Fields that nothing named: a board, a priority or a person by the bare word."""
    for said in changes.values():
        if isinstance(said, str) and (start := masked.left.casefold().find(said.casefold())) >= 0:
            masked.take(start, start + len(said))
    free = [slot for slot in ("priority", "board", "assigned") if slot not in (*changes, *dropped)]
    for slot in free:
        if slot == "priority":
            found = draft_values.take_priority(masked, draft, situation)
        elif slot == "board":
            found = draft_values.take_board(masked, situation)
        else:
            found = draft_values.take_owner(masked, situation)
        if found:
            changes[slot] = found


def _dropped(masked: Masked) -> list[str]:
    drop = []
    while found := masked.pull(_DROP):
        drop += [_NOUNS[noun.lower()] for noun in (found["noun"], found["more"]) if noun]
    if masked.pull_all(_UNASSIGN):
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
        longer = re.match(r"\s+[\w.'’-]+", masked.left[found.end("who") :])
        for words in dict.fromkeys((f"{who}{longer[0] if longer else ''}", who, who.split()[0])):
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
