"""The README tells the truth about settings and commands."""

import os
import re
import stat
from pathlib import Path

from assistant.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def settings_table() -> str:
    """The table as it has to stand in the README."""
    rows = ["| variable | meaning | default |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        variable = alias if isinstance(alias, str) else f"DESKHAND_{name.upper()}"
        default = "" if field.default is None else f"`{field.default}`" if str(field.default) else ""
        rows.append(f"| `{variable}` | {field.description} | {default} |")
    return "\n".join(rows)


def test_the_settings_table_is_complete() -> None:
    """Every setting is in the README with its meaning and default, word for word."""
    assert settings_table() in README


def test_the_named_commands_are_there_and_can_be_run() -> None:
    """`./run`, `./test` and `./deskhand` exist with their run bit."""
    for name in ("run", "test", "deskhand"):
        assert f"./{name}" in README
        assert os.stat(ROOT / name).st_mode & stat.S_IXUSR


def test_every_file_that_is_named_exists() -> None:
    """Paths in the README lead somewhere."""
    for path in re.findall(r"(?:docs|providers|tools|assistant|evals|prompts|tests)/[\w./-]+\w", README):
        assert (ROOT / path).exists(), path
