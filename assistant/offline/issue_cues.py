"""The words by which people mark a second issue, and those by which they show that something is none."""

import re


def _any_of(*phrases: str) -> re.Pattern[str]:
    """A pattern of whole words for any of the phrases; each is a regular expression of its own."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)


NAMED = _any_of(
    "un-?related",
    "not related",
    "nothing to do with (?:this|it|that)",
    "separate(?:ly)?(?: (?:thing|issue|problem|matter|topic|ticket|case|one))?",
    "(?:its|their|an) own (?:ticket|case)",
    "on its own",
    "(?:a |totally |completely |whole )*different "
    "(?:problem|issue|matter|thing|topic|story|caller|user|customer|client|site|ticket)",
    "(?:another|additional|second|next|other|side|new) "
    "(?:thing|issue|problem|matter|topic|ticket|caller|case|complaint)",
    "another (?:one )?from (?:her|him|them|the)",
    "^(?:a )?new one",
    r"one (?:more|other)(?: thing| issue| problem)?(?! (?:time|try|reboot|step|check|question|round|day"
    r"|hour|week|user|person))",
    "something else",
    "not part of (?:this|it|that)",
    "on (?:another|a different) (?:note|topic|subject)",
    "side ?note",
)
"""Says outright that another issue follows: what is named next needs no symptom."""

ASIDE = _any_of(
    "by the way",
    "btw",
    r"while (?:i'?m|we'?re|i was|you'?re|we have you|talking to \w+)(?: (?:here|there|at it|on ?site"
    r"|on the phone))?",
    "before i forget",
    "oh and",
    "oh,? also",
    "oh,",
    "oh -",
    r"p\.?s\.?",
    r"(?:just )?got (?:this|that|a (?:mail|call|text|message|note)|another)(?: (?:mail|call|text"
    r"|message))? from",
    "besides",
    "on top of that",
    "aside from (?:this|that)",
    "in addition",
    "additionally",
    "heads.up",
    "fyi",
    "for (?:your|the) (?:info|record)",
    "in passing",
    "another complaint",
)
"""Opens an aside: what follows is a second issue when it tells of trouble or a wish."""

ALSO = re.compile(
    r"^(?:and\s+|but\s+)?(?:what(?:'s)?\s+)?(?:also|aslo|plus|additionally)\b"
    r"|^and\s+(?:(?:the|their|her|his|our|one|another|a)\s|[A-Z][\w'’-]*['’]s\b)"
    r"|\balso\s+(?:like|needs?|wants?|asks?|asked|has|have|reports?|reported|says|said|mention\w*"
    r"|complain\w*|gets?|can'?t|cannot"
    r"|doesn'?t|won'?t)\b",
    re.IGNORECASE,
)
SOMEBODY_HAS = re.compile(
    r"^(?:they|he|she)\s+(?:have|has|had|needs?|wants?|gets?|got|asks?|asked|can'?t)\b", re.IGNORECASE
)

REPORTED = _any_of(
    r"(?:told me|tells me|says|said|say|mention(?:s|ed)|complain(?:s|ed)|asks (?:why|about)|reports?"
    r"|reported)",
    "called in",
    "just called",
    "called about",
    "rang",
    "texted",
    "(?:text|call|mail) from",
    "noticed",
    "found out",
    "heard from",
    "stopped me",
    "spotted",
    "would (?:also )?like",
    "pointed out",
)
SOMEBODY_ELSE = _any_of(
    "(?:her|his|their|a|another|the other) "
    "(?:colleague|coworker|co-worker|boss|assistant|user|partner|neighbou?r)",
    "(?:someone|somebody) (?:else|from|in|at)",
    "the (?:owner|manager|office manager|receptionist|director|principal|pastor)",
)
NEW_PERSON = re.compile(r"^(?:Dr\.?\s+|Mrs?\.?\s+|Ms\.?\s+)?(?P<name>[A-Z][a-zé'’-]+)\b")
OWN_ONSET = _any_of(
    r"since (?:yesterday|today|this morning|last \w+|monday|tuesday|wednesday|thursday|friday"
    r"|the weekend|noon|lunch|\d\S*|the \d\S*)",
    "for (?:days|weeks|hours|a (?:week|month|while|few days)|two \\w+|three \\w+)",
    "(?:every|each) (?:morning|day|night|hour)",
    "this morning",
    "last (?:night|week)",
)

NO_ISSUE = _any_of(
    "lol",
    "haha+",
    "hehe",
    "rofl",
    "(?:just )?kidding",
    "joke",
    "already (?:a|has|have|in|got|being|fixed|sorted|solved|on it)",
    "there is (?:already )?a ticket",
    "(?:in|has) (?:a|another) ticket",
    "another ticket with",
    "has it",
    "sorted",
    "solved",
    "resolved",
    "fixed",
    "fine",
    "(?:works?|working) (?:now|again)",
    "(?:is|are) back",
    "plugged (?:it )?(?:back )?in",
    "turns? out",
    "because",
    "caused? by",
    "due to",
    "is why",
    "that'?s why",
    "the reason",
    "root cause",
    "explains?",
    "(?:could|may) be",
    "maybe",
    "might",
    "perhaps",
    "possibly",
    "probably",
    "suspect",
    "i think it'?s",
    "guess",
    "last (?:year|month|quarter)",
    "(?:years?|months?) ago",
    "back (?:then|in)",
    "used to",
    "in the past",
    "at the time",
    "previously",
    "next (?:year|month|quarter)",
    "in the (?:summer|autumn|fall|winter|spring)",
    "plan(?:s|ning)? to",
    "some ?day",
    "sales knows",
    "thanks",
    "thank you",
    "weather",
    "raining",
    "lunch break",
    "(?:was|were) (?:just|only|simply)",
    "same (?:cause|reason|root|switch|outage)",
    "(?:is|are|was|were) (?:known|on purpose|intended|expected|normal|planned)",
    "^(?:btw[, ]+|by the way[, ]+)?our (?:own )?(?:portal|rmm|psa|tools?|ticket(?:ing)? "
    "system|monitoring|office|vpn|dashboard)",
    "(?:vendor|isp|carrier|error|log|message|support|event|status page|monitoring) (?:also "
    ")?(?:says|said|reports|reported)",
)
"""Jokes, things solved or known already, causes, guesses, history, wishes for some day."""

SAME_AGAIN = _any_of(
    "too",
    "either",
    "as well",
    "(?:the )?same "
    "(?:account|problem|issue|error|thing|symptoms?|message|behaviou?r|result|for|here|there|trouble)",
    r"(?:the )?same(?=\W*$)",
)
"""More of the same issue, unless it is said outright to be another one."""

STEP = re.compile(
    r"^(?:(?:so|then|and|now|also|aslo|next|btw|while i was there)[,\s]+)*"
    r"(?:i(?:'ve| have|'m| also)?\s+|we(?:'ve| have| will)?\s+|just\s+)?(?:also\s+)?"
    r"(?:tried|ran|restarted|rebooted|reset|swapped|cleared|checked|tested|moved|replaced|disabled"
    r"|enabled|updated"
    r"|upgraded|removed|re-?added|rebuilt|reinstalled|installed|set|changed|flushed|pulled|cleaned"
    r"|unplugged|plugged"
    r"|raised|turned|killed|added|joined|pinged|mapped|need(?:s|ed)?\sto\s(?:move|check|test|do)"
    r"|have\sto|going\sto|will"
    r"|seeing|fixed|opened|told|sent|walked|walking|restored|extended)\b",
    re.IGNORECASE,
)
ORDER = re.compile(
    r"^(?:(?:and|also|aslo|then|now|please|pls|can you|could you)[,\s]+)*"
    r"(?:show|find|list|search|open (?:a|the|ticket)|create|log|make|assign|close|set|check (?:if"
    r"|whether|the)|link"
    r"|draft|write|give me|(?:what|which|how many)(?=.*\?)|look up|does anyone|do we)\b",
    re.IGNORECASE,
)
POINTS_BACK = re.compile(
    r"^(?:(?:and|so|but|then|now)\s+)*(?:it|that|this|these|they|he|she|now|error|fails?)\b"
    r"(?!\s+(?:also\s+)?(?:says|said|mention|complain|reports|reported|asks|asked|needs|wants|would))",
    re.IGNORECASE,
)
WIDE_CAUSE = _any_of(
    "power (?:cut|outage|failure|loss)",
    "outage",
    "flood",
    "lightning",
    "fire",
    "(?:whole|entire) (?:site|office|building)",
    "everything",
    "site down",
    "no internet",
)
LEAD_IN = re.compile(
    r"^(?:(?:and|oh|ok|so|hey)[,\s]+)*(?:(?:also|aslo|plus|additionally|btw|by the way|separately"
    r"|besides|in addition"
    r"|(?:completely |totally )?unrelated(?: to this)?(?:,? but)?|on (?:another|a different) note|side ?note"
    r"|before i forget|oh and|oh|something else|p\.?s\.?"
    r"|(?:a )?different (?:matter|problem|issue|thing|caller|user|topic)(?: just now)?|side (?:issue"
    r"|problem|topic)"
    r"|(?:and )?(?:one (?:more|other)|another|(?:a )?separate|(?:a )?second|(?:a )?new|next)(?: (?:thing"
    r"|issue|problem|matter|one|topic))?"
    r"(?: (?:there|here|from (?:the same (?:client|customer|site|user)|\w+)))?"
    r"|while (?:i'?m|we'?re|i was|you'?re) (?:here|there|at it|on ?site))(?!\w)[\s,:;–—.-]*)+",
    re.IGNORECASE,
)
WHO_SAID = re.compile(
    r"^.{0,60}?\b(?:says|said|mention(?:s|ed)|complains|told me|tells me|reports|reported|called in|rang"
    r"|texted)\b"
    r"[\s,:]*(?:that\s+)?(?=\w)",
    re.IGNORECASE,
)
