"""What is left of a text as the issue: a summary in the person's own words, and a description when there is
more.

Nothing is added and nothing rephrased: words that steer (names of company, board, priority …, and the wording
around them) are left out, the rest stands as typed.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import chain

from tools.common_words import TECHNICAL
from tools.mentions.clauses import SUMMARY_CHARACTERS, clauses_of, weight_of, without_joint
from tools.mentions.mail import read_mail
from tools.mentions.openings import CLOSINGS, COMPANY_ASIDES, COMPANY_TALK, LATER_LEAD_UPS, LEAD_UPS
from tools.mentions.reading import Reading
from tools.mentions.sentence import Sentence, Voice

_MOST_CLAUSES = 40
_SUMMARY_KEYS = ("summary", "title", "subject", "issue", "problem")
_LINKING_WORDS = frozenset(
    "at for from in with over of by and bei beim hos pa fra fran fur von vom pour chez para de du del au aux"
    " от для у".split()
)
_ARTICLES = frozenset("the der dem den die das le la les el los las".split())
_VERBS = frozenset(
    "is are was were has have had cant cannot wont will can could would should says say said needs need"
    " wants want reports rang called keeps gets get and but since "
    "after when because while on in to with like who that which where as not still again does doesnt do"
    " dont goes lost broke put took came went told sent made rang wrote forgot hat haben ist sind war kann"
    " konnen geht gehen a est ont sont ne no esta tiene har er kan virker fungerar".split()
)
_CALLED = frozenset({"client", "customer"})
_TIES = _LINKING_WORDS | _ARTICLES | _CALLED
_SHORT_TIES = frozenset("to a en na w v в на".split())  # good only where no noun follows
_DROPPED_VERBS = frozenset("has have had says say said reports reporting report that hat haben har".split())
_BE = frozenset("is are was were isnt arent".split())
_TYPED = re.compile(
    r"(?:^|[\n|;,])[ \t]*(?P<key>summary|title|subject|issue|problem|description|details)[ \t]*[:=]["
    r" \t]*(?P<value>.+?)(?=$|\n|[|;]|,[ \t]*\w+[ \t]*[:=])",
    re.IGNORECASE,
)
_JOINERS_OF_SIGNS = "\u200c\u200d"  # they shape Persian and Indic words, and emoji
_OPENERS, _ENDERS = "\"“„«「'(<[", "\"”»」')>]!?%"


def issue_of(reading: Reading) -> tuple[str | None, str | None]:
    """Summary (at most 100 characters) and description (None when the summary holds all) of a read text."""
    sentence = reading.sentence
    typed = _typed_forms(sentence)
    if short := next((typed[key] for key in _SUMMARY_KEYS if typed.get(key)), None):
        return _finished(short), typed.get("description") or typed.get("details")
    kept = _kept_words(reading)
    if sentence.mail_start is not None:
        own = [i for i in kept if sentence.voices[i] == Voice.PERSON]
        mail = read_mail(sentence.text[sentence.mail_start :])
        return _finished(_joined(sentence, own) if len(own) > 2 else mail.headline), mail.text
    text = _joined(sentence, kept)
    summary = _finished(_shortened(reading, kept, text))
    if summary is None:
        return None, None
    whole = len(_folded(text)) <= len(_folded(summary)) and not sentence.cut
    return summary, None if whole else _as_typed(reading, kept)


def _typed_forms(sentence: Sentence) -> dict[str, str]:
    """ "summary: …", "description: …" written out as fields."""
    if sentence.mail_start is not None:
        return {}
    return {match["key"].lower(): match["value"].strip() for match in _TYPED.finditer(sentence.text[:6_000])}


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _kept_words(reading: Reading) -> list[int]:
    sentence = reading.sentence
    cut = (
        reading.cut | reading.opening_words | _said_around(reading, CLOSINGS, COMPANY_ASIDES, LATER_LEAD_UPS)
    )
    cut |= _company_words(sentence, reading.company_words, cut)
    cut |= _emptied_clauses(sentence, cut, reading.company_words | reading.cut)
    return [index for index in range(len(sentence.words)) if index not in cut]


def _said_around(reading: Reading, *patterns: re.Pattern[str]) -> set[int]:
    if reading.line is None:
        return set()
    found = [match.span("cut") for pattern in patterns for match in pattern.finditer(reading.line.line)]
    return {index for span in found for index in range(*reading.line.words_in(*span))}


def _company_words(sentence: Sentence, company: set[int], cut: set[int]) -> set[int]:
    """The company's words with what ties them to the sentence; a company that "is" something stays its
    subject."""
    found: set[int] = set()
    for first, last in _runs(company):
        follows = (
            sentence.words[last].stem
            if last < len(sentence.words) and not sentence.gaps[last] and last not in cut
            else ""
        )
        opens = first == 0 or set(range(first)) <= cut | found or bool(sentence.gaps[first])
        if opens and follows in _BE:
            continue
        tied = _tied_before(sentence, first, in_phrase=bool(follows) and not _is_verb(follows))
        if follows and not _is_verb(follows) and sentence.words[tied].key not in _CALLED:
            article_only = tied < first and all(
                sentence.words[i].key in _ARTICLES for i in range(tied, first)
            )
            if not article_only and tied > 0 and not sentence.gaps[tied] and tied - 1 not in cut:
                continue  # "printer at Acme reception": without the name the rest would not read
            tied = first if article_only else tied
        found.update(range(first, last))
        if opens and follows in _DROPPED_VERBS and not sentence.words[last - 1].possessive:
            found.add(last)
        found.update(range(tied, first))
    return found


def _tied_before(sentence: Sentence, first: int, *, in_phrase: bool) -> int:
    """Where the words begin that tie a company to what goes before ("from the", "client"), or `first`."""
    tied, ties = first, _TIES if in_phrase else _TIES | _SHORT_TIES
    while tied > 0 and not sentence.gaps[tied] and sentence.words[tied - 1].key in ties:
        tied -= 1
    return tied


def _is_verb(word: str) -> bool:
    return word in _VERBS or (len(word) > 4 and word.endswith("ed"))


def _runs(places: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in sorted(places):
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _emptied_clauses(sentence: Sentence, cut: set[int], steering: set[int]) -> set[int]:
    """Clauses of which only small talk about the company or the routing is left."""
    found: set[int] = set()
    first = 0
    for index in range(1, len(sentence.words) + 1):
        if index == len(sentence.words) or set(sentence.gaps[index]) - {'"', "@", "#"}:
            clause = set(range(first, index))
            left = clause - cut
            if clause & (steering | cut) and all(sentence.words[i].key in COMPANY_TALK for i in left):
                found |= left
            first = index
    return found


def _joined(sentence: Sentence, kept: Sequence[int]) -> str:
    """The kept words as typed; where words were left out, only the strongest separator between stays."""
    if not kept:
        return ""
    parts = [_edge(sentence.gap(kept[0]), _OPENERS, at_end=True)]
    for place, index in enumerate(kept):
        word = sentence.words[index]
        parts.append(sentence.text[word.start : word.end])
        following = kept[place + 1] if place + 1 < len(kept) else None
        if following is None:
            parts.append(_edge(sentence.gap(index + 1), _ENDERS, at_end=False))
        else:
            parts.append(_between(sentence, index, following))
    return _balanced(sentence.text, "".join(parts))


def _edge(gap: str, allowed: str, *, at_end: bool) -> str:
    gap = gap.strip()
    kept = gap[::-1] if at_end else gap
    length = 0
    while length < len(kept) and kept[length] in allowed:
        length += 1
    return kept[:length][::-1] if at_end else kept[:length]


def _between(sentence: Sentence, index: int, following: int) -> str:
    if following == index + 1:
        gap = sentence.gap(following)
        return gap if gap.strip() or gap in ("", " ") else " "
    symbols = {symbol for place in range(index + 1, following + 1) for symbol in sentence.gaps[place]}
    if "(" in symbols and ")" in symbols:
        symbols -= {"(", ")"}
    for symbol, written in (
        ("\n", "\n"),
        (".", ". "),
        (";", "; "),
        (":", ": "),
        ("(", " ("),
        (")", ") "),
        ("-", " - "),
        (",", ", "),
    ):
        if symbol in symbols:
            return written
    return " "


def _balanced(typed: str, text: str) -> str:
    """Brackets and quotation marks that lost their other half are dropped, unless they were typed so."""
    for opening, closing in (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ("「", "」")):
        if text.count(opening) != text.count(closing) and typed.count(opening) == typed.count(closing):
            text = text.replace(opening, "").replace(closing, "")
    return text.replace('"', "") if text.count('"') % 2 else text


def _shortened(reading: Reading, kept: Sequence[int], text: str) -> str:
    """The whole text when it fits; else the run of clauses that fits and says most about the trouble."""
    one_line = " ".join(text.split())
    if len(one_line) <= SUMMARY_CHARACTERS:
        return one_line
    lead_up = _said_around(reading, LEAD_UPS)
    sentence = reading.sentence
    clauses = clauses_of(sentence, [i for i in kept if i not in lead_up] or kept)[:_MOST_CLAUSES]
    best, chosen = -10.0, one_line
    for first in range(len(clauses)):
        joined: list[list[int]] = []
        for clause in clauses[first:]:
            joined.append(clause if joined else without_joint(sentence, clause))
            run = " ".join(_joined(sentence, list(chain(*joined))).split())
            if len(run) > SUMMARY_CHARACTERS and len(joined) > 1:
                break
            weight = weight_of(sentence, joined, run, reading.company_words)
            if weight > best:
                best, chosen = weight, run
    return chosen


def _finished(text: str) -> str | None:
    """Cleaned, at most 100 characters ended at a word, with a capital; None when no letter is left."""
    unseen = (c for c in text if unicodedata.category(c) != "Cf" or c in _JOINERS_OF_SIGNS)
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Co", "Cn", "Cs") else c for c in unseen)
    clean = " ".join(plain.split()).strip(" ,;:.-–—|/&*>#@")
    if len(clean) > SUMMARY_CHARACTERS:
        clean = _cut_at_word(clean)
    if not any(c.isalnum() for c in clean):
        return None
    first, _, rest = clean.partition(" ")
    if first.islower() and first in TECHNICAL and len(first) <= 4 and not _is_word(first):
        return f"{first.upper()} {rest}".strip()
    mixed = any(c.isupper() for c in first[1:]) or any(c.isdigit() for c in first)
    return clean if mixed else clean[:1].upper() + clean[1:]


_WORDS_NOT_ACRONYMS = frozenset(
    "ipad imac app apps card wifi scan fax disk dock edge java link okta rule sage sony uses zoom word zip"
    " wipe sync teams pop cable label lync host mic pin led chat".split()
)


def _is_word(word: str) -> bool:
    return word in _WORDS_NOT_ACRONYMS


def _cut_at_word(text: str) -> str:
    head = text[: SUMMARY_CHARACTERS + 1]
    for separators in ((", ", " - ", " – ", "; ", ": "), (" ",)):
        place = max(head.rfind(separator) for separator in separators)
        if place >= (SUMMARY_CHARACTERS // 2 if len(separators) > 1 else 1):
            return head[:place].rstrip(" ,;:-–")
    return text[:SUMMARY_CHARACTERS]


def _as_typed(reading: Reading, kept: Sequence[int]) -> str:
    """The text without its steering words, line breaks kept; a very long one is left whole."""
    text = reading.sentence.text.strip()
    return text if reading.sentence.cut or not kept else _joined_lines(reading.sentence, kept)


def _joined_lines(sentence: Sentence, kept: Sequence[int]) -> str:
    parts: list[str] = []
    for place, index in enumerate(kept):
        word = sentence.words[index]
        parts.append(sentence.text[word.start : word.end])
        if place + 1 < len(kept):
            following = kept[place + 1]
            parts.append(
                sentence.gap(following) if following == index + 1 else _between(sentence, index, following)
            )
        else:
            parts.append(_edge(sentence.gap(index + 1), _ENDERS + ".", at_end=False))
    return _balanced(
        sentence.text, _edge(sentence.gap(kept[0]), _OPENERS, at_end=True) + "".join(parts)
    ).strip()
