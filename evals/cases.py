"""Eval lines for quick-create: one JSON object a line, read with every fault named."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

SLOTS = ("company_id", "board_id", "priority_id", "status_id", "assigned_member_id")


class EvalError(Exception):
    """A file of cases or an option that cannot be used; the sentence says what and where."""


class Case(BaseModel):
    """One sentence with what is right about it.

    summary_words: Words the summary must hold, case aside.
    warning: True when a warning is owed.
    also_right: Per slot, other values that are right too (null among them).
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
    prompt: str
    me: str | None = None
    company_id: str | None = None
    board_id: str | None = None
    priority_id: str | None = None
    status_id: str | None = None
    assigned_member_id: str | None = None
    summary_words: tuple[str, ...] = ()
    warning: bool = False
    also_right: dict[str, tuple[str | None, ...]] = Field(default_factory=dict)

    @field_validator("me", *SLOTS, mode="before")
    @classmethod
    def _ids_are_strings(cls, value: Any) -> Any:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("also_right", mode="before")
    @classmethod
    def _lists_of_strings(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {
            slot: [None if v is None else str(v) for v in _listed(values)] for slot, values in value.items()
        }

    def right(self, slot: str) -> set[str | None]:
        """All right values of a slot."""
        return {getattr(self, slot), *self.also_right.get(slot, ())}


def _listed(values: Any) -> list[Any]:
    return list(values) if isinstance(values, list | tuple) else [values]


def load_cases(path: Path) -> list[Case]:
    """The cases of a JSONL file; blank lines are skipped.

    Raises:
        EvalError: The file cannot be read, or a line is no case; all bad lines are named.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"{path} cannot be read: {error}.") from error
    cases, faults = [], []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                cases.append(Case.model_validate(json.loads(line)))
            except (ValueError, ValidationError, RecursionError) as error:
                faults.append(f"line {number}: {_first_line(error)}")
    if faults:
        raise EvalError(f"{path} has {len(faults)} bad lines. {'; '.join(faults[:5])}.")
    if not cases:
        raise EvalError(f"{path} holds no case.")
    return cases


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}"
    return str(error).splitlines()[0]
