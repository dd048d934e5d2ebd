"""Pages of lists, the same everywhere in the API."""

from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

T = TypeVar("T")

PageNumber = Annotated[int, Query(ge=1, le=100_000, description="From 1.")]
PageSize = Annotated[int, Query(ge=1, le=100, description="Rows on a page.")]


class Listed(BaseModel, Generic[T]):
    """One page. `total` counts all rows; a page past the end is empty."""

    items: list[T]
    total: int
    page: int
    page_size: int
