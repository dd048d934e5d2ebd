"""Clauses that ask for one thing: a ticket, similar ones, a company's facts, a document, advice."""

import re
from typing import Any

from assistant.offline import names
from assistant.offline.intents import Intent, Sentence, Situation, Step
from assistant.offline.masked import Masked
from assistant.offline.query import free_text, read_query, take_numbers
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
_ASKS_TICKET = re.compile(r"^(?:who|what|when|where|is|has|was|did|how|which)\b", re.IGNORECASE)
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
    "board queue resolved check handling handles asked wrote created company state".split(" ")
)
_OPENING_VERB = re.compile(r"^(?:open|show|see|view)\b", re.IGNORECASE)
_SHOW = re.compile(
    r"^(?:show|open|see|view|display|look at|look into|pull up|bring up|read|get|give me|load|go to"
    r"|details?|info|what'?s|what is|whats|what about|tell me|tell me (?:more )?about|who|where|when|is"
    r"|has|was|did|check|status|more on|more about|and)\b",
    re.IGNORECASE,
)
TICKETS = re.compile(
    r"\b(?:tickets?|cases?|queue|incidents?|requests?|issues|ones|criticals|highs|lows|backlog)\b",
    re.IGNORECASE,
)


def documents(clause: str, s: Situation) -> list[Intent] | None:
    """Documents that hold the words, of the company that is named."""
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


def advice(clause: str, s: Situation) -> list[Intent] | None:
    """Advice is looked up, in past tickets and documents; none is made up."""
    if not _ASKS_ADVICE.search(clause) or TICKETS.search(clause):
        return None
    what = {"text": clause[:300]}
    return [Step("similar_tickets", what, "list"), Step("find_documents", what)]


def similar(clause: str, s: Situation) -> list[Intent] | None:
    """Tickets like a ticket, or like what was told."""
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


def company(clause: str, s: Situation) -> list[Intent] | None:
    """Facts about a company."""
    if not _COMPANY_FACT.search(clause) or TICKETS.search(clause):
        return None
    company = names.take_company(Masked(clause), s.catalog)
    return [Step("find_company", {"company": company}, "company")] if company else None


def one_ticket(clause: str, s: Situation) -> list[Intent] | None:
    """One ticket in full: by number, by its place in the list, or the one spoken of."""
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
    looks = (
        r"^(?:show|open|see|view|display|look|pull|bring|read|get|give|details|more|tell|the|that|this|what"
        r"|who|when|which|and|number|no|status|is (?:it|that|this) (?:closed|open|assigned)"
        r"|has (?:it|this|that) been)\b"
    )
    return (
        re.search(looks, clause, re.IGNORECASE) is None
        or re.search(r"^(?:it|this|that|they)\s+(?!one|ticket)\w+", clause, re.IGNORECASE) is not None
    )
