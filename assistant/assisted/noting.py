"""Note drafts with a model: it words the sentences, code keeps those that the session says and adds what they
leave out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.assisted.asking import Asker, NoAnswer, Question
from assistant.assisted.grounding import fault_of, kept_in, supporting
from assistant.model import AnswerShape, Message, Model
from assistant.prompting import prompt_hash, render
from assistant.text import clean
from providers.models import NoteType, Ticket
from tools.catalog import Catalog
from tools.leaks import Leak, find_leaks
from tools.note_draft import DraftedNote, Template, compose_note
from tools.note_sentences import Part, Said, sort_session

PROMPTS = ("note", "note_input")
_STORY = (Part.ISSUE, Part.SEEN, Part.STEP, Part.CAUSE, Part.FIX, Part.NEXT)
_OWED = frozenset({Part.STEP, Part.CAUSE, Part.FIX, Part.NEXT})
_UNSPEAKABLE = frozenset({Leak.SECRET, Leak.OTHER_CUSTOMER})
_MOST_TURNS = 3
_MOST_TOLD = 5
_MOST_CHARACTERS = 24_000


def _numbers(value: Any) -> list[int]:
    listed = value if isinstance(value, list) else [value]
    return [int(each) for each in listed if str(each).isdecimal() and len(str(each)) < 7][:_MOST_TURNS]


class Written(BaseModel):
    """One sentence as the model wrote it, and the messages it says it rests on."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    part: str = ""
    text: str = Field(max_length=1_000)
    turns: Annotated[list[int], BeforeValidator(_numbers)] = Field(default_factory=list)


class Note(BaseModel):
    """The model's answer. Nothing in it is trusted."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    sentences: list[Written] = Field(max_length=80)


_PROPERTIES: dict[str, Any] = {
    "part": {"type": "string", "enum": [part.value for part in _STORY]},
    "text": {"type": "string"},
    "turns": {"type": "array", "items": {"type": "integer"}},
}
_ONE = {
    "type": "object",
    "properties": _PROPERTIES,
    "required": list(_PROPERTIES),
    "additionalProperties": False,
}
SHAPE = AnswerShape(
    "note",
    "The sentences of the note",
    {
        "type": "object",
        "properties": {"sentences": {"type": "array", "items": _ONE}},
        "required": ["sentences"],
        "additionalProperties": False,
    },
)


@dataclass(frozen=True, slots=True)
class Session:
    """What a note is made of; as `tools.note_draft.draft_note` takes it."""

    messages: Sequence[tuple[int, str]]
    ticket: Ticket | None
    catalog: Catalog
    separate: Sequence[str] = ()
    customer_visible: bool = False
    session_id: str | None = None


@dataclass(frozen=True, slots=True)
class AssistedNotes:
    """Drafts notes with one model. `asker` holds the time limit and is shared."""

    model: Model
    asker: Asker

    async def draft(
        self, session: Session, note_type: NoteType, template: Template | None = None
    ) -> DraftedNote:
        """A note whose every sentence the session says; the template picks among them afterwards. When the
        model gives nothing usable, the offline draft with the reason in `left_out`; never an error."""
        told = sort_session(session.messages, session.separate)
        if not any(said.part in _STORY for said in told):
            return _composed(told, session, note_type, template)
        try:
            written = await self.asker.ask(self.model, _question(session, note_type), Note)
        except NoAnswer as nothing:
            return _with(
                _composed(told, session, note_type, template), [f"{nothing} This is the offline draft."]
            )
        kept, dropped = _checked(written, told, session)
        if not kept:
            dropped.append("Nothing of the model's note could be used. This is the offline draft.")
            return _with(_composed(told, session, note_type, template), dropped)
        drafted = _composed(_completed(kept, told, note_type), session, note_type, template)
        named = replace(drafted, engine=self.model.name, prompt_hash=prompt_hash(*PROMPTS))
        return _with(named, dropped)


def _question(session: Session, note_type: NoteType) -> Question:
    ticket = session.ticket.summary if session.ticket else None
    messages = [
        Message("system", render("note", audience=note_type.value)),
        Message("user", render("note_input", ticket=ticket, turns=_newest(session.messages))),
    ]
    return Question(messages, SHAPE, prompt_hash(*PROMPTS))


def _newest(messages: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The newest messages that fit; what is left out comes into the note as it was typed."""
    kept: list[tuple[int, str]] = []
    room = _MOST_CHARACTERS
    for number, text in reversed(messages):
        room -= len(text)
        if room < 0 and kept:
            break
        kept.append((number, text[:_MOST_CHARACTERS]))
    return kept[::-1]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A sentence that stands, and the place of the first sentence it rests on."""

    place: int
    said: Said


def _checked(note: Note, told: Sequence[Said], session: Session) -> tuple[list[_Kept], list[str]]:
    """The model's sentences that the session says, and a sentence about each that it does not."""
    story = [said for said in told if said.part in _STORY]
    unspeakable = _unspeakable(session) if session.customer_visible else set()
    kept: list[_Kept] = []
    dropped: list[str] = []
    for written in note.sentences:
        text = " ".join(clean(written.text).split())
        if not any(c.isalnum() for c in text) or any(each in text.casefold() for each in unspeakable):
            continue
        rests_on, fault = _basis(text, written.turns, story)
        if fault is not None:
            dropped.append(f"The model wrote “{_short(text)}”; left out, the session does not say {fault}.")
        elif rests_on and all(each.said.text != text for each in kept):
            kept.append(
                _Kept(told.index(rests_on[0]), Said(rests_on[0].turn, text, _part(written, rests_on)))
            )
    return kept, dropped


def _basis(text: str, turns: Sequence[int], story: Sequence[Said]) -> tuple[list[Said], str | None]:
    """The sentences that a text rests on, with what it adds to them: those of the turns that it names, else
    of any one turn that says it all."""
    named = [said for said in story if said.turn in turns]
    fault = fault_of(text, named) if named else "it in one of the messages"
    if fault is None:
        return supporting(text, named), None
    for turn in dict.fromkeys(said.turn for said in story):
        alone = [said for said in story if said.turn == turn]
        if fault_of(text, alone) is None:
            return supporting(text, alone), None
    return [], fault


def _part(written: Written, rests_on: Sequence[Said]) -> Part:
    """The model's choice where the session bears it, else what the sentence it rests on is."""
    parts = {said.part for said in rests_on}
    if {Part.ISSUE, Part.SEEN} & parts:
        parts |= {Part.ISSUE, Part.SEEN}
    return Part(written.part) if written.part in parts else rests_on[0].part


def _completed(kept: Sequence[_Kept], told: Sequence[Said], note_type: NoteType) -> list[Said]:
    """The kept sentences and, as typed, what the note owes its readers and they leave out; in the session's
    order."""
    texts = [each.said.text for each in kept]
    owed = _OWED | ({Part.ISSUE, Part.SEEN} if note_type is NoteType.INTERNAL_ANALYSIS else set())
    if not any(each.said.part is Part.ISSUE for each in kept):
        owed |= {Part.ISSUE}
    missing = [
        _Kept(place, said)
        for place, said in enumerate(told)
        if said.part is Part.SEPARATE or (said.part in owed and not kept_in(said, texts))
    ]
    return [each.said for each in sorted([*kept, *missing], key=lambda each: each.place)]


def _unspeakable(session: Session) -> set[str]:
    """Secrets and other customers' names of the session, however a sentence around them is worded."""
    company = session.ticket.company.id if session.ticket else None
    return {
        text[found.start : found.end].casefold()
        for _, text in session.messages
        for found in find_leaks(text, session.catalog, company)
        if found.kind in _UNSPEAKABLE
    }


def _composed(
    said: Sequence[Said], session: Session, note_type: NoteType, template: Template | None
) -> DraftedNote:
    return compose_note(
        said,
        note_type,
        ticket=session.ticket,
        catalog=session.catalog,
        customer_visible=session.customer_visible,
        template=template,
    )


def _with(drafted: DraftedNote, told: Iterable[str]) -> DraftedNote:
    listed = list(dict.fromkeys(told))
    return replace(drafted, left_out=(*drafted.left_out, *listed[:_MOST_TOLD]))


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"
