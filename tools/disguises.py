"""A text as a determined reader could take it: look-alike letters read as what they look like, invisible
marks taken out, spelt-out words joined, words turned round, base64, hexadecimal and per cent signs decoded.

Every reading knows where its characters stand in the text, so that a finding in it can be shown in place.
"""

import base64
import codecs
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

_LOOK_ALIKES = dict(
    zip(
        "асеорхуіѕјһԁԛԝАВСЕНІЈКМОРЅТХУοαινρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aceopxyisjhdqwABCEHIJKMOPSTXYoaivptuxABEZHIKMNOPTYX",
        strict=True,
    )
)
_WORD = re.compile(r"[^\W_]+")
_SPELT = re.compile(r"(?<!\w)\w(?:[ .,·_/|+*\-]{1,3}[^\s.,·_/|+*\-]){5,}(?!\w)")
_PART = re.compile(r"(?P<letter>[^\s.,·_/|+*\-])(?P<between>[ .,·_/|+*\-]*)")
_TOKEN = re.compile(r"[A-Za-z0-9+/_-]{10,}={0,2}")
_PERCENT = re.compile(r"[^\s%]{0,200}%[0-9A-Fa-f]{2}\S*")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){6,}")
_READABLE = 12
_JOINERS = frozenset("\u200c\u200d\u200e\u200f\u034f\u061c")


@dataclass(frozen=True)
class Reading:
    """One way to take a text. `starts` and `ends` give the offsets of each character in the text itself.
    `decoded` is True when somebody has to decode it first."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    decoded: bool = False

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of this reading stands in the text itself."""
        return min(self.starts[start:end]), max(self.ends[start:end])

    @cached_property
    def letters(self) -> "Reading":
        """Only letters and digits, in lower case."""
        kept = [i for i, c in enumerate(self.text) if c.isalnum()]
        return self._picked(kept, "".join(self.text[i].lower()[:1] for i in kept))

    def backwards(self) -> "Reading":
        return self._picked(range(len(self.text) - 1, -1, -1), self.text[::-1])

    def rotated(self) -> "Reading":
        """In ROT13."""
        return Reading(codecs.encode(self.text, "rot13"), self.starts, self.ends, decoded=True)

    def _picked(self, places: Sequence[int], text: str) -> "Reading":
        return Reading(text, [self.starts[i] for i in places], [self.ends[i] for i in places], decoded=True)


def as_seen(text: str) -> Reading:
    """The text with compatibility letters as plain ones, tag characters as what they stand for, other
    invisible marks gone, and look-alikes from other scripts as Latin where a word mixes them."""
    signs, places = [], []
    for at, sign in enumerate(text):
        if "\U000e0020" <= sign <= "\U000e007e":
            sign = chr(ord(sign) - 0xE0000)
        elif sign in _JOINERS or unicodedata.category(sign) == "Cf" or "\ufe00" <= sign <= "\ufe0f":
            continue
        elif not sign.isascii():
            sign = unicodedata.normalize("NFKC", sign)
        signs.append(sign)
        places += [at] * len(sign)
    seen = _WORD.sub(_one_script, "".join(signs))
    return Reading(seen, places, [at + 1 for at in places])


def hidden_readings(text: str) -> Iterator[Reading]:
    """What the text says besides what it shows: joined, turned round, rotated, decoded."""
    seen = as_seen(text)
    yield from _joined(seen)
    yield seen.backwards()
    yield seen.rotated()
    for pattern in (_TOKEN, _PERCENT):
        for token in pattern.finditer(seen.text):
            start, end = seen.place(*token.span())
            for plain in _decoded(token[0]):
                yield Reading(plain, [start] * len(plain), [end] * len(plain), decoded=True)


def encoded_lines(text: str) -> Iterator[tuple[int, int]]:
    """Where base64 or hexadecimal that hides a readable line stands in the text."""
    yield from (token.span() for token in _TOKEN.finditer(text) if _is_encoded(token[0]))


def _is_encoded(token: str) -> bool:
    """Whether base64 or hexadecimal turns this into a readable line; shorter ones happen by chance."""
    return any(len(plain) >= _READABLE and plain.isprintable() for plain in _decoded(token))


def _one_script(word: re.Match[str]) -> str:
    """A word that mixes Latin with look-alikes, or consists of look-alikes alone, read as Latin."""
    strange = [c for c in word[0] if not c.isascii()]
    if not strange or any(c not in _LOOK_ALIKES for c in strange):
        return word[0]
    return "".join(_LOOK_ALIKES.get(c, c) for c in word[0])


def _joined(seen: Reading) -> Iterator[Reading]:
    """Spelt-out stretches with the signs between their letters taken out; wide gaps part words."""
    for match in _SPELT.finditer(seen.text):
        signs, places = [], []
        for part in _PART.finditer(seen.text, match.start(), match.end()):
            wide = len(part["between"]) > 1 and part["between"].isspace()
            signs += [part["letter"], " "] if wide else [part["letter"]]
            places += [part.start()] * (2 if wide else 1)
        yield Reading(
            "".join(signs), [seen.starts[i] for i in places], [seen.ends[i] for i in places], decoded=True
        )


def _decoded(token: str) -> Iterator[str]:
    """What base64, hexadecimal or per cent signs make of it; nothing when that is no text."""
    if "%" in token:
        yield unquote(token)
        return
    if _HEX.fullmatch(token):
        with suppress(ValueError):
            yield bytes.fromhex(token).decode()
    bare = token.rstrip("=").replace("-", "+").replace("_", "/")
    with suppress(ValueError):
        yield base64.b64decode(bare + "=" * (-len(bare) % 4)).decode()
