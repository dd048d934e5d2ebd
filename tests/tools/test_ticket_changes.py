import pytest

from evals.desk import TalkDesk
from tests.tools.conftest import use
from tools.ticket_changes import wrote_number


async def test_a_status_change_only_proposes_and_keeps_what_it_changes_from(talk: TalkDesk) -> None:
    """The ticket is as it was; the proposal holds the status it saw."""
    result = await use(talk, "change_status", ticket="48291", status="waiting on client")
    draft = talk.box.drafts["P1"]
    assert (await talk.reader.get_ticket("48291")).status.name == "In Progress"
    assert draft.base["status_name"] == "In Progress"
    assert draft.target_ticket_id == "48291"
    assert "Nothing is written yet" in result.content


async def test_close_means_the_boards_own_closing_status(talk: TalkDesk) -> None:
    """Boards call it Closed, Completed or otherwise; a cancelling status is not taken for it."""
    project = (await use(talk, "find_tickets", board="Projects")).tickets[0]
    await use(talk, "change_status", ticket=project.id, status="close")
    status_id = talk.box.drafts["P1"].args["status_id"]
    found = talk.catalog.status(status_id, project.board.id)
    assert found is not None
    assert found[1].name == "Completed"


async def test_a_status_of_another_board_is_asked_about(talk: TalkDesk) -> None:
    result = await use(talk, "change_status", ticket="48291", status="en route")
    assert "Waiting on Carrier" in [c["name"] for c in result.data["unclear"]["candidates"]]
    assert not talk.box.drafts


@pytest.mark.parametrize(("tool", "arguments"), [
    ("change_status", {"status": "in progress"}),
    ("change_status", {"status": "reopen"}),
    ("assign_ticket", {"member": "me"}),
])  # fmt: skip
async def test_what_is_so_already_proposes_nothing(
    talk: TalkDesk, tool: str, arguments: dict[str, str]
) -> None:
    result = await use(talk, tool, ticket="48291", **arguments)
    assert "Nothing was proposed" in result.content
    assert not talk.box.drafts


async def test_two_members_with_one_first_name_are_asked_about(talk: TalkDesk) -> None:
    result = await use(talk, "assign_ticket", ticket="48291", member="Daniel")
    assert len(result.data["unclear"]["candidates"]) == 2
    assert not talk.box.drafts


async def test_an_inactive_member_gets_no_ticket(talk: TalkDesk) -> None:
    result = await use(talk, "assign_ticket", ticket="48291", member="Nadia Reyes")
    assert "no longer active" in result.content
    assert not talk.box.drafts


async def test_unassigning_proposes_nobody(talk: TalkDesk) -> None:
    await use(talk, "assign_ticket", ticket="48291", member="nobody")
    assert talk.box.drafts["P1"].args == {"ticket_id": "48291", "member_id": None}


async def test_a_number_that_the_person_did_not_write_links_nothing(talk: TalkDesk) -> None:
    """A model cannot link the session to a ticket of its own choice."""
    result = await use(talk, "link_ticket", said="link the DNS one", ticket="48291")
    assert talk.session.linked_ticket is None
    assert "Nothing is linked" in result.content


async def test_a_number_that_the_person_wrote_links_at_once(talk: TalkDesk) -> None:
    await use(talk, "link_ticket", said="link #48291 please", ticket="48291")
    assert talk.session.linked_ticket is not None
    await use(talk, "unlink_ticket", said="unlink it")
    assert talk.session.linked_ticket is None


async def test_the_link_stays_when_the_person_did_not_ask_to_lose_it(talk: TalkDesk) -> None:
    """A ticket's text may talk the model into the call; it takes the person's own words."""
    await use(talk, "link_ticket", said="link #48291", ticket="48291")
    result = await use(talk, "unlink_ticket", said="what is new?")
    assert talk.session.linked_ticket is not None
    assert "stays linked" in result.content


@pytest.mark.parametrize("text", ["148291", "482910", "48291-2", "x48291", "1.48291.3"])
def test_a_part_of_a_longer_number_is_not_the_number(text: str) -> None:
    assert not wrote_number(text, "48291")


@pytest.mark.parametrize("text", ["48291", "#48291", "link 48291.", "(48291)", "48291, please"])
def test_the_number_itself_is_found_amid_punctuation(text: str) -> None:
    assert wrote_number(text, "48291")
