"""New tickets that look like earlier ones, on the start page: open a session, or put it away."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from assistant.desk import DeskDep
from assistant.errors import DeskError
from assistant.pages.doors import Worker
from assistant.pages.replies import done
from providers.errors import ProviderError

router = APIRouter(prefix="/familiar", include_in_schema=False)
Id = Annotated[str, Path(max_length=64)]


@router.post("/{suggestion_id}/open")
async def open_session(request: Request, suggestion_id: Id, person: Worker, desk: DeskDep) -> Response:
    try:
        session = await desk.familiar.open(person.scope, suggestion_id)
    except (DeskError, ProviderError) as error:
        return done(request, "/", f"No session was opened. {error}")
    where = f"/sessions/{session.id}"
    return done(request, where, f"A session on #{session.psa_ticket_id}.", go=where)


@router.post("/{suggestion_id}/hide")
async def hide(request: Request, suggestion_id: Id, person: Worker, desk: DeskDep) -> Response:
    await desk.familiar.hide(person.scope, suggestion_id)
    return done(request, "/", "Put away.", go="/")
