"""What a model says it read in a sentence: the words for each field, nothing looked up yet."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from assistant.model import AnswerShape
from assistant.text import clean
from tools.catalog import Catalog
from tools.mentions import find_mentions
from tools.quick_create import FIELD_OF_SLOT, ParseResult

_MAX_CHARACTERS = 10_000
_NOTHING = frozenset({"", "null", "none", "n/a", "unknown", "not said", "unassigned"})
_MOST_NAMES = 6


def _words(value: Any) -> str | None:
    """Text as it is; everything that small models write for "nothing", and other types, as None."""
    text = clean(str(value)).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if text.casefold() not in _NOTHING and len(text) <= _MAX_CHARACTERS else None


Words = Annotated[str | None, BeforeValidator(_words)]


class Mentions(BaseModel):
    """The model's claim. Every value should stand in the sentence; nothing here is trusted."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    company: Words = None
    board: Words = None
    status: Words = None
    priority: Words = None
    assignee: Words = None
    summary: Words = None
    description: Words = None


SHAPE = AnswerShape(
    "ticket_words",
    "The words of the message that name each field",
    {
        "type": "object",
        "properties": {name: {"type": ["string", "null"]} for name in Mentions.model_fields},
        "required": list(Mentions.model_fields),
        "additionalProperties": False,
    },
)


def names_for(
    catalog: Catalog, prompt: str, me_member_id: str | None, offline: ParseResult
) -> Mapping[str, list[str]]:
    """Names of the tenant's records that words of the sentence may mean, a few a field: what the linker found
    for the words the grammar saw. The whole list is never shown to a model."""
    found: dict[str, dict[str, None]] = {}
    for slot, field in FIELD_OF_SLOT.items():
        known = offline.fields.get(field)
        if known is not None:
            names = [known.name, *(candidate.name for candidate in known.candidates)]
            found.setdefault(slot, {}).update(dict.fromkeys(filter(None, names)))
    for mention in find_mentions(catalog, prompt, me_member_id):
        names = [mention.link.name, *(candidate.name for candidate in mention.link.candidates)]
        found.setdefault(mention.slot, {}).update(dict.fromkeys(filter(None, names)))
    return {slot: list(names)[:_MOST_NAMES] for slot, names in found.items() if names}
