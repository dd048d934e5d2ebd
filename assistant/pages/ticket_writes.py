"""What a person writes from a ticket's page: each is one confirmed write through the ledger."""

from collections.abc import Mapping
from typing import Any

from assistant.desk import Desk
from assistant.identity.people import Person
from assistant.proposals.outcome import Outcome
from providers.models import Ticket
from tools.base import ProposalDraft, ProposalKind

_TITLES: dict[ProposalKind, str] = {
    "post_note": "Post a note to #{}",
    "update_status": "Change the status of #{}",
    "add_resource": "Add a member to #{}",
    "remove_resource": "Take a member off #{}",
}


async def change(
    desk: Desk,
    person: Person,
    ticket_id: str,
    kind: ProposalKind,
    args: Mapping[str, Any],
    *,
    seen: Mapping[str, Any] | None = None,
    override_reason: str | None = None,
    write_id: str | None = None,
) -> Outcome:
    """Change a ticket; `seen` is what the page showed, and a ticket that moved on since is `Stale`."""
    connection, reader = await desk.connections.reader(person.scope, None)
    ticket: Ticket = await reader.get_ticket(ticket_id)
    draft = ProposalDraft(
        kind=kind,
        title=_TITLES[kind].format(ticket.id),
        args={"ticket_id": ticket.id, **args},
        target_ticket_id=ticket.id,
        base=dict(seen or {}),
    )
    return await desk.proposals.write_now(
        person, connection.id, draft, override_reason=override_reason, proposal_id=write_id
    )


async def create(
    desk: Desk,
    person: Person,
    args: Mapping[str, Any],
    *,
    session_id: str | None,
    spin_off_id: str | None,
    write_id: str,
) -> Outcome:
    """Create a ticket; the suggestion it was made from is used up when it is there."""
    connection = await desk.connections.default(person.scope)
    draft = ProposalDraft(
        kind="create_ticket",
        title=str(args.get("summary") or "New ticket"),
        args=args,
        base={"spin_off_id": spin_off_id} if spin_off_id else {},
    )
    return await desk.proposals.write_now(
        person, connection.id, draft, session_id=session_id, proposal_id=write_id
    )
