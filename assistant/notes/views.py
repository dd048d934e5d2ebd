"""From what the note service knows to what its callers are told."""

from collections.abc import Sequence

from assistant.notes.schemas import (
    AudienceOut,
    CheckOut,
    FindingOut,
    NamedOut,
    NoteTicketOut,
    PostOut,
    PostResult,
    PreviewOut,
)
from assistant.notes.service import Check, Posted, Preview
from assistant.notes.tables import PostLog
from tools.leaks import Finding


def preview_out(preview: Preview) -> PreviewOut:
    ticket, able = preview.ticket, preview.capabilities
    return PreviewOut(
        content=preview.drafted.text,
        note_type=preview.drafted.type,
        template=preview.template,
        ticket=NoteTicketOut(
            id=ticket.id,
            summary=ticket.summary,
            company=ticket.company.name,
            board=ticket.board.name,
            current_status=NamedOut(id=ticket.status.id, name=ticket.status.name),
            url=ticket.url,
        ),
        available_statuses=[NamedOut(id=status.id, name=status.name) for status in preview.statuses],
        audiences=[
            AudienceOut(note_type=audience.type, **audience.model_dump(exclude={"type"}))
            for audience in able.note_audiences
        ],
        character_count=len(preview.drafted.text),
        warning_characters=able.note_warning_characters,
        max_characters=able.max_note_characters,
        previous_posts=preview.previous_posts,
        left_out=list(preview.drafted.left_out),
        engine=preview.drafted.engine,
        prompt_hash=preview.drafted.prompt_hash,
        findings=_findings(preview.findings),
    )


def check_out(check: Check, content: str) -> CheckOut:
    return CheckOut(
        findings=_findings(check.findings),
        blocked=check.blocked,
        character_count=len(content),
        warnings=list(check.warnings),
    )


def post_out(row: PostLog) -> PostOut:
    return PostOut(**row.model_dump(include=set(PostOut.model_fields)))


def post_result(posted: Posted) -> PostResult:
    outcome = posted.outcome
    note, status = outcome.steps.get("note", {}), outcome.steps.get("status", {})
    return PostResult(
        proposal_id=outcome.proposal_id,
        state=outcome.state,
        sentence=outcome.sentence,
        ticket_id=posted.ticket_id,
        ticket_url=outcome.url or posted.ticket_url,
        external_note_id=note.get("note_id"),
        status_changed_from=status.get("previous_status"),
        status_changed_to=status.get("new_status"),
    )


def _findings(findings: Sequence[Finding]) -> list[FindingOut]:
    return [
        FindingOut(kind=f.kind.value, start=f.start, end=f.end, text=f.text, sentence=f.sentence)
        for f in findings
    ]
