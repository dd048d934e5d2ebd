"""Notices that a session has come upon a second issue, clearly apart from its topic.

A sentence is judged by what can be pointed at: how the matter came in (`arrivals`), whether what it names is
new (`topics`), and whether its state is open (`states`). Each counts, and so does what speaks against it.
Precision before recall. Everything it says is in the person's words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.offline import states
from assistant.offline.arrivals import Arrival, Way, announces, arrivals
from assistant.offline.statements import Statement, statements
from assistant.offline.topics import belonging, host_names, kind_counts, kinds_in, subject_words
from tools.similarity import likeness, telling_words

_LABEL_CHARACTERS = 70
_HINT_CHARACTERS = 400
_TURN_CHARACTERS = 4_000
_KNOWN_CHARACTERS = 12_000
_SENTENCES = 60
_SAME_ISSUE = 0.5
_ENOUGH = 5.5
_VETO = 9.0
_MANY_WORDS = 3
_BARE_WORDS = 1
_REPORTED_STATE = 1.0
_LITTLE = 1.0
_ARRIVES: dict[Way, float] = {
    "named": 4.0,
    "aside": 3.0,
    "told": 2.0,
    "told_by_contact": 1.5,
    "seen": 2.0,
    "also": 1.5,
    "owner": 1.0,
    "stated": 1.0,
}
_ASKS_FOR_ONE = re.compile(
    r"[,;:]?\s+(?:that|this|it|which)\s+(?:needs?|should|deserves?|wants?|gets?)\b[^.]*\b(?:own|ticket"
    r"|separate)\b.*$",
    re.IGNORECASE,
)
_BEGUN = re.compile(
    r"(?:[,;:]?\s+(?:that|which|who|and|but|or|so|because|since|if|when|while|the|an?|its?|to|of|for"
    r"|with))+$",
    re.IGNORECASE,
)
_PRIVATE = re.compile(r"(?:now )?(?:his|her|my)\b", re.IGNORECASE)
_SENTENCE = re.compile(
    r"(?<=[.!?;])[\"”']?(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bSt\.)(?<!\bMrs\.)(?<!\bProf\.)(?<!\bP\.S\.)"
    r"(?<! [A-Z]\.)\s+|\n+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SecondIssue:
    """A second issue in the person's words. `label` is short, `summary_hint` the whole of it."""

    label: str
    summary_hint: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a second issue, and what against. `content` is the clause that tells it."""

    content: str
    arrival: float
    subject: float
    state: float
    against: float

    @property
    def enough(self) -> bool:
        return min(self.arrival, self.subject, self.state) > 0 and self.score >= _ENOUGH

    @property
    def score(self) -> float:
        return self.arrival + self.subject + self.state - self.against


def second_issues(turns: Sequence[str], topic: str = "") -> list[SecondIssue]:
    """The separate issues that the last turn brings up.

    Args:
        turns: What the person wrote in the session, oldest first; the last one is judged.
        topic: What the session is about (the linked ticket's summary), if known.
    """
    found: list[SecondIssue] = []
    for evidence in weigh(turns, topic):
        issue = _issue(evidence.content)
        if evidence.enough and not any(_same(issue, other) for other in found):
            found.append(issue)
    return found


def weigh(turns: Sequence[str], topic: str = "") -> list[Evidence]:
    """The evidence of each sentence of the last turn that brings something up, enough or not."""
    if not turns or (len(turns) < 2 and not topic):
        return []
    *earlier, present = turns
    known = _Known(topic, "\n".join(earlier)[-_KNOWN_CHARACTERS:], opening=earlier[:1])
    sentences = list(_sentences(present[:_TURN_CHARACTERS]))
    return list(_judged(known, sentences, _left_open(earlier)))


def _sentences(text: str) -> Iterator[str]:
    parts = (part.strip() for part in _SENTENCE.split(text))
    return (part for _, part in zip(range(_SENTENCES), filter(None, parts), strict=False))


def _left_open(earlier: Sequence[str]) -> Arrival | None:
    """What a turn that ended in a colon lends to the present one."""
    if not earlier or not earlier[-1].rstrip().endswith(":"):
        return None
    said = earlier[-1].strip()[-_HINT_CHARACTERS:]
    return _lends(said, arrivals(said))


def _judged(known: "_Known", sentences: Sequence[str], lent: Arrival | None) -> Iterator[Evidence]:
    """Judge each sentence; one that only says who called lends its arrival to the next."""
    for sentence, after in zip(sentences, [*sentences[1:], ""], strict=False):
        came = arrivals(sentence)
        if lent:
            came.append(replace(lent, start=0))
        lent = _lends(sentence, came)
        weighed = [known.weigh(sentence, after, one) for one in came]
        weighed += [known.weigh_stated(sentence, after, one) for one in statements(sentence)]
        known.heard(sentence)
        if weighed:
            yield max(weighed, key=lambda e: (e.enough, e.score))


def _lends(sentence: str, came: Sequence[Arrival]) -> Arrival | None:
    bare = any(one.who and len(sentence[one.start :].split()) <= _BARE_WORDS for one in came)
    if not bare and not announces(sentence):
        return None
    return next((one for one in came if one.way not in ("also", "owner")), Arrival("owner", 0))


@dataclass(slots=True)
class _Known:
    """All that was said before: the linked ticket's summary, the turns, and the first of them."""

    topic: str
    text: str
    opening: Sequence[str]
    words: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    focus: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    outage: bool = False
    worked_on: bool = False
    begun: bool = False

    def __post_init__(self) -> None:
        self.text = f"{self.topic}\n{self.text}"
        self.words, self.kinds = subject_words(self.text), kinds_in(self.text)
        self.hosts, self.outage = host_names(self.text), _says(states.WIDE_CAUSE, self.text)
        self.begun = bool(self.opening)
        self.worked_on = any(_says(states.WORKED_ON, turn) for turn in self.text.splitlines()[1:])
        self.focus = kinds_in(" ".join((self.topic, *self.opening))[:_TURN_CHARACTERS])

    def heard(self, sentence: str) -> None:
        """A sentence of the present turn was read; the next ones come after it."""
        self.begun = True
        self.worked_on = self.worked_on or _says(states.WORKED_ON, sentence)

    def weigh(self, sentence: str, after: str, came: Arrival) -> Evidence:
        content = sentence[came.start :]
        state = self._state(content, came)
        subject = self._subject(content, came)
        if came.way in ("named", "aside"):
            subject = subject or (0.5 if self._new_words(content) else 0.0)
            state = state or (0.5 if came.way == "named" else 0.0)
        if came.way == "told" and came.manner != "asks" and subject > 1:
            state = state or _REPORTED_STATE
        heard = _ARRIVES[came.way] + (0.5 if self._new_person(came) else 0.0)
        against = self._against(sentence, content, after, came, subject)
        late = self.worked_on and came.way not in ("named", "aside") and against <= _LITTLE
        return Evidence(content, heard + (1.0 if late else 0.0), subject, state, against)

    def weigh_stated(self, sentence: str, after: str, stated: Statement) -> Evidence:
        """Nothing brings it in but its subject, which must be new altogether."""
        came = Arrival("stated", stated.start)
        content = sentence[stated.start :]
        state = self._state(content, came)
        subject = self._new_subject(stated)
        return Evidence(
            content,
            _ARRIVES["stated"] + (1.0 if self.worked_on else 0.0),
            subject,
            state,
            self._against(sentence, content, after, came, subject),
        )

    def _new_subject(self, stated: Statement) -> float:
        named, words = kinds_in(stated.thing), subject_words(stated.subject)
        if not words or words & self.words or named & self.kinds:
            return 0.0
        effects = frozenset() if self.worked_on else belonging(self.focus)
        apart = any(kind.partition(":")[0] not in effects for kind in named)
        return (
            (1.5 if apart else 1.0)
            + (0.5 if stated.placed else 0.0)
            + (0.5 if stated.placed and apart and self.worked_on else 0.0)
        )

    def _subject(self, content: str, came: Arrival) -> float:
        """2 for a thing not spoken of, 1 for one that belongs to the main matter's or has no known kind."""
        if not self._new_words(content):
            return 0.0
        hosts = host_names(content)
        if hosts and not hosts & self.hosts:
            return 2.0
        named = kinds_in(content)
        lifted = came.manner == "wants" or (self.worked_on and came.way in ("seen", "owner", "told"))
        effects = frozenset() if lifted else belonging(self.focus)
        if {kind for kind in named - self.kinds if kind.partition(":")[0] not in effects}:
            return 2.0
        new = subject_words(content) - self.words - subject_words(came.who)
        if came.manner == "wants" and states.ONE_MORE.search(content):
            return 1.0
        if named - self.focus:
            return 1.0
        if named or len(new) < _MANY_WORDS or _PRIVATE.match(content):
            return 0.0
        return 1.0 if states.WRONG.search(content) else 0.5

    @staticmethod
    def _state(content: str, came: Arrival) -> float:
        wrong = 2.0 if states.WRONG.search(content) else 0.0
        wanted = 2.0 if came.manner == "wants" or states.WANTED.search(content) else 0.0
        if came.manner == "asks" and states.ASKED_FOR.search(content):
            wanted = 2.0
        complaint = 1.5 if came.manner == "complains" else 0.0
        onset = 1.0 if states.ONSET.search(content) else 0.0
        urgent = 0.5 if states.URGENT.search(content) else 0.0
        incident = 1.0 if states.INCIDENT.search(content) else 0.0
        return max(wrong, wanted, complaint, 2 * incident) + onset + urgent + incident

    def _against(self, sentence: str, content: str, after: str, came: Arrival, subject: float) -> float:
        outright = came.way in ("named", "aside")
        told = bool(came.who)
        counts = [
            _VETO * _says(states.NO_MATTER, content if told else sentence),
            _VETO * _says(states.DONE, content),
            _VETO * _says(states.ANSWERED, content[1:]),
            _VETO * self._settled_after(after),
            _VETO * _says(states.STEP, content),
            _VETO * (not told and _says(states.ORDER, content)),
            _VETO * (not told and (_says(states.STEP, sentence) or _says(states.ORDER, sentence))),
            _VETO * _says(states.OUR_TOOLS, sentence),
            _VETO * (not outright and not self.begun),
            3.0 * _says(states.PAST, content),
            2.0 * _says(states.GUESS, content),
            3.0
            * (
                came.way != "named"
                and not (came.way == "stated" and subject >= 2)
                and _says(states.SAME, content)
            ),
            3.0 * (not outright and _says(states.POINTS_BACK, content)),
            1.0
            * (
                came.manner not in ("wants", "asks")
                and subject < 2
                and not self._new_person(came)
                and _says(states.SOMEBODY_SPOKEN_OF, content)
            ),
            2.0 * (not outright and _says(states.AT_WORK, content) and not _says(states.ONSET, content)),
            2.0 * (came.way == "seen" and _says(states.OF_THE_PERSON, content)),
            (1.0 if outright else 2.0) * (came.manner != "wants" and self.outage),
            0.0
            if outright or came.way == "stated" or came.manner == "wants"
            else self._shared(content, subject),
            2.5 * (not outright and _says(states.WHOLE_JOB, self.topic) and not _says(states.WRONG, content)),
        ]
        return float(sum(counts))

    def _shared(self, content: str, subject: float) -> float:
        """How much the clause speaks of the main matter's own kinds of things."""
        named = kind_counts(content)
        main = sum(count for kind, count in named.items() if kind in self.focus)
        if main > sum(named.values()) - main:
            return 2.5
        return (0.5 if subject > 1 else 1.0) if main else 0.0

    @staticmethod
    def _settled_after(after: str) -> bool:
        """The next sentence speaks of the matter as done or taken care of."""
        return _says(states.ABOUT_IT, after) and (_says(states.DONE, after) or _says(states.ANSWERED, after))

    def _new_person(self, came: Arrival) -> bool:
        return came.way in ("told", "owner") and came.who.casefold() not in self.text.casefold()

    def _new_words(self, content: str) -> bool:
        """At least half of what the sentence names was never named before."""
        named = subject_words(content)
        return bool(named) and len(named - self.words) * 2 >= len(named)


def _says(cue: re.Pattern[str], text: str) -> bool:
    return cue.search(text) is not None


def _issue(content: str) -> SecondIssue:
    words = content.strip(" ,;:–—-\"“”'()")[:_HINT_CHARACTERS]
    return SecondIssue(_label(words), words)


def _label(words: str) -> str:
    """The words without what asks for the ticket, cut at a word, and no clause begun at its end."""
    words = _ASKS_FOR_ONE.sub("", words.rstrip('.!?; "”')) or words
    if len(words) > _LABEL_CHARACTERS:
        words = words[:_LABEL_CHARACTERS].rsplit(" ", 1)[0]
    words = _BEGUN.sub("", words).rstrip(",;: ") or words
    return words[:1].upper() + words[1:]


def _same(left: SecondIssue, right: SecondIssue) -> bool:
    return likeness(telling_words(left.summary_hint), telling_words(right.summary_hint)) >= _SAME_ISSUE
