import pytest

from evals.desk import TalkDesk
from tests.tools.conftest import use
from tools.base import ToolFailed


async def test_what_was_not_said_stays_empty_and_is_listed(talk: TalkDesk) -> None:
    """The acceptance sentence: company, summary, priority and owner; board and status are missing."""
    text = "Create a ticket for Acme Corp, Outlook not syncing, high priority, assign to me"
    await use(talk, "draft_ticket", text=text)
    draft = talk.box.drafts["P1"]
    assert draft.args["company_id"] == "201"
    assert draft.args["assigned_member_id"] == "17"
    assert (draft.args["board_id"], draft.args["status_id"]) == (None, None)
    assert set(draft.missing_fields) == {"board_id", "status_id"}


async def test_the_linked_ticket_lends_company_and_board(talk: TalkDesk) -> None:
    talk.session.linked_ticket = await talk.reader.get_ticket("48291")
    await use(talk, "draft_ticket", text="printer on the 2nd floor is offline")
    draft = talk.box.drafts["P1"]
    assert draft.args["company_id"] == talk.session.linked_ticket.company.id
    assert draft.args["board_id"] == talk.session.linked_ticket.board.id


async def test_another_company_gets_nothing_lent(talk: TalkDesk) -> None:
    """A ticket for somebody else does not land on this customer's board."""
    talk.session.linked_ticket = await talk.reader.get_ticket("48291")
    await use(talk, "draft_ticket", text="new ticket for Kadima Day School: wifi slow")
    draft = talk.box.drafts["P1"]
    assert draft.args["company_id"] != talk.session.linked_ticket.company.id
    assert draft.args["board_id"] is None


async def test_an_edit_changes_only_what_was_said(talk: TalkDesk) -> None:
    await use(talk, "draft_ticket", text="Acme, Outlook not syncing, high")
    await use(talk, "edit_draft", priority="critical", assigned="me", board="service desk")
    draft = talk.box.drafts["P1"]
    assert draft.args["summary"] == "Outlook not syncing"
    assert draft.args["assigned_member_id"] == "17"
    assert draft.args["board_id"] == "1"
    assert set(draft.missing_fields) == {"status_id"}


async def test_an_unclear_word_changes_nothing_of_the_draft(talk: TalkDesk) -> None:
    """All of an edit, or none of it."""
    await use(talk, "draft_ticket", text="Acme, Outlook not syncing, high")
    before = dict(talk.box.drafts["P1"].args)
    result = await use(talk, "edit_draft", priority="low", assigned="Daniel")
    assert result.data["unclear"]["slot"] == "member_id"
    assert dict(talk.box.drafts["P1"].args) == before


async def test_another_board_keeps_a_status_of_the_same_name(talk: TalkDesk) -> None:
    await use(talk, "draft_ticket", text="Acme, Outlook not syncing")
    await use(talk, "edit_draft", board="service desk", status="in progress")
    await use(talk, "edit_draft", board="security")
    args = talk.box.drafts["P1"].args
    found = talk.catalog.status(args["status_id"], args["board_id"])
    assert found is not None
    assert found[1].name == "In Progress"


async def test_another_board_without_that_status_leaves_it_open_and_says_so(talk: TalkDesk) -> None:
    await use(talk, "draft_ticket", text="Acme, Outlook not syncing")
    await use(talk, "edit_draft", board="service desk", status="assigned")
    result = await use(talk, "edit_draft", board="security")
    assert talk.box.drafts["P1"].args["status_id"] is None
    assert any("Assigned" in warning for warning in result.data["warnings"])


async def test_the_other_one_means_the_candidate_that_is_left(talk: TalkDesk) -> None:
    await use(talk, "draft_ticket", text="riverside server down")
    await use(talk, "edit_draft", company="the second")
    assert talk.box.drafts["P1"].args["company_id"] == "204"


async def test_a_status_waits_for_its_board(talk: TalkDesk) -> None:
    await use(talk, "draft_ticket", text="Acme, Outlook not syncing")
    result = await use(talk, "edit_draft", status="in progress")
    assert "choose the board first" in result.data["unclear"]["sentence"]


async def test_a_draft_that_is_not_there_is_named(talk: TalkDesk) -> None:
    result = await use(talk, "edit_draft", draft="P9", priority="low")
    assert "No draft" in result.content


async def test_an_edit_of_nothing_is_refused(talk: TalkDesk) -> None:
    await use(talk, "draft_ticket", text="Acme, Outlook not syncing")
    with pytest.raises(ToolFailed):
        await use(talk, "edit_draft")


async def test_dismissing_takes_the_named_proposal_only(talk: TalkDesk) -> None:
    await use(talk, "draft_ticket", text="Acme printer offline")
    await use(talk, "draft_ticket", text="Kadima wifi slow")
    await use(talk, "dismiss_draft", said="drop P1", draft="p1")
    assert list(talk.box.drafts) == ["P2"]


async def test_a_draft_stays_when_the_person_did_not_ask_to_drop_it(talk: TalkDesk) -> None:
    """A ticket's text may talk the model into the call; it takes the person's own words."""
    await use(talk, "draft_ticket", text="Acme printer offline")
    result = await use(talk, "dismiss_draft", said="what is going on in #48291?", draft="P1")
    assert list(talk.box.drafts) == ["P1"]
    assert result.data == {"dismissed": None}
    assert "P1 stays" in result.content
