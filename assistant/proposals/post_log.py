"""The post log's rows, written by the ledger in the transaction that learns how an attempt ended."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.notes.tables import PostLog
from assistant.proposals.progress import Progress, args_of
from assistant.proposals.schemas import PostNoteArgs
from assistant.proposals.tables import LedgerEntry, Proposal

SUCCESS, FAILED, UNKNOWN = "success", "failed", "unknown"


async def log_attempt(
    session: AsyncSession,
    entry: LedgerEntry,
    proposal: Proposal,
    status: str,
    at: datetime,
    error: str | None = None,
) -> None:
    """One row per attempt to post a note. An attempt whose outcome was unknown has its row completed
    once the outcome is known. Other kinds of writes, and what happens after the note is there, leave no
    row."""
    args, progress = args_of(entry), Progress.of(entry)
    if not isinstance(args, PostNoteArgs) or ("note" in progress.steps and status != SUCCESS):
        return
    row = await _undecided(session, entry) or PostLog(
        account_id=entry.account_id,
        session_id=proposal.session_id,
        connection_id=entry.connection_id,
        ledger_id=entry.id,
        ticket_id=args.ticket_id,
        note_type=args.note_type.value,
        content_posted=args.text or "",
        status=status,
        leak_override_reason=progress.override_reason,
        posted_by=entry.user_id,
        posted_by_name=progress.user_name,
        posted_at=at,
    )
    row.status = status
    row.error_message = error
    row.external_note_id = progress.steps.get("note", {}).get("note_id")
    session.add(row)


async def log_status_change(session: AsyncSession, entry: LedgerEntry) -> None:
    """Add the status change to the row of the note it belongs to."""
    change = Progress.of(entry).steps.get("status", {})
    query = select(PostLog).where(
        PostLog.account_id == entry.account_id, PostLog.ledger_id == entry.id, PostLog.status == SUCCESS
    )
    row = (await session.exec(query)).first()
    if row is not None:
        row.status_changed_from, row.status_changed_to = (
            change.get("previous_status"),
            change.get("new_status"),
        )
        session.add(row)


async def _undecided(session: AsyncSession, entry: LedgerEntry) -> PostLog | None:
    query = (
        select(PostLog)
        .where(
            PostLog.account_id == entry.account_id, PostLog.ledger_id == entry.id, PostLog.status == UNKNOWN
        )
        .order_by(col(PostLog.posted_at).desc())
    )
    return (await session.exec(query)).first()
