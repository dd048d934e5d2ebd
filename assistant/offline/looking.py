"""Clauses that only look: lists of tickets, narrowed, widened, counted; the queue; and single look-ups."""

import re

from assistant.offline import lookups
from assistant.offline.intents import Intent, Sentence, Situation, Step, Way
from assistant.offline.masked import Masked
from assistant.offline.query import Query, read_query

_QUEUE = re.compile(
    r"\b(?:my (?:queue|plate|list|tickets|work|day|workload|to-?dos?|backlog|stuff|cases)|on my plate"
    r"|(?:do|have) i (?:have|got)(?: (?:open|to do|today|left))?|(?:should|do) i (?:work on|do next"
    r"|start with)|"
    r"assigned to me|waiting for me|i(?:'m| am) working on|what'?s (?:mine|next)(?: for me)?)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\b(?:how many|how much|count(?: of| the)?|number of|total(?: of)?)\b", re.IGNORECASE)
_FIND = re.compile(
    r"^(?:show|find|list|search|look (?:for|up)|get|give me|gimme|pull(?: up)?|fetch|display|what|whats"
    r"|what's|which|any|anything|are there|is there|do we have|have we|does|do|who has|see|tickets?"
    r"|cases?|open|closed|all|every|recent|latest|newest|oldest|where|"
    r"can i see|how many|filter|unassigned|queue|waiting|stale|overdue|old|i need|need|let me see)\b",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"^(?:(?:and|but|ok|now|so|or)[\s,]+)*(?:only|just|what about|how about|and|also|now|but|instead"
    r"|then|same|those|the|filter|narrow|without|with|including|drop|ignore|except|for|at|from|not|sort"
    r"|by|closed|open|unassigned|mine|high|older|newer|oldest|newest|latest|assigned|any|all)\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^(?:show |see |give me |list |load )?(?:me )?(?:the )?(?:more|next(?: page| ones| ten| 10)?"
    r"|the rest|rest|another page|page \d+)(?: of (?:them|those)| tickets| please)?\s*[.?!]*$",
    re.IGNORECASE,
)
_WIDEN = re.compile(
    r"\b(?:without|drop|ignore|forget|remove|any|regardless of"
    r"|whatever(?: the)?)\s+(?:the\s+)?(?P<slot>company|client|customer|board|status|priority|assignee"
    r"|owner|age|text|filter|filters)\b",
    re.IGNORECASE,
)
_SLOT = {"client": "company", "customer": "company", "assignee": "assigned", "owner": "assigned"}
_HOW_MANY_IS_THAT = re.compile(
    r"^how many (?:is|are|was|were)(?: (?:that|it|they|those|them|these|there))?(?: (?:all|in total"
    r"|altogether))*\W*$",
    re.IGNORECASE,
)
_RANKS = re.compile(
    r"\b(?:the most|fewest|least|average|per (?:member|engineer|company|client|board)|ranking"
    r"|statistics?|stats|trends?|chart)\b"
    r"(?! (?:urgent|recent))",
    re.IGNORECASE,
)
NOT_MAPPED = (
    "You are not mapped to a PSA member yet, so I cannot tell which tickets are yours. "
    "An admin maps you under Members."
)
NO_RANKING = (
    "I list and count tickets, but I do not rank or chart them. "
    "Ask for a count, for example `how many open tickets does Tom have`."
)
_KEYWORDS_MAX = 6
_FILTERS_MAX = 10
_LISTS_TEXT = re.compile(
    r"^(?:show|find|list|search|look|get|give|gimme|pull|fetch|display|any|anything|check|are there"
    r"|is there|do we have|have we|tickets?|cases?|recent|let me see|need|i need)\b",
    re.IGNORECASE,
)


def looking(clause: str, s: Situation) -> list[Intent] | None:
    """The steps of a clause that asks for something to be looked up; None when it asks for nothing."""
    for recognise in (
        _more,
        lookups.documents,
        lookups.advice,
        lookups.similar,
        _ranking,
        lookups.company,
        _counting,
        lookups.one_ticket,
        _queue,
        _follow_up,
        _finding,
    ):
        found = recognise(clause, s)
        if found is not None:
            return found
    return None


def find_step(query: Query, way: Way = "list") -> Step:
    return Step("find_tickets", query.filters, way)


def _more(clause: str, s: Situation) -> list[Intent] | None:
    if (
        not _MORE.search(clause)
        or s.last_step is None
        or s.last_step.tool not in ("find_tickets", "my_queue")
    ):
        return None
    before = dict(s.last_step.arguments) if s.last_step.tool == "find_tickets" else {"assigned": "me"}
    asked = re.search(r"page (\d+)", clause)
    return [
        Step(
            "find_tickets",
            before | {"page": int(asked[1]) if asked else int(before.get("page", 1)) + 1},
            "list",
        )
    ]


def _ranking(clause: str, s: Situation) -> list[Intent] | None:
    if not (_RANKS.search(clause) and lookups.TICKETS.search(clause)):
        return None
    return [Sentence(NO_RANKING)]


def _counting(clause: str, s: Situation) -> list[Intent] | None:
    if not _COUNT.search(clause):
        return None
    if _HOW_MANY_IS_THAT.search(clause) and s.last_step and s.last_step.tool == "find_tickets":
        return [
            Step("find_tickets", {k: v for k, v in s.last_step.arguments.items() if k != "page"}, "count")
        ]
    query = read_query(_COUNT.sub(" ", clause), s.catalog, s.now)
    return None if query.empty and not lookups.TICKETS.search(clause) else [find_step(query, "count")]


def _queue(clause: str, s: Situation) -> list[Intent] | None:
    if not _QUEUE.search(clause):
        return None
    if not s.mapped:
        return [Sentence(NOT_MAPPED)]
    query = read_query(
        re.sub(r"\b(?:today|now|right now|currently)\b", "", clause, flags=re.IGNORECASE), s.catalog, s.now
    )
    extra = {
        k: v
        for k, v in query.filters.items()
        if k not in ("assigned", "text", "state") or (k == "state" and v != "open")
    }
    if "text" in query.filters and len(query.filters) <= 2 and re.search(r"\babout|mention|with\b", clause):
        extra["text"] = query.filters["text"]
    if extra:
        return [Step("find_tickets", extra | {"assigned": "me"}, "list")]
    return [Step("my_queue", {}, "list")]


def _follow_up(clause: str, s: Situation) -> list[Intent] | None:
    """More or other filters for the latest list."""
    if s.last_step is None or s.last_step.tool not in ("find_tickets", "my_queue"):
        return None
    short = len(clause.split()) <= 7
    if not (_FOLLOWS.search(clause) and short) or re.match(
        r"(?:show|find|list|search)\b", clause, re.IGNORECASE
    ):
        return None
    before = dict(s.last_step.arguments) if s.last_step.tool == "find_tickets" else {"assigned": "me"}
    masked = Masked(clause)
    while found := masked.pull(_WIDEN):
        slot = found["slot"].lower()
        before = (
            {}
            if slot.startswith("filter")
            else {k: v for k, v in before.items() if not k.startswith(_SLOT.get(slot, slot))}
        )
    query = read_query(masked.left.replace("\x00", " "), s.catalog, s.now)
    if query.empty and masked.left == clause:
        return None
    if re.search(r"\b(?:everyone'?s|anyone'?s|all (?:engineers|members))\b", clause, re.IGNORECASE):
        before.pop("assigned", None)
    return [
        Step(
            "find_tickets",
            {k: v for k, v in before.items() if k != "page"} | query.filters,
            s.last_step.way if s.last_step.way == "count" else "list",
        )
    ]


def _finding(clause: str, s: Situation) -> list[Intent] | None:
    query = read_query(clause, s.catalog, s.now)
    text = str(query.filters.get("text", ""))
    named = [k for k in query.filters if k not in ("text", "state", "sort")]
    asks = _FIND.search(clause) is not None
    if (
        lookups.TICKETS.search(clause)
        and not _is_statement(clause)
        and (asks or named or len(clause.split()) <= 5)
    ):
        return [find_step(query)]
    if asks and (named or (text and _LISTS_TEXT.search(clause))) and not _is_statement(clause):
        return [find_step(query)]
    short = len(clause.split()) <= (_KEYWORDS_MAX if text else _FILTERS_MAX)
    if short and named and len(text.split()) <= 3 and not _is_statement(clause):
        return [find_step(query)]
    return None


def _is_statement(clause: str) -> bool:
    return (
        re.search(
            r"\b(?:is|are|was|were|can'?t|cannot|won'?t|doesn'?t|don'?t|isn'?t|has|have|had|said|says"
            r"|keeps?|tried|ran|restarted|rebooted|fixed|works?|worked|failed|stopped|started|called"
            r"|told|got|gets|shows|needs|asked|looks|seems)\b",
            clause,
            re.IGNORECASE,
        )
        is not None
        and re.match(
            r"(?:show|find|list|search|tickets|cases|open|closed|all|what|which|who|any|how|get|give"
            r"|do we|does|are there|is there|look|where|have we|check)\b",
            clause,
            re.IGNORECASE,
        )
        is None
    )
