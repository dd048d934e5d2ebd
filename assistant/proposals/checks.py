"""What must still hold when a person confirms: rights, connection, references, the ticket as it was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from assistant.clock import Clock, utc_now
from assistant.connections.tables import Connection
from assistant.errors import Forbidden, Invalid, Missing, Stale
from assistant.proposals.drafts import label
from assistant.proposals.schemas import (
    Args,
    AssignArgs,
    Change,
    CreateTicketArgs,
    LogTimeArgs,
    PostNoteArgs,
    ResourceArgs,
    SpinOffArgs,
    UpdateStatusArgs,
)
from assistant.proposals.tables import Proposal
from providers.base import PSAReader
from providers.errors import NotFound
from providers.models import Capabilities, Member, NoteType, Status, Ticket
from providers.scope import Role, Scope
from tools.catalog import Catalog
from tools.leaks import Finding, Leak

CLOCKS_APART = timedelta(minutes=10)
OLDEST_TIME = timedelta(days=366)
_WATCHED: dict[str, tuple[tuple[str, str], ...]] = {
    "post_note": (("status_id", "status"), ("mailed", "mailed")),
    "update_status": (("status_id", "status"),),
    "assign": (("assigned_member_id", "assigned_member"),),
}


class Sources(Protocol):
    """Readers and lists of the account's PSAs, as far as the person may see."""

    async def reader(
        self, scope: Scope, connection_id: str | None = None
    ) -> tuple[Connection, PSAReader]: ...

    async def catalog(self, scope: Scope, connection_id: str | None = None) -> Catalog: ...


class NoteGuard(Protocol):
    """Finds what a customer must not read. `company_id` is the company that reads it; `session_id` is where
    it was written, whose tools may have come upon secrets."""

    async def check(
        self,
        scope: Scope,
        text: str,
        company_id: str | None,
        *,
        connection_id: str | None = None,
        session_id: str | None = None,
    ) -> Sequence[Finding]: ...


@dataclass(frozen=True, slots=True)
class Checked:
    """The state a write starts from. With `changes` the ticket is no longer what the person saw, and they
    must look again. `unasked`: the PSA is away, and all this is to be checked before anything is sent."""

    base: dict[str, Any] = field(default_factory=dict)
    changes: Sequence[Change] = ()
    unasked: bool = False


@dataclass(slots=True)
class _Faults:
    """Gathers what is wrong with single fields, so that all is said at once."""

    found: list[dict[str, str]] = field(default_factory=list)

    def add(self, name: str, message: str) -> None:
        self.found.append({"field": name, "message": message})

    def verdict(self) -> None:
        if self.found:
            words = " ".join(fault["message"] for fault in self.found)
            raise Invalid(f"{words} Nothing was written.", extras={"fields": self.found})


class Checks:
    """Asks the PSA anew at the moment of confirmation. Changes nothing."""

    def __init__(self, sources: Sources, guard: NoteGuard | None = None, *, clock: Clock = utc_now) -> None:
        self._sources = sources
        self._guard = guard
        self._now = clock

    async def run(self, scope: Scope, proposal: Proposal, args: Args, override_reason: str | None) -> Checked:
        """Everything that must hold, asked anew; the caller looks at `changes`.

        Raises:
            Forbidden: The person's role may not write.
            Invalid: Fields are missing or their values no longer exist, or the note holds what the customer
                must not read and no reason was given.
            Stale: The connection or the ticket is gone.
            ProviderError: The PSA cannot be asked now. Nothing was confirmed.
        """
        if scope.role < Role.ENGINEER:
            raise Forbidden("Your role reads only; it may not write to the PSA.")
        if isinstance(args, SpinOffArgs):
            raise Invalid(
                "This is a suggestion; it is not written itself.",
                remedy="Create a ticket from it, or dismiss it.",
            )
        _check_complete(proposal, args)
        reader = await self._reader(scope, proposal)
        if isinstance(args, CreateTicketArgs):
            await self._check_new_ticket(scope, proposal, args, reader)
            await self._check_new_text(scope, proposal, args, override_reason)
            return Checked()
        ticket = await _target(reader, proposal)
        base = base_of(ticket) | {"mailed": reader.capabilities.mailed}
        if differing := moved(proposal, base):
            return Checked(base, differing)
        await _check_change(reader, ticket, args)
        if isinstance(args, LogTimeArgs):
            await _check_time(reader, args, scope.member_id(proposal.connection_id or ""), self._now())
        if isinstance(args, PostNoteArgs):
            await self._check_leaks(scope, proposal, args, ticket, reader.capabilities, override_reason)
        return Checked(base)

    async def ticket(self, scope: Scope, proposal: Proposal, ticket_id: str) -> Ticket | None:
        """A ticket of the proposal's PSA, as far as the person may see it."""
        reader = await self._reader(scope, proposal)
        try:
            return await reader.get_ticket(ticket_id)
        except NotFound:
            return None

    async def _reader(self, scope: Scope, proposal: Proposal) -> PSAReader:
        gone = "The PSA connection of this proposal was removed or disabled. Nothing was written."
        if proposal.connection_id is None:
            raise Stale(gone, remedy="Ask an admin, or propose it anew on another connection.")
        try:
            return (await self._sources.reader(scope, proposal.connection_id))[1]
        except Missing as missing:
            raise Stale(gone, remedy="Ask an admin, or propose it anew on another connection.") from missing

    async def _check_new_ticket(
        self, scope: Scope, proposal: Proposal, args: CreateTicketArgs, reader: PSAReader
    ) -> None:
        faults = _Faults()
        limit = reader.capabilities.max_summary_characters
        if len(args.summary or "") > limit:
            faults.add(
                "summary", f"The summary has {len(args.summary or '')} characters; at most {limit} fit."
            )
        catalog = await self._sources.catalog(scope, proposal.connection_id)
        _check_company(faults, catalog, args)
        board = next((each for each in await reader.boards() if each.id == args.board_id), None)
        if board is None:
            faults.add("board_id", "The board no longer exists.")
        else:
            _check_status(faults, board.statuses, args.status_id, board.name)
        if all(each.id != args.priority_id for each in await reader.priorities()):
            faults.add("priority_id", "The priority no longer exists.")
        if args.assigned_member_id:
            _check_member(faults, "assigned_member_id", await reader.members(), args.assigned_member_id)
        faults.verdict()

    async def _check_leaks(
        self,
        scope: Scope,
        proposal: Proposal,
        args: PostNoteArgs,
        ticket: Ticket,
        can: Capabilities,
        override_reason: str | None,
    ) -> None:
        """A customer-visible note with findings passes only with a reason, which is logged."""
        if self._guard is None or not can.audience(args.note_type).customer_visible:
            return
        findings = await self._guard.check(
            scope,
            args.text or "",
            ticket.company.id,
            connection_id=proposal.connection_id,
            session_id=proposal.session_id,
        )
        _refuse_leaks({"text": findings}, override_reason)

    async def _check_new_text(
        self, scope: Scope, proposal: Proposal, args: CreateTicketArgs, override_reason: str | None
    ) -> None:
        """Secrets and other customers in a ticket that a tool drafted. Names of devices belong in tickets,
        and what a person typed into the form themselves is theirs."""
        if self._guard is None or proposal.provenance.get("direct"):
            return
        found: dict[str, list[Finding]] = {}
        for name in ("summary", "description"):
            findings = await self._guard.check(
                scope,
                getattr(args, name) or "",
                args.company_id,
                connection_id=proposal.connection_id,
                session_id=proposal.session_id,
            )
            found[name] = [each for each in findings if each.kind in (Leak.SECRET, Leak.OTHER_CUSTOMER)]
        _refuse_leaks(found, override_reason)


def _refuse_leaks(found: Mapping[str, Sequence[Finding]], override_reason: str | None) -> None:
    """
    Raises:
        Invalid: There are findings in some field and no reason was given.
    """
    findings = [(name, each) for name, group in found.items() for each in group]
    if findings and not (override_reason or "").strip():
        raise Invalid(
            "The customer would read things that must not leave the house. Nothing was posted.",
            remedy="Edit the marked places, or give a reason to post it as it is.",
            extras={
                "findings": [_finding(each) for _, each in findings],
                "fields": [{"field": name, "message": each.sentence} for name, each in findings],
                "needs_reason": True,
            },
        )


def base_of(ticket: Ticket) -> dict[str, Any]:
    """What a ticket is now, as far as a change of it goes from there."""
    owner = ticket.assigned_member
    return {
        "status_id": ticket.status.id,
        "status": ticket.status.name,
        "closed": ticket.closed,
        "board_id": ticket.board.id,
        "assigned_member_id": owner.id if owner else None,
        "assigned_member": owner.name if owner else None,
        "summary": ticket.summary,
        "company": ticket.company.name,
        "company_id": ticket.company.id,
        "url": ticket.url,
    }


def moved(proposal: Proposal, base: Mapping[str, Any]) -> list[Change]:
    """What changed on the ticket since the snapshot the person saw; readable names on both sides."""
    seen = proposal.base
    return [
        Change(field=name, before=seen.get(name) or seen.get(f"{name}_name") or seen[key], after=base[name])
        for key, name in _WATCHED.get(proposal.kind, ())
        if key in seen and seen[key] != base[key]
    ]


def changed_words(proposal: Proposal, checked: Checked) -> str:
    """What is no longer as the person saw it, from what to what."""
    said = ", ".join(
        f"{each.field.replace('_', ' ')} {each.before or 'none'} → {each.after or 'none'}"
        for each in checked.changes
    )
    return f"#{proposal.target_ticket_id} changed since you looked at it: {said}."


def _check_complete(proposal: Proposal, args: Args) -> None:
    missing = args.missing()
    if missing:
        raise Invalid(
            f"{label(proposal)} still lacks {', '.join(missing)}. Nothing was written.",
            remedy="Fill in what is missing, then confirm.",
            extras={"fields": [{"field": name, "message": "is missing"} for name in missing]},
        )


async def _target(reader: PSAReader, proposal: Proposal) -> Ticket:
    number = proposal.target_ticket_id or ""
    try:
        return await reader.get_ticket(number)
    except NotFound as gone:
        raise Stale(
            f"There is no ticket #{number} that you may see any more. Nothing was written.",
            remedy="Dismiss this, or propose it for another ticket.",
        ) from gone


async def _check_change(reader: PSAReader, ticket: Ticket, args: Args) -> None:
    faults = _Faults()
    match args:
        case UpdateStatusArgs() | PostNoteArgs() if args.status_id:
            _check_status(faults, await reader.statuses(ticket.board.id), args.status_id, ticket.board.name)
        case AssignArgs() if args.member_id:
            _check_member(faults, "member_id", await reader.members(), args.member_id)
        case ResourceArgs():
            if not reader.capabilities.can_add_resources:
                faults.add(
                    "member_id", f"{reader.capabilities.vendor} keeps no list of who works on a ticket."
                )
            elif all(each.id != args.member_id for each in await reader.members()):
                faults.add("member_id", "The member no longer exists.")
    if isinstance(args, PostNoteArgs):
        size, limit = len(args.text or ""), reader.capabilities.max_note_characters
        if size > limit:
            faults.add("text", f"The note has {size:,} characters; at most {limit:,} fit.")
    faults.verdict()


async def _check_time(reader: PSAReader, args: LogTimeArgs, member_id: str | None, now: datetime) -> None:
    """Time is somebody's: without a member it would be the integration's own. It was worked, lately."""
    faults = _Faults()
    if args.started_at is not None and args.started_at > now + CLOCKS_APART:
        faults.add("started_at", "The start lies in the future.")
    elif args.started_at is not None and args.started_at < now - OLDEST_TIME:
        faults.add("started_at", "The start is more than a year ago.")
    if not reader.capabilities.can_log_time:
        faults.add("minutes", f"{reader.capabilities.vendor} takes no time entries.")
    elif member_id is None:
        faults.add("minutes", "You are not mapped to a PSA member; map yourself in the settings first.")
    else:
        _check_member(faults, "minutes", await reader.members(), member_id)
    size, limit = len(args.note or ""), reader.capabilities.max_note_characters
    if size > limit:
        faults.add("note", f"The text has {size:,} characters; at most {limit:,} fit.")
    faults.verdict()


def _check_company(faults: _Faults, catalog: Catalog, args: CreateTicketArgs) -> None:
    company = catalog.company(args.company_id or "")
    if company is None:
        faults.add("company_id", "The company no longer exists, or you may not see it.")
    elif not company.active:
        faults.add("company_id", f"{company.name} is inactive.")
    if args.contact_id:
        contact = catalog.contact(args.contact_id)
        if contact is None or contact.company_id != args.company_id:
            faults.add("contact_id", "The contact does not belong to this company.")


def _check_status(faults: _Faults, statuses: Sequence[Status], status_id: str | None, board: str) -> None:
    if all(each.id != status_id for each in statuses):
        faults.add("status_id", f"The board {board} has no such status.")


def _check_member(faults: _Faults, name: str, members: Sequence[Member], member_id: str) -> None:
    member = next((each for each in members if each.id == member_id), None)
    if member is None:
        faults.add(name, "The member no longer exists.")
    elif not member.active:
        faults.add(name, f"{member.name} is inactive.")


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind.value,
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "sentence": finding.sentence,
    }


def audience_sentence(proposal: Proposal, can: Capabilities) -> str:
    """Who sees this write and who gets mail, in plain words."""
    match proposal.kind:
        case "create_ticket":
            return can.create_sentence
        case "post_note":
            known = {each.value for each in NoteType}
            note_type = str(proposal.args.get("note_type"))
            return can.audience(NoteType(note_type)).sentence if note_type in known else ""
        case "log_time":
            return time_sentence(can, proposal.args.get("billable"))
        case "spin_off":
            return "Nothing is written until you create a ticket from it."
        case _:
            return change_sentence(can)


def time_sentence(can: Capabilities, billable: object) -> str:
    """Who sees a time entry, and whether it is billed."""
    if isinstance(billable, bool):
        bill = f"It is marked as {'billable' if billable else 'not billable'}."
    else:
        bill = f"Whether it is billed follows from the rules of {can.vendor}."
    return f"Colleagues see this time; it is credited to you, and nobody gets mail. {bill}"


def change_sentence(can: Capabilities) -> str:
    """Who sees that a ticket's status or people changed, and who gets mail."""
    return (
        f"Everybody who can open the ticket sees this. Deskhand sends no mail; whether {can.vendor} "
        "does follows from its own rules."
    )
