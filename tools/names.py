"""How a name is read: words folded to one spelling, legal forms set aside, initials taken.

Everything that compares names (lists of the tenant, words of a sentence) goes through here, so both sides
are always folded alike. Scripts without spaces are read one character a word.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

_LETTERS = str.maketrans(
    dict(zip("øØđĐðÐłŁıħəёЁς", "oOdDdDlLihaеЕσ", strict=True))
    | {
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "þ": "th",
        "Þ": "Th",
        "ŋ": "ng",
        "ـ": "",
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
    }
)
_DOTS = str.maketrans(
    dict(zip("äöüåøÄÖÜÅØ", ("ae", "oe", "ue", "aa", "oe", "Ae", "Oe", "Ue", "Aa", "Oe"), strict=True))
)
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
)
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f"
    "\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u0a3c-\u0a51\u0abc-\u0acd\u0b82\u0bbe-\u0bcd\u0c3e-\u0c4d"
    "\u200c\u200d"
)
_FORMAT = "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"  # unseen inside a word
_LETTER = rf"(?:(?![{_SPACELESS}])[^\W_]|[{_MARKS}])"
_APOSTROPHE = "['’ʼ`´‘＇]"
_WORD = re.compile(
    r"(?P<whole>https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    rf"|[{_SPACELESS}]"
    rf"|{_LETTER}+(?:(?:{_APOSTROPHE}|[{_FORMAT}]+){_LETTER}+)*"
    r"|[&＆]"
)
_POSSESSIVE = re.compile(rf"{_APOSTROPHE}[sS]$")
_UNSPELLED = re.compile(rf"{_APOSTROPHE}|[\u200c\u200d{_FORMAT}]")

# Legal forms as folded words; a form of several words ("a s") stands as typed after folding.
_LEGAL_ENDINGS = frozenset(
    (word,)
    for word in (
        "inc incorporated llc llp lp ltd limited corp corporation co company companies plc pllc pc gmbh"
        " ag kg ohg ug ev eg "
        "ab as asa aps oy oyj ehf hf bv nv vof sa sas sarl srl spa sl slu sro zrt kft doo dd ou uab sia"
        " pty pvt pte "
        "kk tov ooo oao zao pao ip too eood ood ltda eirl cv sab zoo"
    ).split()
) | frozenset(
    {
        ("a", "s"),
        ("s", "a"),
        ("b", "v"),
        ("n", "v"),
        ("s", "r", "l"),
        ("s", "p", "a"),
        ("d", "o", "o"),
        ("s", "l"),
    }
    | {
        ("e", "v"),
        ("s", "r", "o"),
        ("l", "l", "c"),
        ("sp", "z", "o", "o"),
        ("sp", "zoo"),
        ("p", "c"),
        ("k", "k"),
    }
    | {("co", "kg"), ("and", "co"), ("and", "co", "kg"), ("the",), ("α", "ε"), ("αε",), ("επε",), ("ικε",)}
    | {("ооо",), ("оао",), ("зао",), ("пао",), ("ао",), ("ип",), ("тоо",), ("тов",), ("еоод",), ("оод",)}
    | {
        tuple("株式会社"),
        tuple("有限会社"),
        tuple("合同会社"),
        tuple("有限公司"),
        tuple("股份有限公司"),
        tuple("公司"),
    }
    | {tuple("주식회사"), tuple("유한회사")}
)
_LEGAL_OPENINGS = frozenset(
    {
        ("the",),
        tuple("株式会社"),
        tuple("有限会社"),
        tuple("合同会社"),
        tuple("주식회사"),
        ("شركه",),
        ("pt",),
        ("cv",),
    }
    | {("ооо",), ("оао",), ("зао",), ("пао",), ("ао",), ("ип",), ("тоо",), ("тов",)}
)
_LONGEST_FORM = max(len(form) for form in _LEGAL_ENDINGS)
JOINERS = frozenset("and und et y e i u og och".split())
_SMALL_WORDS = JOINERS | frozenset("of the for de la le du des der die das".split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its folded `key` and its place. `stem` is the key without a possessive 's."""

    key: str
    start: int
    end: int
    stem: str

    @property
    def possessive(self) -> bool:
        return self.stem != self.key


def fold(text: str) -> str:
    """One spelling for all: no case, accents, ligatures or apostrophes; one width and letter variant."""
    if text.isascii():
        return text.replace("'", "").replace("`", "").lower()
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold().translate(_LETTERS)
    kept = "".join(c for c in plain if unicodedata.combining(c) < 10)
    return _UNSPELLED.sub("", unicodedata.normalize("NFC", kept))


_SAME_WORD = {
    "&": "and",
    "＆": "and",
    "und": "and",
    "og": "and",
    "och": "and",
    "saint": "st",
    "street": "st",
    "road": "rd",
    "avenue": "ave",
    "sankt": "st",
    "mount": "mt",
    "fort": "ft",
    "brothers": "bros",
    "international": "intl",
}


@lru_cache(maxsize=20_000)
def _keys(word: str) -> tuple[str, str]:
    key = _one_spelling(fold(word))
    if len(word) > 2 and _POSSESSIVE.search(word):
        return key, _one_spelling(fold(_POSSESSIVE.sub("", word))) or key
    return key, key


def _one_spelling(key: str) -> str:
    """Spellings that differ by country or habit made equal: harbour, centre, saint."""
    if key in _SAME_WORD:
        return _SAME_WORD[key]
    if len(key) > 5 and key.endswith("our"):
        return key[:-2] + "r"
    return key[:-2] + "er" if len(key) > 5 and key.endswith("tre") else key


def words_of(text: str, offset: int = 0, most: int | None = None) -> list[Word]:
    """The words of a text with their places, the first `most`; `offset` is added to each place."""
    found = []
    for match in islice(_WORD.finditer(text), most):
        raw = match.group()
        if match.lastgroup == "whole":
            raw = raw.rstrip(".,;:)>")
            key = stem = raw.lower()
        else:
            key, stem = _keys(raw)
        if key:
            found.append(Word(key, match.start() + offset, match.start() + len(raw) + offset, stem))
    return found


def keys_of(text: str) -> tuple[str, ...]:
    """The folded words of a name."""
    return tuple(word.key for word in words_of(text))


def core_of(keys: tuple[str, ...]) -> tuple[str, ...]:
    """A company's folded words without legal forms at either end; never empty for a name that has words."""
    core = keys
    while rest := _without_ending(core):
        core = rest
    for length in range(min(_LONGEST_FORM, len(core) - 1), 0, -1):
        if core[:length] in _LEGAL_OPENINGS:
            return core[length:]
    return core


def _without_ending(keys: tuple[str, ...]) -> tuple[str, ...] | None:
    for length in range(min(_LONGEST_FORM, len(keys) - 1), 0, -1):
        if keys[-length:] in _LEGAL_ENDINGS:
            return keys[:-length]
    return None


def initials_of(keys: tuple[str, ...]) -> str:
    """First letters of the words, small words ("and", "of") left out; empty when there are fewer than two."""
    letters = [key[0] for key in keys if key not in _SMALL_WORDS]
    return "".join(letters) if len(letters) > 1 else ""


def umlaut_spelling(text: str) -> str | None:
    """The spelling with e for the dots ("Mueller" for "Müller"), when the name has any."""
    spelled = text if text.isascii() else text.translate(_DOTS)
    return spelled if spelled != text else None


def is_spaceless(key: str) -> bool:
    """True for a word of a script that is written without spaces."""
    return len(key) == 1 and re.match(f"[{_SPACELESS}]", key) is not None
