"""The time dialog: of a session, counted from its messages; of a ticket, empty."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from pydantic import ValidationError

from assistant.columns import new_id
from assistant.desk import Desk, DeskDep
from assistant.errors import DeskError, Forbidden, Invalid
from assistant.identity.people import Person
from assistant.pages.doors import Signer, Worker
from assistant.pages.endpoints.tickets import ticket_path
from assistant.pages.rendering import page
from assistant.pages.replies import done, layout, wants_fragment, write_id
from assistant.pages.ticket_detail import psa_link
from assistant.pages.ticket_view import connection_param
from assistant.proposals.outcome import Outcome
from assistant.time_entries.schemas import TimeIn
from assistant.time_entries.service import Preview
from providers.errors import ProviderError

router = APIRouter(include_in_schema=False)
SessionId = Annotated[str, Path(max_length=64)]
TicketId = Annotated[str, Path(max_length=100)]
Connection = Annotated[str, Query(alias="connection", max_length=64)]
Short = Annotated[str, Form(max_length=100)]
_FIELDS = {"started_at": "start"}
_WORDS = {
    "start": "Give the day and the time at which the work began.",
    "minutes": "Give whole minutes, 1 to 1,440.",
    "note": "The text is too long.",
    "billable": "Choose one of the three.",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """The form as it was sent, or as it is offered first."""

    start: str = ""
    minutes: str = ""
    note: str = ""
    billable: str = ""
    key: str = ""

    def entry(self) -> TimeIn:
        """Raises ValidationError: a field cannot be read."""
        chosen = {"": None, "yes": True, "no": False}.get(self.billable, self.billable)
        values = {
            "started_at": f"{self.start.strip()}Z",
            "minutes": self.minutes.strip(),
            "note": self.note.strip() or None,
            "billable": chosen,
        }
        return TimeIn.model_validate(values)


def _sent(
    start: Short = "",
    minutes: Short = "",
    note: Annotated[str, Form(max_length=400_000)] = "",
    billable: Short = "",
    key: Short = "",
) -> Sent:
    return Sent(start, minutes, note, billable, key)


Form_ = Annotated[Sent, Depends(_sent)]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a dialog stands: how its entry is loaded and written, where its form goes, where one returns."""

    load: Callable[[], Awaitable[Preview]]
    write: Callable[[TimeIn, str], Awaitable[Outcome]]
    action: str
    back: str


def _on_session(desk: Desk, person: Person, session_id: str) -> _Place:
    async def write(entry: TimeIn, proposal_id: str) -> Outcome:
        return await desk.time_entries.log_of_session(person, session_id, entry, proposal_id=proposal_id)

    return _Place(
        load=lambda: desk.time_entries.of_session(person.scope, session_id),
        write=write,
        action=f"/sessions/{session_id}/time",
        back=f"/sessions/{session_id}",
    )


def _on_ticket(desk: Desk, person: Person, ticket_id: str, connection: str) -> _Place:
    named = connection or None

    async def write(entry: TimeIn, proposal_id: str) -> Outcome:
        return await desk.time_entries.log_of_ticket(
            person, ticket_id, entry, connection_id=named, proposal_id=proposal_id
        )

    path, _, query = (back := ticket_path(ticket_id, connection)).partition("?")
    return _Place(
        load=lambda: desk.time_entries.of_ticket(person.scope, ticket_id, named),
        write=write,
        action=f"{path}/time{f'?{query}' if query else ''}",
        back=back,
    )


@router.get("/sessions/{session_id}/time")
async def session_dialog(request: Request, session_id: SessionId, person: Worker, desk: DeskDep) -> Response:
    try:
        return await _dialog(request, _on_session(desk, person, session_id))
    except Invalid as error:
        session = await desk.sessions.get(person.scope, session_id)
        return page(
            request, "note_unlinked.html", layout=layout(request), session=session, problem=error.detail
        )


@router.get("/tickets/{ticket_id}/time")
async def ticket_dialog(
    request: Request, ticket_id: TicketId, person: Worker, desk: DeskDep, connection: Connection = ""
) -> Response:
    return await _dialog(request, _on_ticket(desk, person, ticket_id, connection))


@router.post("/sessions/{session_id}/time")
async def log_of_session(
    request: Request, session_id: SessionId, person: Signer, desk: DeskDep, sent: Form_
) -> Response:
    """Log what is on the screen. Whatever fails, it stays there with the reason."""
    return await _log(request, desk, person, _on_session(desk, person, session_id), sent)


@router.post("/tickets/{ticket_id}/time")
async def log_of_ticket(
    request: Request,
    ticket_id: TicketId,
    person: Signer,
    desk: DeskDep,
    sent: Form_,
    connection: Connection = "",
) -> Response:
    """As for a session; time logged here belongs to none."""
    return await _log(request, desk, person, _on_ticket(desk, person, ticket_id, connection), sent)


async def _dialog(request: Request, place: _Place) -> Response:
    preview = await place.load()
    started = preview.started_at.astimezone(UTC)
    offered = Sent(f"{started:%Y-%m-%dT%H:%M}", str(preview.minutes or ""), preview.note, key=new_id())
    return page(request, "time_entry.html", layout=layout(request), **_values(place, preview, offered))


async def _log(request: Request, desk: Desk, person: Person, place: _Place, sent: Sent) -> Response:
    try:
        entry = sent.entry()
        outcome = await place.write(entry, write_id(person, sent.key or new_id()))
    except Forbidden:
        raise
    except ValidationError as refused:
        names = (str(fault["loc"][0]) if fault["loc"] else "start" for fault in refused.errors())
        faults = {shown: _WORDS[shown] for name in names if (shown := _FIELDS.get(name, name)) in _WORDS}
        return await _again(
            request, place, sent, "This cannot be logged yet. Nothing was written.", faults, 422
        )
    except DeskError as refused:
        named = {
            _FIELDS.get(each["field"], each["field"]): each["message"]
            for each in refused.extras.get("fields", ())
        }
        return await _again(request, place, sent, f"{refused.detail} {refused.remedy}", named, refused.status)
    except ProviderError as error:
        return await _again(request, place, sent, f"{error} Nothing was logged. Try again.", {}, 503)
    if outcome.state == "rejected":
        return await _again(request, place, sent, outcome.sentence, {}, 502)
    return await _written(request, desk, person, place, outcome)


async def _written(request: Request, desk: Desk, person: Person, place: _Place, outcome: Outcome) -> Response:
    ticket_id = outcome.ticket_id or ""
    proposal = await desk.proposals.get(person.scope, outcome.proposal_id)
    connection, reader = await desk.connections.reader(person.scope, proposal.connection_id)
    there = psa_link(connection.display_name, reader, ticket_id)
    param = await connection_param(desk, person, connection.id)
    links = (there,) if there and outcome.state == "done" else ()
    return done(request, place.back, outcome.sentence, link=ticket_path(ticket_id, param), links=links)


async def _again(
    request: Request, place: _Place, sent: Sent, problem: str, faults: dict[str, str], status: int
) -> Response:
    """The dialog once more, with everything that was typed and the reason why nothing was logged."""
    values = _values(place, await place.load(), sent) | {"problem": problem, "faults": faults}
    template = "partials/time_form.html" if wants_fragment(request) else "time_entry.html"
    return page(request, template, status=status, layout=layout(request), **values)


def _values(place: _Place, preview: Preview, sent: Sent) -> dict[str, Any]:
    return {
        "action": place.action,
        "back": place.back,
        "ticket": preview.ticket,
        "vendor": preview.capabilities.vendor,
        "credited_to": preview.credited_to,
        "sentence": preview.sentence,
        "source": preview.source,
        "why_not": preview.why_not,
        "sent": sent,
        "key": sent.key or new_id(),
        "problem": None,
        "faults": {},
    }
