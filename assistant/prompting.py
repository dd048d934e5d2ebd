"""Loads the texts a model reads. An undefined variable is an error, not an empty string."""

import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.model import Briefing

_environment = Environment(
    loader=PackageLoader("prompts", package_path=""),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 - plain text for a model, never HTML
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(name: str, **variables: Any) -> str:
    """The prompt `prompts/<name>.jinja` with its variables filled in."""
    return _environment.get_template(f"{name}.jinja").render(**variables).strip()


def system_text(briefing: Briefing) -> str:
    return render("system", briefing=briefing)


def as_data(source: str, content: str) -> str:
    """A tool's result, marked as data so that words inside it are not taken for orders."""
    return render("data", source=source, content=content.replace("</data", "<\\/data"))


@cache
def prompt_hash(name: str = "system") -> str:
    """Names the exact wording of a prompt: the first 12 hex digits of its SHA-256."""
    loader = _environment.loader
    assert loader is not None
    source, _, _ = loader.get_source(_environment, f"{name}.jinja")
    return hashlib.sha256(source.encode()).hexdigest()[:12]
