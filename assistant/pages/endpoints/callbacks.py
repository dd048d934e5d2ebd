"""Where a PSA is told to call us: a page of its own, because the address holds a secret."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from assistant.desk import DeskDep
from assistant.pages.doors import Boss
from assistant.pages.rendering import page

router = APIRouter(prefix="/admin/connections", include_in_schema=False)


@router.get("/{connection_id}/callbacks")
async def callbacks_page(
    request: Request, connection_id: Annotated[str, Path(max_length=32)], person: Boss, desk: DeskDep
) -> Response:
    connection = await desk.connections.one(person.scope, connection_id)
    path = desk.webhooks.path(connection)
    base = desk.settings.public_url or str(request.base_url)
    return page(
        request,
        "admin_callbacks.html",
        connection=connection,
        address=base.rstrip("/") + path if path else None,
        reachable=base.startswith("https://"),
        newest=await desk.webhooks.newest(person.scope.account_id, connection.id),
    )
