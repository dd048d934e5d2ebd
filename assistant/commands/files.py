"""Reading the files people name on the command line."""

import json
from pathlib import Path
from typing import Any

from assistant.commands.console import fail


def read_bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fail(f"Cannot read {file}: {error.strerror}.")


def parse_json(content: bytes, file: Path) -> Any:
    """The JSON of a file; what is not JSON ends the command with a sentence."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        fail(f"{file} is not valid JSON: {error}. Nothing was changed.")


def counted(counts: dict[str, int]) -> str:
    """For people: 66 companies, 641 tickets."""
    return ", ".join(f"{number:,} {listed}" for listed, number in counts.items())
