"""When a wish for a ticket is one, and what may change its draft afterwards."""

import pytest

from evals.desk import TalkDesk

DRAFTED = "new ticket for Acme Corp: printer in the lobby jams, medium"


@pytest.mark.parametrize(
    "trouble",
    [
        "printer won't print",
        "Outlook crashes when he opens a PDF",
        "scanner offline until reboot",
        "mailbox has not synced since the update, they never got the mail",
        "tablet will not charge",
    ],
)
async def test_what_the_trouble_is_does_not_stop_the_ticket(talk: TalkDesk, trouble: str) -> None:
    """ "Won't", "until" and "never" belong to the printer here, not to the wish."""
    played = await talk.say(f"new ticket for Acme Corp: {trouble}")
    assert [name for name, _ in played.calls] == ["draft_ticket"]


@pytest.mark.parametrize(
    "said",
    [
        "create a ticket for Acme once they confirm",
        "create a ticket tomorrow",
        "don't create a ticket for Acme",
        "no need for a new ticket",
        "should I create a ticket for Acme?",
    ],
)
async def test_a_wish_refused_or_put_off_makes_no_draft(talk: TalkDesk, said: str) -> None:
    """Not now is not now."""
    await talk.say(said)
    assert talk.box.drafts == {}


@pytest.mark.parametrize(
    "told",
    [
        "the security camera is fine now",
        "rebooted it, Tom says it works now",
        "high risk of data loss I think",
        "Gwen called, she is angry",
        "should it be high?",
    ],
)
async def test_talk_about_the_work_leaves_the_open_draft_alone(talk: TalkDesk, told: str) -> None:
    """Names and priorities turn up in any sentence."""
    await talk.say(DRAFTED)
    (before,) = talk.box.drafts.values()
    await talk.say(told)
    assert list(talk.box.drafts.values()) == [before]


@pytest.mark.parametrize(
    ("said", "slot", "value"),
    [
        ("bump it up one", "priority_id", "12"),
        ("prio hgih", "priority_id", "12"),
        ("don't make it critical, low is fine", "priority_id", "14"),
        ("I'll take it", "assigned_member_id", "17"),
        ("Gwen should go", "assigned_member_id", "27"),
        ("no, onsite", "board_id", "5"),
        ("board network operations and low", "board_id", "2"),
    ],
)
async def test_a_bare_word_fills_the_field_it_can_only_mean(
    talk: TalkDesk, said: str, slot: str, value: str
) -> None:
    """Nobody names the field in a talk."""
    await talk.say(DRAFTED)
    await talk.say(said)
    (draft,) = talk.box.drafts.values()
    assert draft.args[slot] == value
