"""Clauses that only look: find, show, similar, queue, count, a company's facts, documents."""

import re
from typing import Any

from assistant.offline import names
from assistant.offline.intents import Intent, Sentence, Situation, Step, Way
from assistant.offline.masked import Masked
from assistant.offline.query import Query, free_text, read_query, take_numbers
from assistant.offline.references import ordinal, tickets_meant
from tools.similarity import telling_words

_SIMILAR = re.compile(
    r"\b(?:similar|look-?alikes?|like (?:this|that|it|#?\d{3,})|same (?:issue|problem|thing|error"
    r"|symptoms?)\b(?! for)|seen (?:this|that|it|something like)|had (?:this|that|it) before"
    r"|happened before|"
    r"duplicates?|dupes?|related tickets?|come up before|anyone else (?:had|seen|with))\b",
    re.IGNORECASE,
)
_ASKS_FOR_SIMILAR = re.compile(
    r"^(?:show|find|list|search|look|give|get|any|anything|anyone|have|has|had|did|do|does|is|are"
    r"|similar|related|dup|what|which|who|seen|check|like)",
    re.IGNORECASE,
)
_ASKS_ADVICE = re.compile(
    r"^(?:any (?:idea|clue|thoughts?|suggestions?)|how (?:do|can|to|would|should) (?:i|we|you|one)\b"
    r"|how to\b|why (?:would|does|is|are|do|can|did)\b|what (?:could|might|would|causes)\b"
    r"|ideas\b|what (?:else )?(?:should|can) (?:i|we) (?:try|check)|who (?:can|could|knows)\b)",
    re.IGNORECASE,
)
_QUEUE = re.compile(
    r"\b(?:my (?:queue|plate|list|tickets|work|day|workload|to-?dos?|backlog|stuff|cases)|on my plate"
    r"|(?:do|have) i (?:have|got)(?: (?:open|to do|today|left))?|(?:should|do) i (?:work on|do next"
    r"|start with)|"
    r"assigned to me|waiting for me|i(?:'m| am) working on|what'?s (?:mine|next)(?: for me)?)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\b(?:how many|how much|count(?: of| the)?|number of|total(?: of)?)\b", re.IGNORECASE)
_SHOW = re.compile(
    r"^(?:show|open|see|view|display|look at|look into|pull up|bring up|read|get|give me|load|go to"
    r"|details?|info|what'?s|what is|whats|what about|tell me|tell me (?:more )?about|who|where|when|is"
    r"|has|was|did|check|status|more on|more about|and)\b",
    re.IGNORECASE,
)
_FIND = re.compile(
    r"^(?:show|find|list|search|look (?:for|up)|get|give me|gimme|pull(?: up)?|fetch|display|what|whats"
    r"|what's|which|any|anything|are there|is there|do we have|have we|does|do|who has|see|tickets?"
    r"|cases?|open|closed|all|every|recent|latest|newest|oldest|where|"
    r"can i see|how many|filter|unassigned|queue|waiting|stale|overdue|old|i need|need|let me see)\b",
    re.IGNORECASE,
)
_TICKETS = re.compile(
    r"\b(?:tickets?|cases?|queue|incidents?|requests?|issues|ones|criticals|highs|lows|backlog)\b",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"\b(?:who (?:is|are) (?:the )?(?:contacts?|client|customer)|contacts?|phone(?: number)?"
    r"|email address|number (?:of|for)|devices?|configurations?|servers?|assets?|sites?|locations?"
    r"|company|tell me about|info (?:on|about|for)|details (?:on|of|about|for)|what do we know about"
    r"|look up|about|profile|facts)\b",
    re.IGNORECASE,
)
_COMPANY_FACT = re.compile(
    r"^(?:(?:who|what|which|show|list|give|get|find|tell)\b.*\b(?:contacts?|phone|devices?|assets?"
    r"|configurations?|sites?|equipment|servers|hardware)\b|contacts?\b|devices?\b|phone\b|(?:look up"
    r"|tell me about|info (?:on|about|for)|what do we know about|details (?:on|of|about)|who (?:is"
    r"|are))\b)",
    re.IGNORECASE,
)
_DOCUMENTS = re.compile(
    r"\b(?:docs?|documents?|documentation|runbooks?|procedures?|kb|knowledge ?base|wiki|how-?to|manual"
    r"|guide|sop|it glue|written down|instructions for|steps for|process for)\b",
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
_ASKS_TICKET = re.compile(r"^(?:who|what|when|where|is|has|was|did|how|which)\b", re.IGNORECASE)
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
NO_RANKING = (
    "I list and count tickets, but I do not rank or chart them. "
    "Ask for a count, for example `how many open tickets does Tom have`."
)
_KEYWORDS_MAX = 6
_FILTERS_MAX = 10
_ABOUT_TICKET = re.compile(
    r"\b(?:status|notes?|history|details|description|contact|who (?:called|wrote|opened|reported)"
    r"|what'?s new|whats new|latest|news|sla)\b",
    re.IGNORECASE,
)
_TICKET_WORDS = frozenset(
    "show open see view display pull bring read details detail info status notes note history "
    "description contact assigned owner "
    "owns working closed load tell look looking opened reported latest news whats linked current number "
    "again priority "
    "board queue resolved check handling handles whats whos hows whats whos hows asked wrote created company state".split(
        " "
    )
)
_OPENING_VERB = re.compile(r"^(?:open|show|see|view)\b", re.IGNORECASE)
_LISTS_TEXT = re.compile(
    r"^(?:show|find|list|search|look|get|give|gimme|pull|fetch|display|any|anything|check|are there"
    r"|is there|do we have|have we|tickets?|cases?|recent|let me see|need|i need)\b",
    re.IGNORECASE,
)


def looking(clause: str, s: Situation) -> list[Intent] | None:
    """The steps of a clause that asks for something to be looked up; None when it asks for nothing."""
    for recognise in (
        _more,
        _documents,
        _advice,
        _similar,
        _ranking,
        _company,
        _counting,
        _one_ticket,
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


def _documents(clause: str, s: Situation) -> list[Intent] | None:
    if not _DOCUMENTS.search(clause) or re.search(
        r"\b(?:tickets?|document (?:this|it|that))\b", clause, re.IGNORECASE
    ):
        return None
    masked = Masked(clause)
    company = names.take_company(masked, s.catalog)
    masked.pull_all(
        re.compile(
            r"\b(?:docs?|documents?|documentation|runbooks?|knowledge ?base|wiki|kb|manual|sop"
            r"|written down|check|our|say|says|exist)\b",
            re.IGNORECASE,
        )
    )
    text = free_text(masked) or clause
    return [Step("find_documents", {"text": text[:300]} | ({"company": company} if company else {}))]


def _advice(clause: str, s: Situation) -> list[Intent] | None:
    """Advice is looked up, in past tickets and documents; none is made up."""
    if not _ASKS_ADVICE.search(clause) or _TICKETS.search(clause):
        return None
    what = {"text": clause[:300]}
    return [Step("similar_tickets", what, "list"), Step("find_documents", what)]


def _similar(clause: str, s: Situation) -> list[Intent] | None:
    if not _SIMILAR.search(clause) or not (clause.rstrip().endswith("?") or _ASKS_FOR_SIMILAR.search(clause)):
        return None
    numbers = take_numbers(Masked(clause))
    masked = Masked(clause)
    masked.pull_all(_SIMILAR)
    company = names.take_company(masked, s.catalog)
    arguments: dict[str, Any] = {"company": company} if company else {}
    told = free_text(masked)
    if numbers:
        return [Step("similar_tickets", {"ticket": numbers[0]} | arguments, "list")]
    if told and len(told.split()) > 1:
        return [Step("similar_tickets", {"text": told} | arguments, "list")]
    if ticket := next(iter(tickets_meant(clause, s)), None):
        return [Step("similar_tickets", {"ticket": ticket} | arguments, "list")]
    if s.statements or told:
        return [Step("similar_tickets", {"text": (told or s.statements[0])[:500]} | arguments, "list")]
    return [Sentence("Similar to what? Write a ticket number, or describe the trouble in a few words.")]


def _ranking(clause: str, s: Situation) -> list[Intent] | None:
    if not (_RANKS.search(clause) and _TICKETS.search(clause)):
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
    return None if query.empty and not _TICKETS.search(clause) else [find_step(query, "count")]


def _company(clause: str, s: Situation) -> list[Intent] | None:
    if not _COMPANY_FACT.search(clause) or _TICKETS.search(clause):
        return None
    company = names.take_company(Masked(clause), s.catalog)
    return [Step("find_company", {"company": company}, "company")] if company else None


def _one_ticket(clause: str, s: Situation) -> list[Intent] | None:
    masked = Masked(clause)
    numbers = take_numbers(masked)
    rest = masked.rest.strip(" ?.!,:#")
    if numbers:
        pointed = "#" in clause or re.search(r"\bticket\b", clause, re.IGNORECASE) is not None
        other = set(telling_words(rest)) - _TICKET_WORDS
        if (_SHOW.search(clause) or len(rest.split()) <= 3) and (pointed or not other):
            return [Step("show_ticket", {"ticket": n}, "show") for n in numbers[:3]]
        return None
    if (
        s.ticket
        and len(clause.split()) <= 5
        and _ABOUT_TICKET.search(clause)
        and (_SHOW.search(clause) or clause.endswith("?"))
    ):
        return [Step("show_ticket", {"ticket": s.ticket}, "show")]
    bare_ordinal = re.fullmatch(
        r"(?:and |ok |so )?(?:show |open |see |view |details of |what about |more on "
        r"|read )?(?:me )?(?:the |that |this )?.*",
        clause,
        re.IGNORECASE,
    )
    meant = tickets_meant(clause, s, default=False)
    if not meant or not bare_ordinal:
        return None
    if ordinal(clause, len(s.shown)) is None and set(telling_words(clause)) - _TICKET_WORDS:
        return None
    about = read_query(_OPENING_VERB.sub("", clause), s.catalog, s.now, words=False)
    if (
        about.empty
        and (_SHOW.search(clause) or _ASKS_TICKET.search(clause) or len(clause.split()) <= 4)
        and not _plain_talk(clause)
    ):
        return [Step("show_ticket", {"ticket": meant[0]}, "show")]
    return None


def _plain_talk(clause: str) -> bool:
    """ "that worked", "it is fixed": a statement, not a wish to see the ticket."""
    looks = r"^(?:show|open|see|view|display|look|pull|bring|read|get|give|details|more|tell|the|that|this|what|who|when|which|and|number|no|status|is (?:it|that|this) (?:closed|open|assigned)|has (?:it|this|that) been)\b"
    return (
        re.search(looks, clause, re.IGNORECASE) is None
        or re.search(r"^(?:it|this|that|they)\s+(?!one|ticket)\w+", clause, re.IGNORECASE) is not None
    )


def _queue(clause: str, s: Situation) -> list[Intent] | None:
    if not _QUEUE.search(clause):
        return None
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
    if _TICKETS.search(clause) and not _is_statement(clause) and (asks or named or len(clause.split()) <= 5):
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
