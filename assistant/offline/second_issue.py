"""Notices that a session has come upon a second issue, clearly apart from its topic.

Precision before recall: tangents, steps, causes, history, jokes, what is solved already and the same issue in
other words are no second issue. Everything it says is in the person's words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.offline import issue_cues as cues
from assistant.offline.topics import (
    host_names,
    incident,
    kinds_in,
    something_wanted,
    something_wrong,
    subject_words,
)
from tools.similarity import likeness, telling_words

_LABEL_CHARACTERS = 70
_HINT_CHARACTERS = 400
_SAME_ISSUE = 0.5
_SENTENCE = re.compile(
    r"(?<=[.!?;])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bSt\.)(?<!\bMrs\.)\s+|\n+", re.IGNORECASE
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
    known = _Known(" \n".join((topic, *earlier)), opening=not earlier)
    found: list[SecondIssue] = []
    for sentence in (s.strip() for s in _SENTENCE.split(present)):
        issue = known.judge(sentence) if sentence else None
        if issue and not any(_same(issue, other) for other in found):
            found.append(issue)
    return found


@dataclass(slots=True)
class _Known:
    """All that was said before; `opening` while the person is still telling the main issue."""

    text: str
    opening: bool
    words: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.words, self.kinds = subject_words(self.text), kinds_in(self.text)

    def judge(self, sentence: str) -> SecondIssue | None:
        """The issue a sentence brings up, or None."""
        content = cues.LEAD_IN.sub("", sentence)
        if self._is_none(sentence, content) or not self._new_words(content):
            return None
        wrong = something_wrong(content) or incident(content)
        wanted = something_wanted(content)
        if cues.NAMED.search(sentence):
            return _issue(content) if wrong or wanted or self._new_kind(content) else None
        if cues.ASIDE.search(sentence):
            return _issue(content) if wrong or wanted else None
        if self.opening or cues.SAME_AGAIN.search(sentence) or self._points_back(sentence, content):
            return None
        asked = wanted and (self._told_by_another(sentence) or cues.ALSO.search(sentence))
        apart = self._new_kind(content) and (wrong or asked)
        return _issue(content) if apart and self._set_apart(sentence) else None

    @staticmethod
    def _points_back(sentence: str, content: str) -> bool:
        """ "it also …": about what was spoken of. "Also they have …" opens something new."""
        somebody_has = cues.ALSO.search(sentence) and cues.SOMEBODY_HAS.search(content)
        return cues.POINTS_BACK.search(content) is not None and not somebody_has

    def _is_none(self, sentence: str, content: str) -> bool:
        """Asides that are no issue, steps, and orders to the assistant."""
        if cues.NO_ISSUE.search(sentence):
            return True
        return any(p.search(text) for p in (cues.STEP, cues.ORDER) for text in (sentence, content))

    def _set_apart(self, sentence: str) -> bool:
        """Marked as coming from elsewhere: "also", a reporter, somebody else, another host or person."""
        if cues.ALSO.search(sentence):
            return not cues.WIDE_CAUSE.search(self.text)
        return self._told_by_another(sentence) or self._new_host(sentence) or self._new_person(sentence)

    @staticmethod
    def _told_by_another(sentence: str) -> bool:
        return bool(cues.REPORTED.search(sentence) or cues.SOMEBODY_ELSE.search(sentence))

    def _new_host(self, sentence: str) -> bool:
        hosts = host_names(sentence)
        return (
            bool(hosts) and not hosts & host_names(self.text) and cues.OWN_ONSET.search(sentence) is not None
        )

    def _new_person(self, sentence: str) -> bool:
        """Somebody not named before, with a trouble that began at a time of its own."""
        named = cues.NEW_PERSON.search(sentence)
        if not named or cues.OWN_ONSET.search(sentence) is None:
            return False
        return named["name"].casefold() not in self.text.casefold() and not kinds_in(named["name"])

    def _new_words(self, content: str) -> bool:
        """At least half of what the sentence names was never named before."""
        named = subject_words(content)
        return bool(named) and len(named - self.words) * 2 >= len(named)

    def _new_kind(self, content: str) -> bool:
        hosts = host_names(content)
        if hosts and not hosts & host_names(self.text):
            return True
        return bool(kinds_in(content) - self.kinds)


def _issue(content: str) -> SecondIssue:
    words = content.strip(" ,;:–—-\"“”'")
    return SecondIssue(_label(cues.WHO_SAID.sub("", words) or words), words[:_HINT_CHARACTERS])


def _label(words: str) -> str:
    """The first clause, cut at a word."""
    words = words.rstrip('.!?; "”')
    if len(words) > _LABEL_CHARACTERS:
        words = words[:_LABEL_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:")
    return words[:1].upper() + words[1:]


def _same(left: SecondIssue, right: SecondIssue) -> bool:
    return likeness(telling_words(left.summary_hint), telling_words(right.summary_hint)) >= _SAME_ISSUE
