import pytest

from evals.desk import TalkDesk
from tests.tools.conftest import use
from tools.base import ToolFailed


@pytest.fixture
async def session(talk: TalkDesk) -> TalkDesk:
    """A session on ticket 48291 in which a printer came up in turn 3."""
    talk.session.linked_ticket = await talk.reader.get_ticket("48291")
    for role, text in (
        ("user", "names do not resolve"),
        ("assistant", "Noted."),
        ("user", "also the ERP scanning station is offline"),
    ):
        talk.session.add(role, text)
    return talk


async def test_the_suggestion_quotes_its_turns_and_lends_company_and_board(session: TalkDesk) -> None:
    await use(session, "suggest_spin_off", label="ERP scanning station offline", turns=[3])
    draft = session.box.drafts["P1"]
    assert draft.evidence == (3,)
    assert draft.suggestions["quotes"] == [{"turn": 3, "text": "also the ERP scanning station is offline"}]
    assert session.session.linked_ticket is not None
    assert draft.args["company_id"] == session.session.linked_ticket.company.id


async def test_open_look_alikes_of_the_company_come_along(session: TalkDesk) -> None:
    """The person sees that a ticket for it may exist already."""
    await use(session, "suggest_spin_off", label="ERP scanning station offline")
    alike = session.box.drafts["P1"].suggestions["look_alikes"]
    assert "48223" in [t["id"] for t in alike]
    assert "48291" not in [t["id"] for t in alike]
    assert not any(t["closed"] for t in alike)


async def test_left_out_turns_mean_the_present_message(session: TalkDesk) -> None:
    await use(session, "suggest_spin_off", label="ERP scanning station offline")
    assert session.box.drafts["P1"].evidence == (3,)


async def test_without_a_linked_ticket_nothing_is_lent(talk: TalkDesk) -> None:
    """No link means empty, no silent default."""
    talk.session.add("user", "the scanner is broken")
    await use(talk, "suggest_spin_off", label="Scanner broken")
    args = talk.box.drafts["P1"].args
    assert (args["company_id"], args["board_id"]) == (None, None)


@pytest.mark.parametrize("turns", [[99], [2]])
async def test_turns_that_are_not_the_persons_are_refused(session: TalkDesk, turns: list[int]) -> None:
    """Evidence is what the person said, never what the assistant wrote."""
    with pytest.raises(ToolFailed):
        await use(session, "suggest_spin_off", label="ERP scanning station offline", turns=turns)
    assert not session.box.drafts


async def test_the_same_issue_is_suggested_once(session: TalkDesk) -> None:
    await use(session, "suggest_spin_off", label="ERP scanning station offline")
    with pytest.raises(ToolFailed, match="P1"):
        await use(session, "suggest_spin_off", label="Scanning station of the ERP is offline")
    assert list(session.box.drafts) == ["P1"]
