"""Words that carry meaning, for comparing short texts. Any script."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_EMPTY = frozenset(
    "a an the and or but if of at by for with about to from in on off over under is are was "
    "were be been being do does did has have had "
    "it its this that these those i we you he she they them my our your their his her me us "
    "him not no so as than too very can could "
    "will would should may might just also then there here now again still some any all each "
    "one two when while what which who how why "
    "because into out up down get gets got since after before during please need needs new "
    "user users customer client issue problem "
    "ticket thing things".split()
)


def fold(text: str) -> str:
    """Lower case without accents, for comparing."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """All words, folded, in order."""
    return _WORD.findall(fold(text))


def content_words(text: str) -> list[str]:
    """Words without the ones that fit any text, plural endings taken off."""
    return [stem(word) for word in words(text) if word not in _EMPTY]


def stem(word: str) -> str:
    """A word without the commonest English endings; only for comparing, never for showing."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def overlap(a: str, b: str) -> float:
    """Shared content words as a share of the shorter text, 0 to 1."""
    left, right = set(content_words(a)), set(content_words(b))
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0
