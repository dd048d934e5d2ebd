"""From a message to the steps it asks for, clause by clause."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.offline.changing import changing
from assistant.offline.clauses import (
    asks_bluntly,
    bare,
    clauses,
    is_put_off,
    is_question,
    is_refused,
    is_told,
)
from assistant.offline.draft_edits import edit_step
from assistant.offline.intents import Intent, Sentence, Situation, Step
from assistant.offline.logging_time import logging_time
from assistant.offline.looking import looking
from assistant.offline.references import ordinal
from assistant.offline.second_issue import second_issues
from assistant.offline.talking import EXAMPLES, talking
from assistant.offline.unsupported import unsupported
from assistant.offline.writing import new_ticket, note
from tools.names import fold
from tools.similarity import telling_words

_MOST_STEPS = 8
_READ_CHARACTERS = 6_000
_SAYS_NO = re.compile(
    r"^(?:(?:no|please|okay?|but|so|and|well|hey)[\s,]+)*(?:don'?t|do not|dont|not yet|hold off|no need|never"
    r"|stop|wait|let'?s not|let us not|rather not|better not|we (?:don'?t|do not|should not|shouldn'?t)"
    r"|i (?:don'?t|do not) want)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:and|now|just|only|but)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\?\s*$|^(?:what|why|how|who|where|when|which|is|are|can|could|should|would|do|does|did|any|has|have)\b",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"\b(?:how (?:do|can|to|would|should)|why|any idea|what (?:could|might|would|causes?|should i (?:try"
    r"|check))|ideas?|suggestions?|who (?:can|could|knows)|what (?:to|else)|advice|help me (?:with"
    r"|fix))\b",
    re.IGNORECASE,
)
_TALKS_OF_CHANGE = re.compile(
    r"\b(?:clos|resolv|assign|reassign|creat|log (?:a|one|it)|open a|link|status|post|reopen|escalat|set"
    r"|write)\w*",
    re.IGNORECASE,
)
NOTHING_CHANGED = "All right, nothing is changed."
YOUR_CALL = (
    "That is your call. Say it as an order, for example `close 1234`, and I prepare it for you to confirm."
)
NOTED = "Noted."
NO_WORDS = f"There was nothing in this message that I can read. {EXAMPLES}"


def understand(message: str, s: Situation) -> list[Intent]:
    """The steps of one message in order. Never empty: what is not understood is said."""
    text = message[:_READ_CHARACTERS]
    answered = _answered_question(text, s)
    if answered:
        return [answered]
    found: list[Intent] = []
    left: list[str] = []
    parts = clauses(text)
    for part in parts:
        rest = text[max(text.find(part), 0) :]
        intents, ends = _clause(part, rest, s, alone=len(parts) == 1)
        s = _with_focus(s, intents or [])
        found += intents or []
        if not intents:
            left.append(part)
        if ends:
            break
    if left:
        found += _spoken(left, found, text, s)
    return _unique(found)[:_MOST_STEPS] or [Sentence(NO_WORDS)]


def _clause(part: str, rest: str, s: Situation, *, alone: bool) -> tuple[list[Intent] | None, bool]:
    """Steps of one clause, and whether it took the whole rest of the message with it."""
    talk = talking(part.strip(" ,"), s)
    if talk is not None:
        return (talk if alone or not _small(talk) else []), False
    clause = bare(part)
    if not is_question(part):
        made = new_ticket(clause, rest, s)
        if made is not None:
            return made, True
    if not (is_question(part) or asks_bluntly(part) or is_told(part)):
        edit = edit_step(part, s)
        if edit is not None:
            return [edit], False
    guarded = is_refused(part) or is_question(part) or is_put_off(part) or is_told(part)
    if not guarded:
        logged = logging_time(clause, rest, s)
        if logged is not None:
            return logged, "note" in dict(logged[0].arguments) if isinstance(logged[0], Step) else False
        written = note(clause, rest)
        if written is not None:
            return written, "text" in dict(written[0].arguments) if isinstance(written[0], Step) else False
        wanted = changing(clause, s) or unsupported(clause)
        if wanted is not None:
            return ([Sentence(YOUR_CALL)] if asks_bluntly(part) else wanted), False
    elif _TALKS_OF_CHANGE.search(clause) and (blocked := _blocked(part, clause, s)):
        return blocked, False
    first, second = (part, clause) if _GOES_ON.match(part) else (clause, part)
    return looking(first, s) or (looking(second, s) if first != second else None), False


def _small(talk: list[Intent]) -> bool:
    return all(isinstance(i, Sentence) and len(i.text) < 100 for i in talk)


def _blocked(part: str, clause: str, s: Situation) -> list[Intent] | None:
    """A refusal or a question about a change gets a plain answer and proposes nothing."""
    if is_told(part):
        return None
    if is_question(part):
        looked = looking(clause, s)
        if looked is not None and not re.match(
            r"\W*(?:should|shall|can i|can we|may|do i|would it|what if)", part, re.IGNORECASE
        ):
            return looked
        return [Sentence(YOUR_CALL)]
    if _SAYS_NO.match(part) and _TALKS_OF_CHANGE.search(clause):
        return [Sentence(NOTHING_CHANGED)]
    if is_put_off(part) and re.match(
        r"(?:close|resolve|assign|create|link|reopen|set|change|post|open a|log)\b", clause, re.IGNORECASE
    ):
        return [
            Sentence(
                "I prepare changes only when they are due. Say it again then, and I put it up for you to "
                "confirm."
            )
        ]
    return None


def _spoken(left: list[str], found: list[Intent], text: str, s: Situation) -> list[Intent]:
    """What no recogniser took: the trouble as told, a second issue, or something not understood."""
    told = "\n".join(left)
    topic = s.statements
    steps: list[Intent] = [
        Step("suggest_spin_off", {"label": issue.label, "summary_hint": issue.summary_hint})
        for issue in second_issues([*topic, told], _topic(s))
    ]
    if steps or found:
        return steps
    if _HOW_TO.search(told) and len(telling_words(told)) >= 1:
        what = told[:300]
        return [Step("similar_tickets", {"text": what}, "list"), Step("find_documents", {"text": what})]
    silent = not telling_words(told) or len(told.split()) < 3
    if _ASKS.search(told) or (silent and not (s.linked or s.statements)):
        return [Sentence(not_understood(told))]
    return [Sentence(_noted(s))]


def _topic(s: Situation) -> str:
    return s.topic if s.linked else ""


def _noted(s: Situation) -> str:
    if s.linked or s.statements:
        return NOTED
    return "Noted. Say `similar` for tickets like it, `new ticket` to log it, or `link` with a number."


def not_understood(told: str) -> str:
    """Says so, and what would be understood."""
    words = " ".join(told.split())
    quoted = words if len(words) <= 80 else words[:77] + "…"
    return f'I did not understand "{quoted}". {EXAMPLES}'


def _answered_question(text: str, s: Situation) -> Intent | None:
    """The answer to "Which company do you mean?": by position or by name."""
    if s.question is None or len(text.split()) > 8:
        return None
    choice = _choice(text, s.question.choices)
    if choice is None:
        return None
    step = s.question.step
    arguments = {k: choice if v == s.question.said else v for k, v in step.arguments.items()}
    return Step(step.tool, arguments, step.way) if arguments != dict(step.arguments) else None


def _choice(text: str, names: Sequence[str]) -> str | None:
    position = ordinal(text, len(names))
    if (
        position is None
        and (digit := re.fullmatch(r"\s*#?([1-9])[.)]?\s*", text))
        and int(digit[1]) <= len(names)
    ):
        position = int(digit[1]) - 1
    if position is not None:
        return names[position]
    plain = fold(text).strip(" .!?")
    exact = [n for n in names if fold(n) in plain]
    if exact:
        return max(exact, key=len)
    words = [
        w
        for w in re.findall(r"\w+", plain)
        if len(w) > 2 and w not in ("the", "one", "for", "please", "mean", "that")
    ]
    fitting = [n for n in names if words and all(w in re.findall(r"\w+", fold(n)) for w in words)]
    return fitting[0] if len(fitting) == 1 else None


def _with_focus(s: Situation, intents: list[Intent]) -> Situation:
    """A ticket named in one clause is what "it" means in the next."""
    named = [str(i.arguments["ticket"]) for i in intents if isinstance(i, Step) and i.arguments.get("ticket")]
    return replace(s, focus=named[-1], draft_first=False) if named else s


def _unique(found: list[Intent]) -> list[Intent]:
    """Without repetitions; edits of one draft in one go, so that it changes all or not at all."""
    kept: list[Intent] = []
    for intent in found:
        if intent in kept:
            continue
        if kept and (joined := _joined(kept[-1], intent)):
            kept[-1] = joined
        else:
            kept.append(intent)
    return kept


def _joined(left: Intent, right: Intent) -> Step | None:
    if not (isinstance(left, Step) and isinstance(right, Step)) or {left.tool, right.tool} != {"edit_draft"}:
        return None
    if left.arguments["draft"] != right.arguments["draft"]:
        return None
    return Step("edit_draft", {**left.arguments, **right.arguments})
