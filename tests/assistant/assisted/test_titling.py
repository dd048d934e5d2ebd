"""Titles of sessions by a model: after the first answer, never in its way, never worse than the plain one."""

import asyncio

import pytest
from sqlmodel import select

from assistant.assisted.titling import checked_title
from assistant.desk import Desk
from assistant.usage.tables import ModelCall
from tests.assistant.assisted.conftest import in_one_piece
from tests.conftest import Inhabitant
from tests.mock_openai import MockOpenAI, Script, answer, failure

QUESTION = "hi, since this morning nobody at Riverside can print on the label printer, what is open there?"
ANSWER = "The label printer LP-04 at Riverside has one open ticket."
TITLE = in_one_piece({"title": "Riverside label printer LP-04"})


async def asked(desk: Desk, alex: Inhabitant, session_id: str, text: str = QUESTION) -> None:
    """Ask, wait for the answer, and for what follows it."""
    run = await desk.runs.start(alex.scope, session_id, text)
    async for _ in desk.runs.subscribe(alex.scope, run.id):
        pass
    await asyncio.gather(*desk.runs._afterwards)


async def new_session(desk: Desk, alex: Inhabitant) -> str:
    return (await desk.sessions.create(alex.scope)).id


async def title_of(desk: Desk, alex: Inhabitant, session_id: str) -> str:
    return (await desk.sessions.get(alex.scope, session_id)).title


async def test_the_first_answer_brings_a_title(desk: Desk, alex: Inhabitant, mock: MockOpenAI) -> None:
    """One call after the answer, with both texts fenced; its tokens are counted for the session."""
    mock.scripts[:] = [Script((answer(ANSWER),)), TITLE]
    session_id = await new_session(desk, alex)
    await asked(desk, alex, session_id)
    assert await title_of(desk, alex, session_id) == "Riverside label printer LP-04"
    told = mock.requests[1]["messages"][1]["content"]
    assert told.count("<data from=") == 2
    async with desk.database.read(alex.scope.account_id) as session:
        (call,) = (await session.exec(select(ModelCall))).all()
    assert (call.purpose, call.session_id, call.input_tokens) == ("title", session_id, 310)


async def test_only_the_first_answer_does(desk: Desk, alex: Inhabitant, mock: MockOpenAI) -> None:
    """The second message asks for no title."""
    mock.scripts[:] = [Script((answer(ANSWER),)), TITLE, Script((answer(ANSWER),))]
    session_id = await new_session(desk, alex)
    await asked(desk, alex, session_id)
    await asked(desk, alex, session_id, "and elsewhere?")
    assert len(mock.requests) == 3


async def test_a_title_the_person_gave_stays(desk: Desk, alex: Inhabitant, mock: MockOpenAI) -> None:
    """Nobody's own words are replaced, also when they come while the model thinks."""
    slow = Script((b" ", *TITLE.pieces), content_type="application/json", pause_seconds=0.3)
    mock.scripts[:] = [Script((answer(ANSWER),)), slow]
    session_id = await new_session(desk, alex)
    run = await desk.runs.start(alex.scope, session_id, QUESTION)
    async for _ in desk.runs.subscribe(alex.scope, run.id):
        pass
    await desk.sessions.change(alex.scope, session_id, title="Mine")
    await asyncio.gather(*desk.runs._afterwards)
    assert await title_of(desk, alex, session_id) == "Mine"


@pytest.mark.parametrize(
    "script",
    [
        failure(500, "boom"),
        in_one_piece("no"),
        in_one_piece({"title": "Visit http://evil.example now"}),
        Script((b" ",), content_type="application/json", pause_seconds=9),
    ],
    ids=["failed", "no JSON", "an address", "silent"],
)
async def test_a_failure_leaves_the_plain_title(
    desk: Desk, alex: Inhabitant, mock: MockOpenAI, script: Script
) -> None:
    """The answer is complete long before, and the session keeps its first words as title."""
    mock.scripts[:] = [Script((answer(ANSWER),)), script]
    session_id = await new_session(desk, alex)
    await asked(desk, alex, session_id)
    assert (await title_of(desk, alex, session_id)).startswith("hi, since this morning")


async def test_the_service_ends_without_waiting_for_a_title(
    desk: Desk, alex: Inhabitant, mock: MockOpenAI
) -> None:
    """A title that is being thought about does not hold up the end of the service."""
    silent = Script((b" ",), content_type="application/json", pause_seconds=30)
    mock.scripts[:] = [Script((answer(ANSWER),)), silent]
    run = await desk.runs.start(alex.scope, await new_session(desk, alex), QUESTION)
    async for _ in desk.runs.subscribe(alex.scope, run.id):
        pass
    async with asyncio.timeout(5):
        await desk.runs.close()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Label printer at Riverside", "Label printer at Riverside"),
        ('  "Label printer at Riverside."  ', "Label printer at Riverside"),
        ("Label\u202e printer\nat Riverside", "Label printer at Riverside"),
        ("Printer", None),
        ("", None),
        ("x " * 40, None),
        ("Label printer at Acme", None),
        ("Label printer LP-99 broken", None),
        ("Label printer <b>bold</b>", None),
        ("See [here](x) label printer", None),
    ],
)
def test_what_may_be_a_title(written: str, shown: str | None) -> None:
    """Short, plain, and without a name or number that was not said."""
    assert checked_title(written, f"{QUESTION}\n{ANSWER}") == shown
