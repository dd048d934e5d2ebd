"""Templates: how much of the session a note holds; who reads it is chosen apart."""

import pytest

from providers.models import NoteType
from tests.tools.note_world import CATALOG, ticket
from tests.tools.test_note_draft import HINT, SESSION
from tools.leaks import find_leaks
from tools.note_draft import Template, draft_note, usual_template


def drafted(note_type: NoteType, template: Template | None, *, visible: bool = False) -> str:
    note = draft_note(
        enumerate(SESSION, 1),
        note_type,
        ticket=ticket(),
        catalog=CATALOG,
        separate=[HINT],
        customer_visible=visible,
        template=template,
    )
    return note.text


@pytest.mark.parametrize("note_type", NoteType)
def test_a_quick_update_says_where_it_stands_and_no_more(note_type: NoteType) -> None:
    """The last step, the result and what is open; not how it began nor what was tried first."""
    text = drafted(note_type, Template.QUICK_UPDATE)
    assert "replication works again" in text
    assert "monitor it until tomorrow" in text
    assert "since 9am" not in text
    assert len(text) < len(drafted(note_type, Template.FULL_ANALYSIS))


def test_a_resolution_summary_leaves_the_second_issue_out() -> None:
    """Issue, cause, steps and result stay; what becomes another ticket is no part of it."""
    whole = drafted(NoteType.INTERNAL_ANALYSIS, Template.FULL_ANALYSIS)
    text = drafted(NoteType.INTERNAL_ANALYSIS, Template.RESOLUTION_SUMMARY)
    assert "printer" in whole
    assert "printer" not in text
    for words in ("since 9am", "clock was off", "Restarted the DNS service", "replication works again"):
        assert words in text


def test_the_customers_resolution_tells_the_last_step_alone() -> None:
    """What was tried in vain is our affair."""
    session = [
        "Outlook does not start",
        "repaired the profile, no change",
        "reinstalled Office",
        "fixed, Outlook works again",
    ]
    texts = {
        template: draft_note(
            enumerate(session, 1),
            NoteType.DESCRIPTION,
            ticket=ticket(),
            catalog=CATALOG,
            customer_visible=True,
            template=template,
        ).text
        for template in Template
    }
    assert "Repaired the profile" in texts[Template.FULL_ANALYSIS]
    assert "Repaired the profile" not in texts[Template.RESOLUTION_SUMMARY]
    assert "Reinstalled Office" in texts[Template.RESOLUTION_SUMMARY]


@pytest.mark.parametrize("template", Template)
@pytest.mark.parametrize("note_type", NoteType)
def test_what_a_customer_reads_is_clean_whatever_the_template(
    note_type: NoteType, template: Template
) -> None:
    """No secret, other customer or internal name gets through by choosing another template."""
    text = drafted(note_type, template, visible=True)
    assert list(find_leaks(text, CATALOG, ticket().company.id)) == []
    assert "Tulip-44" not in text


@pytest.mark.parametrize("note_type", NoteType)
def test_without_a_choice_the_type_has_its_usual_template(note_type: NoteType) -> None:
    """Nobody who does not choose sees anything else than before."""
    assert drafted(note_type, None) == drafted(note_type, usual_template(note_type))


def test_orders_to_log_time_are_no_part_of_a_note() -> None:
    """What is said to Deskhand about time is not told to anybody."""
    told = draft_note(
        enumerate([*SESSION, "log 45 minutes", "log my time, not billable"], 1),
        NoteType.INTERNAL_ANALYSIS,
        ticket=ticket(),
        catalog=CATALOG,
        customer_visible=False,
    ).text
    assert "45 minutes" not in told
    assert "my time" not in told
