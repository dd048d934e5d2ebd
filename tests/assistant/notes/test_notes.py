"""Notes: preview, leak check, posting, history, export."""

import httpx
import pytest
from sqlmodel import select

from assistant.audit.tables import AuditEntry
from assistant.desk import Desk
from providers.models import NoteType, TicketFilter
from tests.conftest import Inhabitant

CLEAN = "We corrected the clock of a server; name resolution works again."
LEAKY = "The admin password is Tulip-44 and 10.0.0.10 answers again."


async def post(client: httpx.AsyncClient, session_id: str, **body: object) -> httpx.Response:
    wanted = {"note_type": "internal_analysis", "content": CLEAN, **body}
    return await client.post(f"/api/sessions/{session_id}/psa-post", json=wanted)


async def notes_with(desk: Desk, alex: Inhabitant, text: str) -> int:
    _, reader = await desk.connections.reader(alex.scope, None)
    return sum(text in note.text for note in await reader.list_notes("48291"))


async def test_a_preview_shows_all_that_matters_before_posting(alex: Inhabitant, session_id: str) -> None:
    """Draft, ticket, present and possible statuses, audiences, length and earlier posts are in one answer."""
    answer = await alex.client.get(f"/api/sessions/{session_id}/psa-post/preview")
    seen = answer.json()
    assert answer.status_code == 200
    assert "Restarted the DNS service on ACME-DC01" in seen["content"]
    assert seen["ticket"]["id"] == "48291"
    assert seen["ticket"]["current_status"]["name"] in {s["name"] for s in seen["available_statuses"]}
    assert {a["note_type"]: a["customer_visible"] for a in seen["audiences"]}["description"] is True
    assert seen["character_count"] == len(seen["content"])
    assert seen["previous_posts"] == 0


async def test_a_preview_without_a_ticket_is_refused(desk: Desk, alex: Inhabitant) -> None:
    """An unlinked session answers 422 and says what to do."""
    session = await desk.sessions.create(alex.scope)
    answer = await alex.client.get(f"/api/sessions/{session.id}/psa-post/preview")
    assert answer.status_code == 422
    assert "Link a ticket" in answer.json()["remedy"]


async def test_a_posted_note_is_on_the_ticket_once_and_in_the_log(
    desk: Desk, alex: Inhabitant, session_id: str
) -> None:
    """The confirmed text is written word for word, credited to the mapped member, and logged."""
    answer = await post(alex.client, session_id)
    assert answer.status_code == 201, answer.text
    assert answer.json()["state"] == "done"
    _, reader = await desk.connections.reader(alex.scope, None)
    [note] = [n for n in await reader.list_notes("48291") if n.id == answer.json()["external_note_id"]]
    assert (note.text, note.type) == (CLEAN, NoteType.INTERNAL_ANALYSIS)
    assert note.member is not None
    assert note.member.id == alex.scope.member_id(alex.connection.id)
    [row] = (await alex.client.get(f"/api/sessions/{session_id}/psa-posts")).json()["items"]
    assert (row["status"], row["content_posted"], row["ticket_id"]) == ("success", CLEAN, "48291")


async def test_the_same_key_posts_once(desk: Desk, alex: Inhabitant, session_id: str) -> None:
    """A second click with the same Idempotency-Key gives the first answer and writes nothing."""
    body = {"note_type": "internal_analysis", "content": CLEAN}
    path, headers = f"/api/sessions/{session_id}/psa-post", {"Idempotency-Key": "click-1"}
    first = await alex.client.post(path, json=body, headers=headers)
    second = await alex.client.post(path, json=body, headers=headers)
    assert first.json() == second.json()
    assert await notes_with(desk, alex, CLEAN) == 1


async def test_a_status_is_changed_only_when_it_differs(
    desk: Desk, alex: Inhabitant, session_id: str
) -> None:
    """The chosen status is set with the note; choosing the present one changes nothing."""
    seen = (await alex.client.get(f"/api/sessions/{session_id}/psa-post/preview")).json()
    present = seen["ticket"]["current_status"]
    other = next(s for s in seen["available_statuses"] if s["id"] != present["id"])
    same = (await post(alex.client, session_id, update_status_id=present["id"])).json()
    assert same["status_changed_to"] is None
    changed = (await post(alex.client, session_id, update_status_id=other["id"])).json()
    assert (changed["status_changed_from"], changed["status_changed_to"]) == (present["name"], other["name"])


async def test_a_status_that_moved_since_the_preview_stops_the_post(
    desk: Desk, alex: Inhabitant, session_id: str
) -> None:
    """A status other than the one on the screen answers 409 with both sides; nothing is posted."""
    seen = (await alex.client.get(f"/api/sessions/{session_id}/psa-post/preview")).json()
    stale = next(s for s in seen["available_statuses"] if s["id"] != seen["ticket"]["current_status"]["id"])
    answer = await post(alex.client, session_id, previewed_status_id=stale["id"])
    assert answer.status_code == 409
    assert answer.json()["changes"][0]["after"] == seen["ticket"]["current_status"]["name"]
    assert await notes_with(desk, alex, CLEAN) == 0


async def test_a_leak_to_the_customer_blocks_until_there_is_a_reason(
    desk: Desk, alex: Inhabitant, session_id: str
) -> None:
    """A note with a password for the customer is refused; a reason lets it pass and is logged."""
    refused = await post(alex.client, session_id, note_type="description", content=LEAKY)
    assert refused.status_code == 422
    assert {f["kind"] for f in refused.json()["findings"]} == {"secret", "internal_address"}
    assert "Tulip-44" not in refused.text
    assert await notes_with(desk, alex, "Tulip") == 0
    passed = await post(
        alex.client,
        session_id,
        note_type="description",
        content=LEAKY,
        override_reason="Customer asked for it.",
    )
    assert passed.status_code == 201
    [row] = (await alex.client.get(f"/api/sessions/{session_id}/psa-posts")).json()["items"]
    assert row["leak_override_reason"] == "Customer asked for it."


async def test_an_internal_note_may_hold_internal_names(alex: Inhabitant, session_id: str) -> None:
    """The leak check is for what the customer sees; colleagues need host names."""
    assert (await post(alex.client, session_id, content="ACME-DC01 at 10.0.0.10")).status_code == 201


async def test_checking_a_text_writes_nothing(desk: Desk, alex: Inhabitant, session_id: str) -> None:
    """The check names the places and warns of a length the PSA may cut."""
    body = {"note_type": "description", "content": LEAKY + " x" * 8_000}
    answer = (await alex.client.post(f"/api/sessions/{session_id}/psa-post/check", json=body)).json()
    assert answer["blocked"] is True
    assert "may cut" in answer["warnings"][0]
    assert await notes_with(desk, alex, "Tulip") == 0


async def test_notes_of_others_cannot_be_reached(
    alex: Inhabitant, engineer: Inhabitant, other_account: Inhabitant, session_id: str
) -> None:
    """A colleague and another account get 404 for this session's preview, history, export and post."""
    for somebody in (engineer, other_account):
        for path in ("psa-post/preview", "psa-posts", "export"):
            assert (await somebody.client.get(f"/api/sessions/{session_id}/{path}")).status_code == 404
        assert (await post(somebody.client, session_id)).status_code == 404
    assert (await other_account.client.get("/api/integrations/psa/posts")).json()["total"] == 0


async def test_a_viewer_may_not_post(viewer: Inhabitant, session_id: str) -> None:
    """Reading roles do not write."""
    assert (await post(viewer.client, session_id)).status_code in (403, 404)


async def test_a_removed_link_keeps_the_history(desk: Desk, alex: Inhabitant, session_id: str) -> None:
    """After linking another ticket, earlier rows keep the ticket they were posted to."""
    await post(alex.client, session_id)
    _, reader = await desk.connections.reader(alex.scope, None)
    other = (await reader.search_tickets(TicketFilter(), page_size=5)).items[0].id
    await desk.sessions.link(alex.scope, session_id, other)
    await post(alex.client, session_id)
    rows = (await alex.client.get(f"/api/sessions/{session_id}/psa-posts")).json()["items"]
    assert [row["ticket_id"] for row in rows] == [other, "48291"]


@pytest.mark.parametrize(
    ("format", "holds"), [("psa", "Session analysis"), ("markdown", "# "), ("json", "deskhand-session/1")]
)
async def test_a_session_exports_in_three_forms(
    alex: Inhabitant, session_id: str, format: str, holds: str
) -> None:
    """The talk can be taken along as a note, as Markdown and as data."""
    answer = await alex.client.get(f"/api/sessions/{session_id}/export", params={"format": format})
    assert answer.status_code == 200
    assert holds in answer.text
    assert "restarted the dns service" in answer.text.lower()


async def test_who_posted_is_in_the_audit_log(desk: Desk, alex: Inhabitant, session_id: str) -> None:
    """Proposal and confirmation of a posted note are audited under the person's name."""
    await post(alex.client, session_id)
    async with desk.database.read(alex.scope.account_id) as transaction:
        rows = (await transaction.exec(select(AuditEntry))).all()
    assert {"proposal.proposed", "proposal.confirmed"} <= {row.action for row in rows}
    assert {row.user_name for row in rows if row.action == "proposal.confirmed"} == {"Alex Kessler"}


@pytest.mark.parametrize(
    ("template", "holds"),
    [("quick_update", "Last step"), ("full_analysis", "Steps"), ("resolution_summary", "What was done")],
)
async def test_a_template_decides_how_much_a_preview_holds(
    alex: Inhabitant, session_id: str, template: str, holds: str
) -> None:
    """The audience stays the one that was asked for."""
    path = f"/api/sessions/{session_id}/psa-post/preview"
    seen = (await alex.client.get(path, params={"template": template})).json()
    assert (seen["template"], seen["note_type"]) == (template, "internal_analysis")
    assert f"**{holds}**" in seen["content"]
    assert (await alex.client.get(path, params={"template": "all"})).status_code == 422
