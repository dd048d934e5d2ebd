"""What the embedded PSA promises beyond the contract: tenants apart, writers together, search kept right."""

import asyncio
import sys

import pytest

from assistant.database import Database
from providers.connection import ConnectionSpec
from providers.embedded import finding
from providers.embedded.search import Marks, folded_words, ticket_words
from providers.embedded.snapshot import import_snapshot
from providers.errors import Conflict, InvalidRequest, NotFound, Unavailable
from providers.models import NoteDraft, NoteType, TicketDraft, TicketFilter
from providers.registry import PROVIDERS, UnknownProvider, open_reader
from providers.writers import open_writer
from tests.contract.world import snapshot

DRAFT = TicketDraft(summary="Wireless is down", company_id="1", board_id="1", status_id="11", priority_id="1")


async def test_the_same_ids_of_two_tenants_stay_apart(store: Database, filled: ConnectionSpec) -> None:
    """Another account with the same ids, and the same connection under another account, see nothing of it."""
    other = ConnectionSpec(
        id=f"{filled.id}-other", account_id=f"{filled.account_id}-other", provider="embedded"
    )
    data = snapshot()
    data["tickets"] = [{**data["tickets"][0], "summary": "Secret of the other account"}]
    await import_snapshot(store, other, data, replace=False)
    await open_writer(other, store).assign("500", "18")
    mine = open_reader(filled, store)
    assert (await mine.get_ticket("500")).summary == "Outlook keeps asking for a password"
    assert (await mine.search_tickets(TicketFilter(text="secret", state="any"))).total == 0
    stolen = ConnectionSpec(id=filled.id, account_id=other.account_id, provider="embedded")
    thief = open_reader(stolen, store)
    assert (await thief.search_tickets(TicketFilter(state="any"))).total == 0
    assert (await thief.search_tickets(TicketFilter(text="outlook", state="any"))).total == 0
    assert list(await thief.companies()) == []
    with pytest.raises(NotFound):
        await thief.get_ticket("500")
    with pytest.raises(NotFound):
        await open_writer(stolen, store).update_status("500", "13")
    with pytest.raises(InvalidRequest):
        await open_writer(stolen, store).create_ticket(DRAFT, marker="dh-thief-001")


async def test_writers_side_by_side_get_ids_of_their_own(store: Database, filled: ConnectionSpec) -> None:
    """Many creates at once: as many tickets, as many ids."""
    writers = [open_writer(filled, store) for _ in range(12)]
    created = await asyncio.gather(
        *(writer.create_ticket(DRAFT, marker=f"dh-side-by-side-{n}") for n, writer in enumerate(writers))
    )
    assert {ticket.id for ticket in created} == {str(number) for number in range(503, 515)}


async def test_one_marker_sent_at_the_same_moment_writes_once(
    store: Database, filled: ConnectionSpec
) -> None:
    """Eight creates with one marker: one ticket, seven conflicts."""
    sent = [open_writer(filled, store).create_ticket(DRAFT, marker="dh-one-for-all") for _ in range(8)]
    answers = await asyncio.gather(*sent, return_exceptions=True)
    assert sum(isinstance(answer, Conflict) for answer in answers) == 7
    found = await open_reader(filled, store).search_tickets(TicketFilter(text="wireless"))
    assert found.total == 1


async def test_notes_side_by_side_are_all_there_and_found(store: Database, filled: ConnectionSpec) -> None:
    """Writes to one ticket at the same moment lose nothing, in the list or in the search."""
    words = [f"word{n}x" for n in range(8)]
    await asyncio.gather(
        *(
            open_writer(filled, store).post_note(
                NoteDraft(ticket_id="502", type=NoteType.INTERNAL_ANALYSIS, text=word),
                marker=f"dh-note-{word}",
            )
            for word in words
        )
    )
    reader = open_reader(filled, store)
    assert {note.text for note in await reader.list_notes("502")} == set(words)
    assert (await reader.search_tickets(TicketFilter(text=" ".join(words)))).total == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("reseau", True),
        ("RÉSEAU", True),
        ("cafe reseau", True),
        ("rese", True),
        ("rese lent", False),
        ("lent rese", True),
        ("eseau", False),
        ("réseau\u0301", True),
    ],
)
async def test_accents_case_and_beginnings(
    store: Database, filled: ConnectionSpec, text: str, found: bool
) -> None:
    """Accents and case do not count; only the last word may be a beginning."""
    page = await open_reader(filled, store).search_tickets(TicketFilter(text=text))
    assert [ticket.id for ticket in page.items] == (["502"] if found else [])


async def test_scripts_without_spaces_are_found_inside(store: Database, filled: ConnectionSpec) -> None:
    """A word in the middle of a Japanese sentence is found."""
    draft = DRAFT.model_copy(update={"summary": "会議室のプリンタが動かない"})
    created = await open_writer(filled, store).create_ticket(draft, marker="dh-japanese-1")
    page = await open_reader(filled, store).search_tickets(TicketFilter(text="プリンタ"))
    assert [ticket.id for ticket in page.items] == [created.id]


async def test_a_number_means_itself(store: Database, filled: ConnectionSpec) -> None:
    """Ticket 2 does not drown in 20 to 29."""
    page = await open_reader(filled, store).search_tickets(TicketFilter(text="2"))
    assert [ticket.id for ticket in page.items] == ["2"]


async def test_marks_of_the_index_are_no_words(store: Database, filled: ConnectionSpec) -> None:
    """Nothing a person types reaches the facts that the index keeps beside the words."""
    reader = open_reader(filled, store)
    for mark in (
        Marks(filled).tenant(),
        Marks(filled).state(False),
        Marks(filled).reference("company_id", "1"),
    ):
        for text in (mark, mark[:5], mark.removeprefix("="), f'"{mark}"'):
            assert (await reader.search_tickets(TicketFilter(text=text, state="any"))).total == 0


async def test_common_words_are_found_in_the_same_order(
    store: Database, filled: ConnectionSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever way a page is found, it is the same page."""
    reader = open_reader(filled, store)
    wanted = TicketFilter(text="routine", company_ids=("1",))
    sorted_page = await reader.search_tickets(wanted, page=2, page_size=5)
    monkeypatch.setattr(finding, "MAX_SORTED_MATCHES", 0)
    assert await reader.search_tickets(wanted, page=2, page_size=5) == sorted_page
    assert len(sorted_page.items) == 5


async def test_a_ticket_of_very_many_words_can_be_written(store: Database, filled: ConnectionSpec) -> None:
    """Half a megabyte of different words is indexed, the rest is stored and merely not found."""
    writer = open_writer(filled, store)
    for part in range(8):
        text = " ".join(f"é{part}w{number}" for number in range(12_000))[:100_000]
        note = NoteDraft(ticket_id="502", type=NoteType.INTERNAL_ANALYSIS, text=text)
        await writer.post_note(note, marker=f"dh-many-words-{part}")
    reader = open_reader(filled, store)
    assert len(await reader.list_notes("502")) == 8
    assert (await reader.search_tickets(TicketFilter(text="e0w7 lent"))).total == 1


def test_words_are_folded_alike_everywhere() -> None:
    """Marks, case and compatibility forms are folded; separators of any kind part words."""
    assert folded_words("Größe ﬁnal İstanbul D'Angelo's B&R") == [
        "grosse", "final", "istanbul", "d", "angelo", "s", "b", "r",
    ]  # fmt: skip
    assert folded_words("a_b\0c\u202ed\ud800e") == ["a", "b", "c", "d", "e"]
    assert max(map(len, folded_words("x" * 1000))) == 64
    assert sys.getsizeof(" ".join(ticket_words("1", ["".join(f"é{n} " for n in range(200_000))]))) < 2_000_000


async def test_a_database_that_is_gone_is_unavailable(filled: ConnectionSpec) -> None:
    """The sentence is for people, and surely nothing was written."""
    gone = Database("sqlite+aiosqlite:////nonexistent-folder/psa.db")
    with pytest.raises(Unavailable) as failed:
        await open_reader(filled, gone).get_ticket("500")
    assert failed.value.applied == "no"
    with pytest.raises(Unavailable) as refused:
        await open_writer(filled, gone).create_ticket(DRAFT, marker="dh-gone-0001")
    assert refused.value.applied == "no"
    await gone.close()


async def test_an_empty_psa_says_so(store: Database, spec: ConnectionSpec) -> None:
    """A connection that nobody filled is tested as not ready, and finds nothing."""
    reader = open_reader(spec, store)
    assert not (await reader.test_connection()).ok
    assert (await reader.search_tickets(TicketFilter())).total == 0


async def test_an_unknown_provider_is_refused(store: Database) -> None:
    """A connection of a PSA that nobody knows cannot be opened; the sentence names the known ones."""
    foreign = ConnectionSpec(id="c", account_id="a", provider="abacus")
    for open_it in (open_reader, open_writer):
        with pytest.raises(UnknownProvider, match="embedded"):
            open_it(foreign, store)


def test_credentials_do_not_show() -> None:
    """A connection can be printed without giving away its keys."""
    spec = ConnectionSpec(id="c", account_id="a", provider="embedded", credentials={"key": "hush"})
    assert "hush" not in repr(spec)
    assert PROVIDERS["embedded"].label == "Deskhand PSA"
