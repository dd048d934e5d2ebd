"""Whether words stand in a text: the check that every claim of a model has to pass."""

import re
from collections.abc import Iterable, Sequence

from tools.names import Word, keys_of, words_of

NEGATION = re.compile(
    r"\b(?:not|no|never|without|nor|none|cannot|unable|kein\w*|nicht|ohne|pas|sans|sin|ikke|inte|niet|geen)\b"
    r"|n['’]t\b|\b(?:cant|wont|dont|doesnt|isnt|arent|wasnt|werent|hasnt|havent|didnt|couldnt)\b",
    re.IGNORECASE,
)


def place_of(words: str, text: str) -> tuple[int, int] | None:
    """Where the words stand in the text, next to each other and in this order, in any case and spelling of
    accents; None when they do not."""
    wanted = keys_of(words)
    read = words_of(text)
    for first in range(len(read) - len(wanted) + 1 if wanted else 0):
        run = read[first : first + len(wanted)]
        if all(_same(word, key) for word, key in zip(run, wanted, strict=True)):
            return run[0].start, run[-1].end
    return None


def in_order(words: str, text: str) -> tuple[int, int] | None:
    """The stretch of the text that holds all the words in their order, others between; None when it does not
    hold them."""
    wanted = list(keys_of(words))
    read = words_of(text)
    places: list[Word] = []
    rest = iter(read)
    for key in wanted:
        found = next((word for word in rest if _same(word, key)), None)
        if found is None:
            return None
        places.append(found)
    return (places[0].start, places[-1].end) if places else None


def foreign(words: str, text: str) -> list[str]:
    """The words that do not stand in the text at all, letter by letter but for their case."""
    known = {form for word in words_of(text) for form in _written(word, text)}
    return [words[w.start : w.end] for w in words_of(words) if known.isdisjoint(_written(w, words))]


def turned_round(words: str, stretch: str) -> bool:
    """True when a "not" of the stretch is missing in the words made from it."""
    return len(NEGATION.findall(words)) < len(NEGATION.findall(stretch))


def covers(text: str, told: Iterable[str]) -> bool:
    """True when every word of `told` is in the text."""
    return not any(foreign(each, text) for each in told)


def quoted(names: Sequence[str]) -> str:
    """Names for a sentence: “a”, “b”."""
    return ", ".join(f"“{name}”" for name in names)


def _written(word: Word, text: str) -> set[str]:
    """A word as typed, and without its possessive ending."""
    typed = text[word.start : word.end].casefold()
    return {typed, typed[:-2]} if word.possessive and len(typed) > 3 else {typed}


def _same(word: Word, key: str) -> bool:
    return key in (word.key, word.stem)
