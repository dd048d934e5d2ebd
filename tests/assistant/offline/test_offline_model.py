import json

import pytest

from assistant.model import Briefing, Finish, Message, TextDelta, ToolCallDelta, ToolSpec
from assistant.offline_model import OfflineModel
from evals.desk import TalkDesk

SPECS = (ToolSpec("find_tickets", ""), ToolSpec("my_queue", ""))
SYSTEM = Message("system", "", briefing=Briefing(person="Alex", vendor="Deskhand PSA"))


async def _chunks(
    model: OfflineModel, *messages: Message, tools: tuple[ToolSpec, ...] = SPECS
) -> list[object]:
    return [chunk async for chunk in model.reply([SYSTEM, *messages], tools)]


async def test_it_names_itself_and_says_that_it_is_no_language_model(talk: TalkDesk) -> None:
    model = OfflineModel(talk.catalog, "17")
    text = "".join(
        c.text for c in await _chunks(model, Message("user", "who are you?")) if isinstance(c, TextDelta)
    )
    assert model.name == "offline engine"
    assert "without a language model" in text


async def test_text_comes_in_small_chunks_and_ends_with_stop(talk: TalkDesk) -> None:
    chunks = await _chunks(OfflineModel(talk.catalog, "17"), Message("user", "help"))
    deltas = [c.text for c in chunks if isinstance(c, TextDelta)]
    assert len(deltas) > 5
    assert max(map(len, deltas)) < 120
    assert chunks[-1] == Finish("stop")


async def test_the_same_messages_give_the_same_answer_in_any_process(talk: TalkDesk) -> None:
    """It keeps no state of its own."""
    asked = Message("user", "open tickets for Acme")
    first = await _chunks(OfflineModel(talk.catalog, "17"), asked)
    second = await _chunks(OfflineModel(talk.catalog, "17"), asked)
    assert first == second


async def test_a_call_is_one_json_object(talk: TalkDesk) -> None:
    chunks = await _chunks(OfflineModel(talk.catalog, "17"), Message("user", "open tickets for Acme"))
    call = next(c for c in chunks if isinstance(c, ToolCallDelta))
    assert json.loads(call.arguments) == {"company": "Acme", "state": "open"}
    assert chunks[-1] == Finish("tool_calls")


async def test_without_tools_it_still_answers(talk: TalkDesk) -> None:
    """The loop takes the tools away on its last step."""
    chunks = await _chunks(OfflineModel(talk.catalog, "17"), Message("user", "my queue"), tools=())
    assert any(isinstance(c, TextDelta) for c in chunks)


async def test_an_unmapped_person_hears_how_to_be_mapped(talk: TalkDesk) -> None:
    chunks = await _chunks(OfflineModel(talk.catalog, None), Message("user", "what's on my plate"))
    assert "not mapped" in "".join(c.text for c in chunks if isinstance(c, TextDelta))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "?" * 50,
        "\x00\x01",
        "‮evil",
        "😀",
        "a" * 100_000,
        "(" * 3_000,
        "# " * 2_000,
        "'; DROP TABLE x;--",
    ],
)
async def test_any_text_is_answered(talk: TalkDesk, text: str) -> None:
    """Absurd or huge input ends in an answer, not in an error."""
    played = await talk.say(text)
    assert played.state == "answered"
    assert played.text
    assert not talk.box.drafts


async def test_a_broken_history_does_no_harm(talk: TalkDesk) -> None:
    """Tool arguments of an earlier answer may be anything."""
    from assistant.model import ToolCall

    odd = Message("assistant", "", tool_calls=(ToolCall("x", "find_tickets", "[1"),))
    chunks = await _chunks(
        OfflineModel(talk.catalog, "17"), Message("user", "hi"), odd, Message("user", "more")
    )
    assert chunks[-1].__class__ is Finish
