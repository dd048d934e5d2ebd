"""Loads the texts a model reads. An undefined variable is an error, not an empty string.

What others wrote (tickets, notes, documents, messages) goes in through the filter `data`: fenced, and marked
as data by a fence that the text inside cannot close.
"""

import hashlib
import re
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any

from assistant.model import Briefing
from tools.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

PROMPTS = files("prompts")
FENCE = "data"
_OPENINGS = re.compile("[<＜﹤]")
_DEFUSED = "‹"
_LOOKED_AT = 80


def render(name: str, **variables: Any) -> str:
    """The prompt `prompts/<name>.jinja` with its variables filled in."""
    return _environment().get_template(f"{name}.jinja").render(**variables).strip()


def system_text(briefing: Briefing) -> str:
    return render("system", briefing=briefing)


def as_data(source: str, content: str) -> str:
    """Text of others, marked as data so that words inside it are not taken for orders."""
    return render("data", source=source, content=_unfenced(visible(content)))


@cache
def prompt_hash(*names: str) -> str:
    """Names the exact wording of prompts, by default of the talk's: the first 12 hex digits of a SHA-256."""
    sources = ((PROMPTS / f"{name}.jinja").read_text(encoding="utf-8") for name in names or ("system",))
    return hashlib.sha256("\0".join(sources).encode()).hexdigest()[:12]


@cache
def _environment() -> "Environment":
    # Imported here: the offline engine reads no prompt, and its start need not wait for Jinja.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("prompts", package_path=""),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - plain text for a model, never HTML
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["data"] = lambda content, source: as_data(source, str(content))
    return made


def _unfenced(content: str) -> str:
    """The text with the bracket of everything that could be taken for the fence's own mark replaced, however
    it is spelt: any case, width, spaces or signs between."""
    return _OPENINGS.sub(lambda found: _DEFUSED if _is_mark(content, found.end()) else found[0], content)


def _is_mark(content: str, after: int) -> bool:
    following = unicodedata.normalize("NFKC", content[after : after + _LOOKED_AT]).casefold()
    return "".join(islice((c for c in following if c.isalpha()), len(FENCE))) == FENCE
