"""A bare statement: a sentence that opens with a thing or a person and goes on to say how it fares.

Nothing marks it as new but what it speaks of, so its subject is told apart from the rest: "the badge reader
by the dock" of "the badge reader by the dock doesn't open". Notes on the matter at hand seldom look like it;
they leave the subject out, or begin with what was done.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.offline import states

_LONGEST_SUBJECT = 90
_BEGINS = re.compile(
    r"^(?:(?:and|also|but|then|so|ok|plus)[,\s]+)*|,(?: and| but)? (?=(?:the|their|an?|[A-Z]\w+['’]s) )"
)
_PREDICATE = re.compile(
    r"(?<= )(?:is|are|was|were|has|have|had|does|do|did|can|could|won|will|would|keeps?|gets?|shows?"
    r"|stays?|goes"
    r"|runs?|reads?|says?|throws?|plays?|prints?|comes?|needs?|wants?|takes?|puts?|adds?|sends?|lets?|stands?"
    r"|repeats?|counts?|wakes?|opens?|loses?|left|sieht|ist|hat|geht|zeigt|no|se|not|never|isn|aren|doesn|don"
    r"|didn|cannot|hasn|haven|wasn|weren)(?!\w)",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(
    r"(?:\w+ed|my|\w+ing(?= (?:the|an?|it|her|his|their|all|on|for|up|at|in|with|to)\b|$)|"
    r"[\d/(\"“#]\S*|it|this|that|these|those|there|here|he|she|they|we|i|you|who|what"
    r"|when|where"
    r"|which|why|how|whether|if|no|not|none|nobody|nothing|never|still|only|same|all|both|everything|everyone"
    r"|everybody|after|before|because|since|while|until|once|maybe|perhaps|could|may|might|must|should"
    r"|can|does"
    r"|do|did|is|are|was|were|has|have|had|to|of|on|in|at|with|for|from|by|as|or|either|then|now|error|errors"
    r"|event|log|logs|found|ran|put|told|sent|made|cut|got|went|gave|took|set|reset|let|rest"
    r"|(?:the )?(?:\w+ )?one|other"
    r"|another|new|next|first|second|also|too|works?|ok|done|yes|please|es|er|sie)(?!\w)",
    re.IGNORECASE,
)
_NOT_THEIRS = re.compile(
    r"\b(?:vendor|provider|carrier|isp|manufacturer|microsoft|supplier|reseller|hotline|landlord|telco"
    r"|support|our|same|other|found|set|log|logs|event|error|addin|module|\w{3,}ed)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r" (?:in|at|on|by|near|under|behind|outside|from|over) ", re.IGNORECASE)
_PLACED = re.compile(
    r" (?:in|at|on|by|near|under|behind|outside|of|from|over) (?:the |their |her |his |[A-Z])?\w+|\w+['’]s "
    r"|\b(?:upstairs|downstairs|outside|next door|their|la|el|der|die|das) ?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """`subject` begins at `start` of the sentence; `placed` when it says where the thing is, or whose."""

    start: int
    subject: str

    @property
    def placed(self) -> bool:
        return _PLACED.search(self.subject) is not None

    @property
    def thing(self) -> str:
        """The subject without the place: "the badge reader" of "the badge reader by the dock"."""
        return _PLACE.split(self.subject, maxsplit=1)[0]


def statements(sentence: str) -> Iterator[Statement]:
    """The bare statements of a sentence: at its beginning, and of a further thing behind a comma."""
    for begins in _BEGINS.finditer(sentence):
        subject = _subject(sentence[begins.end() :])
        stated = Statement(begins.end(), subject)
        if subject and (stated.placed or not sentence[: begins.start()]):
            yield stated


def _subject(clause: str) -> str:
    """The words in front of the predicate, if they can name a thing or a person of the customer's."""
    ends = [found.start() for p in (_PREDICATE, states.WRONG, states.ONSET) if (found := p.search(clause, 2))]
    subject = clause[: min(ends, default=0)].strip()
    if not subject or len(subject) > _LONGEST_SUBJECT or re.search(r"[,;:]", subject):
        return ""
    return "" if _NO_SUBJECT.match(subject) or _NOT_THEIRS.search(subject) else subject
