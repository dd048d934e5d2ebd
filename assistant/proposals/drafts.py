"""Storing, editing and dismissing proposals. Nothing in here can confirm or write to a PSA."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.audit import repository as audit
from assistant.clock import Clock, utc_now
from assistant.columns import new_id
from assistant.database import EVERY_ACCOUNT, Database
from assistant.errors import Gone, Invalid, Stale
from assistant.proposals import repository
from assistant.proposals.schemas import Args, changes, digest, identity, parse_args, target_of
from assistant.proposals.tables import Decision, Proposal
from assistant.text import clean
from providers.scope import Scope
from tools.base import ProposalDraft

MAX_OPEN = 50
MAX_TITLE_CHARACTERS = 300
SUBJECT = "proposal"


class Drafts:
    """Proposals until somebody decides on them. Every change is audited in its own transaction."""

    def __init__(self, database: Database, *, hours: float = 72.0, clock: Clock = utc_now) -> None:
        self._database = database
        self._open_for = timedelta(hours=hours)
        self._now = clock

    async def propose(
        self,
        scope: Scope,
        session_id: str,
        connection_id: str,
        draft: ProposalDraft,
        provenance: Mapping[str, Any],
    ) -> Proposal:
        """Store a draft, or update the session's open proposal that is the same.

        Raises:
            Missing: No such session of this person.
            Invalid: The arguments do not fit the kind, or too many proposals are open. Nothing was stored.
        """
        args = parse_args(draft.kind, draft.args)
        now = self._now()
        async with self._database.write(scope.account_id) as session:
            number = await repository.next_number(session, scope, session_id)
            waiting = await repository.open_of_session(session, scope, session_id, now)
            same = _same(waiting, draft.kind, args)
            if same is not None:
                return self._replace(session, scope, same, draft, args, provenance)
            if len(waiting) >= MAX_OPEN:
                raise Invalid(
                    f"{MAX_OPEN} proposals of this session are open.",
                    remedy="Confirm or dismiss some of them.",
                )
            proposal = self.new(scope, connection_id, draft, provenance, session_id=session_id, number=number)
            session.add(proposal)
            audit_change(session, scope, "proposal.proposed", proposal, now, payload(proposal))
        return proposal

    def new(
        self,
        scope: Scope,
        connection_id: str,
        draft: ProposalDraft,
        provenance: Mapping[str, Any],
        *,
        session_id: str | None = None,
        number: int | None = None,
        id: str | None = None,
    ) -> Proposal:
        """A proposal that is not stored yet.

        Raises:
            Invalid: The arguments do not fit the kind.
        """
        now = self._now()
        args = parse_args(draft.kind, draft.args)
        proposal = Proposal(
            id=id or new_id(),
            account_id=scope.account_id,
            user_id=scope.user_id,
            session_id=session_id,
            connection_id=connection_id,
            number=number,
            kind=draft.kind,
            title="",
            digest="",
            created_at=now,
            updated_at=now,
            expires_at=now + self._open_for,
        )
        _fill(proposal, draft, args, provenance)
        return proposal

    async def replace(
        self, scope: Scope, proposal_id: str, draft: ProposalDraft, provenance: Mapping[str, Any]
    ) -> Proposal:
        """Put a later draft of the same kind in the place of an open proposal.

        Raises:
            Missing, Stale, Gone: It is not there, decided, or run out. Nothing changed.
        """
        args = parse_args(draft.kind, draft.args)
        async with self._database.write(scope.account_id) as session:
            proposal = await repository.owned(session, scope, proposal_id, lock=True)
            self.check_open(proposal)
            if proposal.kind != draft.kind:
                raise Invalid(f"{label(proposal)} is a {proposal.kind}; a draft of that kind is needed.")
            return self._replace(session, scope, proposal, draft, args, provenance)

    async def edit(
        self, scope: Scope, proposal_id: str, args_version: int, changed: Mapping[str, Any]
    ) -> Proposal:
        """A person's edit on the card; the value before stays readable in `fields[name]["was"]`.

        Raises:
            Missing, Stale, Gone: It is not there, was changed or decided meanwhile, or ran out.
            Invalid: A field does not exist, cannot be edited, or its value cannot be taken. Nothing changed.
        """
        async with self._database.write(scope.account_id) as session:
            proposal = await repository.owned(session, scope, proposal_id, lock=True)
            self.check_open(proposal)
            await check_version(session, proposal, args_version)
            args = parse_args(proposal.kind, {**proposal.args, **changed})
            if target_of(args) != proposal.target_ticket_id:
                raise Invalid("The ticket of a proposal cannot be changed.", remedy="Make a new proposal.")
            before = dict(proposal.args)
            differing = changes(before, args.payload())
            if not differing:
                return proposal
            proposal.fields = _with_old_values(proposal.fields, before, [each.field for each in differing])
            _set_args(proposal, args)
            self._touch(proposal)
            session.add(proposal)
            audit_change(session, scope, "proposal.edited", proposal, self._now(), payload(proposal, before))
        return proposal

    async def dismiss(
        self, scope: Scope, proposal_id: str, *, covered_by: Mapping[str, Any] | None = None
    ) -> Proposal:
        """Take a proposal off the table. Dismissing twice is no error. `covered_by` keeps the ticket that
        makes it needless.

        Raises:
            Missing, Stale: It is not there, or it was confirmed already.
        """
        now = self._now()
        async with self._database.write(scope.account_id) as session:
            proposal = await repository.owned(session, scope, proposal_id, lock=True)
            if proposal.state == "confirmed":
                raise Stale(f"{label(proposal)} was confirmed already.", remedy="Look at what became of it.")
            if proposal.state in ("dismissed", "expired"):
                return proposal
            proposal.state, proposal.updated_at = "dismissed", now
            if covered_by:
                proposal.provenance = {**proposal.provenance, "covered_by": dict(covered_by)}
            session.add(proposal)
            session.add(decision(scope, proposal, "dismissed", now))
            audit_change(session, scope, "proposal.dismissed", proposal, now, payload(proposal))
        return proposal

    async def open_of_session(self, scope: Scope, session_id: str) -> Sequence[Proposal]:
        """The session's proposals that may still be confirmed, oldest first."""
        async with self._database.read(scope.account_id) as session:
            return await repository.open_of_session(session, scope, session_id, self._now())

    async def expire(self) -> int:
        """Close the open proposals of all accounts whose time is over; says how many."""
        now = self._now()
        async with self._database.write(EVERY_ACCOUNT) as session:
            over = await repository.run_out(session, now)
            for proposal in over:
                proposal.state, proposal.updated_at = "expired", now
                session.add(proposal)
                audit.record_system(
                    session,
                    proposal.account_id,
                    "proposal.expired",
                    subject_type=SUBJECT,
                    subject_id=proposal.id,
                    at=now,
                )
        return len(over)

    def check_open(self, proposal: Proposal) -> None:
        """Raises:
        Stale: Somebody decided on it.
        Gone: Its time is over, or its PSA connection was removed.
        """
        if proposal.state in ("confirmed", "dismissed"):
            raise Stale(
                f"{label(proposal)} was {proposal.state} already.", remedy="Propose it anew if you want it."
            )
        if ended := proposal.provenance.get("ended"):
            raise Gone(ended, remedy="Propose it anew on a connection that is there.")
        if proposal.state == "expired" or proposal.expires_at <= self._now():
            raise Gone(
                f"{label(proposal)} waited too long and has expired. Nothing was written.",
                remedy="Ask for it again, so that it rests on how things are now.",
            )

    def _replace(
        self,
        session: AsyncSession,
        scope: Scope,
        proposal: Proposal,
        draft: ProposalDraft,
        args: Args,
        provenance: Mapping[str, Any],
    ) -> Proposal:
        if target_of(args) != proposal.target_ticket_id:
            raise Invalid(f"{label(proposal)} is about another ticket.", remedy="Make a new proposal.")
        before, version = dict(proposal.args), proposal.args_version
        _fill(proposal, draft, args, {**provenance, "first": _first(proposal.provenance)})
        same = before == proposal.args
        proposal.args_version = version if same else version + 1
        proposal.updated_at = self._now()
        proposal.expires_at = proposal.updated_at + self._open_for
        session.add(proposal)
        if not same:
            audit_change(
                session, scope, "proposal.updated", proposal, proposal.updated_at, payload(proposal, before)
            )
        return proposal

    def _touch(self, proposal: Proposal) -> None:
        proposal.args_version += 1
        proposal.updated_at = self._now()
        proposal.expires_at = proposal.updated_at + self._open_for
        proposal.refusal = None


async def check_version(session: AsyncSession, proposal: Proposal, args_version: int) -> None:
    """Raises:
    Stale: It was changed since that version; `changes` says what, field by field.
    """
    if args_version == proposal.args_version:
        return
    seen = await _args_of_version(session, proposal, args_version)
    differing = changes(seen, proposal.args) if seen is not None else []
    raise Stale(
        f"{label(proposal)} was changed since you looked at it.",
        extras={
            "changes": [each.model_dump() for each in differing],
            "args_version": proposal.args_version,
            "digest": proposal.digest,
        },
    )


def decision(
    scope: Scope, proposal: Proposal, verdict: str, at: datetime, *, override_reason: str | None = None
) -> Decision:
    """What the person decided about exactly these arguments."""
    return Decision(
        account_id=scope.account_id,
        proposal_id=proposal.id,
        user_id=scope.user_id,
        verdict=verdict,
        args_version=proposal.args_version,
        digest=proposal.digest,
        args=dict(proposal.args),
        override_reason=override_reason,
        at=at,
    )


def label(proposal: Proposal) -> str:
    """Its name in the talk ("P7"), or its title when no session numbered it."""
    return f"P{proposal.number}" if proposal.number is not None else f'"{proposal.title}"'


def payload(proposal: Proposal, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the audit log keeps of a proposal: enough to say later what any version of it was."""
    content: dict[str, Any] = {
        "kind": proposal.kind,
        "title": proposal.title,
        "target_ticket_id": proposal.target_ticket_id,
        "connection_id": proposal.connection_id,
        "session_id": proposal.session_id,
        "args_version": proposal.args_version,
        "digest": proposal.digest,
        "after": dict(proposal.args),
        "provenance": dict(proposal.provenance),
    }
    return content if before is None else content | {"before": dict(before)}


def audit_change(
    session: AsyncSession, scope: Scope, action: str, proposal: Proposal, at: datetime, detail: dict[str, Any]
) -> None:
    audit.record(session, scope, action, subject_type=SUBJECT, subject_id=proposal.id, at=at, detail=detail)


def _same(waiting: Sequence[Proposal], kind: str, args: Args) -> Proposal | None:
    wanted = identity(kind, target_of(args), args)
    return next(
        (
            each
            for each in waiting
            if each.kind == kind
            and identity(each.kind, each.target_ticket_id, parse_args(each.kind, each.args)) == wanted
        ),
        None,
    )


def _fill(proposal: Proposal, draft: ProposalDraft, args: Args, provenance: Mapping[str, Any]) -> None:
    proposal.title = " ".join(clean(draft.title).split())[:MAX_TITLE_CHARACTERS]
    proposal.target_ticket_id = target_of(args)
    proposal.warnings = list(draft.warnings)
    proposal.fields = dict(draft.fields)
    proposal.suggestions = dict(draft.suggestions)
    proposal.base = dict(draft.base)
    proposal.evidence = list(draft.evidence)
    proposal.provenance = dict(provenance)
    proposal.refusal = None
    _set_args(proposal, args)


def _set_args(proposal: Proposal, args: Args) -> None:
    proposal.args = args.payload()
    proposal.missing_fields = args.missing()
    proposal.digest = digest(proposal.kind, proposal.connection_id, proposal.target_ticket_id, proposal.args)


def _with_old_values(
    fields: Mapping[str, Any], before: Mapping[str, Any], edited: Sequence[str]
) -> dict[str, Any]:
    """The words a value came from no longer hold once a person typed another; what it was stays."""
    kept = dict(fields)
    for name in edited:
        old = dict(kept.get(name) or {})
        kept[name] = {
            "was": old.get("was", before.get(name)),
            "was_name": old.get("was_name", old.get("name")),
        }
    return kept


def _first(provenance: Mapping[str, Any]) -> Mapping[str, Any]:
    """What made the proposal in the first place, through all its updates."""
    first: Mapping[str, Any] = provenance.get("first") or {
        key: value for key, value in provenance.items() if key != "first"
    }
    return first


async def _args_of_version(
    session: AsyncSession, proposal: Proposal, args_version: int
) -> Mapping[str, Any] | None:
    """The arguments of an earlier version, as the audit log kept them."""
    for entry in await audit.of_subject(session, proposal.account_id, SUBJECT, proposal.id):
        if entry.detail.get("args_version") == args_version and "after" in entry.detail:
            args: Mapping[str, Any] = entry.detail["after"]
            return args
    return None
