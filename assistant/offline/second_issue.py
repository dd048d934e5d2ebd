"""Notices that a session has come upon a second issue, clearly apart from its topic.

Precision before recall: tangents, steps, causes, history, jokes, what is solved already and the same issue in
other words are no second issue. Everything it says is in the person's words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.offline.topics import host_names, kinds_in, something_wanted, something_wrong, subject_words
from tools.similarity import likeness, telling_words

_LABEL_CHARACTERS = 70
_HINT_CHARACTERS = 400
_SAME_ISSUE = 0.5

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_STRONG_CUE = re.compile(
    r"""\b(?:unrelated|un-related|not\ related|separate(?:ly)?\ (?:thing|issue|problem|matter)|separately
    | (?:a\ )?different\ (?:problem|issue|matter|thing)|another\ (?:thing|issue|problem|matter|one\ from)
    | one\ (?:more|other)\ thing|something\ else|on\ another\ note|on\ a\ different\ note|side\ note|before\ i\ forget
    | second\ (?:problem|issue|thing)|new\ (?:problem|issue)\b|other\ issue
    | by\ the\ way|btw|while\ (?:i'?m|we'?re|i\ was|you'?re)\ (?:here|there|at\ it|on\ site)|oh\ and|oh,\ and)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_WEAK_CUE = re.compile(r"^(?:and\s+)?(?:also|aslo|plus|additionally)\b", re.IGNORECASE)
_REPORTED = re.compile(
    r"""\b(?:told\ me|tells\ me|says|said|say|mention(?:s|ed)|complain(?:s|ed)|asks\ (?:why|about|whether|if)|reports?|reported
    |called\ in|just\ called|rang|texted|pinged|text\ from|call\ from|mail\ from|noticed)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_WHO_SAID = re.compile(
    r"^.{0,40}?\b(?:says|said|mention(?:s|ed)|complains|told me|tells me|reports|reported|called in|rang|texted)\b"
    r"[\s,:]*(?:that\s+)?(?=\w)",
    re.IGNORECASE,
)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:(?:her|his|their|a|another|the other)\s+(?:colleague|coworker|co-worker|boss|assistant|user|partner)|someone else"
    r"|the (?:owner|manager|office manager|receptionist))\b",
    re.IGNORECASE,
)
_CUE_WORDS = re.compile(
    r"""^(?:(?:and|oh|ok|so|hey)[,\s]+)*(?:(?:also|aslo|plus|additionally|btw|by\ the\ way|separately|unrelated(?:\ to\ this)?|on\ another\ note
    |on\ a\ different\ note|side\ note|before\ i\ forget|oh\ and|something\ else|(?:a\ )?different\ (?:matter|problem|issue|thing)
    |(?:and\ )?(?:one\ (?:more|other)|another|(?:a\ )?separate|(?:a\ )?second|(?:a\ )?new)\ (?:thing|issue|problem|matter)(?:\ (?:there|from\ \w+|here))?
    |while\ (?:i'?m|we'?re|i\ was|you'?re)\ (?:here|there|at\ it|on\ site))[\s,:;–—-]*)+""",
    re.VERBOSE | re.IGNORECASE,
)

_NO_ISSUE = re.compile(
    r"""\b(?:lol|haha+|hehe|rofl|just\ kidding|kidding|joke
    | already\ (?:a|has|have|in|got|being|fixed|sorted|solved)|there\ is\ (?:already\ )?a\ ticket|in\ a\ ticket|another\ ticket|has\ a\ ticket
    | sorted|solved|resolved|fixed|fine\ now|works?\ now|working\ now|working\ again|is\ back|are\ back|okay\ now|ok\ now|fine
    | turns?\ out|because|caused?\ by|due\ to|is\ why|that'?s\ why|the\ reason|root\ cause|explains?
    | could\ be|may\ be|maybe|might|perhaps|possibly|probably|suspect|i\ think\ it'?s|guess
    | last\ (?:year|month|quarter)|years?\ ago|months?\ ago|back\ then|used\ to|in\ the\ past|at\ the\ time|previously
    | next\ (?:year|month|quarter)|in\ the\ (?:summer|autumn|fall|winter|spring)|plan(?:s|ning)?\ to|some\ day|sales\ knows
    | thanks|thank\ you|weather|raining|lunch)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_STEP = re.compile(
    r"""^(?:(?:so|then|and|now|also|aslo|next|btw|while\ i\ was\ there)[,\s]+)*(?:i(?:'ve|\ have|'m|\ also)?\s+|we(?:'ve|\ have)?\s+|just\s+)?
    (?:tried|ran|restarted|rebooted|reset|swapped|cleared|checked|tested|moved|replaced|disabled|enabled|updated|upgraded|removed
    |re-?added|rebuilt|reinstalled|installed|set|changed|flushed|pulled|cleaned|unplugged|plugged|raised|turned|killed|added
    |need(?:s|ed)?\ to\ (?:move|check|test|do)|have\ to|going\ to|will|seeing|found|fixed|opened|told|sent|walked|walking)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_ORDER = re.compile(
    r"^(?:(?:and|also|aslo|then|now|please|pls|can you|could you)[,\s]+)*(?:show|find|list|search|open (?:a|the|ticket)|create|log|make|assign|close|set|"
    r"link|draft|write|give me|what|which|how many|look up)\b",
    re.IGNORECASE,
)
_SAME_THING = re.compile(
    r"^(?:(?:and|so|but|then)\s+)*(?:it|that|this|these|they|he|she)\b(?!\s+(?:says|said|mention|also mention|complain|also says))",
    re.IGNORECASE,
)
_WIDE_CAUSE = re.compile(
    r"\b(?:power (?:cut|outage|failure|loss)|outage|flood|lightning|fire|whole (?:site|office|building)|everything)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SecondIssue:
    """A second issue in the person's words. `label` is short, `summary_hint` the whole of it."""

    label: str
    summary_hint: str


def second_issues(turns: Sequence[str], topic: str = "") -> list[SecondIssue]:
    """The separate issues that the last turn brings up.

    Args:
        turns: What the person wrote in the session, oldest first; the last one is judged.
        topic: What the session is about (the linked ticket's summary), if known.
    """
    if not turns or (len(turns) < 2 and not topic):
        return []
    *earlier, present = turns
    known = _Known(" \n".join((topic, *earlier)), bool(topic) and not earlier)
    found: list[SecondIssue] = []
    for sentence in _sentences(present):
        issue = known.judge(sentence)
        if issue and not any(_same(issue, other) for other in found):
            found.append(issue)
    return found


@dataclass(slots=True)
class _Known:
    """All that was said before; `opening` while the person is still telling the main issue."""

    text: str
    opening: bool

    def judge(self, sentence: str) -> SecondIssue | None:
        strong = _STRONG_CUE.search(sentence) is not None
        if self._dismissed(sentence, strong=strong):
            return None
        wrong, wanted = something_wrong(sentence), something_wanted(sentence)
        if strong:
            return (
                _issue(sentence)
                if (wrong or wanted or self._incident(sentence)) and self._new_words(sentence)
                else None
            )
        if (
            self.opening
            or not (wrong or (wanted and _WEAK_CUE.search(sentence)))
            or not self._new_kind(sentence)
        ):
            return None
        if _WEAK_CUE.search(sentence) and _WIDE_CAUSE.search(self.text):
            return None
        cue = _WEAK_CUE.search(sentence) or _REPORTED.search(sentence) or _SOMEBODY_ELSE.search(sentence)
        return _issue(sentence) if cue else None

    def _dismissed(self, sentence: str, *, strong: bool) -> bool:
        bare = _CUE_WORDS.sub("", sentence)
        if _NO_ISSUE.search(sentence) or _ORDER.search(sentence) or _ORDER.search(bare):
            return True
        if _STEP.search(sentence) or _STEP.search(bare):
            return True
        return not strong and _SAME_THING.search(bare) is not None

    def _new_words(self, sentence: str) -> bool:
        """At least half of what the sentence names was never named before."""
        named = subject_words(_CUE_WORDS.sub("", sentence))
        return len(named - subject_words(self.text)) * 2 >= max(len(named), 1) and bool(named)

    def _new_kind(self, sentence: str) -> bool:
        hosts = host_names(sentence)
        if hosts and not hosts & host_names(self.text):
            return self._new_words(sentence)
        kinds = kinds_in(sentence)
        return bool(kinds - kinds_in(self.text)) and self._new_words(sentence)

    @staticmethod
    def _incident(sentence: str) -> bool:
        return bool(kinds_in(sentence) & {"security"})


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in _SENTENCE.split(text) if s.strip()]


def _issue(sentence: str) -> SecondIssue:
    words = _CUE_WORDS.sub("", sentence).strip(" ,;:–—-") or sentence
    hint = words[:_HINT_CHARACTERS]
    return SecondIssue(_label(_WHO_SAID.sub("", words)), hint)


def _label(words: str) -> str:
    """The first clause, cut at a word."""
    words = words.rstrip(".!?; ")
    if len(words) > _LABEL_CHARACTERS:
        words = words[:_LABEL_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:")
    return words[:1].upper() + words[1:]


def _same(left: SecondIssue, right: SecondIssue) -> bool:
    return likeness(telling_words(left.summary_hint), telling_words(right.summary_hint)) >= _SAME_ISSUE
