"""A proposal as programs and pages get it: everything a card needs, with readable names."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from assistant.connections.tables import Connection
from assistant.errors import DeskError
from assistant.identity.people import Person
from assistant.proposals.checks import Sources, audience_sentence
from assistant.proposals.drafts import label
from assistant.proposals.outcome import Outcome, WriteState
from assistant.proposals.schemas import Change
from assistant.proposals.tables import LedgerEntry, Proposal
from providers.errors import ProviderError
from providers.models import Capabilities
from tools.catalog import Catalog

ProposalState = Literal["open", "confirmed", "dismissed", "expired"]


class WriteOut(BaseModel):
    """How far a confirmed write got. With `asks`, POST …/resolve takes what the person sees in the PSA. With
    `may_withdraw` it waits: POST …/withdraw takes it back, POST …/try-now sends it at once."""

    state: WriteState
    sentence: str
    attempt: int
    ticket_id: str | None
    url: str | None
    asks: bool
    may_withdraw: bool
    warning: str | None
    error: str | None
    next_try_at: datetime | None
    steps: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, outcome: Outcome) -> "WriteOut":
        return cls.model_validate(outcome, from_attributes=True)


class ProposalOut(BaseModel):
    """A card. Confirm it with the `args_version` and `digest` that were shown."""

    id: str
    label: str = Field(examples=["P7"])
    kind: str
    title: str
    state: ProposalState
    session_id: str | None
    connection_id: str | None
    connection_name: str | None
    target_ticket_id: str | None
    args: dict[str, Any]
    args_version: int
    digest: str
    missing_fields: list[str]
    warnings: list[str]
    fields: dict[str, Any] = Field(description="Per argument: its words, candidates, old value.")
    suggestions: dict[str, Any]
    base: dict[str, Any] = Field(description="What the ticket was when this was proposed.")
    evidence: list[Any]
    provenance: dict[str, Any]
    labels: dict[str, str] = Field(description="Readable names of the ids in args.")
    changes: list[Change] = Field(description="What changes from what to what, in words.")
    audience: str | None = Field(description="Who sees it, who gets mail; null when unknown.")
    can_confirm: bool
    why_not: str | None
    refusal: str | None = Field(description="The PSA's words when it refused the last attempt.")
    write: WriteOut | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime


class Cards:
    """Makes cards for one person. A PSA that does not answer costs names and audience, not the card."""

    def __init__(self, sources: Sources, person: Person, now: datetime) -> None:
        self._sources = sources
        self._person = person
        self._now = now
        self._known: dict[str | None, _Psa] = {}

    async def many(
        self, proposals: Sequence[Proposal], entries: Mapping[str, LedgerEntry]
    ) -> list[ProposalOut]:
        return [await self.one(each, entries.get(each.id)) for each in proposals]

    async def one(self, proposal: Proposal, entry: LedgerEntry | None) -> ProposalOut:
        psa = await self._psa(proposal.connection_id)
        state = self._state(proposal)
        why_not = self._why_not(proposal, state, psa)
        return ProposalOut(
            **proposal.model_dump(exclude={"account_id", "user_id", "number", "state"}),
            label=label(proposal),
            state=state,
            connection_name=psa.name,
            labels=psa.labels(proposal),
            changes=_changes(proposal, psa),
            audience=audience_sentence(proposal, psa.can) if psa.can else None,
            can_confirm=why_not is None,
            why_not=why_not,
            write=WriteOut.of(Outcome.of(proposal, entry)) if entry else None,
        )

    def _state(self, proposal: Proposal) -> ProposalState:
        """A proposal whose time is over counts as expired before the sweep has said so."""
        if proposal.state == "open" and proposal.expires_at <= self._now:
            return "expired"
        known: dict[str, ProposalState] = {
            "open": "open",
            "confirmed": "confirmed",
            "dismissed": "dismissed",
            "expired": "expired",
        }
        return known[proposal.state]

    def _why_not(self, proposal: Proposal, state: ProposalState, psa: "_Psa") -> str | None:
        if state != "open":
            return proposal.provenance.get("ended") or f"It is {state}."
        if proposal.kind == "spin_off":
            return "It is a suggestion; create a ticket from it."
        if not self._person.may_confirm:
            return "Your role or token may not confirm."
        if psa.gone:
            return "The PSA connection was removed or disabled."
        if proposal.missing_fields:
            return f"Missing: {', '.join(_plain(name) for name in proposal.missing_fields)}."
        return None

    async def _psa(self, connection_id: str | None) -> "_Psa":
        if connection_id not in self._known:
            self._known[connection_id] = await _Psa.ask(self._sources, self._person, connection_id)
        return self._known[connection_id]


class _Psa:
    """What cards need to know of one connection."""

    def __init__(
        self,
        connection: Connection | None = None,
        catalog: Catalog | None = None,
        can: Capabilities | None = None,
        *,
        gone: bool = False,
    ) -> None:
        self.name = connection.display_name if connection else None
        self.can = can
        self.gone = gone
        self._catalog = catalog

    @classmethod
    async def ask(cls, sources: Sources, person: Person, connection_id: str | None) -> "_Psa":
        if connection_id is None:
            return cls(gone=True)
        try:
            connection, reader = await sources.reader(person.scope, connection_id)
        except DeskError:
            return cls(gone=True)
        try:
            return cls(connection, await sources.catalog(person.scope, connection_id), reader.capabilities)
        except ProviderError:
            return cls(connection, None, reader.capabilities)

    def labels(self, proposal: Proposal) -> dict[str, str]:
        named = {name: self.label_of(proposal, name, value) for name, value in proposal.args.items() if value}
        return {name: words for name, words in named.items() if words is not None}

    def label_of(self, proposal: Proposal, name: str, value: Any) -> str | None:
        """The record's name; None for what is no id or is not on the lists."""
        if self._catalog is None or not isinstance(value, str):
            return None
        catalog = self._catalog
        match name:
            case "company_id":
                found: Any = catalog.company(value)
            case "board_id":
                found = catalog.board(value)
            case "status_id":
                on_board = catalog.status(value, _board_of(proposal))
                found = on_board[1] if on_board else None
            case "priority_id":
                found = catalog.priority(value)
            case "assigned_member_id" | "member_id":
                found = catalog.member(value)
            case "contact_id":
                found = catalog.contact(value)
            case _:
                found = None
        return str(found.name) if found is not None else None


def _board_of(proposal: Proposal) -> str | None:
    board_id: str | None = proposal.args.get("board_id") or proposal.base.get("board_id")
    return board_id


def _changes(proposal: Proposal, psa: _Psa) -> list[Change]:
    args, base = proposal.args, proposal.base
    if proposal.kind in ("update_status", "post_note") and args.get("status_id"):
        wanted = psa.label_of(proposal, "status_id", args["status_id"]) or args["status_id"]
        return [Change(field="status", before=base.get("status") or base.get("status_name"), after=wanted)]
    if proposal.kind == "assign":
        member = psa.label_of(proposal, "member_id", args.get("member_id")) or args.get("member_id")
        return [
            Change(
                field="assigned_member",
                before=base.get("assigned_member") or "unassigned",
                after=member or "unassigned",
            )
        ]
    return []


def _plain(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ")
