"""Wording around the issue that is addressed to whoever takes the ticket, and no part of it."""

import re
from typing import Final

_ASK = (
    r"(?:please |pls |plz |kindly |just |hi |hello |hey |hiya |morning |good morning |good afternoon |team "
    r"|all |there |guys |folks |so |ok |okay |right |, |and )*"
)
_CAN = (
    r"(?:(?:can|could|would|will) (?:you|u|someone|we|somebody|i)(?: please| pls)? |i (?:need|want|would"
    r" like) (?:you )?to |id like to |i need |i want |we need |need |lets |let us )?"
)
_MAKE = (
    r"(?:please |pls |just )*(?:log|create|open|raise|make|add|set up|setup|start|file|submit|get|book|put"
    r" in|put up|do|write up|enter|register|new)(?: me| us| up| in)?"
)
_TICKET = (
    r"(?:an? |the |another |one |new |quick |this as an? |this as |that as an? |[\ue000-\uf8ff]"
    r" )*(?:service |support |helpdesk )?(?:tickets?|jobs?|case|call|issue|request|incident|something|one"
    r"|work order)"
)
_ABOUT = (
    r"(?: please| pls)?(?: (?:for|from|at|about|that|re|regarding|with|on|to say|saying|because|as|:|where"
    r"|against|under|in|:))?"
)

OPENINGS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^\. (?P<cut>{_ASK}{_CAN}{_MAKE} {_TICKET}{_ABOUT})(?= )",
        r"^\. (?P<cut>(?:merci de |por favor |bitte |svp )*(?:creer|ouvrir|abrir|crear|erstellen?|opret"
        r"|opprett|skapa|lag)(?: un| une| ein| eine| en| et| ett| la)? (?:ticket|demande|tiquet"
        r"|sag|sak|arende)(?: (?:pour|para|fur|til|till|for|chez))?(?: :)?)(?= )",
        rf"^\. (?P<cut>{_ASK}(?:log|raise|ticket|case|job|call|issue|request)(?: (?:for|from|about|re"
        rf"|regarding|at))(?: :)?)(?= )",
        rf"^\. (?P<cut>{_ASK}new (?:ticket|job|case|issue|request)(?: :)?{_ABOUT})(?= )",
        rf"(?<=[.,;\n-] )(?P<cut>{_ASK}{_CAN}{_MAKE} {_TICKET}(?: please| pls)?(?: (?:for|from|at|about"
        rf"|re|regarding|against))?)(?= )",
        r"^\. (?P<cut>(?:please |pls |plz |kindly |hi |hello |hey |hiya |morning |good morning |good"
        r" afternoon |team |all |there |guys |folks |, )+)",
        r"^\. (?P<cut>(?:so |ok |okay )?(?:ive|i have|i|we|we have|weve)? ?(?:just )?(?:got|had|have"
        r"|received)(?: an?| another)? (?:call|ticket|mail|email|message|voicemail|report|complaint)s?"
        r" (?:from|about)(?: \S+){0,6}? (?:saying|that|about|re|regarding|says)?)(?= )",
    )
)
LEAD_UPS: Final = re.compile(
    r"^\. (?P<cut>.*?(?<!\S)(?:it turns out|turns out|the (?:issue|problem|thing|upshot|short version"
    r"|story) is|bottom line|long story short|apparently|"
    r"(?:what )?(?:he|she|they) (?:says?|said|reckons?|reports?|mentioned|complains?|told me)(?:"
    r" is)?)(?: that| :| ,)*)(?= )"
)
LATER_LEAD_UPS: Final = re.compile(
    r"(?<=[.,;\n-] )(?P<cut>anyway|anyhow|so yeah|basically|long story short|bottom line)(?= )"
)
CLOSINGS: Final = re.compile(
    r"(?<!\S)(?P<cut>(?:(?:many )?thanks(?: in advance| a lot| so much| very much)?|thank you(?: very"
    r" much)?|thx|ta|cheers|please|pls|plz|tia|ty|kind regards|regards|best regards)(?: [,.!\n-])*(?:"
    r" [\ue000-\uf8ff])?)(?= \.$|$)"
)
COMPANY_ASIDES: Final = re.compile(
    r"(?<=[\ue000-\uf8ff] [,(-] )(?P<cut>(?:the \w+ (?:one|ones|lot|guys|people|office|site|branch"
    r"|side)(?: ,)?(?: not the \w+(?: one)?)?|not the \w+(?: one)?))(?= [,:.()-])"
)
COMPANY_TALK: Final = frozenset(
    "its it is not this time for at from the client customer company its thats that one main other new"
    " old wait no sorry actually i mean "
    "make account our this ones and correction rather instead of with by to please ticket job log open"
    " about re was meant them".split()
)
