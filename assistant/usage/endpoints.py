"""Tokens and cost over HTTP: everybody sees their own, admins the account's."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.desk import DeskDep
from assistant.identity.doors import Viewer
from assistant.moments import IsoMoment
from assistant.paging import PageNumber, PageSize
from assistant.usage.schemas import By, UsageOut

router = APIRouter(prefix="/usage", tags=["usage"])


@router.get("")
async def find(
    person: Viewer,
    desk: DeskDep,
    by: By = By.DAY,
    since: Annotated[IsoMoment | None, Query(description="Default: the first of this month, UTC.")] = None,
    until: Annotated[IsoMoment | None, Query(description="Exclusive; default: now.")] = None,
    page: PageNumber = 1,
    page_size: PageSize = 25,
) -> UsageOut:
    """What models have used, by day, session or person."""
    return await desk.usage.find(person.scope, by, since=since, until=until, page=page, page_size=page_size)
