"""Time entries over HTTP: what a session took, and logging it."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse

from assistant.desk import DeskDep
from assistant.identity.doors import Confirmer, Engineer
from assistant.proposals.once import Once
from assistant.proposals.outcome import Outcome
from assistant.time_entries.schemas import TimeIn, TimePreviewOut, TimeResult, TimeTicketOut
from assistant.time_entries.service import Preview

router = APIRouter(tags=["time"])
SessionId = Annotated[str, Path(max_length=32)]


@router.get("/sessions/{session_id}/time-entry/preview")
async def preview(session_id: SessionId, person: Engineer, desk: DeskDep) -> TimePreviewOut:
    """The working time that the session's messages tell, with where it comes from. Logs nothing."""
    return _preview_out(await desk.time_entries.of_session(person.scope, session_id))


@router.post("/sessions/{session_id}/time-entry", status_code=201, response_model=TimeResult)
async def log(
    session_id: SessionId, body: TimeIn, person: Confirmer, desk: DeskDep, once: Once
) -> JSONResponse:
    """Log time on the session's ticket; the request is the person's confirmation of exactly this entry."""

    async def work(reference: str) -> tuple[int, TimeResult]:
        outcome = await desk.time_entries.log_of_session(person, session_id, body, proposal_id=reference)
        return 201, _result(outcome)

    return await once.answer(person.scope, work)


def _preview_out(preview: Preview) -> TimePreviewOut:
    ticket = preview.ticket
    return TimePreviewOut(
        ticket=TimeTicketOut(
            id=ticket.id, summary=ticket.summary, company=ticket.company.name, url=ticket.url
        ),
        started_at=preview.started_at,
        minutes=preview.minutes,
        source=preview.source,
        note=preview.note,
        billable=None,
        credited_to=preview.credited_to,
        sentence=preview.sentence,
        why_not=preview.why_not,
    )


def _result(outcome: Outcome) -> TimeResult:
    record = outcome.steps.get("time", {})
    return TimeResult(
        proposal_id=outcome.proposal_id,
        state=outcome.state,
        sentence=outcome.sentence,
        ticket_id=outcome.ticket_id or "",
        time_entry_id=record.get("time_entry_id"),
        minutes=record.get("minutes"),
    )
