"""Titles of sessions: the first line of what was typed, until a model has found shorter words for it."""

import re

import structlog
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import update
from sqlmodel import col

from assistant.assisted.asking import Asker, NoAnswer, Question
from assistant.assisted.service import Assistance
from assistant.database import Database
from assistant.model import AnswerShape, Message, Model
from assistant.prompting import prompt_hash, render
from assistant.sessions.service import Talk
from assistant.sessions.tables import Session
from assistant.text import TITLE_CHARACTERS, clean, title_from
from providers.scope import Scope

PROMPTS = ("title", "title_input")
_MOST_OF_QUESTION = 2_000
_MOST_OF_ANSWER = 800
_LEAST_WORDS = 2
_WRAPPING = " \t\"'“”„«»‘’`*_#.-–—:"
_UNWANTED = re.compile(r"://|[<>\[\]{}|`]")
_WORD = re.compile(r"\w+")
SHAPE = AnswerShape(
    "session_title",
    "The title of the session",
    {
        "type": "object",
        "properties": {"title": {"type": "string"}},
        "required": ["title"],
        "additionalProperties": False,
    },
)
log = structlog.get_logger(__name__)


class Named(BaseModel):
    """The model's answer. Nothing in it is trusted."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    title: str = Field(max_length=400)


class Titles:
    """Gives a session its title after the first answer; whatever fails, the plain one stays."""

    def __init__(self, database: Database, assistance: Assistance) -> None:
        self._database = database
        self._assistance = assistance

    async def after_answer(self, scope: Scope, talk: Talk, model: Model, answer: str) -> None:
        """Called once an answer is stored and told. Does something after a session's first one only, and not
        when the person has given the session another title."""
        if len(talk.messages) != 1 or not answer.strip():
            return
        question, plain = talk.messages[0].text, talk.session.title
        if plain != title_from(question):
            return
        async with self._assistance.helping(scope, "title", model, talk.session.id) as (counted, asker):
            title = await find_title(counted, asker, question, answer)
        if title is None:
            return
        renamed = (
            update(Session)
            .where(
                col(Session.id) == talk.session.id,
                col(Session.account_id) == scope.account_id,
                col(Session.user_id) == scope.user_id,
                col(Session.title) == plain,
            )
            .values(title=title)
        )
        async with self._database.write(scope.account_id) as session:
            await session.execute(renamed)


async def find_title(model: Model, asker: Asker, question: str, answer: str) -> str | None:
    """A title that the texts bear out, or None."""
    texts = {"question": question[:_MOST_OF_QUESTION], "answer": answer[:_MOST_OF_ANSWER]}
    asked = Question(
        [
            Message("system", render("title", most=TITLE_CHARACTERS)),
            Message("user", render("title_input", **texts)),
        ],
        SHAPE,
        prompt_hash(*PROMPTS),
    )
    try:
        named = await asker.ask(model, asked, Named)
    except NoAnswer as nothing:
        log.info("title_stays", reason=str(nothing))
        return None
    return checked_title(named.title, "\n".join(texts.values()))


def checked_title(written: str, said: str) -> str | None:
    """The title as it may be shown; None when it is too long, one word, holds an address or signs of markup,
    or a name or number that was not said."""
    title = " ".join(clean(written).split()).strip(_WRAPPING)
    if not title or len(title) > TITLE_CHARACTERS or _UNWANTED.search(title):
        return None
    words, known = _WORD.findall(title), set(_WORD.findall(said.casefold()))
    if len(words) < _LEAST_WORDS:
        return None
    names = [word for place, word in enumerate(words) if _is_name(word, first=place == 0)]
    return title if all(name.casefold() in known for name in names) else None


def _is_name(word: str, *, first: bool) -> bool:
    """Numbers, and words with a capital letter that the beginning of a title does not explain."""
    return any(c.isdigit() for c in word) or any(c.isupper() for c in (word[1:] if first else word))
