"""Working time from words and from messages: what counts, what is dropped, and what is said about it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.desk import TalkDesk
from providers.scope import Scope
from tests.tools.conftest import use
from tools.base import ToolFailed
from tools.durations import billing_in, duration_in
from tools.time_entry import MAX_MINUTES, worked

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def at(*minutes: float) -> list[datetime]:
    return [NINE + timedelta(minutes=each) for each in minutes]


def test_pauses_up_to_half_an_hour_count_and_longer_ones_do_not() -> None:
    """12 + 30 minutes count, the pause of 31 between them does not, and the words say so."""
    found = worked(at(0, 12, 43, 73))
    assert found is not None
    assert (found.started_at, found.minutes) == (NINE, 42)
    assert found.source == "your messages from 09:00 to 10:13 UTC, breaks over 30 minutes left out"


def test_nothing_is_rounded_up() -> None:
    """Ten minutes and 59 seconds are ten minutes."""
    found = worked(at(0, 10 + 59 / 60))
    assert found is not None
    assert (found.minutes, found.source) == (10, "your messages from 09:00 to 09:10 UTC")


def test_only_the_last_day_counts() -> None:
    """What was written the day before is not logged again."""
    found = worked([*at(-24 * 60, -24 * 60 + 20), *at(0, 5)])
    assert found is not None
    assert (found.started_at, found.minutes) == (NINE, 5)


def test_one_message_is_the_shortest_entry_and_none_is_nothing() -> None:
    found = worked(at(0))
    assert found is not None
    assert (found.minutes, found.source) == (
        1,
        "your one message at 09:00 UTC, counted as the shortest entry",
    )
    assert worked([]) is None


@given(st.lists(st.datetimes(timezones=st.just(UTC), min_value=datetime(2, 1, 1)), max_size=30))  # noqa: DTZ001
def test_the_length_fits_between_first_and_last(moments: list[datetime]) -> None:
    """Never less than a minute, more than a day, or more than passed between the messages of that day."""
    found = worked(moments)
    assert (found is None) == (not moments)
    if found is not None:
        passed = (found.ended_at - found.started_at).total_seconds() / 60
        assert 1 <= found.minutes <= max(1, min(MAX_MINUTES, passed))


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("log 45 minutes", 45),
        ("log 1.5 h, not billable", 90),
        ("log 1,5h", 90),
        ("1h30", 90),
        ("2 hours and 15 minutes", 135),
        ("half an hour", 30),
        ("an hour and a half", 90),
        ("two and a half hours", 150),
        ("three quarters of an hour", 45),
        ("0:45h", 45),
        ("forty-five minutes", 45),
        ("log my time", None),
        ("log -5 minutes", None),
        ("the server on #48291 has 3 hdds", None),
        ("log NaN minutes", None),
    ],
)
def test_lengths_are_read_as_people_write_them(words: str, minutes: float | None) -> None:
    found = duration_in(words)
    assert (found.minutes if found else None) == minutes


@pytest.mark.parametrize(
    ("words", "billable"),
    [
        ("log 1 h, not billable", False),
        ("20 min non-billable", False),
        ("don't bill it", False),
        ("no charge", False),
        ("make it billable", True),
        ("bill it", True),
        ("is that billable?", None),
        ("log my time", None),
    ],
)
def test_billing_is_only_what_is_said(words: str, billable: bool | None) -> None:
    assert billing_in(words) is billable


@pytest.fixture
async def linked(talk: TalkDesk) -> TalkDesk:
    talk.session.linked_ticket = await talk.reader.get_ticket("48291")
    return talk


async def test_what_the_person_said_is_drafted(linked: TalkDesk) -> None:
    """Their minutes, their billing; the words are kept with the value."""
    await use(linked, "draft_time_entry", "log 1.5 h, not billable", minutes=90, billable=False)
    draft = linked.box.drafts["P1"]
    assert (draft.kind, draft.args["minutes"], draft.args["billable"]) == ("log_time", 90, False)
    assert draft.fields["minutes"]["said"] == "1.5 h"
    assert draft.warnings == ()


async def test_what_a_model_adds_is_dropped_and_told(linked: TalkDesk) -> None:
    """Nobody said 90 minutes or billable: neither is drafted, both are told; its text is warned about."""
    await use(
        linked, "draft_time_entry", "log 20 min", minutes=90, billable=True, note="Replaced the mainboard."
    )
    draft = linked.box.drafts["P1"]
    assert (draft.args["minutes"], draft.args["billable"]) == (20, None)
    assert any("90 minutes were not said" in each for each in draft.warnings)
    assert any("did not say that it is billable" in each for each in draft.warnings)
    assert any("Not in your words" in each for each in draft.warnings)


async def test_a_later_message_changes_only_what_it_says(linked: TalkDesk) -> None:
    """The length that was said before stays when billing is said later."""
    await use(linked, "draft_time_entry", "log 45 minutes", minutes=45)
    await use(linked, "draft_time_entry", "make it billable", billable=True)
    draft = linked.box.drafts["P1"]
    assert (len(linked.box.drafts), draft.args["minutes"], draft.args["billable"]) == (1, 45, True)


@pytest.mark.parametrize("said", ["log 0 minutes", "log 5000 hours", "log 0.3 minutes"])
async def test_a_length_that_cannot_be_is_asked_for(linked: TalkDesk, said: str) -> None:
    """Nothing is made up in its place: the minutes are missing, with the reason."""
    result = await use(linked, "draft_time_entry", said)
    draft = linked.box.drafts["P1"]
    assert (draft.args["minutes"], draft.missing_fields) == (None, ("minutes",))
    assert "cannot be logged" in draft.warnings[0]
    assert "length still open" in result.content


async def test_the_entry_does_not_reach_into_the_future(linked: TalkDesk) -> None:
    """Two hours said now began two hours ago."""
    await use(linked, "draft_time_entry", "log 2 hours")
    started = datetime.fromisoformat(linked.box.drafts["P1"].args["started_at"])
    assert started + timedelta(minutes=120) <= linked.now


async def test_without_a_ticket_there_is_nothing_to_log_on(talk: TalkDesk) -> None:
    with pytest.raises(ToolFailed, match="Link one first"):
        await use(talk, "draft_time_entry", "log 45 minutes")
    assert talk.box.drafts == {}


async def test_who_is_not_mapped_is_told(linked: TalkDesk) -> None:
    """The draft stands, and says what is needed before it can be confirmed."""
    known = linked.scope
    linked.scope = Scope(known.account_id, known.user_id, known.user_name, known.role)
    await use(linked, "draft_time_entry", "log 45 minutes")
    assert any("Map yourself" in each for each in linked.box.drafts["P1"].warnings)
