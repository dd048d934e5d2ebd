"""Proposals over HTTP: cards, edits, confirmations and their refusals as problem documents."""

import asyncio

from assistant.desk import Desk
from assistant.identity.people import TokenScope
from tests.assistant.proposals.kit import (
    WriteDesk,
    build_write_desk,
    first_ticket,
    new_ticket,
    note,
    other_status,
    propose,
    ticket_args,
    tickets_called,
)
from tests.conftest import Inhabitant


async def test_a_card_says_everything(writing: WriteDesk, alex: Inhabitant, session_id: str) -> None:
    """Readable names, from and to, who sees it, and whether it may be confirmed."""
    ticket = await first_ticket(writing, alex)
    status_id = await other_status(writing, alex, ticket)
    proposal = await propose(writing, alex, note(ticket, status_id=status_id), session_id)

    card = (await alex.client.get(f"/api/proposals/{proposal.id}")).json()

    catalog = await writing.connections.catalog(alex.scope, alex.connection.id)
    status = catalog.status(status_id, ticket.board.id)
    assert status is not None
    assert card["changes"] == [{"field": "status", "before": ticket.status.name, "after": status[1].name}]
    assert (card["label"], card["can_confirm"], card["why_not"]) == ("P1", True, None)
    assert "Only your team" in card["audience"]
    assert "account_id" not in card


async def test_a_card_that_lacks_something_says_what(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """The disabled button has its reason."""
    args = await ticket_args(writing, alex, board_id=None)
    await propose(writing, alex, new_ticket(args), session_id)

    (card,) = (
        await alex.client.get("/api/proposals", params={"session_id": session_id, "state": "open"})
    ).json()["items"]

    assert (card["can_confirm"], card["why_not"]) == (False, "Missing: board.")
    assert card["labels"]["company_id"]


async def test_edit_confirm_and_confirm_again(writing: WriteDesk, alex: Inhabitant, session_id: str) -> None:
    """The way of a card from the API: edit, stale confirm, confirm, and the same answer again."""
    args = await ticket_args(writing, alex)
    old = await propose(writing, alex, new_ticket(args), session_id)
    path = f"/api/proposals/{old.id}"

    edited = await alex.client.patch(path, json={"args_version": 1, "args": {"summary": "Better words"}})
    stale = await alex.client.post(f"{path}/confirm", json={"args_version": 1, "digest": old.digest})
    seen = {"args_version": edited.json()["args_version"], "digest": edited.json()["digest"]}
    first, second = await asyncio.gather(
        alex.client.post(f"{path}/confirm", json=seen), alex.client.post(f"{path}/confirm", json=seen)
    )

    assert (edited.status_code, stale.status_code) == (200, 409)
    assert stale.json()["changes"][0] == {
        "field": "summary",
        "before": args["summary"],
        "after": "Better words",
    }
    assert (first.status_code, first.json()["write"]["state"]) == (200, "done")
    assert first.json()["write"]["ticket_id"] == second.json()["write"]["ticket_id"]
    assert len(await tickets_called(writing, alex, "Better words")) == 1


async def test_a_token_confirms_only_when_made_for_it(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """The scope chat reads and edits; without confirm it can neither confirm nor resolve."""
    proposal = await propose(writing, alex, new_ticket(await ticket_args(writing, alex)), session_id)
    seen = {"args_version": 1, "digest": proposal.digest}
    path = f"/api/proposals/{proposal.id}"
    _, chat = await writing.tokens.create(alex.scope, "chat", [TokenScope.READ, TokenScope.CHAT], days=None)
    _, full = await writing.tokens.create(
        alex.scope, "full", [TokenScope.READ, TokenScope.CONFIRM], days=None
    )

    refused = await alex.client.post(
        f"{path}/confirm", json=seen, headers={"Authorization": f"Bearer {chat}"}
    )
    resolve = await alex.client.post(
        f"{path}/resolve", json={"answer": "seen"}, headers={"Authorization": f"Bearer {chat}"}
    )
    card = await alex.client.get(path, headers={"Authorization": f"Bearer {chat}"})
    done = await alex.client.post(f"{path}/confirm", json=seen, headers={"Authorization": f"Bearer {full}"})

    assert (refused.status_code, resolve.status_code) == (403, 403)
    assert card.json()["can_confirm"] is False
    assert done.json()["write"]["state"] == "done"


async def test_a_confirmation_without_csrf_token_is_refused(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """A foreign page that makes the browser post confirms nothing."""
    proposal = await propose(writing, alex, new_ticket(await ticket_args(writing, alex)), session_id)

    answer = await alex.client.post(
        f"/api/proposals/{proposal.id}/confirm",
        json={"args_version": 1, "digest": proposal.digest},
        headers={"X-CSRF-Token": "wrong"},
    )

    assert answer.status_code == 403
    assert (await writing.proposals.get(alex.scope, proposal.id)).state == "open"


async def test_a_refused_write_is_an_open_card_again(desk: Desk, alex: Inhabitant, session_id: str) -> None:
    """After a refusal the answer is the card itself, open, with the PSA's words and a new version."""
    writing = build_write_desk(desk, faults="refuse:1")
    proposal = await propose(writing, alex, new_ticket(await ticket_args(writing, alex)), session_id)

    outcome = await writing.proposals.confirm(
        alex.person, proposal.id, args_version=1, digest=proposal.digest
    )
    again = await writing.proposals.get(alex.scope, proposal.id)

    assert (outcome.state, again.state, again.args_version) == ("rejected", "open", 2)
    assert again.refusal


async def test_foreign_and_absurd_ids_are_not_found(
    writing: WriteDesk, alex: Inhabitant, other_account: Inhabitant, session_id: str
) -> None:
    """Another account's card, a random id and an impossible one: 404 or 422, never more."""
    proposal = await propose(writing, alex, new_ticket(await ticket_args(writing, alex)), session_id)
    seen = {"args_version": 1, "digest": proposal.digest}

    for client, id_, expected in (
        (other_account.client, proposal.id, 404),
        (alex.client, "0" * 32, 404),
        (alex.client, "%00", 422),
    ):
        for answer in (
            await client.get(f"/api/proposals/{id_}"),
            await client.patch(f"/api/proposals/{id_}", json={"args_version": 1, "args": {}}),
            await client.post(f"/api/proposals/{id_}/confirm", json=seen),
            await client.post(f"/api/proposals/{id_}/dismiss"),
        ):
            assert answer.status_code == expected, answer.text
            assert answer.headers["content-type"] == "application/problem+json"


async def test_a_psa_that_is_away_still_shows_the_card(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """The card of a removed connection is shown with its values, without names, and cannot be confirmed."""
    proposal = await propose(writing, alex, new_ticket(await ticket_args(writing, alex)), session_id)
    async with writing.database.write(alex.scope.account_id) as session:
        connection = await session.merge(alex.connection)
        connection.is_active = False
        session.add(connection)

    card = (await alex.client.get(f"/api/proposals/{proposal.id}")).json()

    assert (card["can_confirm"], card["audience"], card["args"]["summary"]) == (
        False,
        None,
        proposal.args["summary"],
    )
