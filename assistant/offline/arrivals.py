"""How something new comes into a session: outright, as an aside, through somebody, or seen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from assistant.offline.speakers import has_role, is_contact, is_person, speaks

Manner = Literal["says", "asks", "wants", "complains"]
Way = Literal["named", "aside", "told", "told_by_contact", "seen", "also", "owner", "stated"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """The matter starts at `start` of the sentence; `who`, if anybody, told it in words at `told_at`."""

    way: Way
    start: int
    who: str = ""
    told_at: int = 0
    manner: Manner = "says"


def arrivals(sentence: str) -> list[Arrival]:
    """The ways in which a sentence may bring something up; each marks where its matter may begin."""
    lead = LEAD_IN.match(sentence)
    start = lead.end() if lead else 0
    told = list(_told(sentence, start))
    way: Way | None = "named" if NAMED.search(sentence) else "aside" if ASIDE.search(sentence) else None
    if way:
        return [Arrival(way, start), *(replace(one, way=way) for one in told)]
    # What somebody says of a matter may also stand behind it: "…, Karen just told me".
    found = [*told, *(replace(one, start=start) for one in told[:1] if one.told_at > start)]
    by = _PER.search(sentence)
    if by:
        found.append(Arrival("told", start, by["who"], by.start()))
    seen = (pattern.search(sentence) for pattern in (_SEEN, _SEEN_AT))
    found.extend(Arrival("seen", one.end()) for one in seen if one)
    if _ALSO.search(sentence):
        found.append(Arrival("also", start))
    found.extend(Arrival("owner", start, who) for who in _owners(sentence, start))
    return found


def _owners(sentence: str, start: int) -> Iterator[str]:
    """Somebody who has a trouble of their own, by name or by role."""
    named = _OWNER.match(sentence, start)
    if named and is_person(named["who"]):
        yield named["who"]
    if _THEIRS.match(sentence, start):
        yield ""
    acting = _OWNER_BY_ROLE.match(sentence, start)
    if acting and is_person(acting["who"]) and has_role(acting["who"]):
        yield acting["who"]


def announces(sentence: str) -> bool:
    """Whether the sentence only says that somebody got in touch; the matter comes in the next one."""
    return _IN_TOUCH.search(sentence) is not None


def _any_of(*phrases: str) -> re.Pattern[str]:
    """A pattern of whole words for any of the phrases; each is a regular expression of its own."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)


NAMED = _any_of(
    "un-?related",
    "not (?:related|involved)",
    "nothing to do with",
    "separate(?:ly)?(?: (?:thing|issue|problem|matter|topic|ticket|case|one))?",
    "(?:its|their|an) own (?:ticket|case)",
    "(?:looked at|handled|tracked|treated|logged) (?:on its own|apart)",
    "(?:a |an |totally |completely |whole |entirely )*(?:different|other) "
    "(?:problem|issue|matter|thing|topic|story|caller|user|customer|client|site|ticket|subject|corner|front)",
    "for something (?:completely |totally )?different",
    "(?:another|additional|second|next|side|new|third) "
    "(?:thing|issue|problem|matter|topic|ticket|caller|case|complaint|request|item)",
    "(?:two|three|four|2|3|4|a few|some) (?:more|other)(?: \\w+)? (?:points?|things?|issues?|items?"
    "|problems?|requests?)",
    "(?:not for|outside(?: of)?|nothing for) this ticket",
    "(?:worth|needs?|make|deserves?|should be|want|as|for) (?:a|an extra|its own|another|an own|a "
    "separate) ticket",
    "(?:extra|own|separate|new|other) ticket",
    "noch was anderes",
    "another (?:one )?from (?:her|him|them|the)",
    r"^(?:and )?another(?: one)?:",
    r"^(?:next|new|2nd|second|item \d|nr\.? ?2)(?: one)?:",
    "^(?:a )?new one",
    r"(?:one|1) (?:more|other)(?: thing| issue| problem| item)?(?! (?:time|try|reboot|step|check|question"
    r"|round|day|hour|week|user|person))",
    "something else",
    "not part of (?:this|it|that)",
    "not about (?:this|that|the)",
    "on (?:another|a different) (?:note|topic|subject)",
    "side ?note",
    "different story",
    "(?:ganz )?was anderes",
    "another (?:user|customer|client|site|department|branch)",
    "andere[sn]? (?:thema|problem|sache)",
    "otra cosa",
    r"before (?:i|we) (?:get|come|go|start|begin) (?:to|with|on)",
    "otro (?:tema|problema)",
    "aparte",
)
"""Says outright that another issue follows."""

ASIDE = _any_of(
    "by the ?way",
    "btwy?",
    r"(?:(?<=^)|(?<=[:;,.–—(-] )|(?<=and )|(?<=but )|(?<=oh ))"
    r"while (?:i'?m|we'?re|i was|you'?re|we have you|i have you|(?:i['’]ve|i have|we['’]ve) got you"
    r"|talking to \w+)(?: (?:here|there|at it"
    r"|on ?site|on the phone|on the line))?",
    "on the same (?:call|visit|mail)",
    "(?:on the phone|on the line|in the same mail|same caller)",
    "(?:right )?before (?:i|we) (?:forget|hung up|left|leave|go)",
    "oh and",
    "oh,? also",
    "oh,",
    "oh -",
    r"p\.?s\.?",
    r"(?:just )?got (?:this|that|a (?:mail|call|text|message|note)|another)(?: (?:mail|call|text"
    r"|message))? from",
    r"(?:(?<=^)|i |almost |nearly )forgot(?: to (?:say|mention|add|write|note))?[:,]?",
    "for later:",
    "off.?topic",
    "besides",
    "on top of that",
    "aside from (?:this|that)",
    "in addition",
    "additionally",
    "heads.up",
    "fyi",
    "for (?:your|the) info",
    "in passing",
    "übrigens",
    "nebenbei",
    "por cierto",
    r"(?:at|in) (?:the|their) (?-i:[A-Z])\w+ (?:branch|site|office|house|store|location|plant|shop|clinic)",
)
"""Opens an aside."""

LEAD_IN = re.compile(
    r"^(?:(?:and|oh|ok|so|hey|y|und)[,\s]+)*(?:(?:also|aslo|plus|additionally|btwy?|by the ?way|separately"
    r"|besides|in addition|(?:completely |totally )?unrelated(?: to (?:this|that|the [\w ]{1,30}))?(?:,? "
    r"but)?"
    r"|on (?:another|a different) note|side ?note|before i forget|oh and|oh|something else|p\.?s\.?"
    r"|(?:a )?(?:completely )?different (?:matter|problem|issue|thing|caller|user|topic)(?: just now)?"
    r"|side (?:issue|problem|topic)|for something (?:completely )?different|on the same call|fyi|heads.up"
    r"|(?:and )?(?:one (?:more|other)|1 more|another|(?:a )?separate|(?:a )?second|(?:a )?new|next)"
    r"(?: (?:thing|issue|problem|matter|one|topic))?"
    r"(?: (?:there|here|from (?:the same (?:client|customer|site|user)|\w+)))?"
    r"|while (?:i'?m|we'?re|i was|you'?re) (?:here|there|at it|on ?site)|übrigens|nebenbei|por cierto"
    r"|außerdem"
    r"|además|otra cosa|ganz was anderes)(?!\w)[\s,:;–—.-]*)+",
    re.IGNORECASE,
)

_ALSO = re.compile(
    r"^(?:and\s+|but\s+)?(?:what(?:'s)?\s+)?(?:also|aslo|plus|additionally|außerdem|auch|también|además)\b"
    r"|^and\s+(?:(?:the|their|her|his|our|one|another|a)\s|[A-Z][\w'’-]*['’]s\b)"
    r"|\balso\s+(?:like|needs?|wants?|asks?|asked|has|have|reports?|reported|says|said|mention\w*"
    r"|complain\w*|gets?|can'?t|cannot|doesn'?t|won'?t)\b",
    re.IGNORECASE,
)

_FIRST = (
    r"(?:^|(?<=[,;:–—(] )|(?<= - )|(?<=\band )|(?<=\bbut )|(?<=\bthen )|(?<=\bso )|(?<=\bas )|(?<=\bwhile ))"
)
_CLAUSE = re.compile(_FIRST)
_GAP = (
    r"(?: (?:also|just|then|now|again|later|meanwhile|additionally|already|in passing|quickly|only|even"
    r"|actually"
    r"|would|did|has|had|have|was|is|were|are|be|being|here|there|in between|on the way out|while leaving"
    r"|today))*"
)
_TO_ME = r"(?: (?:to )?(?:me|us)\b)?"
_IN = (
    r"(?: (?:in|on|over|via|by|at|about) (?:the )?(?:teams|chat|slack|mail|e-?mail|phone|passing"
    r"|hall|way out|door|line))?"
)
_SAYS = (
    r"(?:\w+ed|\w+[^s\W]s|caught|told|got|sent|gave|brought|stood|ran|met|hit) (?:me|us)(?: (?:down|over"
    r"|aside|in|up|back|a \w+"
    r"|on (?:the|my) way(?: out)?))?|reckons?|reckoned|figures|moans|swears that|insists|insisted"
    r"|explains that|lists|has "
    r"(?:two|one|three|a few)"
    r" (?:more )?for (?:us|me)"
    r"|(?:came|comes|walks|walked|runs|ran|stood|stands|is(?= (?:at my|here|in the door|by my))|turned"
    r"|turns|shows|showed|pokes|sticks|popped|pops|drops|dropped|sits"
    r"|sat|hangs|dialed|rings) (?:down|over|in|up|by|at|to|here|his|her|out|next"
    r"|from)\b[^,:;.]{0,40}(?=[,:;])"
    r"|tell (?:me|us)|say|mention|complain|write|report that|have been saying|heard|hears|dials|messages "
    r"(?:me|us)"
    r"|says|said|sez|saying|told|tells|telling|mentions|mentioned|adds that|added that|reported|reporting"
    r"|claims(?= (?:that|his|her|their|the))|claimed|notes that"
    r"|noticed|notices|spotted|found out|discovered|points out|pointed out|brings (?:up|me)|brought (?:up|me)"
    r"|rang|phoned|called in|called about|called|calls? (?:me|us|in)|texts|texted|messaged|pinged|pings"
    r"|wrote|writes|emailed|e-?mailed|mailed"
    r"|emails|forwarded|forwards|flagged|flags|admits|admitted|confessed|confesses|lets? slip|goes(?=[,:])"
    r"|stopped me|stops me|stopped by|grabbed|grabs|caught me|catches me|collared|cornered|waved|waves me"
    r"|waved me|walks in"
    r"|walked in|walks up|walked up|came (?:in|by|over|up)|comes (?:in|by|over|up)|popped (?:in|by)|pops "
    r"in|drops in|dropped by"
    r"|showed me|shows me|handed me|hands me|sent (?:me|us|a)|sends (?:me|us|a)|chimes in|shouts|shouted"
    r"|yells|whispered"
    r"|remembered|remarked|informs|informed|let me know|lets me know|left (?:a|me a) (?:note|voicemail"
    r"|message|sticky)"
    r"|reports(?= (?:that|a|an|the|no|nobody|his|her|their|our|all|two|three|every|since|\w+['’]s)\b)"
    r"|pulled me|pulls me|got me|tapped me|leans over|leaned over|slipped me|opened up"
    r"|sagt|sagte|meldet|meldete|schreibt|schrieb|erzählt|erwähnt|erwähnte|meint|rief an|ruft an|berichtet"
    r"|dice|dijo|comenta|comentó|avisa|avisó|menciona|mencionó|llamó|escribió|me cuenta"
)
_COMPLAINS = (
    r"complain\w*|moans|moaned|grumbl\w+|gripes|griped|swears|cries|struggles with|(?:reports|has|have"
    r"|had) (?:trouble|problems)"
    r"|beschwert sich|klagt|se queja"
)
_ASKS = (
    r"ask|want|need|hope|would be (?:glad|happy|grateful|nice)|asks|asked|asking|wants|wanted|wonders"
    r"|wondered|wondering|would (?:also )?(?:like|love|appreciate|need|prefer)|['’]d like"
    r"|needs|needed|requests|requested|begs|begged|hopes|wishes|is after|is looking for|expects|enquired"
    r"|inquired"
    r"|fragt|fragte|möchte|braucht|bittet|hätte gern\w*|wünscht sich"
    r"|pregunta|preguntó|quiere|pide|pidió|necesita"
)
_WHO = r"(?P<who>[^\s,;:!?()\"“”]+(?: [^\s,;:!?()\"“”]+){0,7}?)(?P<aside> ?\([^)]{0,60}\)|,[^,]{3,40},)?"
_TELLS = re.compile(
    rf"{_WHO}{_GAP}(?:\s|(?=['’]))(?:(?P<asks>{_ASKS})|(?P<complains>{_COMPLAINS})|(?P<says>{_SAYS}))"
    r"(?![\w'’])",
    re.IGNORECASE,
)
_AFTER_VERB = re.compile(
    rf"{_TO_ME}(?: by the sleeve| a (?:photo|picture|text|note|message)| (?:one|this)(?= from)| on my way out"
    rf"| (?:on|in) (?:the|my) (?:way out|hall\w*|corridor|stairs?|parking lot|elevator|lift))?{_IN}"
    r"[\s,:;–—-]*(?:(?:that|dass|que|if|whether|ob|si|about|to say)\b(?! (?:is|was)\b)\s*)?[\s,:;–—\"“'-]*",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    rf"{_FIRST}(?:according to|laut|según) (?P<who>(?:the |her |his |their )?[\w’'.-]+(?: (?-i:[A-Z])\w+| "
    rf"desk| office| manager)?)\W+",
    re.IGNORECASE,
)
_ON_LINE = re.compile(
    r"^(?P<who>[^,;:!?]{2,60}?) is (?:on|at|standing at|back on) (?:the|my) (?:other )?(?:line|phone|door"
    r"|desk)\W+",
    re.IGNORECASE,
)
_FROM_WHOM = re.compile(
    r"\b(?:texts?|calls?|mail|e-?mail|message|note|voicemail|ping|word|one|thing|question|complaint|heard"
    r"|hear|request|post-?it|sticky|letter|sms|whatsapp|chat|slack|ticket) from (?P<who>[^,:;]{2,60}?)"
    r"(?: in the meantime)?(?: just now)?(?:, pasting)?\s?[,:]\s*[\"“]?|\bfrom "
    r"(?P<whose>[\w.’' ]{2,30}?)['’]s? mail\s?[,:]\s*[\"“]?",
    re.IGNORECASE,
)
_PER = re.compile(
    r"[,(–—-] ?(?:per|says|said|according to|as told by|reported by|via) (?P<who>[A-ZÀ-Þ]\w+)\W*$"
)
_QUOTED = re.compile(
    r"^(?:and |then |and then )?(?P<who>[^\s,;:!?\"“”/]+(?: [^\s,;:!?\"“”]+){0,9}?)\s?:\s+[\"“]?(?=\w)",
    re.IGNORECASE,
)
_SEEN = _any_of(
    "(?:i |we |just |also |i just |have )?(?:noticed|spotted)(?: (?:on|in|at|while|when) (?:(?! that "
    ")[^,:;]){2,50}(?:[,:;]|(?= that)))?(?: that)?",
    "^(?:i |just |and )?(?:saw|seen)(?: (?:in|on|at) [^,:;]{2,40}?)?(?: that)?",
    "(?:ran into|came across|stumbled (?:on|over|upon|across)|happened to (?:see|notice)|(?:just|also) "
    "(?:saw|seen)(?: that)?"
    "|caught my eye|fell over)",
    "(?:now |there )?i (?:can |also |just )?(?:see|saw)(?: that)?(?=.*\\w)",
    "^(?:and |also |but )?there(?:['’]s| is| are) (?=(?:an?|two|three|some) )",
    "sat down at \\w+(?:['’]s)? desk",
    "ich sehe(?: gerade)?(?:, dass)?",
    "mir ist aufgefallen(?:, dass)?",
    "vi que",
)
_SEEN_AT = _any_of(
    "(?:went into|walked (?:past|into|by)|walking (?:past|by)|passing|passed|looking (?:at|through|into"
    "|over)|reading|reviewing|browsing|scrolling|going through|sitting at)"
    r"\b[^,:;]{2,60}?(?:,|:| and)(?: (?:there(?:'s| is| are)|i (?:see|saw)|it says))?",
)
_TROUBLED = (
    r"(?:also |still |now |just )?(?:can['’]?t|cannot|has|have|hasn['’]?t|haven['’]?t|had|gets?|got|keeps?"
    r"|lost|doesn['’]?t|don['’]?t|never"
    r"|clicked|fell for|gave out|is (?:locked|unable|stuck|missing|getting|seeing|being|not)"
    r"|are (?:getting|seeing|locked|not)|sees"
    r"|see|receives?)"
)
_OWNER = re.compile(
    r"(?P<who>(?:Dr\.?\s|Mrs?\.?\s|Ms\.?\s|(?!(?:the|a|an|in|on|with|when|and|if|as|at|for"
    r"|to)\s)[a-z]{3,14}\s)?[A-ZÀ-Þ][\wà-þ-]+(?: [A-ZÀ-Þ][\wà-þ-]+)?"
    r"|[a-zà-þ]{3,12}(?=['’]s\b)|[a-zà-þ]{3,12}(?= (?:can['’]?t|cannot) ))"
    rf"(?:['’]s?\s|\s(?:(?:from|in|at|over in) [\w &]{{2,30}}? )?{_TROUBLED}\b)"
)
_THEIRS = re.compile(r"their (?:(?:own|other|new|old) )?(?=\w)", re.IGNORECASE)
_OWNER_BY_ROLE = re.compile(
    rf"(?P<who>[^\s,;:!?()\"]+(?: [^\s,;:!?()\"]+){{0,5}}?) {_TROUBLED}\b",
    re.IGNORECASE,
)
_IN_TOUCH = re.compile(
    r"\b(?:called|rang|phoned|texted|wrote|messaged|pinged|stopped by|walked in|walks in|came (?:by|over|in)"
    r"|on the (?:other )?line|voicemail|got (?:to )?talking|caught me|stopped me|grabbed me|cornered me"
    r"|in the meantime|is here|waved)\b[^.!?]{0,40}[.!?]?$|:$",
    re.IGNORECASE,
)
_PASSES_ON = re.compile(r"ask|wonder|inquir|enquir|frag|pregunt", re.IGNORECASE)
_WHEN = re.compile(
    r"^(?:(?:meanwhile|then|now|today|later|also|and|so|but|just|btwy?|in between|afterwards|plus"
    r"|yesterday|this morning"
    r"|right after|by then|y|und)[,\s]+)+(?=\S)",
    re.IGNORECASE,
)


def _told(sentence: str, start: int) -> Iterator[Arrival]:
    """Every clause in which a person says, asks or complains."""
    for pattern in (_ACCORDING, _ON_LINE, _FROM_WHOM):
        found = pattern.search(sentence)
        who = next(filter(None, found.groups())) if found else ""
        if found and is_person(who):
            yield _told_by(who, found.end(), found.start())
    for at in _clause_starts(sentence, start):
        found = _TELLS.match(sentence, at)
        who = _WHEN.sub("", found["who"]) if found else ""
        if found and is_person(who):
            one = _told_by(who, _matter(sentence, found), at)
            yield replace(one, manner=_manner(found))
    quoted = _QUOTED.match(sentence, start)
    if quoted and speaks(_WHEN.sub("", quoted["who"])):
        yield _told_by(quoted["who"], quoted.end(), start)


def _clause_starts(sentence: str, start: int) -> list[int]:
    return [start, *(found.start() for found in _CLAUSE.finditer(sentence) if found.start() > start)]


def _matter(sentence: str, tells: re.Match[str]) -> int:
    """Where the matter begins: behind "says that", but with the person when it is a wish of theirs."""
    if _manner(tells) == "wants" and not _PASSES_ON.match(tells["asks"]):
        return tells.start("who")
    behind = _AFTER_VERB.match(sentence, tells.end())
    return behind.end() if behind else tells.end()


def _manner(tells: re.Match[str]) -> Manner:
    if tells["complains"]:
        return "complains"
    behind = tells.string[tells.end() :]
    if not tells["asks"]:
        return "complains" if re.match(r"(?: me| us)? (?:about|over|because of|wegen) ", behind) else "says"
    asked_for = re.match(r" (?:us |me )?for\b", behind)
    return "asks" if _PASSES_ON.match(tells["asks"]) and not asked_for else "wants"


def _told_by(who: str, start: int, told_at: int) -> Arrival:
    return Arrival("told_by_contact" if is_contact(who) else "told", start, who, told_at)
