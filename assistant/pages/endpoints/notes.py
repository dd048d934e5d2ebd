"""The update-ticket dialog: the session's note, who will see it, and what became of earlier ones."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request, Response
from pydantic import ValidationError

from assistant.columns import new_id
from assistant.desk import Desk, DeskDep
from assistant.errors import DeskError, Forbidden, Invalid
from assistant.identity.people import Person
from assistant.notes.schemas import PostIn
from assistant.notes.service import Check
from assistant.pages.doors import Signer, Worker
from assistant.pages.endpoints.tickets import ticket_path
from assistant.pages.rendering import page
from assistant.pages.replies import done, layout, wants_fragment, write_id
from assistant.pages.ticket_detail import psa_link
from assistant.pages.ticket_view import connection_param
from assistant.pages.unsent import unsent
from providers.errors import ProviderError
from providers.models import NoteType
from tools.leaks import Finding
from tools.note_draft import Template, usual_template

router = APIRouter(prefix="/sessions/{session_id}/note", include_in_schema=False)
Id = Annotated[str, Path(max_length=64)]
Text = Annotated[str, Form(max_length=400_000)]
Word = Annotated[str, Form(max_length=1_000)]
AROUND = 60
TEMPLATES = (
    (Template.QUICK_UPDATE, "Quick update"),
    (Template.FULL_ANALYSIS, "Full analysis"),
    (Template.RESOLUTION_SUMMARY, "Resolution summary"),
)


@router.get("")
async def dialog(
    request: Request,
    session_id: Id,
    person: Worker,
    desk: DeskDep,
    note_type: Annotated[NoteType, Query()] = NoteType.INTERNAL_ANALYSIS,
    template: Annotated[Template | None, Query()] = None,
) -> Response:
    """The session's note to review; another template or audience drafts it anew."""
    try:
        preview = await desk.notes.preview(person.scope, session_id, note_type, template)
    except Invalid as error:
        session = await desk.sessions.get(person.scope, session_id)
        return page(
            request,
            "note_unlinked.html",
            layout=layout(request),
            session=session,
            problem=error.detail,
        )
    values = await _values(
        desk, person, session_id, note_type, preview.drafted.text, template=preview.template
    )
    return page(request, "note.html", layout=layout(request), left_out=preview.drafted.left_out, **values)


@router.post("/check")
async def check(
    request: Request,
    session_id: Id,
    person: Worker,
    desk: DeskDep,
    note_type: Annotated[NoteType, Form()],
    content: Text = "",
) -> Response:
    """What the text would meet, as it is typed."""
    checked = await desk.notes.check(person.scope, session_id, note_type, content)
    return page(request, "partials/note_check.html", **_check_values(content, checked), reason="")


@router.post("/preview")
async def preview_markdown(request: Request, person: Worker, content: Text = "") -> Response:
    return page(request, "partials/markdown.html", text=content)


@router.post("")
async def post(
    request: Request,
    session_id: Id,
    person: Signer,
    desk: DeskDep,
    note_type: Annotated[NoteType, Form()],
    content: Text = "",
    update_status_id: Word = "",
    previewed_status_id: Word = "",
    override_reason: Word = "",
    key: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Post what is on the screen. Whatever fails, the text stays."""
    sent = {
        "note_type": note_type,
        "content": content,
        "reason": override_reason,
        "status_id": update_status_id,
    }
    try:
        note = PostIn(
            note_type=note_type,
            content=content,
            update_status_id=update_status_id or None,
            previewed_status_id=previewed_status_id or None,
            override_reason=override_reason.strip() or None,
        )
        posted = await desk.notes.post(
            person, session_id, note, proposal_id=write_id(person, key or new_id())
        )
    except Forbidden:
        raise
    except ValidationError:
        return await _again(
            request, desk, person, session_id, sent, "The note is empty or too long. Nothing was posted.", 422
        )
    except DeskError as refused:
        words = f"{refused.detail} {refused.remedy}"
        return await _again(request, desk, person, session_id, sent, words, refused.status)
    except ProviderError as error:
        words = f"{error} Nothing was posted. Try again, or copy the note."
        return await _again(request, desk, person, session_id, sent, words, 503)
    outcome = posted.outcome
    if outcome.state == "rejected":
        return await _again(request, desk, person, session_id, sent, outcome.sentence, 502)
    session = await desk.sessions.get(person.scope, session_id)
    connection, reader = await desk.connections.reader(person.scope, session.connection_id)
    param = await connection_param(desk, person, connection.id)
    there = psa_link(connection.display_name, reader, posted.ticket_id)
    return done(
        request,
        f"/sessions/{session_id}",
        outcome.sentence,
        link=ticket_path(posted.ticket_id, param),
        links=(there,) if there and outcome.state == "done" else (),
    )


async def _again(
    request: Request,
    desk: Desk,
    person: Person,
    session_id: str,
    sent: dict[str, Any],
    problem: str,
    status: int,
) -> Response:
    """The dialog once more, with everything that was typed and the reason why nothing was posted."""
    values = await _values(
        desk,
        person,
        session_id,
        sent["note_type"],
        sent["content"],
        reason=sent["reason"],
        status_id=sent["status_id"],
    )
    template = "partials/note_form.html" if wants_fragment(request) else "note.html"
    return page(
        request,
        template,
        status=status,
        layout=layout(request),
        left_out=(),
        **{**values, "problem": problem},
    )


async def _values(
    desk: Desk,
    person: Person,
    session_id: str,
    note_type: NoteType,
    content: str,
    *,
    reason: str = "",
    status_id: str = "",
    template: Template | None = None,
) -> dict[str, Any]:
    linked = await desk.notes.linked(person.scope, session_id)
    can = linked.reader.capabilities
    checked = await desk.notes.check(person.scope, session_id, note_type, content)
    return {
        "session": linked.session,
        "ticket": linked.ticket,
        "statuses": await linked.reader.statuses(linked.ticket.board.id),
        "status_id": status_id or linked.ticket.status.id,
        "audiences": can.note_audiences,
        "audience": can.audience(note_type),
        "vendor": can.vendor,
        "limits": {"warning": can.note_warning_characters, "most": can.max_note_characters},
        "content": content,
        "templates": TEMPLATES,
        "chosen_template": template or usual_template(note_type),
        "unsent": await unsent(desk, person, linked.connection.id, linked.ticket.id),
        "posts": await desk.notes.posts(person.scope, session_id),
        "labels": {each.type.value: each.label for each in can.note_audiences},
        "problem": None,
        "reason": reason,
        "key": new_id(),
        **_check_values(content, checked),
    }


def _check_values(content: str, checked: Check) -> dict[str, Any]:
    return {
        "count": len(content),
        "warnings": checked.warnings,
        "blocked": checked.blocked,
        "findings": [_shown(content, each) for each in checked.findings],
    }


def _shown(content: str, finding: Finding) -> dict[str, Any]:
    """A finding with the words around it, so that it is found in the text."""
    start, end = max(0, finding.start - AROUND), min(len(content), finding.end + AROUND)
    return {
        "start": finding.start,
        "end": finding.end,
        "sentence": finding.sentence,
        "before": content[start : finding.start].replace("\n", " "),
        "words": content[finding.start : finding.end],
        "after": content[finding.end : end].replace("\n", " "),
    }
