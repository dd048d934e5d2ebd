"""The offline engine drafts time when it is asked to, and only then."""

import pytest

from evals.desk import TalkDesk


@pytest.mark.parametrize(
    ("say", "arguments"),
    [
        ("log 45 minutes", {"minutes": 45}),
        ("log my time", {}),
        ("Log 1.5 h, not billable", {"minutes": 90, "billable": False}),
        ("please log half an hour on this", {"minutes": 30}),
        ("record 20 min for replacing the roller", {"minutes": 20, "note": "replacing the roller"}),
        ("can you log an hour on the ticket?", {"minutes": 60}),
    ],
)
async def test_time_is_drafted(linked: TalkDesk, say: str, arguments: dict[str, object]) -> None:
    """One draft with what was said, which waits for confirmation."""
    played = await linked.say(say)
    assert [(name, dict(given)) for name, given in played.calls] == [("draft_time_entry", arguments)]
    assert "waits for your confirmation" in played.text


@pytest.mark.parametrize(
    "say",
    [
        "don't log my time",
        "i logged 30 minutes already",
        "add 30 minutes to the lease time",
        "track time sync errors on the DC",
        "record the time of the reboot",
        "log in failed after 5 minutes",
        "start a timer",
    ],
)
async def test_nothing_else_drafts_time(linked: TalkDesk, say: str) -> None:
    played = await linked.say(say)
    assert "draft_time_entry" not in [name for name, _ in played.calls]


async def test_time_and_another_wish_in_one_message(linked: TalkDesk) -> None:
    """Both are prepared."""
    played = await linked.say("log 45 minutes and close it")
    assert [name for name, _ in played.calls] == ["draft_time_entry", "change_status"]


async def test_another_ticket_is_linked_first(linked: TalkDesk) -> None:
    """Time goes on the linked ticket; another number is not silently taken for it."""
    played = await linked.say("log 30 minutes on 48223")
    assert (list(played.calls), "link 48223" in played.text) == ([], True)
