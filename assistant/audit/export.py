"""Audit entries as lines of CSV and JSON. A CSV cell never starts a formula in a spreadsheet."""

import csv
import io
from collections.abc import Iterable

import orjson

from assistant.audit.schemas import AuditOut
from assistant.audit.tables import AuditEntry

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_of(entry: AuditEntry) -> str:
    row = AuditOut.of(entry)
    detail = orjson.dumps(row.detail, option=orjson.OPT_SORT_KEYS).decode()
    return csv_line(
        (
            row.id,
            row.at.isoformat(),
            row.user_id or "",
            row.user_name,
            row.action,
            row.subject_type,
            row.subject_id,
            detail,
        )
    )


def csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_harmless(cell) for cell in cells])
    return line.getvalue()


def json_of(entry: AuditEntry) -> str:
    return AuditOut.of(entry).model_dump_json()


def _harmless(cell: str) -> str:
    """A cell that would start a formula gets an apostrophe before it; spreadsheets then show it as text."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_STARTS) else cell
