"""Proposals as cards: what will happen, what is missing, who will see it, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from assistant.connections.tables import Connection
from assistant.desk import Desk
from assistant.errors import DeskError
from assistant.identity.people import Person
from assistant.pages.card_fields import CardField, Names, card_fields, note_audience
from assistant.pages.ticket_view import connection_param
from assistant.proposals.checks import audience_sentence
from assistant.proposals.drafts import label
from assistant.proposals.outcome import Outcome, WriteState
from assistant.proposals.schemas import Change
from assistant.proposals.tables import LedgerEntry, Proposal
from providers.errors import ProviderError
from providers.models import Capabilities
from providers.scope import Role
from tools.catalog import Catalog

KEPT_EXPIRED = timedelta(days=1)
Tone = Literal["green", "amber", "red", "plain"]
_TONES: dict[WriteState, Tone] = {
    "queued": "plain",
    "sending": "plain",
    "done": "green",
    "rejected": "red",
    "retry": "amber",
    "unknown": "amber",
}
_VERBS = {
    "create_ticket": "Create ticket",
    "post_note": "Post note",
    "update_status": "Change status",
    "assign": "Assign",
    "add_resource": "Add to the ticket",
    "remove_resource": "Take off the ticket",
    "log_time": "Log time",
    "spin_off": "A second issue",
}


@dataclass(frozen=True, slots=True)
class Consequence:
    """Who sees it and who gets mail, in plain words."""

    sentence: str
    customer: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a confirmed proposal. `asks` means that the person has to say what they see, `waits`
    that it may be tried now or taken back."""

    tone: Tone
    sentence: str
    ticket_id: str | None = None
    asks: bool = False
    waits: bool = False
    moving: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One card. `problem` and `differences` say why the last press of a button did nothing."""

    proposal: Proposal
    label: str
    verb: str
    where: str
    fields: Sequence[CardField] = ()
    consequence: Consequence | None = None
    settled: Settled | None = None
    problem: str | None = None
    differences: Sequence[Mapping[str, str]] = field(default=())
    needs_reason: bool = False
    may_write: bool = True
    connection: str = ""

    @property
    def missing(self) -> str:
        """The names of what is missing, for the disabled button."""
        return ", ".join(each.label.lower() for each in self.fields if each.missing)

    @property
    def is_open(self) -> bool:
        return self.settled is None

    @property
    def warnings(self) -> list[str]:
        """What the draft was warned about; once the person edits it, its fields speak for themselves."""
        edited = any("was" in origin for origin in self.proposal.fields.values() if isinstance(origin, dict))
        return [] if edited else self.proposal.warnings


async def lane(desk: Desk, person: Person, session_id: str) -> dict[str, Any]:
    """The template values of a session's task lane: open cards first, oldest first, then what was settled."""
    proposals = [each for each in await desk.proposals.of_session(person.scope, session_id) if _shown(each)]
    entries = await desk.proposals.entries(person.scope, [each.id for each in proposals])
    makers: dict[str | None, _Maker] = {}
    cards = []
    for proposal in proposals:
        if proposal.connection_id not in makers:
            makers[proposal.connection_id] = await _Maker.load(desk, person, proposal.connection_id)
        cards.append(makers[proposal.connection_id].card(proposal, entries.get(proposal.id)))
    waiting_ = [each for each in cards if each.is_open]
    settled = [each for each in reversed(cards) if not each.is_open]
    return {
        "cards": waiting_ + settled,
        "lane_count": len(waiting_),
        "lane_moves": any(each.settled and each.settled.moving for each in settled),
        "lane_session": session_id,
    }


async def one(desk: Desk, person: Person, proposal_id: str, *, refused: DeskError | None = None) -> Card:
    """One card; `refused` is shown in it, with the differences a stale confirmation met."""
    proposal = await desk.proposals.get(person.scope, proposal_id)
    entries = await desk.proposals.entries(person.scope, [proposal.id])
    maker = await _Maker.load(desk, person, proposal.connection_id)
    return maker.card(proposal, entries.get(proposal.id), refused)


async def waiting(desk: Desk, person: Person) -> list[dict[str, Any]]:
    """The person's open proposals of all sessions, newest first."""
    return [
        {
            "id": each.id,
            "session_id": each.session_id,
            "href": f"/sessions/{each.session_id}" if each.session_id else f"/proposals/{each.id}",
            "label": label(each),
            "title": each.title,
            "updated_at": each.updated_at,
            "refusal": each.refusal,
        }
        for each in await desk.proposals.list(person.scope, state="open")
        if each.expires_at > datetime.now(UTC)
    ]


class _Maker:
    """Makes cards of one connection."""

    def __init__(
        self,
        person: Person,
        connection: Connection | None,
        catalog: Catalog | None,
        can: Capabilities | None,
        param: str = "",
    ) -> None:
        self._person = person
        self._param = param
        self._where = connection.display_name if connection else "a removed connection"
        self._catalog = catalog
        self._can = can
        self._names = Names(catalog, can)

    @classmethod
    async def load(cls, desk: Desk, person: Person, connection_id: str | None) -> "_Maker":
        """A PSA that does not answer gives cards with ids for names, which is better than none."""
        if connection_id is None:
            return cls(person, None, None, None)
        try:
            connection, reader = await desk.connections.reader(person.scope, connection_id)
        except DeskError:
            return cls(person, None, None, None)
        param = await connection_param(desk, person, connection_id)
        try:
            catalog = await desk.connections.catalog(person.scope, connection_id)
        except (ProviderError, DeskError):
            return cls(person, connection, None, reader.capabilities, param)
        return cls(person, connection, catalog, reader.capabilities, param)

    def card(self, proposal: Proposal, entry: LedgerEntry | None, refused: DeskError | None = None) -> Card:
        extras = refused.extras if refused else {}
        return Card(
            proposal=proposal,
            label=label(proposal),
            verb=_VERBS.get(proposal.kind, proposal.kind),
            where=self._where,
            fields=card_fields(proposal, self._names, self._board(proposal)),
            consequence=self._consequence(proposal),
            settled=self._settled(proposal, entry),
            problem=f"{refused.detail} {refused.remedy}" if refused else None,
            differences=self._differences(extras.get("changes") or ()),
            needs_reason=bool(extras.get("needs_reason")),
            may_write=self._person.scope.role >= Role.ENGINEER,
            connection=self._param,
        )

    def _board(self, proposal: Proposal) -> str | None:
        """The board whose statuses may be chosen: the new ticket's, or the one the present status is of."""
        if proposal.kind == "create_ticket":
            return proposal.args.get("board_id")
        status_id = proposal.base.get("status_id") or proposal.args.get("status_id")
        found = self._catalog.status(status_id) if self._catalog and status_id else None
        return found[0].id if found else None

    def _consequence(self, proposal: Proposal) -> Consequence | None:
        can = self._can
        if can is None or proposal.kind == "spin_off":
            return None
        audience = (
            note_audience(can, proposal.args.get("note_type")) if proposal.kind == "post_note" else None
        )
        seen = proposal.kind == "create_ticket" and can.create_sends_mail
        return Consequence(
            audience_sentence(proposal, can), seen or bool(audience and audience.customer_visible)
        )

    def _differences(self, found: Sequence[Any]) -> list[dict[str, str]]:
        """What changed since the person looked, in words."""
        changes = [Change.model_validate(each) for each in found]
        return [
            {
                "label": each.field.removesuffix("_id").replace("_", " ").capitalize(),
                "before": self._names.of(each.field, str(each.before or "")) or "nothing",
                "after": self._names.of(each.field, str(each.after or "")) or "nothing",
            }
            for each in changes
        ]

    def _settled(self, proposal: Proposal, entry: LedgerEntry | None) -> Settled | None:
        if proposal.state == "open" and proposal.expires_at > datetime.now(UTC):
            return None
        if ended := proposal.provenance.get("ended"):
            return Settled("amber", ended)
        if proposal.state in ("open", "expired"):
            return Settled("plain", "Expired. Nothing was written; ask for it again.")
        if proposal.state == "dismissed":
            covered = proposal.provenance.get("covered_by") or {}
            if ticket_id := covered.get("ticket_id"):
                return Settled(
                    "plain", f"Same issue as #{ticket_id} {covered['summary']}.", ticket_id=ticket_id
                )
            return Settled("plain", "Dismissed. Nothing was written.")
        if entry is None:
            created = proposal.provenance.get("created") or {}
            ticket_id = created.get("ticket_id")
            return Settled(
                "green", f"Its own ticket now: #{ticket_id}" if ticket_id else "Done.", ticket_id=ticket_id
            )
        outcome = Outcome.of(proposal, entry)
        return Settled(
            "amber" if outcome.warning else _TONES[outcome.state],
            outcome.sentence,
            ticket_id=outcome.ticket_id,
            asks=outcome.asks,
            waits=outcome.may_withdraw,
            moving=not outcome.is_final and not outcome.asks,
        )


def _shown(proposal: Proposal) -> bool:
    """Dismissed cards leave the lane at once unless a ticket covers them, expired ones after a day."""
    if proposal.state == "dismissed":
        return bool(proposal.provenance.get("covered_by"))
    over = proposal.state == "expired" or (
        proposal.state == "open" and proposal.expires_at <= datetime.now(UTC)
    )
    return not over or proposal.expires_at > datetime.now(UTC) - KEPT_EXPIRED
