"""Rows as a file that the browser saves."""

from collections.abc import AsyncIterator

from fastapi.responses import StreamingResponse

from assistant.exporting import ExportFormat

_MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def download(pieces: AsyncIterator[str], name: str, format: ExportFormat) -> StreamingResponse:
    """An exported text as `name.csv` or `name.json`, sent while it is being read."""
    return StreamingResponse(
        pieces,
        media_type=_MEDIA_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{name}.{format}"'},
    )
