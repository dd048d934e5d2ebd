"""Builds the demo's tickets from scenarios: who has which trouble when, and how far it has come."""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from providers.embedded.demo import desk, wording
from providers.embedded.demo.companies import CLIENTS, Client, company_id
from providers.embedded.demo.devices import Device
from providers.embedded.demo.people import Contact
from providers.embedded.demo.scenarios import (
    ALL_SCENARIOS,
    Scenario,
    Step,
    Voice,
    of_variant,
    steps_of_variant,
    variant_of,
    without_label,
)
from providers.embedded.demo.special_tickets import SPECIAL_TICKETS, SpecialTicket
from providers.embedded.demo.timeline import spread_moments, stamp, weekday_moment, workday_before

ORDINARY_TICKETS = 585
CLUSTERS = 36
DAYS_BACK = 120
OPEN_SHARE = 0.375
FIRST_TICKET_ID = 47012

_NOTE_TYPES = {
    Voice.INTERNAL: "internal_analysis",
    Voice.TO_CLIENT: "description",
    Voice.FROM_CLIENT: "description",
}


@dataclass(frozen=True)
class Draft:
    """A ticket before it is written out: the trouble, the place and the moment.

    Tickets of one cluster are about the same trouble and have the same variant.
    """

    entered: datetime
    client: Client
    scenario: Scenario | None = None
    special: SpecialTicket | None = None
    device: Device | None = None
    cluster: int | None = None
    variant: str = ""


@dataclass
class TicketWriter:
    """Writes tickets out of drafts.

    Attributes:
        now: No timestamp reaches it.
    """

    rng: random.Random
    now: datetime
    contacts: Sequence[Contact]
    devices: Sequence[Device]
    _dealt: Counter[tuple[str, str]] = field(default_factory=Counter)
    _first_of_cluster: dict[int, str] = field(default_factory=dict)
    _notes_written: int = 0
    _entries_written: int = 0

    def records(self) -> list[dict[str, object]]:
        """All tickets in the snapshot's form, oldest first."""
        drafts = self._drafts()
        open_drafts = self._open_drafts(drafts)
        written = []
        for index, (ticket_id, draft) in enumerate(zip(self._ids(drafts), drafts, strict=True)):
            if draft.special:
                written.append(self._special(ticket_id, draft, draft.special))
            elif draft.scenario:
                written.append(self._ordinary(ticket_id, draft, draft.scenario, is_open=index in open_drafts))
        return written

    def _drafts(self) -> list[Draft]:
        drafts = [self._draft(self._scenario()) for _ in range(ORDINARY_TICKETS)]
        for cluster in range(CLUSTERS):
            drafts += self._cluster(cluster)
        by_prefix = {client.prefix: client for client in CLIENTS}
        for special in SPECIAL_TICKETS:
            entered = workday_before(self.now, special.days_ago) + special.time_of_day
            drafts.append(Draft(entered, by_prefix[special.prefix], special=special))
        return sorted(drafts, key=lambda draft: draft.entered)

    def _scenario(self) -> Scenario:
        return self.rng.choices(ALL_SCENARIOS, [scenario.weight for scenario in ALL_SCENARIOS])[0]

    def _draft(self, scenario: Scenario) -> Draft:
        fitting = [client for client in CLIENTS if self._fits(scenario, client)]
        client = self.rng.choices(fitting, [client.size**1.4 for client in fitting])[0]
        oldest = 70 if not client.active else 1
        days = self.rng.randint(oldest, DAYS_BACK)
        return Draft(self._entered(scenario, days), client, scenario, device=self._device(scenario, client))

    def _cluster(self, cluster: int) -> list[Draft]:
        """Two to four tickets about one trouble at one company within days, low numbers close to today."""
        first = self._draft(self._scenario())
        scenario = first.scenario
        if scenario is None or scenario.board == "Projects" or not first.client.active:
            return []
        variant = self._variant(self.rng.choice(scenario.mails + scenario.logs))
        days = self.rng.randint(5, 9) if cluster < 14 else self.rng.randint(10, DAYS_BACK)
        return [
            Draft(
                self._entered(scenario, days - self.rng.randint(0, 4)),
                first.client,
                scenario,
                device=first.device,
                cluster=cluster,
                variant=variant,
            )
            for _ in range(self.rng.choice((2, 2, 3, 3, 4)))
        ]

    def _entered(self, scenario: Scenario, days: int) -> datetime:
        return weekday_moment(self.rng, self.now, days, around_the_clock=_is_alert(scenario))

    def _fits(self, scenario: Scenario, client: Client) -> bool:
        if scenario.industries and client.industry not in scenario.industries:
            return False
        return not scenario.device or bool(self._devices_of(client, scenario.device))

    def _devices_of(self, client: Client, kind: str) -> list[Device]:
        return self._devices_by_place.get((company_id(client.prefix), kind), [])

    @cached_property
    def _devices_by_place(self) -> dict[tuple[str, str], list[Device]]:
        found: defaultdict[tuple[str, str], list[Device]] = defaultdict(list)
        for device in self.devices:
            found[device.company_id, device.kind].append(device)
        return dict(found)

    def _device(self, scenario: Scenario, client: Client) -> Device | None:
        return self.rng.choice(self._devices_of(client, scenario.device)) if scenario.device else None

    def _open_drafts(self, drafts: list[Draft]) -> set[int]:
        """Positions of the ordinary tickets still open: mostly recent ones, and some that dragged on."""
        left = []
        for index, draft in enumerate(drafts):
            age_days = (self.now - draft.entered) / timedelta(days=1)
            patience = self.rng.expovariate(1 / 50) - age_days
            if draft.scenario and draft.client.active:
                left.append((age_days >= 0.3, -patience, index))
        return {index for _, _, index in sorted(left)[: round(len(drafts) * OPEN_SHARE)]}

    def _ids(self, drafts: list[Draft]) -> list[str]:
        """Rising ids with gaps, such that the one special ticket with a fixed id gets it."""
        fixed = next(index for index, draft in enumerate(drafts) if draft.special and draft.special.id)
        special = drafts[fixed].special
        number = int(special.id) if special else FIRST_TICKET_ID
        numbers = [*sorted(self.rng.sample(range(FIRST_TICKET_ID, number), fixed)), number]
        while len(numbers) < len(drafts):
            numbers.append(numbers[-1] + self.rng.choice((1, 1, 2, 3)))
        return [str(each) for each in numbers]

    def _ordinary(
        self, ticket_id: str, draft: Draft, scenario: Scenario, *, is_open: bool
    ) -> dict[str, object]:
        rng, board = self.rng, desk.board_named(scenario.board)
        contact, other = self._people(draft.client)
        fillers = wording.fillers(rng, draft.client, contact, other, draft.device)
        status = self._status(board, draft, is_open=is_open)
        member_id = self._member(board, draft, status, is_open=is_open)
        body = self._deal(scenario.key, scenario.mails + scenario.logs, draft.variant)
        variant = draft.variant or self._variant(body)
        is_log = body in scenario.logs
        summary, description = self._opening(scenario, variant, body, contact, draft.client, fillers)
        steps = self._steps(scenario, variant, status, is_open=is_open)
        if is_open:
            steps = self._mention_of_first(draft) + steps
        if draft.cluster is not None:
            self._first_of_cluster.setdefault(draft.cluster, ticket_id)
        fix = "" if is_open else without_label(self._deal(scenario.key, scenario.fixes, variant))
        moments = self._moments(draft.entered, len(steps) + bool(fix), is_open=is_open)
        author = member_id or rng.choice(desk.DISPATCHER_IDS)
        notes = [
            self._note(_NOTE_TYPES[step.voice], step.text.format_map(fillers), moment, _author(step, author))
            for step, moment in zip(steps, moments, strict=False)
        ]
        if fix:
            notes.append(self._note("resolution", fix.format_map(fillers), moments[-1], author))
        closed_at = None if is_open else min(moments[-1] + timedelta(minutes=rng.randint(1, 9)), self._latest)
        hide_contact = is_log and _is_alert(scenario)
        return {
            "id": ticket_id,
            "summary": summary,
            "description": description,
            "company_id": contact.company_id,
            "contact_id": None if hide_contact else contact.id,
            "board_id": board.id,
            "status_id": desk.statuses_of(board, closed=not is_open)[status],
            "priority_id": desk.priority_id(rng.choice(scenario.priorities)),
            "type_id": desk.type_id(board, scenario.type),
            "assigned_member_id": member_id,
            "entered_at": stamp(draft.entered),
            "closed_at": stamp(closed_at) if closed_at else None,
            "configuration_ids": [draft.device.id] if draft.device and rng.random() < 0.9 else [],
            "notes": notes,
            "time_entries": self._time_entries(draft.entered, moments, scenario, author),
        }

    def _special(self, ticket_id: str, draft: Draft, special: SpecialTicket) -> dict[str, object]:
        board = desk.board_named(special.board)
        statuses = desk.statuses_of(board, closed=special.closed)
        owner = company_id(draft.client.prefix)
        contacts = {each.name: each for each in self.contacts if each.company_id == owner}
        devices = {each.name: each.id for each in self.devices}
        author = special.member_id or desk.DISPATCHER_IDS[0]
        notes, last = [], draft.entered
        for note in special.notes:
            last = min(draft.entered + timedelta(hours=note.hours_later), self._latest)
            notes.append(self._note(note.type, note.text, last, None if note.by_client else author))
        return {
            "id": ticket_id,
            "summary": special.summary,
            "description": special.description,
            "company_id": owner,
            "contact_id": contacts[special.contact].id if special.contact else None,
            "board_id": board.id,
            "status_id": statuses[special.status],
            "priority_id": desk.priority_id(special.priority),
            "type_id": desk.type_id(board, special.type),
            "assigned_member_id": special.member_id,
            "entered_at": stamp(draft.entered),
            "closed_at": stamp(last) if special.closed else None,
            "configuration_ids": [devices[name] for name in special.devices],
            "notes": notes,
            "time_entries": [],
        }

    @property
    def _latest(self) -> datetime:
        return self.now - timedelta(seconds=1)

    def _people(self, client: Client) -> tuple[Contact, Contact]:
        owner = company_id(client.prefix)
        first, second = self.rng.sample([each for each in self.contacts if each.company_id == owner], 2)
        return first, second

    def _status(self, board: desk.Board, draft: Draft, *, is_open: bool) -> str:
        names = list(desk.statuses_of(board, closed=not is_open))
        age_days = (self.now - draft.entered) / timedelta(days=1)
        if not is_open:
            return self.rng.choices(names, [9, 5] if age_days < 20 else [3, 9])[0]
        if age_days < 1.6 and self.rng.random() < 0.7:
            return names[0]
        return self.rng.choices(names, [2] + [4] * (len(names) - 1))[0]

    def _member(self, board: desk.Board, draft: Draft, status: str, *, is_open: bool) -> str | None:
        bare = 0.55 if status == "New" else 0.04
        if is_open and self.rng.random() < bare:
            return None
        is_old = self.now - draft.entered > timedelta(days=45)
        able = [each for each in desk.MEMBERS if board.name in each.boards and (each.active or is_old)]
        able = [each for each in able if each.active or not is_open]
        return self.rng.choices(able, [3 if each.boards[0] == board.name else 1.5 for each in able])[0].id

    def _opening(
        self,
        scenario: Scenario,
        variant: str,
        body: str,
        contact: Contact,
        client: Client,
        fillers: dict[str, str],
    ) -> tuple[str, str]:
        """Summary and description."""
        dealt = self._deal(scenario.key, scenario.summaries, variant)
        summary, text = (without_label(each).format_map(fillers) for each in (dealt, body))
        if _is_alert(scenario):
            return summary, text
        summary = wording.as_typed(self.rng, summary, client)
        return summary, text if body in scenario.logs else wording.as_mail(self.rng, text, contact, client)

    def _steps(self, scenario: Scenario, variant: str, status: str, *, is_open: bool) -> list[Step]:
        steps = steps_of_variant(scenario.steps, variant)
        if not is_open:
            count = self.rng.randint(min(2, len(steps)), len(steps))
            return _with_questions(steps, set(self.rng.sample(range(len(steps)), count)))
        if status == "New":
            return steps[: self.rng.choice((0, 0, 0, 1))]
        asked = [index for index, step in enumerate(steps) if step.voice is Voice.TO_CLIENT]
        if status == "Waiting on Client" and asked:
            return steps[: self.rng.choice(asked) + 1]
        return steps[: self.rng.randint(min(1, len(steps)), len(steps))]

    def _mention_of_first(self, draft: Draft) -> list[Step]:
        """At times a remark that the first ticket of the cluster is about the same."""
        first = self._first_of_cluster.get(draft.cluster) if draft.cluster is not None else None
        if first is None or self.rng.random() > 0.4:
            return []
        return [wording.same_trouble(self.rng, first)]

    def _variant(self, body: str) -> str:
        letters = variant_of(body)
        return self.rng.choice(letters) if letters else ""

    def _moments(self, entered: datetime, count: int, *, is_open: bool) -> list[datetime]:
        hours = math.exp(self.rng.gauss(3.4, 1.1)) if is_open else math.exp(self.rng.gauss(2.9, 1.3))
        return spread_moments(self.rng, entered, timedelta(hours=hours), count, self._latest)

    def _deal(self, key: str, texts: tuple[str, ...], variant: str) -> str:
        """One of the variant's texts, from those dealt least so far."""
        choices = of_variant(texts, variant)
        fewest = min(self._dealt[key, text] for text in choices)
        text = self.rng.choice([each for each in choices if self._dealt[key, each] == fewest])
        self._dealt[key, text] += 1
        return text

    def _note(self, note_type: str, text: str, moment: datetime, member_id: str | None) -> dict[str, object]:
        self._notes_written += 1
        return {
            "id": str(70000 + self._notes_written),
            "type": note_type,
            "text": text,
            "member_id": member_id,
            "created_at": stamp(moment),
        }

    def _time_entries(
        self, entered: datetime, moments: list[datetime], scenario: Scenario, author: str
    ) -> list[dict[str, object]]:
        entries: list[dict[str, object]] = []
        for moment in moments:
            minutes = self.rng.choice((5, 10, 10, 15, 15, 15, 20, 30, 30, 45, 60, 90, 120))
            started = moment - timedelta(minutes=minutes)
            if self.rng.random() > 0.4 or started < entered:
                continue
            self._entries_written += 1
            entries.append(
                {
                    "id": str(90000 + self._entries_written),
                    "member_id": author,
                    "started_at": stamp(started),
                    "minutes": minutes,
                    "note": wording.work_done(self.rng, scenario.board),
                    "billable": wording.billable(self.rng, scenario.board),
                }
            )
        return entries


def _is_alert(scenario: Scenario) -> bool:
    return scenario.board == "Monitoring Alerts"


def _author(step: Step, member_id: str) -> str | None:
    return None if step.voice is Voice.FROM_CLIENT else member_id


def _with_questions(steps: list[Step], kept: set[int]) -> list[Step]:
    """The kept steps in order; an answer of the client brings along the message it answers."""
    for index in sorted(kept):
        if steps[index].voice is Voice.FROM_CLIENT:
            asked = [each for each in range(index) if steps[each].voice is Voice.TO_CLIENT]
            kept = kept | set(asked[-1:])
    return [steps[index] for index in sorted(kept)]
