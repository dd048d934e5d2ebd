"""Reading a snapshot file from disk and writing one, with errors a person can act on."""

from pathlib import Path
from typing import Any

import orjson

from providers.embedded.checking import SnapshotError

MAX_FILE_BYTES = 200_000_000


def load_file(path: Path) -> Any:
    """The JSON in a file, whatever it is; `snapshot.check` tells whether it is a snapshot.

    Raises:
        SnapshotError: The file cannot be read, is too large, is not UTF-8 or not JSON; the sentence says
            which, and where.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            size = path.stat().st_size / 1_000_000
            raise SnapshotError(
                f"{path} is too large: {size:,.0f} MB, at most {MAX_FILE_BYTES // 1_000_000} MB."
            )
        raw = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as broken:
        raise SnapshotError(f"{path} cannot be read: {broken.strerror or broken}.") from broken
    return _parsed(raw, path)


def save_file(path: Path, snapshot: dict[str, Any]) -> None:
    """Write a snapshot as indented UTF-8 JSON; an earlier file goes only once all is written.

    Raises:
        SnapshotError: The file cannot be written; an earlier one is as it was.
    """
    partial = path.with_name(f"{path.name}.part")
    try:
        partial.write_bytes(orjson.dumps(snapshot, option=orjson.OPT_INDENT_2) + b"\n")
        partial.replace(path)
    except OSError as broken:
        partial.unlink(missing_ok=True)
        raise SnapshotError(f"{path} cannot be written: {broken.strerror or broken}.") from broken


def _parsed(raw: bytes, path: Path) -> Any:
    try:
        raw.decode()
    except UnicodeDecodeError as bad:
        raise SnapshotError(
            f"{path} is not UTF-8 text: byte {bad.start + 1:,} does not fit. Save it as UTF-8 and try again."
        ) from bad
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as bad:
        place = f"line {bad.lineno}, column {bad.colno}"
        raise SnapshotError(f"{path} is not valid JSON: {bad.msg} at {place}.") from bad
