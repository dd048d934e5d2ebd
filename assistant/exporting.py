"""Rows as one CSV or JSON text, piece by piece. A CSV cell never starts a formula in a spreadsheet."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from typing import Any, Literal

import orjson
from pydantic import BaseModel

ExportFormat = Literal["csv", "json"]
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


async def exported(
    rows: AsyncIterator[BaseModel], columns: Iterable[str], format: ExportFormat
) -> AsyncIterator[str]:
    """The rows' fields named by `columns` as CSV with a head line, or the whole rows as a JSON list."""
    names = tuple(columns)
    if format == "csv":
        yield _line(names)
        async for row in rows:
            values = row.model_dump(mode="json")
            yield _line(_cell(values[name]) for name in names)
        return
    separator = "["
    async for row in rows:
        yield separator + row.model_dump_json()
        separator = ",\n"
    yield "[]\n" if separator == "[" else "]\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_harmless(cell) for cell in cells])
    return line.getvalue()


def _harmless(cell: str) -> str:
    """A cell that would start a formula gets an apostrophe before it; spreadsheets then show it as text."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_STARTS) else cell
