"""Quick-create with a model: plain code reads the sentence, the model reads it too, and code decides."""

import asyncio
from dataclasses import dataclass

from assistant.assisted.asking import Asker, NoAnswer, Question
from assistant.assisted.checking import checked
from assistant.assisted.mentions import SHAPE, Mentions, names_for
from assistant.model import Message, Model
from assistant.prompting import prompt_hash, render
from tools.catalog import Catalog
from tools.mentions.sentence import HEAD_READ, TAIL_READ
from tools.quick_create import InitialValues, ParseResult, parse

PROMPTS = ("parse", "parse_input")


@dataclass(frozen=True, slots=True)
class AssistedParser:
    """Parses sentences with one model. `asker` holds the time limit and is shared."""

    model: Model
    asker: Asker

    async def parse(
        self,
        catalog: Catalog,
        prompt: str,
        me_member_id: str | None,
        initial_values: InitialValues | None = None,
    ) -> ParseResult:
        """As `tools.quick_create.parse`, with what the model's reading adds. When the model gives nothing
        usable, the offline result with a warning; never an error."""
        offline = await asyncio.to_thread(parse, catalog, prompt, me_member_id, initial_values)
        if not any(c.isalnum() for c in prompt):
            return offline
        try:
            question = await asyncio.to_thread(_question, catalog, prompt, me_member_id, offline)
            read = await self.asker.ask(self.model, question, Mentions)
        except NoAnswer as nothing:
            warning = f"{nothing} The offline engine read this text."
            return offline.model_copy(update={"warnings": [*offline.warnings, warning]})
        result = await asyncio.to_thread(checked, catalog, prompt, me_member_id, offline, read)
        return result.model_copy(update={"engine": self.model.name, "prompt_hash": question.prompt_hash})


def _question(catalog: Catalog, prompt: str, me_member_id: str | None, offline: ParseResult) -> Question:
    text = (
        prompt if len(prompt) <= HEAD_READ + TAIL_READ else f"{prompt[:HEAD_READ]}\n…\n{prompt[-TAIL_READ:]}"
    )
    names = names_for(catalog, text, me_member_id, offline)
    messages = [
        Message("system", render("parse")),
        Message("user", render("parse_input", text=text, names=names)),
    ]
    return Question(messages, SHAPE, prompt_hash(*PROMPTS))
