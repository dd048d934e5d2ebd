"""What an engineer said in a session, sentence by sentence, sorted by what it is for a note.

Nothing is reworded: a sentence is kept as typed, with its first letter and full stop set. That is how an
offline draft can promise that it invents nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tools.words import content_words

MAX_SENTENCE_CHARACTERS = 400


class Part(StrEnum):
    """The place of a sentence in a note."""

    ISSUE = "issue"
    SEEN = "seen"
    STEP = "step"
    CAUSE = "cause"
    FIX = "fix"
    NEXT = "next"
    SEPARATE = "separate"
    TALK = "talk"


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a turn and its part."""

    turn: int
    text: str
    part: Part


_BREAK = re.compile(r"(?<=[.!?;])[\"')\]]*\s+(?=\S)|\n+|\s+[–—]\s+(?=(?:then|also|now)\b)")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|approx|ca|vs|no|nr|dr|mr|mrs|ms|st|inc|ltd|co|corp)\.$", re.I)
_LEAD = re.compile(
    r"^(?:[-*•>]+\s*|\d+[.)]\s+|(?:ok(?:ay)?|so|well|right|alright|hm+|yep|yes|yeah|no|and|then"
    r"|update|fyi|now|hi|hello|hey)"
    r"(?:\s*[,:.–-]+\s+|\s+(?=(?:so|then|now|i|we|the|it)\b)))+",
    re.I,
)

_ASK = re.compile(
    r"^(?:(?:can|could|would|will|should|do|does|did|is|are|was|were|has|have)\s+(?:you|we|i|it"
    r"|there|they|that|this)\b"
    r"|(?:what|which|who|whose|where|when|why|how)\b|please\b|pls\b|any(?:thing)? (?:open|similar|other)\b"
    r"|help\b|thanks?\b|thank you\b|thx\b|cheers\b|good (?:morning|evening|afternoon)\b|hi$"
    r"|hello$|hey$|ok(?:ay)?$)",
    re.I,
)
_ORDER = re.compile(
    r"^(?:let'?s |now |and |also |then |just |ok |okay )?(?:find|show|list|search|look\s?up|get"
    r"|give|pull up|link|unlink|draft|write"
    r"|post|summari[sz]e|dismiss|confirm|open up|spin\s?off|remind|tell|go ahead|assign|reassign|escalate)\b"
    r"(?!\s+(?:is|are|was|were|returns?|shows?|works?|worked|stays?|went|came|lights?|buttons?"
    r"|index\w*|pages?|results?|views?"
    r"|down|up|flap\w*|office|again)\b)",
    re.I,
)
_TIME_ORDER = re.compile(
    r"^(?:please |and |also |then |just )?(?:log|book|record|enter)\s+(?:(?:my|the|some|me)\s+)*(?:time\b"
    r"|working time\b|\d+(?:[.,:]\d+)?\s*(?:h|hrs?|hours?|m|mins?|minutes?)\b|(?:half )?an? hour\b)",
    re.IGNORECASE,
)
_DESK_ORDER = re.compile(
    r"^(?:let'?s |now |and |also |then |just |ok |okay )?(?:create|make|open|log|raise|start"
    r"|new|add|set|close|put|move|change|update|mark|"
    r"bump|call)\b.{0,40}\b(?:ticket|case|draft|proposal|note|status|priority|prio|board|queue"
    r"|card|spin-?off|it to|it as|to me"
    r"|high|medium|low|p\d|#\d+|\d{4,})\b",
    re.I,
)

_FIX = re.compile(
    r"\b(?:fixed|resolved|solved|sorted|works? (?:again|now|fine)|working (?:again|now|fine)|is "
    r"back|are back|back (?:up|online|to normal)"
    r"|that did it|did the trick|no longer|all good|confirmed (?:working|ok|fixed)"
    r"|successful(?:ly)?|can (?:print|log ?in|connect|send|open)"
    r"[^.]*\b(?:now|again)|up and running|cleared up|healthy again|completed|restored)\b",
    re.I,
)
_NOT_FIX = re.compile(
    r"\b(?:not|n't|never|isn't|hasn't|still|yet to|until|unless|if|should be|to be|didn't"
    r"|without)\b[^,;]{0,30}\b(?:fixed|resolved"
    r"|solved|sorted|work(?:s|ing)?|back|good|completed|restored)|no (?:change|luck|difference|effect)\b",
    re.I,
)
_CAUSE = re.compile(
    r"\b(?:root cause|caused by|the cause|turn(?:s|ed) out|because|due to|culprit|reason (?:is"
    r"|was)|was down to|comes? from"
    r"|the (?:issue|problem|fault) (?:is|was)|explains)\b",
    re.I,
)
_NEXT = re.compile(
    r"\b(?:will|going to|gonna|need(?:s)? to|have to|has to|must|to do|todo|next|tomorrow|later "
    r"(?:today|this)|tonight|waiting (?:for|on)"
    r"|follow[- ]?up|call(?:ing)? back|schedul\w+|pending|rma|monitor (?:it|this|over|for)|keep "
    r"an eye|order(?:ed|ing)? (?:a|the|new)"
    r"|(?:on|by|until) (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.I,
)
_PAST = (
    r"restarted|rebooted|checked|ran|cleared|replaced|tried|flushed|updated|upgraded|changed"
    r"|moved|pinged|tested|verified|reinstalled"
    r"|installed|uninstalled|removed|added|disabled|enabled|reset|rebuilt|recreated|reconnected"
    r"|disconnected|unplugged|plugged|swapped"
    r"|rolled back|reverted|renewed|released|rejoined|joined|unlocked|locked|deleted|created"
    r"|configured|reconfigured|set|turned|switched"
    r"|stopped|started|killed|ended|opened|closed|looked|found|confirmed|compared|captured"
    r"|traced|traceroute\w*|scanned|logged|called"
    r"|emailed|mailed|asked|walked|remoted|connected|copied|restored|repaired|formatted"
    r"|extended|expanded|freed|increased|decreased"
    r"|lowered|raised|whitelisted|blocked|allowed|quarantined|revoked|rotated|re-?enrolled"
    r"|enrolled|synced|re-?synced|forced|pushed"
    r"|applied|patched|failed over|power[- ]?cycled|re-?seated|re-?mapped|mapped|re-?added"
    r"|re-?imaged|re-?created|re-?ran|re-?started"
    r"|re-?issued|exported|imported|downloaded|uploaded|bypassed|bounced|cleaned|adjusted"
    r"|corrected|assigned|granted|purged|emptied"
    r"|migrated|escalated|did|made|went|took|put|got|gave|used|seen|saw|noticed|measured"
    r"|updating|redid|re-?paired|paired|pulled"
    r"|reviewed|excluded|isolated|logged (?:in|on|off|out)|signed|shut|booted|told|sent|spoke"
    r"|talked|asked|requested|drained|hard[- ]reset"
)
_STEP = re.compile(
    rf"^(?:(?:i|we|i've|we've|i have|we have|have|just|already|then|also|first|next|after that"
    rf"|finally|so i|so we|and|now|to be sure)"
    rf"[, ]+)*(?:{_PAST})\b|\b(?:i|we|i've|we've)(?: (?:have|also|then|just|already|now))* (?:{_PAST})\b"
    rf"|^(?:had|asked|let) (?:the )?(?:user|customer|client|her|him|them|\w+) |\btried (?:to|a"
    rf"|the|another|\w+ing)\b",
    re.I,
)
_SYMPTOM = re.compile(
    r"\b(?:can(?:'t|not| not)|won't|doesn't|don't|isn't|aren't|unable|fails?|failing|failed"
    r"|error|down|offline|slow|stuck|broken|crash\w*|"
    r"missing|lost|drop(?:s|ping|ped)?|not (?:\w+ing|able|resolving|loading|available)|no "
    r"(?:internet|access|connection|signal|sound|power)"
    r"|locked out|timeout|times? out|timing out|unreachable|expired|full|freez\w+|hang\w*"
    r"|prompt\w*|complain\w*|report\w*|getting)\b",
    re.I,
)
_SMALL_TALK = re.compile(
    r"\b(?:coffee|espresso|lunch|breakfast|dinner|burrito|pizza|sandwich|snacks?|cakes?|popcorn|donuts?"
    r"|beers?"
    r"|weather|raining|pouring|snowing|traffic|parking lot|hold music|elevator|weekend|vacation|holiday"
    r"|birthday"
    r"|football|webinar|don't let me forget)\b",
    re.I,
)
_ASIDE = re.compile(
    r"^(?:lol|haha|ugh|argh|damn|great|nice|cool|perfect|awesome|done|yes|no|yep|nope|sure|ok(?:ay)?)\W*$",
    re.I,
)


def sentences(text: str) -> list[str]:
    """The sentences of a message, each cleaned of list marks and filler in front."""
    pieces: list[str] = []
    for piece in _BREAK.split(text):
        if pieces and _ABBREVIATION.search(pieces[-1]):
            pieces[-1] = f"{pieces[-1]} {piece}"
        else:
            pieces.append(piece)
    cleaned = (_LEAD.sub("", " ".join(piece.split())).strip(" ,;") for piece in pieces)
    return [piece for piece in cleaned if any(c.isalnum() for c in piece)]


def sort_session(messages: Iterable[tuple[int, str]], separate: Sequence[str] = ()) -> list[Said]:
    """Every sentence the engineer typed, in order, with its part.

    Args:
        messages: (turn number, text) of the person's own messages only.
        separate: Hints of second issues; sentences about them are marked as separate.
    """
    hints = [words for hint in separate if (words := set(content_words(hint)))]
    said: list[Said] = []
    for turn, text in messages:
        said.extend(Said(turn, sentence, _part(sentence, hints)) for sentence in sentences(text))
    return _with_issue(said)


def as_sentence(text: str) -> str:
    """The words as typed, with a capital in front and a full stop behind, shortened if very long."""
    text = text.strip()
    if len(text) > MAX_SENTENCE_CHARACTERS:
        text = text[:MAX_SENTENCE_CHARACTERS].rsplit(" ", 1)[0] + " …"
    first = text.split(" ", 1)[0]
    if first.islower() and first.isalpha():
        text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?…:)" else text.rstrip(" ;,") + "."


def _part(sentence: str, hints: Sequence[set[str]]) -> Part:
    words = set(content_words(sentence))
    if any(len(words & hint) >= max(2, 0.6 * len(hint)) for hint in hints):
        return Part.SEPARATE
    if _is_talk(sentence):
        return Part.TALK
    if _CAUSE.search(sentence):
        return Part.CAUSE
    if _FIX.search(sentence) and not _NOT_FIX.search(sentence):
        return Part.FIX
    if _STEP.search(sentence):
        return Part.STEP
    if _NEXT.search(sentence):
        return Part.NEXT
    return Part.SEEN


def _is_talk(sentence: str) -> bool:
    """Said to the assistant or by the way, not about the fault."""
    if sentence.endswith("?") or _ASIDE.match(sentence):
        return True
    if _SMALL_TALK.search(sentence) and not (_SYMPTOM.search(sentence) or _STEP.search(sentence)):
        return True
    if _TIME_ORDER.match(sentence):
        return True
    if _STEP.match(sentence) and not _DESK_ORDER.match(sentence):
        return False
    if re.fullmatch(r"/\w+.*|#?\d{3,}|[pP]\d{1,3}", sentence):
        return True
    return bool(_ASK.match(sentence) or _ORDER.match(sentence) or _DESK_ORDER.match(sentence))


def _with_issue(said: list[Said]) -> list[Said]:
    """The first symptom is the issue itself, unless a step came before it."""
    for i, item in enumerate(said):
        if item.part in (Part.STEP, Part.FIX):
            break
        if item.part in (Part.SEEN, Part.CAUSE) and _SYMPTOM.search(item.text):
            said[i] = Said(item.turn, item.text, Part.ISSUE)
            break
    return said
