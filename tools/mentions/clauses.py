"""Which clause of a long text says what is wrong: words of trouble and of technology count for it, small talk
against it."""

import re
from collections.abc import Sequence
from itertools import chain

from tools.common_words import TECHNICAL
from tools.mentions.sentence import Sentence

SUMMARY_CHARACTERS = 100
_TROUBLE = re.compile(
    r"\b(?:not|cannot|can't|cant|won't|wont|doesn't|doesnt|fail\w*|error\w*|down|broken|slow\w*"
    r"|crash\w*|stuck|offline|lost|missing|dead|frozen|hang\w*|freez\w*|drop\w*|"
    r"bounc\w*|reject\w*|expired|locked|full|blank|jam\w*|wrong|off|gone|disappear\w*|garbled"
    r"|flicker\w*|beep\w*|leak\w*|invalid|denied|corrupt\w*|keeps?|unable|unreachable|timeout|times?"
    r" out|problem|issue|phishing|spam|virus|hacked"
    r"|cut\w* out|log\w* out|kick\w* out|reboot\w*|restart\w*|alarms?|empty|refus\w*|cracked|overheat\w*"
    r"|duplicate\w*|loops?|twice|no (?:sound|signal|internet|network|picture|wifi|power)"
    r"|nicht|keine?n?|leere?[rns]?|kaputt\w*|defekt\w*|tot|hängt|langsam|gesperrt|ausgefallen|fehler\w*"
    r"|n['’]\w+ (?:plus|pas)|ne \w+ (?:plus|pas)|panne|bloqué\w*|coupé\w*|lente?|cassé\w*"
    r"|no (?:funciona\w*|puede\w*|imprime\w*|hay|se)|caíd[ao]s?|averiad[ao]s?|bloquead[ao]s?|rot[ao]"
    r"|ikke|inte|nede|død|trasig|не|нет|ошибк\w*|завис\w*|сломал\w*)(?!\w)",
    re.IGNORECASE,
)
_SMALL_TALK = frozenset(
    "i my me he his him she her we our us you your believe hope lovely nice kind weather weekend holiday"
    " wedding birthday story told talked talking chat chatted cake laugh funny sorry honestly"
    " ich mir wir ihr wetter je vous nous espere bonjour hola espero".split()
)
_SUBCLAUSES = frozenset("that because but and so dass weil aber que mais pero".split())
_PARTED = frozenset({".", "\n", ";", ",", "-", ":"})
_BEGUN = frozenset({".", "\n"})


def clauses_of(sentence: Sentence, kept: Sequence[int]) -> list[list[int]]:
    """The kept words cut at separators and before "that", "because", "and" … (those words open a clause)."""
    found: list[list[int]] = []
    for place, index in enumerate(kept):
        gaps = range(kept[place - 1] + 1 if place else index, index + 1)
        parted = any(_PARTED & set(sentence.gaps[i]) for i in gaps)
        if not place or parted or sentence.words[index].key in _SUBCLAUSES:
            found.append([])
        found[-1].append(index)
    return found


def without_joint(sentence: Sentence, words: Sequence[int]) -> list[int]:
    """A clause without the "and", "that" or "because" that ties it to what went before."""
    first = 0
    while first < len(words) - 1 and sentence.words[words[first]].key in _SUBCLAUSES:
        first += 1
    return list(words[first:])


def weight_of(sentence: Sentence, clauses: Sequence[Sequence[int]], written: str, company: set[int]) -> float:
    """How good a run of clauses is as the summary: trouble, technology, the company beside it, where it
    begins, and how much of the room it fills uncut, less its small talk and the clauses that say nothing."""
    words = list(chain(*clauses))
    keys = [sentence.words[index].key for index in words]
    shown = written[:SUMMARY_CHARACTERS]
    trouble = min(len(set(_TROUBLE.findall(shown.casefold()))), 2)
    technical = min(len({key for key in keys if key in TECHNICAL}), 3)
    small_talk = min(sum(key in _SMALL_TALK for key in keys), 4)
    begins = words[0] == 0 or bool(_BEGUN & set(sentence.gaps[words[0]]))
    beside = any(
        words[0] - 3 <= index <= words[-1] + 3 and _same_sentence(sentence, index, words) for index in company
    )
    length = len(shown) / SUMMARY_CHARACTERS if len(shown) == len(written) else 0.0
    idle = sum(_is_idle(sentence, clause) for clause in clauses)
    told = 2.5 * trouble + 0.5 * technical - 0.4 * small_talk - 0.3 * idle
    return told + 1.5 * beside + 0.5 * begins + length


def _is_idle(sentence: Sentence, clause: Sequence[int]) -> bool:
    text = sentence.text[sentence.words[clause[0]].start : sentence.words[clause[-1]].end]
    return not _TROUBLE.search(text) and not any(sentence.words[i].key in TECHNICAL for i in clause)


def _same_sentence(sentence: Sentence, index: int, words: Sequence[int]) -> bool:
    low, high = (index, words[0]) if index < words[0] else (words[-1], index)
    inside = words[0] <= index <= words[-1]
    return inside or not any(_BEGUN & set(sentence.gaps[place]) for place in range(low + 1, high + 1))
