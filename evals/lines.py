"""Reads files of cases: one JSON object a line, every fault named."""

import json
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from evals.suite import EvalError

Case = TypeVar("Case", bound=BaseModel)


def load_lines(path: Path, model: type[Case]) -> list[Case]:
    """The cases of a JSONL file; blank lines are skipped. A case without an `id` gets its line's number.

    Raises:
        EvalError: The file cannot be read, or a line is no case; the first bad lines are named.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"{path} cannot be read: {error}.") from error
    cases: list[Case] = []
    faults = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                cases.append(_case(line, number, model))
            except (ValueError, RecursionError) as error:
                faults.append(f"line {number}: {_first_line(error)}")
    if faults:
        raise EvalError(f"{path} has {len(faults)} bad lines. {'; '.join(faults[:5])}.")
    if not cases:
        raise EvalError(f"{path} holds no case.")
    return cases


def _case(line: str, number: int, model: type[Case]) -> Case:
    told = json.loads(line)
    if isinstance(told, dict):
        told.setdefault("id", str(number))
    return model.model_validate(told)


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}"
    return str(error).splitlines()[0]
