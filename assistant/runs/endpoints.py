"""Messages and runs over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import StreamingResponse

from assistant.desk import DeskDep
from assistant.identity.doors import Engineer, Viewer
from assistant.runs import sse
from assistant.runs.schemas import EditedMessage, NewMessage, RunView

router = APIRouter(tags=["runs"])
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1, max_length=128, description="The same key with the same request gives the same run."
    ),
]
After = Annotated[int, Depends(sse.resume_after)]
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "The run's events, up to the last one.", "content": {sse.MEDIA_TYPE: {}}},
    204: {"description": "The run has ended and there is nothing after the event named."},
}


@router.post("/sessions/{session_id}/messages", status_code=202)
async def send_message(
    session_id: str,
    message: NewMessage,
    person: Engineer,
    desk: DeskDep,
    idempotency_key: IdempotencyKey = None,
) -> RunView:
    """Send a message; the answer is a run whose events can be followed."""
    run = await desk.runs.start(person.scope, session_id, message.text, key=idempotency_key)
    return RunView.model_validate(run)


@router.post("/sessions/{session_id}/regenerate", status_code=202)
async def regenerate(session_id: str, person: Engineer, desk: DeskDep) -> RunView:
    """Answer the last message once more."""
    return RunView.model_validate(await desk.runs.regenerate(person.scope, session_id))


@router.post("/sessions/{session_id}/resend", status_code=202)
async def resend(session_id: str, message: EditedMessage, person: Engineer, desk: DeskDep) -> RunView:
    """Replace the last message and answer the new one."""
    run = await desk.runs.resend(person.scope, session_id, message.message_id, message.text)
    return RunView.model_validate(run)


@router.get("/runs/{run_id}")
async def get_run(run_id: str, person: Viewer, desk: DeskDep) -> RunView:
    return RunView.model_validate(await desk.runs.get(person.scope, run_id))


@router.post("/runs/{run_id}/stop")
async def stop_run(run_id: str, person: Engineer, desk: DeskDep) -> RunView:
    """Stop the run; what was written is kept. Stopping an ended run changes nothing."""
    return RunView.model_validate(await desk.runs.stop(person.scope, run_id))


@router.get("/runs/{run_id}/events", response_class=StreamingResponse, responses=_STREAM)
async def run_events(run_id: str, person: Viewer, desk: DeskDep, after: After) -> Response:
    """Follow a run; resumes after `Last-Event-ID` without a gap."""
    if await desk.runs.is_over(person.scope, run_id, after):
        return Response(status_code=204)
    groups = desk.runs.watch(person.scope, run_id, after)
    return StreamingResponse(sse.frames(groups), media_type=sse.MEDIA_TYPE, headers=sse.HEADERS)
