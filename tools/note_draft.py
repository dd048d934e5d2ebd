"""From a session's sentences to a note, for one of three audiences, in plain code.

Every line of a draft is a sentence the engineer typed; headings are the only words of our own.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from providers.models import NoteType, Ticket
from tools.catalog import Catalog
from tools.leaks import Finding, Leak, find_leaks, without
from tools.note_sentences import Part, Said, as_sentence, sort_session

NOTHING_TOLD = "No troubleshooting steps were described in this session yet."
NO_FIX = "No fix is recorded in this session."


class Template(StrEnum):
    """How much of the session a note holds. Who reads it is the note's type, chosen apart."""

    QUICK_UPDATE = "quick_update"
    FULL_ANALYSIS = "full_analysis"
    RESOLUTION_SUMMARY = "resolution_summary"


@dataclass(frozen=True, slots=True)
class DraftedNote:
    """A note to review. `left_out` says in plain sentences what was kept out of it; `prompt_hash` names the
    wording that a model was asked with, None where only plain code wrote."""

    type: NoteType
    text: str
    left_out: tuple[str, ...] = ()
    engine: str = "offline"
    prompt_hash: str | None = None


def draft_note(
    messages: Iterable[tuple[int, str]],
    note_type: NoteType,
    *,
    ticket: Ticket | None,
    catalog: Catalog,
    separate: Sequence[str] = (),
    customer_visible: bool,
    template: Template | None = None,
) -> DraftedNote:
    """Draft a note.

    Args:
        messages: (turn number, text) of the person's own messages, oldest first.
        ticket: The linked ticket, for its title and company.
        separate: Hints of second issues, which get tickets of their own and stay out of this one's story.
        customer_visible: As the PSA says for this type; such a text is cleaned of what leaks.
        template: How much of the session it holds; None as is usual for the type.
    """
    return compose_note(
        sort_session(messages, separate),
        note_type,
        ticket=ticket,
        catalog=catalog,
        customer_visible=customer_visible,
        template=template,
    )


def usual_template(note_type: NoteType) -> Template:
    """What a note of this type holds when nobody chose."""
    resolves = note_type is NoteType.RESOLUTION
    return Template.RESOLUTION_SUMMARY if resolves else Template.FULL_ANALYSIS


def story_of(messages: Iterable[tuple[int, str]]) -> str:
    """What was done and what came of it, one sentence a line, for a time entry; "" when nothing was told."""
    told = (Part.STEP, Part.CAUSE, Part.FIX)
    return "\n".join(as_sentence(s.text) for s in sort_session(messages, ()) if s.part in told)


def compose_note(
    said: Sequence[Said],
    note_type: NoteType,
    *,
    ticket: Ticket | None,
    catalog: Catalog,
    customer_visible: bool,
    template: Template | None = None,
) -> DraftedNote:
    """A note of these sentences, in the order given, with the headings of its type. A text that the customer
    reads is cleaned of what leaks, whoever worded it and however much of it the template keeps."""
    left_out: tuple[str, ...] = ()
    if customer_visible:
        said, left_out = _cleaned(said, catalog, ticket.company.id if ticket else None)
    chosen = template or usual_template(note_type)
    told = any(s.part not in (Part.TALK, Part.SEPARATE) for s in said)
    body = _body(said, note_type, chosen) if told else NOTHING_TOLD
    return DraftedNote(note_type, f"{_title(note_type, chosen, ticket)}\n\n{body}".strip(), left_out)


def _title(note_type: NoteType, template: Template, ticket: Ticket | None) -> str:
    word = {
        Template.QUICK_UPDATE: "Update",
        Template.FULL_ANALYSIS: "Update" if note_type is NoteType.DESCRIPTION else "Session analysis",
        Template.RESOLUTION_SUMMARY: "Resolution",
    }[template]
    return f"**{word}: {ticket.summary}**" if ticket else f"**{word}**"


def _body(said: Sequence[Said], note_type: NoteType, template: Template) -> str:
    if template is Template.QUICK_UPDATE:
        return _quick(said, note_type)
    if note_type is NoteType.DESCRIPTION:
        return _customer(said, whole=template is Template.FULL_ANALYSIS)
    if template is Template.RESOLUTION_SUMMARY:
        return _resolution(said)
    return _analysis(said, with_separate=note_type is NoteType.INTERNAL_ANALYSIS)


def _quick(said: Sequence[Said], note_type: NoteType) -> str:
    """Where it stands: the last step, what came of it, what is open; the issue while there is no more."""
    customer = note_type is NoteType.DESCRIPTION
    steps, result, open_ = _last_step(said), _lines(_of(said, Part.FIX)), _lines(_of(said, Part.NEXT))
    issue = [] if steps or result or open_ else _lines(_before_steps(said))
    return _sections(
        ("What was reported" if customer else "Issue", issue),
        ("What we did last" if customer else "Last step", steps),
        ("Where it stands" if customer else "Result", result),
        ("Next" if customer else "Open", open_),
    ) or _sections(("What we found" if customer else "Cause", _lines(_of(said, Part.CAUSE))))


def _analysis(said: Sequence[Said], *, with_separate: bool) -> str:
    return _sections(
        ("Issue", _lines(_before_steps(said))),
        ("Steps", _steps(said)),
        ("Cause", _lines(_of(said, Part.CAUSE))),
        ("Result", _lines(_of(said, Part.FIX)) or [NO_FIX]),
        ("Open", _lines(_of(said, Part.NEXT))),
        ("Separate issue", _lines(_of(said, Part.SEPARATE)) if with_separate else []),
    )


def _resolution(said: Sequence[Said]) -> str:
    return _sections(
        ("Issue", _lines(_before_steps(said))),
        ("Cause", _lines(_of(said, Part.CAUSE))),
        ("What was done", _steps(said)),
        ("Result", _lines(_of(said, Part.FIX)) or [NO_FIX]),
        ("Open", _lines(_of(said, Part.NEXT))),
    )


def _customer(said: Sequence[Said], *, whole: bool) -> str:
    """The customer's reading; not whole, only the step that came last stands for the work."""
    return _sections(
        ("What was reported", _lines(_before_steps(said))),
        ("What we found", _lines(_of(said, Part.CAUSE))),
        ("What we did", _steps(said) if whole else _last_step(said)),
        ("Where it stands", _lines(_of(said, Part.FIX))),
        ("Next", _lines(_of(said, Part.NEXT))),
    )


def _sections(*sections: tuple[str, list[str]]) -> str:
    return "\n\n".join(f"**{heading}**\n" + "\n".join(lines) for heading, lines in sections if lines)


def _lines(said: Sequence[Said]) -> list[str]:
    return [f"- {as_sentence(s.text)}" for s in said]


def _of(said: Sequence[Said], part: Part) -> list[Said]:
    return [s for s in said if s.part is part]


def _first_step(said: Sequence[Said]) -> int:
    return next((i for i, s in enumerate(said) if s.part is Part.STEP), len(said))


def _before_steps(said: Sequence[Said]) -> list[Said]:
    return [s for s in said[: _first_step(said)] if s.part in (Part.ISSUE, Part.SEEN)]


def _steps(said: Sequence[Said]) -> list[str]:
    """Steps in order, numbered; what was seen after a step stays with it."""
    steps: list[str] = []
    for item in said[_first_step(said) :]:
        if item.part is Part.STEP:
            steps.append(as_sentence(item.text))
        elif item.part in (Part.SEEN, Part.ISSUE):
            steps[-1] += " " + as_sentence(item.text)
    return [f"{number}. {step}" for number, step in enumerate(steps, 1)]


def _last_step(said: Sequence[Said]) -> list[str]:
    return [f"- {step.split('. ', 1)[1]}" for step in _steps(said)[-1:]]


_REPLACED = {Leak.INTERNAL_HOST: "[internal system]", Leak.INTERNAL_ADDRESS: "[internal address]"}
_CLAUSE = re.compile(r"[^,;()]+[,;()]*\s*")
_WORTH_KEEPING_WORDS = 3


def _cleaned(
    said: Sequence[Said], catalog: Catalog, company_id: str | None
) -> tuple[list[Said], tuple[str, ...]]:
    """Clauses with a secret or another customer's name go; internal names are blanked out."""
    kept: list[Said] = []
    left_out: list[str] = []
    for item in said:
        if item.part in (Part.TALK, Part.SEPARATE):
            kept.append(item)
            continue
        text = _without_clauses(item.text, find_leaks(item.text, catalog, company_id))
        blanked = without(text, find_leaks(text, catalog, company_id), lambda f: _REPLACED.get(f.kind, ""))
        if text != item.text:
            left_out.append(
                f"Turn {item.turn}: words with a secret or another customer's name were left out."
            )
        if blanked != text:
            left_out.append(f"Turn {item.turn}: internal names were blanked out.")
        if blanked:
            kept.append(Said(item.turn, blanked, item.part))
    return kept, tuple(dict.fromkeys(left_out))


def _without_clauses(text: str, findings: Sequence[Finding]) -> str:
    """The text without the clauses that must go; empty when too little is left to be understood."""
    bad = [f for f in findings if f.kind not in _REPLACED]
    if not bad:
        return text
    clauses = [
        clause[0]
        for clause in _CLAUSE.finditer(text)
        if all(f.end <= clause.start() or f.start >= clause.end() for f in bad)
    ]
    rest = "".join(clauses).strip(" ,;()")
    return rest if len(rest.split()) >= _WORTH_KEEPING_WORDS else ""
