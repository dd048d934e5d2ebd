"""Runs as people meet them: tabs, reloads, stops, crashes, edits."""

import asyncio
from dataclasses import replace

import pytest
from sqlmodel import select

from assistant.database import Database
from assistant.errors import Busy, Invalid, Missing, Stale
from assistant.events import Event
from assistant.model import Finish, TextDelta
from assistant.runs.tables import Run, RunEvent
from assistant.scripted_model import Pause, Reply, calls, says
from assistant.sessions.tables import Message
from assistant.settings import Settings
from tests.assistant.runs.kit import RunDesk, build_run_desk, of_type, state_of, text_of, until_stored
from tests.conftest import Inhabitant

SLOWLY: Reply = (*[line for n in range(12) for line in (TextDelta(f"{n} "), Pause(0.06))], Finish("stop"))
WHOLE = "".join(f"{n} " for n in range(12))
FOREVER: Reply = (TextDelta("Half an"), Pause(60), TextDelta(" answer"))


async def begin(run_desk: RunDesk, alex: Inhabitant, reply: Reply, text: str = "Hello") -> Run:
    run_desk.plays(reply)
    session = await run_desk.sessions.create(alex.scope)
    return await run_desk.runs.start(alex.scope, session.id, text)


async def until_text(run_desk: RunDesk, alex: Inhabitant, run: Run) -> int:
    """Wait for the first text; its seq."""
    async for event in run_desk.runs.subscribe(alex.scope, run.id):
        if event.type == "text":
            return event.seq
    raise AssertionError("no text came")


async def test_a_second_tab_and_a_reload_see_the_same_stream(run_desk: RunDesk, alex: Inhabitant) -> None:
    """Whoever joins, before, during or after, reads the same events."""
    run = await begin(run_desk, alex, SLOWLY)
    first = asyncio.create_task(run_desk.events(alex.scope, run.id))
    await until_text(run_desk, alex, run)
    second = await run_desk.events(alex.scope, run.id)
    later = await run_desk.events(alex.scope, run.id)
    assert await first == second == later
    assert text_of(later) == WHOLE


async def test_a_reader_goes_on_where_it_stopped(run_desk: RunDesk, alex: Inhabitant) -> None:
    """Resuming after any event gives exactly the rest, live and from the database."""
    run = await begin(run_desk, alex, SLOWLY)
    seen: list[Event] = []
    async for event in run_desk.runs.subscribe(alex.scope, run.id):
        seen.append(event)
        if len(seen) == 3:
            break
    seen += await run_desk.events(alex.scope, run.id, after_seq=seen[-1].seq)
    whole = await run_desk.events(alex.scope, run.id)
    assert seen == whole
    for after in range(len(whole) + 1):
        assert await run_desk.events(alex.scope, run.id, after_seq=after) == whole[after:]


async def test_a_slow_reader_holds_up_nobody(run_desk: RunDesk, alex: Inhabitant) -> None:
    """A tab that reads nothing for a while costs no other reader time and misses nothing itself."""
    run = await begin(run_desk, alex, SLOWLY)
    slow = run_desk.runs.subscribe(alex.scope, run.id)
    first = await anext(slow)
    quick = await run_desk.events(alex.scope, run.id)
    assert [first, *[event async for event in slow]] == quick


async def test_closing_every_tab_does_not_stop_the_run(run_desk: RunDesk, alex: Inhabitant) -> None:
    """The service owns the run: with nobody reading, the answer is still there afterwards."""
    run = await begin(run_desk, alex, SLOWLY)
    await until_text(run_desk, alex, run)
    events = await run_desk.events(alex.scope, run.id)
    assert state_of(events) == "answered"
    talk = await run_desk.sessions.talk(alex.scope, run.session_id)
    assert talk.messages[-1].text == WHOLE


async def test_a_stop_keeps_the_text_and_closes_the_upstream(run_desk: RunDesk, alex: Inhabitant) -> None:
    """Stop answers at once; the partial text is a message, the stream is closed; stop twice is no error."""
    run = await begin(run_desk, alex, FOREVER)
    await until_text(run_desk, alex, run)
    stopped = await run_desk.runs.stop(alex.scope, run.id)
    assert stopped.state == "stopped"
    assert run_desk.model.closed == 1
    events = await run_desk.events(alex.scope, run.id)
    assert (text_of(events), state_of(events)) == ("Half an", "stopped")
    talk = await run_desk.sessions.talk(alex.scope, run.session_id)
    assert talk.messages[-1].text == "Half an"
    assert (await run_desk.runs.stop(alex.scope, run.id)).state == "stopped"


async def test_a_stop_interrupts_a_slow_tool(run_desk: RunDesk, alex: Inhabitant) -> None:
    """A hanging PSA does not hold the person."""
    run = await begin(run_desk, alex, calls("slow"))
    async for event in run_desk.runs.subscribe(alex.scope, run.id):
        if event.type == "tool_started":
            break
    assert (await run_desk.runs.stop(alex.scope, run.id)).state == "stopped"


async def test_a_session_is_answered_by_one_run_at_a_time(run_desk: RunDesk, alex: Inhabitant) -> None:
    """A second message while one is answered is refused with the run's id; nothing of it is stored."""
    run = await begin(run_desk, alex, FOREVER)
    with pytest.raises(Stale) as refused:
        await run_desk.runs.start(alex.scope, run.session_id, "Another")
    assert refused.value.extras["run_id"] == run.id
    await run_desk.runs.stop(alex.scope, run.id)
    talk = await run_desk.sessions.talk(alex.scope, run.session_id)
    assert [m.text for m in talk.messages] == ["Hello", "Half an"]


async def test_over_the_limit_a_message_is_refused_with_a_time(
    run_desk: RunDesk, alex: Inhabitant, settings: Settings
) -> None:
    """More runs than allowed: Busy with Retry-After; the session holds no message of it."""
    small = build_run_desk(run_desk.desk, settings.model_copy(update={"max_live_runs": 1}))
    run = await begin(small, alex, FOREVER)
    other = await small.sessions.create(alex.scope)
    with pytest.raises(Busy) as refused:
        await small.runs.start(alex.scope, other.id, "Hello")
    assert refused.value.extras["retry_after_seconds"] > 0
    assert not (await small.sessions.talk(alex.scope, other.id)).messages
    await small.runs.stop(alex.scope, run.id)
    await small.runs.close()


async def test_a_dead_process_leaves_a_sentence_and_the_text(
    run_desk: RunDesk, alex: Inhabitant, database: Database, settings: Settings
) -> None:
    """After a crash the next start closes the run; what was written is a message, and sending works again."""
    run = await begin(run_desk, alex, FOREVER)
    await until_stored(database, run)
    reborn = build_run_desk(run_desk.desk, settings)
    assert await reborn.runs.recover() == 1
    events = await reborn.events(alex.scope, run.id)
    assert (text_of(events), state_of(events)) == ("Half an", "interrupted")
    assert "kept" in events[-1].payload["sentence"]
    talk = await reborn.sessions.talk(alex.scope, run.session_id)
    assert [m.text for m in talk.messages] == ["Hello", "Half an"]
    assert await reborn.runs.recover() == 0
    reborn.plays(says("Again."))
    _, again = await reborn.ask(alex.scope, "Once more", run.session_id)
    assert text_of(again) == "Again."


async def test_a_service_that_stops_says_so_to_its_readers(run_desk: RunDesk, alex: Inhabitant) -> None:
    """Closing the service ends its runs with a terminal event and keeps the text."""
    run = await begin(run_desk, alex, FOREVER)
    reader = asyncio.create_task(run_desk.events(alex.scope, run.id))
    await until_text(run_desk, alex, run)
    await run_desk.runs.close()
    events = await reader
    assert (text_of(events), state_of(events)) == ("Half an", "interrupted")


async def test_regenerate_replaces_the_answer(
    run_desk: RunDesk, alex: Inhabitant, database: Database
) -> None:
    """The old answer leaves the talk but not the database; the model does not read it again."""
    run_desk.plays(says("First."))
    session_id, _ = await run_desk.ask(alex.scope)
    run_desk.plays(says("Second."))
    run = await run_desk.runs.regenerate(alex.scope, session_id)
    await run_desk.events(alex.scope, run.id)
    talk = await run_desk.sessions.talk(alex.scope, session_id)
    assert [m.text for m in talk.messages] == ["Hello", "Second."]
    assert [m.text for m in run_desk.model.heard[0][1:]] == ["Hello"]
    async with database.read(alex.scope.account_id) as session:
        assert len((await session.exec(select(Message).where(Message.session_id == session_id))).all()) == 3


async def test_the_last_message_can_be_edited_and_sent_again(run_desk: RunDesk, alex: Inhabitant) -> None:
    """Question and answer are replaced; an earlier message cannot be edited."""
    run_desk.plays(says("One."), says("Two."), says("Three."))
    session_id, _ = await run_desk.ask(alex.scope, "first")
    await run_desk.ask(alex.scope, "secnod", session_id)
    before = (await run_desk.sessions.talk(alex.scope, session_id)).messages
    with pytest.raises(Invalid, match="last message"):
        await run_desk.runs.resend(alex.scope, session_id, before[0].id, "x")
    with pytest.raises(Missing):
        await run_desk.runs.resend(alex.scope, session_id, "nothing", "x")
    run = await run_desk.runs.resend(alex.scope, session_id, before[2].id, "second")
    await run_desk.events(alex.scope, run.id)
    talk = await run_desk.sessions.talk(alex.scope, session_id)
    assert [m.text for m in talk.messages] == ["first", "One.", "second", "Three."]


async def test_nothing_to_regenerate_is_said(run_desk: RunDesk, alex: Inhabitant) -> None:
    """An empty session has nothing to answer again."""
    session = await run_desk.sessions.create(alex.scope)
    with pytest.raises(Invalid, match="no message"):
        await run_desk.runs.regenerate(alex.scope, session.id)


async def test_the_same_key_gives_the_same_run(
    run_desk: RunDesk, alex: Inhabitant, database: Database
) -> None:
    """A message sent twice with one Idempotency-Key is one message; the key for another text is refused."""
    run_desk.plays(says("Yes."))
    session = await run_desk.sessions.create(alex.scope)
    first = await run_desk.runs.start(alex.scope, session.id, "Hello", key="k1")
    again = await run_desk.runs.start(alex.scope, session.id, "Hello", key="k1")
    await run_desk.events(alex.scope, first.id)
    later = await run_desk.runs.start(alex.scope, session.id, "Hello", key="k1")
    assert first.id == again.id == later.id
    assert len((await run_desk.sessions.talk(alex.scope, session.id)).messages) == 2
    with pytest.raises(Invalid, match="Idempotency-Key"):
        await run_desk.runs.start(alex.scope, session.id, "Something else", key="k1")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a\x00b\x07\x1b[31mc\u2028 ", "ab[31mc"),
        ("line\r\nline\ttab", "line\nline\ttab"),
        ("half \ud83d of", "half  of"),
        (
            "<script>alert(1)</script>'; DROP TABLE runs; --",
            "<script>alert(1)</script>'; DROP TABLE runs; --",
        ),
    ],
)
async def test_what_is_typed_is_kept_without_control_characters(
    run_desk: RunDesk, alex: Inhabitant, typed: str, kept: str
) -> None:
    """NUL, escapes and half characters go; everything else stays as typed."""
    run_desk.plays(says("Yes."))
    session_id, _ = await run_desk.ask(alex.scope, typed)
    talk = await run_desk.sessions.talk(alex.scope, session_id)
    assert talk.messages[0].text.rstrip("\u2028") == kept


@pytest.mark.parametrize("typed", ["", "   \n\t ", "\x00\x01", "x" * 100_001])
async def test_an_empty_or_huge_message_is_refused(run_desk: RunDesk, alex: Inhabitant, typed: str) -> None:
    """Nothing is stored and the sentence says why."""
    session = await run_desk.sessions.create(alex.scope)
    with pytest.raises(Invalid):
        await run_desk.runs.start(alex.scope, session.id, typed)
    assert not (await run_desk.sessions.talk(alex.scope, session.id)).messages


async def test_nobody_else_reaches_a_run(
    run_desk: RunDesk, alex: Inhabitant, engineer: Inhabitant, other_account: Inhabitant
) -> None:
    """A colleague and another account find no session, no run, no events, and stop nothing."""
    run = await begin(run_desk, alex, FOREVER)
    for stranger in (engineer, other_account):
        for attempt in (
            run_desk.runs.get(stranger.scope, run.id),
            run_desk.runs.stop(stranger.scope, run.id),
            run_desk.events(stranger.scope, run.id),
            run_desk.runs.start(stranger.scope, run.session_id, "Hello"),
            run_desk.runs.regenerate(stranger.scope, run.session_id),
            run_desk.sessions.talk(stranger.scope, run.session_id),
        ):
            with pytest.raises(Missing):
                await attempt
    assert (await run_desk.runs.get(alex.scope, run.id)).state == "running"


async def test_without_a_psa_the_message_is_kept_and_the_reason_said(
    run_desk: RunDesk, alex: Inhabitant, database: Database
) -> None:
    """A session of a connection that was disabled ends its run with that sentence, not with an error page."""
    run_desk.plays(says("Yes."))
    session = await run_desk.sessions.create(alex.scope, connection_id=alex.connection.id)
    async with database.write(alex.scope.account_id) as transaction:
        row = await transaction.get_one(type(alex.connection), alex.connection.id)
        row.is_active = False
        transaction.add(row)
    _, events = await run_desk.ask(alex.scope, "Hello", session.id)
    assert state_of(events) == "failed"
    assert "disabled" in events[-1].payload["sentence"]
    assert (await run_desk.sessions.talk(alex.scope, session.id)).messages[0].text == "Hello"


async def test_two_hundred_runs_at_once_all_finish(
    run_desk: RunDesk, alex: Inhabitant, database: Database
) -> None:
    """The writer keeps many live runs apart: every log is whole and in order."""
    run_desk.plays((TextDelta("a"), Pause(0.06), TextDelta("b"), Pause(0.06), TextDelta("c"), Finish("stop")))
    sessions = [await run_desk.sessions.create(alex.scope) for _ in range(60)]
    runs = await asyncio.gather(*(run_desk.runs.start(alex.scope, s.id, "Hello") for s in sessions))
    logs = await asyncio.gather(*(run_desk.events(alex.scope, run.id) for run in runs))
    assert {text_of(log) for log in logs} == {"abc"}
    async with database.read(alex.scope.account_id) as session:
        for run, log in zip(runs, logs, strict=True):
            stored = (await session.exec(select(RunEvent.seq).where(RunEvent.run_id == run.id))).all()
            assert sorted(stored) == [event.seq for event in log]


async def test_a_session_deleted_meanwhile_spoils_no_other_run(
    run_desk: RunDesk, alex: Inhabitant, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run whose session is gone ends as failed; a run beside it is stored whole."""
    monkeypatch.setattr("assistant.runs.writer.WAITS_SECONDS", (0.0,))
    doomed = await begin(run_desk, alex, SLOWLY)
    healthy = await begin(run_desk, alex, SLOWLY)
    async with database.write(alex.scope.account_id) as session:
        gone = (await session.exec(select(Run).where(Run.id == doomed.id))).one()
        await session.delete(gone)
    assert state_of(await run_desk.events(alex.scope, healthy.id)) == "answered"
    assert text_of(await run_desk.events(alex.scope, healthy.id)) == WHOLE


async def test_the_present_model_wish_reaches_the_choice(run_desk: RunDesk, alex: Inhabitant) -> None:
    """Whether a wished model counts is decided in one place, not here."""
    run_desk.plays(says("Yes."))
    session = await run_desk.sessions.create(alex.scope)
    run = await run_desk.runs.start(alex.scope, session.id, "Hello", model="other")
    await run_desk.events(alex.scope, run.id)
    assert run_desk.models.asked_for == ["other"]


async def test_a_person_of_few_companies_counts_few_tickets(run_desk: RunDesk, alex: Inhabitant) -> None:
    """Tools see what the person sees: the scope goes with the reader."""
    run_desk.plays(calls("count_tickets"), says("Yes."))
    _, everything = await run_desk.ask(alex.scope)
    narrow = replace(alex.scope, company_ids=frozenset({"1"}))
    run_desk.plays(calls("count_tickets"), says("Yes."))
    _, little = await run_desk.ask(narrow)
    assert of_type(little, "tool_finished")[0]["rows"] < of_type(everything, "tool_finished")[0]["rows"]
