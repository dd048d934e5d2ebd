"""Clauses that want no tool: greetings, thanks, help, who answers here, confirming."""

import re

from assistant.offline.intents import Intent, Sentence, Situation

NAME = "offline engine"
ABILITIES = "\n".join(
    (
        "- **Find**: `open tickets for Acme older than a week`, `unassigned criticals on the network board`, "
        "`my queue`, `how many are open`",
        "- **Look**: `show 1234`, `similar`, `contacts at Acme`, `docs for VPN`",
        "- **Prepare**, for you to confirm: `new ticket: Acme, Outlook not syncing, high`, `close 1234`, "
        "`assign 1234 to me`, `write it up`, `note for the customer`",
        "- **Session**: `link 1234`, `unlink`; tell me what you see and try, and I keep it for the note",
    )
)
EXAMPLES = (
    "Try `my queue`, `open tickets for Acme`, `close 1234` or `new ticket: Acme, Outlook not syncing`. "
    "`help` shows all I can do."
)

_GREETING = re.compile(
    r"^(?:hi+|hello|hey+|good (?:morning|afternoon|evening|day)|morning|moin|hallo|yo|howdy)(?: there"
    r"| deskhand| all)?[\s.!,]*$",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"^(?:(?:ok(?:ay)?|great|perfect|cool|nice|awesome|good|super)[\s,.!]*)*(?:thanks|thank you|thx|ty"
    r"|cheers|much appreciated)\b[^?]{0,30}$|^(?:ok(?:ay)?|great|perfect|cool|nice|awesome|good|super"
    r"|got it|alright|fine|sure|k)[\s.!]*$",
    re.IGNORECASE,
)
_HELP = re.compile(
    r"^(?:help|\?+|/help|/\?|what (?:can|could) (?:you|i|u) (?:do|ask|say)|what (?:do|are) you(?: do"
    r"| able to do)?|how do(?:es)? (?:i use|this work|you work)|commands?|options|usage|examples?"
    r"|what are (?:the|your) (?:commands|options))\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\b(?:who are you|what are you|are you (?:a |an )?(?:ai|bot|human|robot|llm|gpt|real|model|chatgpt)"
    r"|which (?:model|engine|ai)|what (?:model|engine)|offline engine)\b",
    re.IGNORECASE,
)
_BYE = re.compile(
    r"^(?:bye|goodbye|good night|see you|that'?s all|that is all|done for (?:now|today)|ttyl)\b",
    re.IGNORECASE,
)
_CONFIRM = re.compile(
    r"^(?:(?:yes|yep|yeah|ok(?:ay)?|sure|please)[\s,.!]*)*(?:confirm(?: (?:it|that|this|p\s?\d+|all))?"
    r"|do it|go ahead|send it|post it|submit(?: it)?|create it|approve(?: it)?|yes|yep|yeah|looks good"
    r"|ship it|save it)(?:\s+(?:please|now|then|p\s?\d+))*[\s.!]*$",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"^(?:did|have|has) (?:you|it|that|the (?:ticket|note|status))\b.*\b(?:create|created|write|written"
    r"|post|posted|close|closed|save|saved|assign|assigned|change|changed|confirm|sent|send|gone"
    r"|go through)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"^(?:no|nope|nah|not now|later|no thanks|no thank you)[\s.!]*$", re.IGNORECASE)


def talking(clause: str, s: Situation) -> list[Intent] | None:
    """A short answer to talk that wants no tool; None for everything else."""
    if _GREETING.search(clause):
        return [
            Sentence(
                "Hello. Ask for tickets, or tell me what you are working on. `help` shows what I can do."
            )
        ]
    if _HELP.search(clause):
        return [Sentence(f"I am the offline engine: plain code, no language model. I can:\n\n{ABILITIES}")]
    if _WHO.search(clause):
        return [
            Sentence(
                "I am Deskhand's offline engine: plain code that works without a language model. `help` "
                "shows what I can do."
            )
        ]
    if _WROTE.search(clause):
        return [Sentence(f"I write nothing myself. {waiting(s)}")]
    if _CONFIRM.search(clause):
        return [
            Sentence(
                f"Confirming is yours: press Confirm on the card. {waiting(s)}"
                if s.proposals
                else "Nothing is waiting for a confirmation."
            )
        ]
    if _THANKS.search(clause):
        return [
            Sentence(
                "You are welcome."
                if re.search(r"thank|thx|ty\b|cheers|appreciated", clause, re.IGNORECASE)
                else "All right."
            )
        ]
    if _BYE.search(clause):
        return [Sentence(f"Bye. {waiting(s)}" if s.proposals else "Bye.")]
    if _NO.search(clause):
        return [Sentence("All right, nothing is changed.")]
    return None


def waiting(s: Situation) -> str:
    """What waits for the person, by label."""
    if not s.proposals:
        return "Nothing is waiting."
    labels = ", ".join(f"{p.label} ({p.title})" for p in s.proposals)
    return f"Waiting for your confirmation: {labels}."
