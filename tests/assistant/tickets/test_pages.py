"""The ticket pages in states that are hard to reach by hand: away, in part, refused, forbidden."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest

from assistant.connections.tables import Connection
from assistant.pages.as_written import as_written
from assistant.pages.markdown import to_html
from assistant.startup import OWNER_EMAIL
from providers.base import PSAReader
from providers.errors import Unavailable
from providers.models import Page, Ticket, TicketFilter
from providers.scope import Scope
from tests.assistant.proposals.kit import (
    WriteDesk,
    build_write_desk,
    first_ticket,
    notes_saying,
    other_status,
    propose,
    ticket_args,
)
from tests.conftest import Inhabitant
from tests.snapshots import SMALL
from tools.base import ProposalDraft

HTML = {"accept": "text/html"}
PART = HTML | {"X-Fragment": "1"}
AWAY = "The PSA is away."
PASSWORD = "correct horse battery"
LOGIN = {"email": OWNER_EMAIL, "password": PASSWORD}


class Wounded:
    """A reader whose named methods fail, as a PSA does that answers in part."""

    def __init__(self, reader: PSAReader, *failing: str) -> None:
        self._reader, self._failing = reader, failing

    def __getattr__(self, name: str) -> Any:
        if name not in self._failing:
            return getattr(self._reader, name)

        async def fail(*_: Any, **__: Any) -> None:
            raise Unavailable(AWAY, "no")

        return fail


@pytest.fixture
def wound(writing: WriteDesk, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`wound("list_notes")`: from now on the PSA does not answer that."""
    real = writing.connections.reader

    def make(*failing: str, url: str | None = None) -> None:
        async def reader(scope: Scope, connection_id: str | None = None) -> tuple[Connection, PSAReader]:
            connection, opened = await real(scope, connection_id)
            wounded: Any = Wounded(opened, *failing)
            if url:
                wounded.ticket_url = lambda ticket_id: f"{url}{ticket_id}"
            return connection, wounded

        monkeypatch.setattr(writing.connections, "reader", reader)
        writing.connections.forget("")

    return make


def test_a_signature_is_no_list() -> None:
    """A last line "- Alexandra" stays a line, a list stays a list, and dashes make no heading."""
    assert "<li>" not in to_html(as_written("Please call.\n\n- Alexandra"))
    assert "<li>" not in to_html(as_written("Please call.\n- Pat Donnelly, Acme"))
    assert to_html(as_written("Did:\n- one\n- two")).count("<li>") == 2
    assert "<h2>" not in to_html(as_written("Please call.\n--\nPat"))
    assert as_written("") == ""


@pytest.mark.parametrize(
    ("method", "says"),
    [("list_notes", "The notes cannot be shown"), ("list_resources", AWAY), ("configurations", AWAY)],
)
async def test_one_part_fails_and_the_rest_shows(
    writing: WriteDesk, alex: Inhabitant, wound: Callable[..., None], method: str, says: str
) -> None:
    """A ticket whose notes, people or devices cannot be read still shows, and says what is not there."""
    wound(method)

    answer = await alex.client.get("/tickets/48291", headers=HTML)

    assert answer.status_code == 200
    assert "DNS not resolving" in answer.text
    assert says in answer.text
    assert "Related tickets" in answer.text


async def test_the_column_beside_the_talk_shows_in_part(
    writing: WriteDesk, alex: Inhabitant, wound: Callable[..., None]
) -> None:
    """Without its devices and notes the linked ticket still shows, and what was not read is named."""
    session = await writing.sessions.create(alex.scope)
    await writing.sessions.link(alex.scope, session.id, "48291")
    wound("configurations", "list_notes")

    answer = await alex.client.get(f"/sessions/{session.id}/context", headers=PART)

    assert answer.status_code == 200
    assert "Acme Corp" in answer.text
    assert "Not read just now: the notes, the devices." in answer.text


async def test_the_api_names_the_parts_it_could_not_read(
    writing: WriteDesk, alex: Inhabitant, wound: Callable[..., None]
) -> None:
    """GET of a ticket answers with what there is; `problems` names the lists that could not be read."""
    wound("list_notes")

    answer = await alex.client.get("/api/integrations/psa/tickets/48291")

    assert answer.status_code == 200, answer.text
    assert (answer.json()["notes"], answer.json()["problems"]) == ([], {"notes": AWAY})
    assert answer.json()["resources"]


async def test_the_list_says_that_the_psa_is_away(
    writing: WriteDesk, alex: Inhabitant, wound: Callable[..., None]
) -> None:
    """The filters stay, the list says what happened and offers to try again."""
    wound("search_tickets")

    answer = await alex.client.get("/tickets?assigned=me", headers=HTML)

    assert "The tickets cannot be shown." in answer.text
    assert "Try again" in answer.text


async def test_the_queue_has_its_own_words_for_each_state(
    writing: WriteDesk,
    alex: Inhabitant,
    engineer: Inhabitant,
    wound: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Populated, not mapped, away and no connection differ; "view all" keeps the filter."""
    path = "/queue/widget"
    populated = (await alex.client.get(path, headers=PART)).text
    unmapped = (await engineer.client.get(path, headers=PART)).text
    wound("search_tickets")
    away = (await alex.client.get(path, headers=PART)).text

    async def nobody(_: Scope) -> list[Connection]:
        return []

    monkeypatch.setattr(writing.connections, "active", nobody)
    unconnected = (await alex.client.get(path, headers=PART)).text

    assert 'href="/tickets?assigned=me"' in populated
    assert "not mapped" in unmapped
    assert "/settings#mapping" in unmapped
    assert "cannot be reached" in away
    assert "notice" not in away
    assert unconnected.strip() == ""
    assert "no queue" in (await alex.client.get("/queue", headers=HTML)).text


async def test_a_queue_without_tickets_is_no_error(
    writing: WriteDesk, alex: Inhabitant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who is mapped and has nothing reads that, and nothing about mapping."""
    real = writing.connections.reader

    async def idle(scope: Scope, connection_id: str | None = None) -> tuple[Connection, PSAReader]:
        connection, opened = await real(scope, connection_id)
        wounded: Any = Wounded(opened)
        wounded.search_tickets = _no_tickets
        return connection, wounded

    monkeypatch.setattr(writing.connections, "reader", idle)

    page = (await alex.client.get("/queue", headers=HTML)).text

    assert "No open tickets assigned to you." in page
    assert "mapped" not in page


async def test_a_new_ticket_without_the_psa_keeps_what_was_typed(
    writing: WriteDesk, alex: Inhabitant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without scripts the typed values come back in the form that tries again; by script it is a 503."""
    typed = {"csrf_token": alex.person.csrf_token or "", "summary": "Scanner jams", "company": "Acme"}

    async def away(*_: Any, **__: Any) -> None:
        raise Unavailable(AWAY, "no")

    with monkeypatch.context() as patched:
        patched.setattr(writing.connections, "catalog", away)
        opened = await alex.client.get("/tickets/new", headers=HTML)
        plain = await alex.client.post("/tickets/new", data=typed, headers=HTML)
        script = await alex.client.post("/tickets/new", data=typed, headers={"X-Fragment": "1"})
    again = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', plain.text))
    back = await alex.client.post("/tickets/new/fill", data=again, headers=HTML)

    assert (opened.status_code, plain.status_code, script.status_code) == (503, 503, 503)
    assert "Nothing was created" in plain.text
    assert 'value="Scanner jams"' in back.text


async def test_a_viewer_sees_no_button_that_writes(writing: WriteDesk, viewer: Inhabitant) -> None:
    """Home, list and ticket hold no form that posts and no way to a new ticket, and show the rest."""
    for path in ("/", "/tickets", "/tickets/48291", "/queue"):
        page = (await viewer.client.get(path, headers=HTML)).text
        assert 'method="post"' not in page, path
        assert "/tickets/new" not in page, path
    assert "DNS not resolving" in (await viewer.client.get("/tickets/48291", headers=HTML)).text
    assert "viewer" in (await viewer.client.get("/", headers=HTML)).text
    assert (await viewer.client.get("/tickets/new", headers=HTML)).status_code == 403


async def test_a_changed_status_is_said_with_both_sides_and_a_way_into_the_psa(
    writing: WriteDesk, alex: Inhabitant, wound: Callable[..., None]
) -> None:
    """The message has old → new, and opens the ticket in the PSA where it has a page for it."""
    ticket = await first_ticket(writing, alex)
    wanted = await other_status(writing, alex, ticket)
    wound(url="https://psa.example/t/")
    form = {"status_id": wanted, "seen_status_id": ticket.status.id}

    done = await alex.client.post(f"/tickets/{ticket.id}/status", data=form, headers=PART)

    now = await writing.tickets.get(alex.scope, ticket.id)
    assert (
        unquote(done.headers["X-Done-Message"]) == f"#{ticket.id}: {ticket.status.name} → {now.status.name}."
    )
    links = json.loads(unquote(done.headers["X-Done-Links"]))
    assert links == [[f"Open in {alex.connection.display_name}", f"https://psa.example/t/{ticket.id}"]]


async def test_without_scripts_the_way_into_the_psa_is_on_the_next_page(
    writing: WriteDesk, alex: Inhabitant, wound: Callable[..., None]
) -> None:
    """The message is carried over the redirect with its link."""
    ticket = await first_ticket(writing, alex)
    wound(url="https://psa.example/t/")
    form = {
        "csrf_token": alex.person.csrf_token or "",
        "note_type": "internal_analysis",
        "text": "Looked at it.",
    }

    moved = await alex.client.post(f"/tickets/{ticket.id}/notes", data=form, headers=HTML)
    alex.client.cookies.set("said", moved.cookies["said"])
    page = (await alex.client.get(moved.headers["location"], headers=HTML)).text

    assert f'href="https://psa.example/t/{ticket.id}"' in page
    assert await notes_saying(writing, alex, ticket.id, "Looked at it.") == 1


async def test_a_refused_click_leaves_nothing_behind(writing: WriteDesk, alex: Inhabitant) -> None:
    """The PSA refuses a status: it is told, and Home has nothing that waits."""
    refusing = build_write_desk(writing, faults="refuse:1")
    ticket = await first_ticket(writing, alex)
    wanted = await other_status(writing, alex, ticket)
    alex.client._transport.app.state.desk = refusing  # type: ignore[attr-defined]

    refused = await alex.client.post(
        f"/tickets/{ticket.id}/status", data={"status_id": wanted}, headers={"X-Fragment": "1"}
    )

    assert refused.status_code in (422, 502)
    assert await refusing.proposals.list(alex.scope, state="open") == []
    await refusing.proposals.close()


async def test_a_refused_ticket_says_why_and_does_not_pile_up(writing: WriteDesk, alex: Inhabitant) -> None:
    """Sent twice from the same form it waits once on Home, with the PSA's words, and can be dismissed."""
    refusing = build_write_desk(writing, faults="refuse:2")
    alex.client._transport.app.state.desk = refusing  # type: ignore[attr-defined]
    args = await ticket_args(writing, alex) | {"key": "one-form", "company": ""}

    for _ in range(2):
        answer = await alex.client.post("/tickets/new", data=args, headers=PART)
        assert answer.status_code == 422
        assert "refused this" in answer.text
    home = (await alex.client.get("/", headers=HTML)).text
    (waiting,) = await refusing.proposals.list(alex.scope, state="open")
    gone = await alex.client.post(
        f"/proposals/{waiting.id}/dismiss",
        data={"csrf_token": alex.person.csrf_token or "", "next": "/"},
        headers=HTML,
    )

    assert home.count("Refused: ") == 1
    assert f"/proposals/{waiting.id}" in home
    assert (gone.status_code, gone.headers["location"]) == (303, "/")
    assert "Refused: " not in (await alex.client.get("/", headers=HTML)).text
    await refusing.proposals.close()


async def test_the_same_issue_is_kept_with_the_session(writing: WriteDesk, alex: Inhabitant) -> None:
    """A session without a ticket is linked to it; one that has its own keeps it, and the card names both."""
    for own in (None, "48291"):
        session = await writing.sessions.create(alex.scope)
        if own:
            await writing.sessions.link(alex.scope, session.id, own)
        other = await _other_ticket(writing, alex)
        draft = ProposalDraft(
            kind="spin_off", title="Separate ticket: printer", args={"label": "Printer prints blank labels"}
        )
        spin_off = await propose(writing, alex, draft, session.id)

        known = await alex.client.post(
            f"/proposals/{spin_off.id}/known", data={"ticket_id": other.id}, headers=PART
        )

        now = await writing.sessions.get(alex.scope, session.id)
        lane = (await alex.client.get(f"/sessions/{session.id}/lane", headers=PART)).text
        assert known.status_code == 204, known.text
        assert now.psa_ticket_id == (own or other.id)
        assert f"Same issue as #{other.id}" in lane


async def test_the_picker_finds_a_number_a_search_does_not(
    writing: WriteDesk, alex: Inhabitant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number is looked up itself; one that is nothing gives no row and no error."""
    session = await writing.sessions.create(alex.scope)
    path = f"/sessions/{session.id}/link/options"
    ticket = await first_ticket(writing, alex)

    found = (await alex.client.get(path, params={"q": f"#{ticket.id}"}, headers=PART)).text
    nothing = (await alex.client.get(path, params={"q": "999999"}, headers=PART)).text
    recent = (await alex.client.get(path, headers=PART)).text

    assert found.count(f'value="{ticket.id}"') == 1
    assert "No ticket matches" in nothing
    assert "Newest open tickets" in recent


async def test_two_psas_are_not_mixed_up(writing: WriteDesk, alex: Inhabitant) -> None:
    """With a second PSA the list asks which; a ticket opened there is read and written there."""
    second = await writing.connections.add_embedded(alex.scope.account_id, "Second PSA", SMALL)
    _, there = await writing.connections.reader(alex.scope, second.id)
    ticket = (await there.search_tickets(TicketFilter(state="any"), page_size=1)).items[0]
    at = {"connection": second.id}

    listed = (await alex.client.get("/tickets", params=at | {"closed": "true"}, headers=HTML)).text
    shown = (await alex.client.get(f"/tickets/{ticket.id}", params=at, headers=HTML)).text
    posted = await alex.client.post(
        f"/tickets/{ticket.id}/notes",
        params=at,
        data={"note_type": "internal_analysis", "text": "Only there."},
        headers=PART,
    )

    assert f"/tickets/{ticket.id}?connection={second.id}" in listed
    assert ticket.summary in shown
    assert "Second PSA" in shown
    assert posted.status_code == 204, posted.text
    assert any(note.text == "Only there." for note in await there.list_notes(ticket.id))


async def test_similar_tickets_elsewhere_need_the_right_to_see_them(
    writing: WriteDesk, alex: Inhabitant
) -> None:
    """Other companies' tickets show to who may see them; each row names its company."""
    page = (await alex.client.get("/tickets/48291/elsewhere", headers=HTML)).text
    assert "Similar at other companies" in page
    assert "Acme Corp ·" not in page


async def test_the_api_gives_recent_tickets_and_owners(writing: WriteDesk, alex: Inhabitant) -> None:
    """`recent` sorts by entry alone; the assignee is set and taken away again."""
    psa = "/api/integrations/psa"
    recent = (await alex.client.get(f"{psa}/tickets/search", params={"recent": True})).json()["items"]
    me = alex.scope.member_id(alex.connection.id)
    ticket = await first_ticket(writing, alex, assigned="unassigned")
    path = f"{psa}/tickets/{ticket.id}/assignee"

    taken = await alex.client.put(path, json={"member_id": me})
    left = await alex.client.put(path, json={"member_id": None})

    entered = [each["entered_at"] for each in recent]
    assert entered == sorted(entered, reverse=True)
    assert (taken.status_code, taken.json()["assigned_member"]) == (200, alex.user.name)
    assert (left.status_code, left.json()["assigned_member"]) == (200, None)


@pytest.mark.parametrize("path", ["/tickets/48291/notes", "/tickets/new"])
async def test_a_form_outlives_the_session_it_was_typed_in(
    writing: WriteDesk, alex: Inhabitant, path: str
) -> None:
    """Without scripts: sign-in carries the fields, a wrong password too, and only a press sends them."""
    await writing.identity.change_password(alex.person, PASSWORD, None)
    alex.client.cookies.clear()
    alex.client.headers.pop("X-CSRF-Token")
    typed = {"note_type": "internal_analysis", "text": "Typed too late.", "summary": "Scanner jams again"}
    own = HTML | {"Sec-Fetch-Site": "same-origin"}

    refused = await alex.client.post(path, data=typed, headers=own)
    wrong = await alex.client.post(
        "/sign-in", data=_form(refused.text) | LOGIN | {"password": "x"}, headers=own
    )
    back = await alex.client.post("/sign-in", data=_form(wrong.text) | LOGIN, headers=own)
    unsent = await notes_saying(writing, alex, "48291", "Typed too late.")
    sent = await alex.client.post(path, data=_form(back.text), headers=own)

    assert (refused.status_code, back.status_code, unsent) == (401, 200, 0)
    assert "Typed too late." in back.text
    assert f'action="{path}"' in back.text
    assert sent.status_code in (303, 422)
    assert path == "/tickets/new" or await notes_saying(writing, alex, "48291", "Typed too late.") == 1


async def test_a_form_of_another_site_is_not_carried(writing: WriteDesk, alex: Inhabitant) -> None:
    """What a foreign page posts is refused and forgotten."""
    alex.client.cookies.clear()
    foreign = HTML | {"Sec-Fetch-Site": "cross-site"}

    refused = await alex.client.post("/tickets/48291/notes", data={"text": "Theirs."}, headers=foreign)

    assert refused.status_code in (401, 403)
    assert "Theirs." not in refused.text


def _form(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))


async def _other_ticket(desk: WriteDesk, alex: Inhabitant) -> Ticket:
    _, reader = await desk.connections.reader(alex.scope)
    found = (await reader.search_tickets(TicketFilter(), page_size=5)).items
    return next(each for each in found if each.id != "48291")


async def _no_tickets(*_: Any, **__: Any) -> Page[Ticket]:
    return Page(items=(), total=0)
