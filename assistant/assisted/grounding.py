"""Whether a sentence that a model wrote adds nothing to what the engineer said.

A sentence may join, shorten and inflect. Every word in it that carries meaning has to come from the messages
it rests on: names and numbers exactly and in their order, a "not" where it stood, "fixed" and "because" only
where they were said.
"""

import re
from collections.abc import Sequence

from assistant.assisted.wording import NEGATION, quoted
from tools.note_sentences import Part, Said, sort_session
from tools.words import content_words, fold, stem, words

_GLUE = frozenset(
    "a an the this that these those it its he she they them him his her their our we i you is are was were be"
    " been being am do does did has have had of to in at by for with from as and then which who also on into"
    " onto there here after when while user users customer s ve re".split()
)
_SWITCHED = ("turn", "switch", "power", "log", "sign")
_NEAR_WORDS = 3
_SAME_LETTERS = 5
_CLAUSE_ENDS = re.compile(
    r"[,;:.!?()\n]|\b(?:after|when|while|but|because|and|then|so|until|since)\b", re.IGNORECASE
)
_QUOTED = re.compile(r"[\"“”«»`]([^\"“”«»`]{2,200})[\"“”«»`]")
_MARKED = re.compile(r"(?<=[^\s.!?:])\s+[\"“(]*([A-Z][\w.-]*)|([\w.:/\\@-]*\d[\w.:/\\@-]*|[A-Z]{2,}[\w-]*)")
_CLAIMS = {Part.FIX: "that it works again", Part.CAUSE: "the cause"}


def fault_of(text: str, rests_on: Sequence[Said]) -> str | None:
    """What the sentence adds, in words for the person; None when it adds nothing."""
    source = "\n".join(said.text for said in rests_on)
    if strange := _strange(text, source):
        return quoted(strange[:3])
    for cited in _QUOTED.findall(text):
        if fold(cited) not in fold(source):
            return quoted([cited])
    if _mixed_up(text, source):
        return "names and numbers in this order"
    if turned := _turned(text, source):
        return f"{quoted(turned[:1])} in this sense"
    parts = {said.part for said in rests_on}
    claimed = {said.part for said in sort_session([(1, text)])}
    return next((words for part, words in _CLAIMS.items() if part in claimed - parts), None)


def supporting(text: str, said: Sequence[Said]) -> list[Said]:
    """The sentences that share words with this one, those that share most first."""
    own = set(content_words(text))
    shares = [(len(own & set(content_words(each.text))), each) for each in said]
    return [each for count, each in sorted(shares, key=lambda pair: -pair[0]) if count]


def kept_in(said: Said, texts: Sequence[str], share: float = 0.75) -> bool:
    """True when one of the texts holds most of the sentence's words, and all that have a digit in them."""
    own = set(content_words(said.text))
    marked = {word for word in own if any(c.isdigit() for c in word)}
    return not own or any(
        len(own & held) >= share * len(own) and marked <= held
        for held in (set(content_words(t)) for t in texts)
    )


def _strange(text: str, source: str) -> list[str]:
    known = words(source)
    read = words(text)
    found = []
    for place, word in enumerate(read):
        switch = word == "on" and place > 0 and read[place - 1].startswith(_SWITCHED)
        if (word not in _GLUE or switch) and not any(_alike(word, other) for other in known):
            found.append(word)
    return found


def _alike(word: str, other: str) -> bool:
    """The same word, or another form of it: "restart", "restarted"."""
    if word == other or (stem(word) == stem(other) and not any(c.isdigit() for c in word)):
        return True
    shorter = min(len(word), len(other))
    needed = max(_SAME_LETTERS, shorter - 2)
    return word.isalpha() and other.isalpha() and shorter >= needed and word[:needed] == other[:needed]


def _mixed_up(text: str, source: str) -> bool:
    """True when names and numbers do not come in the order in which they were said."""
    told, at = fold(source), 0
    for name, mark in _MARKED.findall(text):
        wanted = fold(name or mark).strip(".:/-")
        at = told.find(wanted, at)
        if at < 0:
            return True
        at += len(wanted)
    return False


def _turned(text: str, source: str) -> list[str]:
    """Words that are negated here and not there, or there and not here."""
    here, there = _negated(text), _negated(source)
    plain_here, plain_there = _plain(text), _plain(source)
    gained = [w for w in here if w in plain_there and w not in there]
    lost = [w for w in there if w in plain_here and w not in here and w not in plain_there]
    return gained + lost


def _negated(text: str) -> list[str]:
    found: list[str] = []
    for match in NEGATION.finditer(text):
        rest = text[match.end() :]
        clause = _CLAUSE_ENDS.split(rest, maxsplit=1)[0]
        found += content_words(clause)[:_NEAR_WORDS]
    return found


def _plain(text: str) -> list[str]:
    """The words that stand in the text without being negated there, each time they do."""
    left = content_words(text)
    for word in _negated(text):
        if word in left:
            left.remove(word)
    return left
