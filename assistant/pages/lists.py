"""Long lists on pages: which part is shown, and the addresses of the parts before and after it."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query

PAGE_ROWS = 50
PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]


def pages_of(
    path: str,
    asked: Mapping[str, str],
    number: int,
    total: int,
    *,
    rows: int = PAGE_ROWS,
    anchor: str = "",
) -> dict[str, Any]:
    """What `admin.pager` needs; the filters that are set stay in the addresses."""

    def address(page_number: int) -> str:
        return f"{path}?{urlencode({**set_only(asked), 'page': page_number})}{anchor}"

    before = (number - 1) * rows
    return {
        "total": total,
        "first": before + 1,
        "last": min(before + rows, total),
        "previous": address(number - 1) if number > 1 else None,
        "next": address(number + 1) if before + rows < total else None,
        "filtered": any(asked.values()),
    }


def set_only(asked: Mapping[str, str]) -> dict[str, str]:
    """The filters that hold something."""
    return {name: value for name, value in asked.items() if value}
