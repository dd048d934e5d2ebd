import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.models import NoteType
from tests.tools.note_world import CATALOG, ticket
from tools.leaks import find_leaks
from tools.note_draft import NO_FIX, NOTHING_TOLD, draft_note

SESSION = [
    "find open tickets for acme",
    "link 48291",
    "Users can't resolve internal names since 9am. nslookup against 10.0.0.10 times out",
    "restarted the DNS service on ACME-DC01, no change. checked the event log: 4015 errors",
    "also the printer on the 2nd floor is offline, totally separate thing",
    "Turned out the zone was not replicating because the clock was off",
    "the admin password is Tulip-44",
    "fixed the NTP source and replication works again",
    "will monitor it until tomorrow. thanks!",
    "what's on my plate?",
]
HINT = "printer on the 2nd floor is offline"


def drafted(note_type: NoteType, *, visible: bool = False, session: list[str] = SESSION) -> str:
    note = draft_note(
        enumerate(session, 1),
        note_type,
        ticket=ticket(),
        catalog=CATALOG,
        separate=[HINT],
        customer_visible=visible,
    )
    return note.text


def test_an_internal_note_keeps_facts_steps_cause_and_result() -> None:
    """Everything that was seen, tried and found stands in the internal note, in order."""
    text = drafted(NoteType.INTERNAL_ANALYSIS)
    for words in (
        "times out",
        "Restarted the DNS service",
        "4015 errors",
        "clock was off",
        "replication works again",
    ):
        assert words in text
    assert text.index("Restarted") < text.index("4015") < text.index("clock was off")


def test_talk_to_the_assistant_is_no_part_of_a_note() -> None:
    """Questions and orders to Deskhand, greetings and thanks stay out."""
    text = drafted(NoteType.INTERNAL_ANALYSIS).lower()
    for words in ("find open tickets", "link 48291", "plate", "thanks"):
        assert words not in text


def test_a_second_issue_stays_out_of_the_story() -> None:
    """What becomes another ticket is named apart internally and not at all to the customer."""
    internal = drafted(NoteType.INTERNAL_ANALYSIS)
    assert "printer" in internal.split("**Separate issue**")[1]
    assert "printer" not in internal.split("**Separate issue**")[0]
    assert "printer" not in drafted(NoteType.DESCRIPTION, visible=True)


def test_a_customer_visible_draft_leaks_nothing() -> None:
    """Secrets go with their sentence, internal names are blanked out, and the person is told."""
    note = draft_note(
        enumerate(SESSION, 1),
        NoteType.DESCRIPTION,
        ticket=ticket(),
        catalog=CATALOG,
        separate=[HINT],
        customer_visible=True,
    )
    assert find_leaks(note.text, CATALOG, "1") == []
    assert "Tulip" not in note.text
    assert "[internal system]" in note.text
    assert len(note.left_out) == 3


def test_without_a_fix_the_note_says_so() -> None:
    """A note never claims a result that was not told."""
    assert NO_FIX in drafted(
        NoteType.RESOLUTION, session=["vpn drops every ten minutes", "rebooted the router"]
    )


def test_an_empty_session_gives_an_honest_note() -> None:
    """With nothing told there is nothing written."""
    assert NOTHING_TOLD in drafted(NoteType.INTERNAL_ANALYSIS, session=["hi", "find my tickets"])


@pytest.mark.parametrize("note_type", list(NoteType))
@given(session=st.lists(st.text(max_size=80), max_size=6))
def test_every_word_of_a_draft_was_said(note_type: NoteType, session: list[str]) -> None:
    """A draft invents nothing: apart from headings, title and blanks, each word stands in the session."""
    text = drafted(note_type, session=session, visible=note_type is NoteType.DESCRIPTION)
    said = " ".join(" ".join(session).split()).casefold()
    for line in text.splitlines()[1:]:
        if not line or line.startswith("**") or line in (NOTHING_TOLD, f"- {NO_FIX}", NO_FIX):
            continue
        for word in line.replace("[internal system]", " ").replace("[internal address]", " ").split()[1:]:
            assert word.casefold().strip(".,;:!?()…-'\"*[]").casefold() in said
