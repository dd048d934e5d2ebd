"""The door for PSAs that call us, and the suggestions that come of it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from assistant.desk import DeskDep
from assistant.identity.doors import Admin, Engineer, Viewer
from assistant.paging import Listed
from assistant.webhooks.schemas import FamiliarOut, OpenedOut, WebhookOut

router = APIRouter(tags=["webhooks"])
Id = Annotated[str, Path(max_length=64)]


@router.post(
    "/webhooks/{provider}/{connection_id}",
    status_code=204,
    openapi_extra={"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}},
)
async def receive(
    provider: Annotated[str, Path(max_length=40)],
    connection_id: Id,
    request: Request,
    desk: DeskDep,
    k: Annotated[str, Query(max_length=100, description="The connection's own token.")] = "",
) -> Response:
    """A PSA says that a record changed. It is believed with its signature, and then only as a hint."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    await desk.webhooks.receive(provider, connection_id, k, headers, await request.body())
    return Response(status_code=204)


@router.get("/integrations/psa/connections/{connection_id}/webhook")
async def address(connection_id: Id, person: Admin, request: Request, desk: DeskDep) -> WebhookOut:
    """Where this PSA is told to call, and when it last did."""
    connection = await desk.connections.one(person.scope, connection_id)
    path = desk.webhooks.path(connection)
    newest = await desk.webhooks.newest(person.scope.account_id, connection.id)
    base = desk.settings.public_url or str(request.base_url)
    return WebhookOut(
        url=base.rstrip("/") + path if path else None, last_call_at=newest.received_at if newest else None
    )


@router.get("/suggestions")
async def suggestions(person: Viewer, desk: DeskDep) -> Listed[FamiliarOut]:
    """New tickets that concern the person and look like earlier ones, newest first."""
    items = [FamiliarOut.of(row) for row in await desk.familiar.shown(person.scope)]
    return Listed(items=items, total=len(items), page=1, page_size=max(len(items), 1))


@router.post("/suggestions/{suggestion_id}/open", status_code=201)
async def open_session(suggestion_id: Id, person: Engineer, desk: DeskDep) -> OpenedOut:
    """Open a session on the ticket."""
    session = await desk.familiar.open(person.scope, suggestion_id)
    return OpenedOut(session_id=session.id, ticket_id=session.psa_ticket_id or "")


@router.post("/suggestions/{suggestion_id}/dismiss", status_code=204)
async def dismiss(suggestion_id: Id, person: Engineer, desk: DeskDep) -> Response:
    """Put the suggestion away for the person asking."""
    await desk.familiar.hide(person.scope, suggestion_id)
    return Response(status_code=204)
