"""What a person's words mean on the tenant's lists: an id that is in the catalog, or a question back.

A raw id is accepted where the catalog has it; nothing else a model may have made up gets through.
"""

import re
from typing import Literal

from providers.models import Company, Member, Priority, Ref, Status
from tools.answers import Unclear
from tools.base import ToolContext
from tools.linking import Link, link_board, link_company, link_member, link_priority, link_status
from tools.names import fold

State = Literal["open", "closed", "any"]

_NOBODY = frozenset("nobody none no-one noone unassigned unassign un-assigned free unowned".split()) | {
    "no one",
    "not assigned",
}
_ABOVE = re.compile(
    r"\b(?:or (?:above|higher|up|more|worse)|and (?:above|up|higher)|at least|\+)", re.IGNORECASE
)
_BELOW = re.compile(r"\b(?:or (?:below|lower|less)|and (?:below|lower)|at most)\b", re.IGNORECASE)
_EITHER = re.compile(r"\s*(?:,|/|\bor\b|\band\b)\s*", re.IGNORECASE)
_CLOSE_WORDS = frozenset(
    "close closed done resolve resolved complete completed finish finished solve solved fixed shut".split()
)
_CLOSE_NAMES = ("closed", "resolved", "completed", "complete", "done", "solved", "fixed", "finished")
_REOPEN_WORDS = frozenset("reopen reopened re-open re-opened open opened".split())
_REOPEN_NAMES = ("re-opened", "reopened", "open", "in progress", "assigned", "new")
_LOOSE_ENDINGS = re.compile(
    r"\b(?:the|status|state|board|queue|priority|prio|tickets?|on|for|to|it|as|is)\b", re.IGNORECASE
)


def companies(ctx: ToolContext) -> tuple[Company, ...]:
    """All companies the person may see."""
    return tuple(c for c in ctx.catalog.companies if ctx.scope.sees_company(c.id))


def company(ctx: ToolContext, words: str) -> str:
    """The id of the company; an inactive one too, since it may be asked about.

    Raises:
        Unclear: Unknown, or several fit.
    """
    known = ctx.catalog.company(words.strip())
    if known is None:
        link = link_company(ctx.catalog, words)
        if link.value is None and not (link.why == "inactive" and len(link.candidates) == 1):
            raise _unclear("company_id", words, _seen(ctx, link))
        known = ctx.catalog.company(link.value or link.candidates[0].value)
    if known is None or not ctx.scope.sees_company(known.id):
        raise Unclear("company_id", words)
    return known.id


def _seen(ctx: ToolContext, link: Link) -> Link:
    return link.model_copy(
        update={"candidates": tuple(c for c in link.candidates if ctx.scope.sees_company(c.value))}
    )


def board(ctx: ToolContext, words: str) -> str:
    """The id of the board."""
    if ctx.catalog.board(words.strip()):
        return words.strip()
    link = link_board(ctx.catalog, words)
    if link.value is None:
        link = link_board(ctx.catalog, _LOOSE_ENDINGS.sub(" ", words).strip() or words)
    if link.value is None:
        choices = link.candidates or ()
        refs = [Ref(id=c.value, name=c.name) for c in choices] or [
            Ref(id=b.id, name=b.name) for b in ctx.catalog.boards
        ]
        raise Unclear("board_id", words, refs, "" if choices else f'No board is called "{words}".')
    return link.value


def is_reopening(words: str) -> bool:
    """Whether the words want a closed ticket open again."""
    return fold(words).strip(" .") in _REOPEN_WORDS


def status(ctx: ToolContext, words: str, board_id: str) -> Status:
    """A status of that board. "close", "done", "reopen" mean the board's own status of that sense.

    Raises:
        Unclear: The board has no such status; its statuses are the candidates.
    """
    statuses = ctx.catalog.statuses(board_id)
    plain = fold(words).strip(" .!")
    named = {s.id: s for s in statuses}
    if words.strip() in named:
        return named[words.strip()]
    for text in dict.fromkeys((words, _LOOSE_ENDINGS.sub(" ", words).strip())):
        link = link_status(ctx.catalog, text, board_id) if text else Link()
        if link.value:
            return named[link.value]
    found = _by_sense(statuses, plain) or _by_beginning(statuses, plain)
    if found is None:
        refs = [Ref(id=s.id, name=s.name) for s in statuses]
        raise Unclear("status_id", words, refs, f'This ticket\'s board has no status "{words}".')
    return found


def _by_sense(statuses: tuple[Status, ...], plain: str) -> Status | None:
    if plain in _CLOSE_WORDS:
        closing = [s for s in statuses if s.closed]
        wanted = (plain, f"{plain}d", f"{plain}ed", *_CLOSE_NAMES)
        return next(
            (s for name in wanted for s in closing if fold(s.name) == name), closing[0] if closing else None
        )
    if plain in _REOPEN_WORDS:
        opening = [s for s in statuses if not s.closed]
        return next(
            (s for name in _REOPEN_NAMES for s in opening if fold(s.name) == name),
            opening[0] if opening else None,
        )
    return None


def _by_beginning(statuses: tuple[Status, ...], plain: str) -> Status | None:
    """The only status whose words begin like the ones said: "waiting client" → Waiting on Client."""
    said_words = [
        w
        for w in plain.replace("customer", "client").split()
        if len(w) > 2 and w not in ("the", "for", "set")
    ]
    fitting = [s for s in statuses if said_words and all(_has_word(s, w) for w in said_words)]
    return fitting[0] if len(fitting) == 1 else None


def _has_word(status: Status, word: str) -> bool:
    names = fold(status.name).replace("customer", "client").split()
    return any(name.startswith(word[:4]) if len(word) >= 4 else name == word for name in names)


def statuses(ctx: ToolContext, words: str, board_ids: tuple[str, ...]) -> tuple[str, ...]:
    """All statuses of that name on the given boards, or on any board when none is given."""
    found: list[str] = []
    for b in (b for b in ctx.catalog.boards if not board_ids or b.id in board_ids):
        try:
            found.append(status(ctx, words, b.id).id)
        except Unclear:
            continue
    if fold(words).strip() in _CLOSE_WORDS | {"open", "opened"}:
        return ()
    if not found:
        names = dict.fromkeys(
            s.name for b in ctx.catalog.boards if not board_ids or b.id in board_ids for s in b.statuses
        )
        raise Unclear(
            "status_id",
            words,
            [Ref(id=name, name=name) for name in list(names)[:12]],
            f'No status is called "{words}".',
        )
    return tuple(found)


def state_for(ctx: ToolContext, words: str, asked: State) -> State:
    """A closed status asks for closed tickets, whatever the state said by default."""
    if fold(words).strip() in _CLOSE_WORDS:
        return "closed"
    named = [s for b in ctx.catalog.boards for s in b.statuses if fold(s.name) == fold(words).strip()]
    if asked == "open" and named and all(s.closed for s in named):
        return "closed"
    return asked


def priority(ctx: ToolContext, words: str) -> Priority:
    """One priority.

    Raises:
        Unclear: No such priority; all of them are the candidates.
    """
    found = ctx.catalog.priority(words.strip())
    for text in dict.fromkeys((words, _LOOSE_ENDINGS.sub(" ", words).strip())):
        if found is None and text:
            link = link_priority(ctx.catalog, text)
            found = ctx.catalog.priority(link.value) if link.value else None
    if found is None:
        refs = [Ref(id=p.id, name=p.name) for p in ctx.catalog.priorities]
        raise Unclear("priority_id", words, refs, f'No priority is called "{words}".')
    return found


def priorities(ctx: ToolContext, words: str) -> tuple[str, ...]:
    """One priority, several ("high or critical"), or a range ("high or above")."""
    if _ABOVE.search(words):
        edge = priority(ctx, _ABOVE.sub("", words).strip())
        return tuple(p.id for p in ctx.catalog.priorities if p.sort <= edge.sort)
    if _BELOW.search(words):
        edge = priority(ctx, _BELOW.sub("", words).strip())
        return tuple(p.id for p in ctx.catalog.priorities if p.sort >= edge.sort)
    parts = [p for p in _EITHER.split(words) if p]
    if len(parts) > 1 and link_priority(ctx.catalog, words).value is None:
        return tuple(dict.fromkeys(priority(ctx, part).id for part in parts))
    return (priority(ctx, words).id,)


def member(ctx: ToolContext, words: str) -> str:
    """The id of an active member.

    Raises:
        Unclear: Unknown, several, inactive, or "me" of a person nobody mapped.
    """
    return _member(ctx, words, active=True).id


def _member(ctx: ToolContext, words: str, *, active: bool) -> Member:
    known = ctx.catalog.member(words.strip())
    if known is None:
        link = link_member(ctx.catalog, words, ctx.scope.member_id(ctx.connection_id))
        if link.why == "not mapped":
            hint = (
                "You are not mapped to a PSA member yet, so I cannot tell which one is you. "
                "An admin maps you under Members."
            )
            raise Unclear("member_id", words, hint=hint)
        only = link.candidates[0].value if link.why == "inactive" and len(link.candidates) == 1 else None
        known = ctx.catalog.member(link.value or only or "")
        if known is None:
            raise _unclear("member_id", words, link)
    if active and not known.active:
        raise Unclear(
            "member_id", words, hint=f"{known.name} is no longer active, so tickets cannot go there."
        )
    return known


def owner(ctx: ToolContext, words: str) -> Ref | None:
    """Who should own a ticket; None for nobody."""
    if fold(words).strip() in _NOBODY:
        return None
    found = _member(ctx, words, active=True)
    return Ref(id=found.id, name=found.name)


def assigned_filter(ctx: ToolContext, words: str) -> str:
    """ "unassigned", "any", or the id of a member, an inactive one too."""
    plain = fold(words).strip()
    if plain in _NOBODY:
        return "unassigned"
    return (
        "any"
        if plain in ("any", "all", "anyone", "anybody", "everyone")
        else _member(ctx, words, active=False).id
    )


def _unclear(slot: str, words: str, link: Link) -> Unclear:
    refs = [Ref(id=c.value, name=c.name) for c in link.candidates]
    hint = ""
    if link.why == "unknown" and refs:
        hint = f'No {"company" if slot == "company_id" else "member"} is called "{words}".'
    return Unclear(slot, words, refs, hint)
