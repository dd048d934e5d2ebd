"""The ticket endpoints: as the person, with the contract's shapes, and never a 500."""

import asyncio
import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from sqlmodel import select

from assistant.desk import Desk
from assistant.errors import Invalid, Stale
from assistant.identity.people import TokenScope
from assistant.proposals.tables import LedgerEntry
from providers.errors import NotFound
from providers.scope import Role
from tests.assistant.proposals.kit import (
    BRISK,
    WriteDesk,
    build_write_desk,
    first_ticket,
    notes_saying,
    other_status,
    ticket_args,
    tickets_called,
)
from tests.conftest import Inhabitant

PSA = "/api/integrations/psa"
REQUIRED_IDS = ("company_id", "board_id", "status_id", "priority_id")
AGREED = {*REQUIRED_IDS, "summary", "assigned_member_id", "description", "missing_fields", "warnings"}
ABSURD = ["", " ", "\u0000\u0007", "\udcff half", "x" * 100_000, "<b>'; DROP TABLE--", "\u202e rtl"]
NO_IDS = ["tickets/999999", "tickets/%00", "tickets/%F0%9F%96%A8", "tickets/..%2F1", "tickets/'--"]


async def test_a_list_is_paged_and_sorted_by_urgency_then_newest(
    writing: WriteDesk, alex: Inhabitant
) -> None:
    """Twenty-five a page, the most urgent first, and among equals the newest."""
    first = (await alex.client.get(f"{PSA}/tickets/search")).json()
    second = (await alex.client.get(f"{PSA}/tickets/search", params={"page": 2})).json()

    assert (len(first["items"]), first["page"], first["page_size"]) == (25, 1, 25)
    assert first["total"] == second["total"]
    rows = [(each["priority_sort"], each["entered_at"]) for each in first["items"] + second["items"]]
    assert [sort for sort, _ in rows] == sorted(sort for sort, _ in rows)
    for (sort, entered), (next_sort, next_entered) in pairwise(rows):
        assert sort < next_sort or entered >= next_entered


async def test_every_filter_narrows(writing: WriteDesk, alex: Inhabitant) -> None:
    """Board, status, priority, company, assignee, text and closed each give only what fits."""
    ticket = await first_ticket(writing, alex)
    wanted: dict[str, Any] = {
        "board": ticket.board.id,
        "status": ticket.status.id,
        "priority": ticket.priority.id,
        "company": ticket.company.id,
        "search": ticket.summary.split()[0],
        "assigned": ticket.assigned_member.id if ticket.assigned_member else "unassigned",
    }

    found = (await alex.client.get(f"{PSA}/tickets/search", params=wanted)).json()["items"]

    assert ticket.id in [each["id"] for each in found]
    assert {each["company"]["id"] for each in found} == {ticket.company.id}
    closed = (await alex.client.get(f"{PSA}/tickets/search", params={"closed": True})).json()["total"]
    assert closed > (await alex.client.get(f"{PSA}/tickets/search")).json()["total"]


async def test_me_is_the_mapped_member_or_a_plain_refusal(
    writing: WriteDesk, alex: Inhabitant, engineer: Inhabitant
) -> None:
    """Mapped people see their own tickets; the unmapped learn that they are not mapped."""
    mine = (await alex.client.get(f"{PSA}/tickets/search", params={"assigned": "me"})).json()
    refused = await engineer.client.get(f"{PSA}/tickets/search", params={"assigned": "me"})

    member = alex.scope.member_id(alex.connection.id)
    assert {each["assigned_member"]["id"] for each in mine["items"]} == {member}
    assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, "assigned")
    assert (await engineer.client.get(f"{PSA}/my-queue")).json()["state"] == "not_mapped"
    assert (await alex.client.get(f"{PSA}/my-queue")).json()["total"] == mine["total"]


async def test_a_ticket_comes_with_all_that_belongs_to_it(writing: WriteDesk, alex: Inhabitant) -> None:
    """Description, notes, people with who is ours, devices, look-alikes; statuses are those of its board."""
    ticket = await first_ticket(writing, alex, assigned=alex.scope.member_id(alex.connection.id))

    detail = (await alex.client.get(f"{PSA}/tickets/{ticket.id}")).json()
    statuses = (await alex.client.get(f"{PSA}/tickets/{ticket.id}/statuses")).json()
    resources = (await alex.client.get(f"{PSA}/tickets/{ticket.id}/resources")).json()

    assert (detail["id"], detail["summary"]) == (ticket.id, ticket.summary)
    assert detail["resources"] == resources["items"]
    owner = resources["items"][0]
    assert (owner["owner"], owner["is_desk_user"]) == (True, True)
    assert ticket.status.id in [each["id"] for each in statuses["items"]]
    notes = (await alex.client.get(f"{PSA}/tickets/{ticket.id}/notes")).json()
    assert notes["items"] == detail["notes"]


async def test_creating_answers_number_and_readable_names(writing: WriteDesk, alex: Inhabitant) -> None:
    """201 with the ticket's number, the names of what it points to, and who works on it."""
    member = alex.scope.member_id(alex.connection.id)
    args = await ticket_args(writing, alex, assigned_member_id=member)

    answer = await alex.client.post(f"{PSA}/tickets", json=args)

    assert answer.status_code == 201, answer.text
    created = answer.json()
    (ticket,) = await tickets_called(writing, alex, args["summary"])
    assert (created["id"], created["board_name"]) == (ticket.id, ticket.board.name)
    assert (created["status_name"], created["company_name"]) == (ticket.status.name, ticket.company.name)
    assert [(each["member_id"], each["is_desk_user"]) for each in created["resources"]] == [(member, True)]


async def test_the_same_idempotency_key_creates_once(writing: WriteDesk, alex: Inhabitant) -> None:
    """Sent twice with one key: one ticket, the same answer; with another body: 422."""
    args = await ticket_args(writing, alex)
    key = {"Idempotency-Key": "a-b-c"}

    first = await alex.client.post(f"{PSA}/tickets", json=args, headers=key)
    second = await alex.client.post(f"{PSA}/tickets", json=args, headers=key)
    other = await alex.client.post(f"{PSA}/tickets", json=args | {"summary": "Other"}, headers=key)

    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(await tickets_called(writing, alex, args["summary"])) == 1


@pytest.mark.parametrize(
    "field", ["company_id", "board_id", "status_id", "priority_id", "assigned_member_id"]
)
async def test_a_wrong_reference_creates_nothing(writing: WriteDesk, alex: Inhabitant, field: str) -> None:
    """An unknown id is 422 and names the field."""
    args = await ticket_args(writing, alex, **{field: "nope"})

    answer = await alex.client.post(f"{PSA}/tickets", json=args)

    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, field)
    assert await tickets_called(writing, alex, args["summary"]) == []


async def test_a_status_change_answers_both_sides(writing: WriteDesk, alex: Inhabitant) -> None:
    """The answer has the status before and after; a screen that shows another one before is 409."""
    ticket = await first_ticket(writing, alex)
    wanted = await other_status(writing, alex, ticket)
    path = f"{PSA}/tickets/{ticket.id}/status"

    done = await alex.client.patch(path, json={"status_id": wanted, "previous_status_id": ticket.status.id})
    stale = await alex.client.patch(path, json={"status_id": wanted, "previous_status_id": ticket.status.id})

    assert done.status_code == 200, done.text
    now = await writing.tickets.get(alex.scope, ticket.id)
    assert done.json() == {
        "ticket_id": ticket.id,
        "previous_status": ticket.status.name,
        "new_status": now.status.name,
    }
    assert (stale.status_code, stale.json()["changes"][0]["after"]) == (409, now.status.name)


async def test_people_join_and_leave_a_ticket(writing: WriteDesk, alex: Inhabitant) -> None:
    """Adding shows the member with whether they are ours; removing twice is 404 the second time."""
    ticket = await first_ticket(writing, alex, assigned="unassigned")
    members = (await alex.client.get(f"{PSA}/members")).json()["items"]
    member = next(each for each in members if each["active"] and each["mapped_user_id"] is None)
    path = f"{PSA}/tickets/{ticket.id}/resources"

    added = await alex.client.post(path, json={"member_id": member["id"]})
    removed = await alex.client.delete(f"{path}/{member['id']}")
    again = await alex.client.delete(f"{path}/{member['id']}")

    assert (added.status_code, added.json()["is_desk_user"]) == (201, False)
    assert (removed.status_code, again.status_code) == (200, 404)
    assert (await alex.client.get(path)).json()["total"] == 0


async def test_a_note_is_posted_from_the_ticket(writing: WriteDesk, alex: Inhabitant) -> None:
    """Line breaks and markdown survive; it is credited to the mapped member."""
    ticket = await first_ticket(writing, alex)
    text = "Checked:\n\n- **spooler**\n- driver"

    answer = await alex.client.post(f"{PSA}/tickets/{ticket.id}/notes", json={"text": text})

    assert answer.status_code == 201, answer.text
    assert await notes_saying(writing, alex, ticket.id, text) == 1


async def test_parse_writes_nothing(writing: WriteDesk, alex: Inhabitant) -> None:
    """A sentence comes back as fields with the nine agreed keys; no ticket, no proposal, no ledger entry."""
    prompt = "New ticket: Outlook not syncing, high priority, assign to me 🖨"

    answer = await alex.client.post(f"{PSA}/tickets/ai-parse", json={"prompt": prompt})

    assert answer.status_code == 200, answer.text
    assert answer.json().keys() >= AGREED
    assert answer.json()["assigned_member_id"] == alex.scope.member_id(alex.connection.id)
    assert await writing.proposals.list(alex.scope) == []


@pytest.mark.parametrize(
    "prompt", ["", " ", "\u0000\u0007", "\udcff half", "x" * 100_000, "<b>'; DROP TABLE--", "\u202e rtl"]
)
async def test_absurd_sentences_are_answered(writing: WriteDesk, alex: Inhabitant, prompt: str) -> None:
    """Empty, hostile, huge or broken text is parsed like any other."""
    content = json.dumps({"prompt": prompt}).encode()
    answer = await alex.client.post(
        f"{PSA}/tickets/ai-parse", content=content, headers={"content-type": "application/json"}
    )

    assert answer.status_code in (200, 422), answer.text


async def test_lists_for_the_form(writing: WriteDesk, alex: Inhabitant) -> None:
    """Boards with statuses, priorities by urgency, companies by type-ahead over names and aliases."""
    catalog = await writing.connections.catalog(alex.scope, alex.connection.id)
    company = next(each for each in catalog.companies if each.aliases and each.active)

    boards = (await alex.client.get(f"{PSA}/boards")).json()
    priorities = (await alex.client.get(f"{PSA}/priorities")).json()
    found = (await alex.client.get(f"{PSA}/companies", params={"search": company.aliases[0]})).json()

    assert boards["total"] == len(catalog.boards)
    assert boards["items"][0]["statuses"]
    assert [each["sort"] for each in priorities["items"]] == sorted(
        each["sort"] for each in priorities["items"]
    )
    assert company.id in [each["id"] for each in found["items"]]


async def test_a_viewer_reads_but_cannot_write(writing: WriteDesk, viewer: Inhabitant) -> None:
    """Reading is for every role; each write and the parse need an engineer."""
    ticket = await first_ticket(writing, viewer)
    path = f"{PSA}/tickets/{ticket.id}"

    assert (await viewer.client.get(path)).status_code == 200
    for refused in (
        await viewer.client.post(f"{PSA}/tickets", json=await ticket_args(writing, viewer)),
        await viewer.client.patch(f"{path}/status", json={"status_id": "1"}),
        await viewer.client.post(f"{path}/resources", json={"member_id": "1"}),
        await viewer.client.delete(f"{path}/resources/1"),
        await viewer.client.post(f"{path}/notes", json={"text": "x"}),
        await viewer.client.post(f"{PSA}/tickets/ai-parse", json={"prompt": "x"}),
    ):
        assert refused.status_code == 403


async def test_a_token_without_confirm_writes_nothing(writing: WriteDesk, alex: Inhabitant) -> None:
    """A token for chatting may read and parse; direct writes need the scope confirm."""
    _, chat = await writing.tokens.create(alex.scope, "chat", [TokenScope.READ, TokenScope.CHAT], days=None)
    headers = {"Authorization": f"Bearer {chat}"}
    args = await ticket_args(writing, alex)

    refused = await alex.client.post(f"{PSA}/tickets", json=args, headers=headers)

    assert refused.status_code == 403
    assert await tickets_called(writing, alex, args["summary"]) == []


@pytest.mark.parametrize("path", NO_IDS)
async def test_ids_that_are_none_are_not_found(writing: WriteDesk, alex: Inhabitant, path: str) -> None:
    """An id that cannot exist is a problem document, never a crash."""
    for suffix in ("", "/statuses", "/resources", "/notes"):
        answer = await alex.client.get(f"{PSA}/{path}{suffix}")
        assert answer.status_code in (404, 422), answer.text
        assert answer.headers["content-type"] == "application/problem+json"


async def test_another_accounts_connection_does_not_exist(
    writing: WriteDesk, alex: Inhabitant, other_account: Inhabitant
) -> None:
    """Naming a connection of another account is 404 for reading and writing alike."""
    foreign = {"connection_id": other_account.connection.id}

    read = await alex.client.get(f"{PSA}/tickets/1", params=foreign)
    write = await alex.client.patch(f"{PSA}/tickets/1/status", json={"status_id": "2"}, params=foreign)

    assert (read.status_code, write.status_code) == (404, 404)


async def test_a_write_that_waits_is_202_and_goes_through_later(desk: Desk, alex: Inhabitant) -> None:
    """With the PSA away the answer says that it waits; the sweep writes it once."""
    slow = replace(BRISK, first_retry=0.3, longest_retry=0.3)
    writing = build_write_desk(desk, faults="unavailable_before:1", pacing=slow)
    args = await ticket_args(writing, alex)
    outcome = await writing.tickets.create(alex.person, args, key="k")
    assert outcome.state == "retry"
    await asyncio.sleep(0.4)

    await writing.proposals.sweep_once()

    again = await writing.tickets.create(alex.person, args, key="k")
    (ticket,) = await tickets_called(writing, alex, args["summary"])
    assert (again.state, again.ticket_id) == ("done", ticket.id)


async def test_a_managed_team_sees_only_its_companies(writing: WriteDesk, alex: Inhabitant) -> None:
    """With company_ids in the scope, other companies' tickets are not found and cannot be written."""
    ticket = await first_ticket(writing, alex)
    catalog = await writing.connections.catalog(alex.scope, alex.connection.id)
    own = next(each.id for each in catalog.companies if each.id != ticket.company.id and each.active)
    scope = replace(alex.scope, company_ids=frozenset({own}), role=Role.ENGINEER)
    person = replace(alex.person, scope=scope)

    with pytest.raises(NotFound):
        await writing.tickets.get(scope, ticket.id)
    with pytest.raises(Stale):
        await writing.tickets.update_status(person, ticket.id, ticket.status.id)
    with pytest.raises(Invalid):
        await writing.tickets.create(person, await ticket_args(writing, alex, company_id=ticket.company.id))
    async with writing.database.read("*") as session:
        assert (await session.exec(select(LedgerEntry))).all() == []
