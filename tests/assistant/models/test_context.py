"""What a model is shown when the talk is longer than it may be."""

from assistant.context import fit
from assistant.model import Message, ToolCall

SYSTEM = Message("system", "You are Deskhand. P7 waits.")


def count(text: str) -> int:
    return -(-len(text) // 4)


def talk(turns: int, size: int = 400) -> list[Message]:
    messages = [SYSTEM]
    for n in range(turns):
        messages += [
            Message("user", f"question {n} " + "q" * size),
            Message("assistant", f"answer {n} " + "a" * size),
        ]
    return [*messages, Message("user", "the present question")]


def test_a_short_talk_is_shown_whole() -> None:
    """Nothing is touched while there is room."""
    assert fit(talk(3), 10_000, count) == talk(3)


def test_the_newest_turns_stay_and_the_rest_is_named() -> None:
    """System text and present question stay; old turns go from the oldest on, and the model is told."""
    shown = fit(talk(20), 800, count)
    assert shown[-1].text == "the present question"
    assert shown[0].text.startswith(SYSTEM.text)
    assert "not shown" in shown[0].text
    assert shown[-2].text.startswith("answer 19")
    assert sum(count(m.text) for m in shown) <= 800


def test_a_long_result_is_cut_with_a_note() -> None:
    """A tool result of a megabyte becomes its beginning and end, and says how much is missing."""
    call = ToolCall("c1", "search_tickets", "{}")
    result = Message(
        "tool", "first row\n" + "x" * 1_000_000 + "\nlast row", tool_call_id="c1", data={"rows": 1}
    )
    messages = [SYSTEM, Message("user", "find"), Message("assistant", "", tool_calls=(call,)), result]
    shown = fit(messages, 2_000, count)
    assert [m.role for m in shown] == ["system", "user", "assistant", "tool"]
    assert "characters were left out" in shown[-1].text
    assert shown[-1].text.startswith("first row")
    assert shown[-1].text.endswith("last row")
    assert shown[-1].data == {"rows": 1}
    assert sum(count(m.text) for m in shown) <= 2_000


def test_a_result_is_never_parted_from_its_call() -> None:
    """Every tool message that is shown has its call before it."""
    messages = [SYSTEM]
    for n in range(10):
        messages += [
            Message("user", f"find {n}"),
            Message("assistant", "", tool_calls=(ToolCall(f"c{n}", "find", "{}"),)),
            Message("tool", "row " * 300, tool_call_id=f"c{n}"),
            Message("assistant", "found"),
        ]
    shown = fit([*messages, Message("user", "now")], 900, count)
    asked = {call.id for m in shown for call in m.tool_calls}
    assert {m.tool_call_id for m in shown if m.role == "tool"} == asked
    assert 0 < len(asked) < 10


def test_a_present_message_of_a_hundred_thousand_characters_is_cut() -> None:
    """A pasted log does not push everything else out."""
    shown = fit([SYSTEM, Message("user", "log " * 25_000)], 4_000, count)
    assert sum(count(m.text) for m in shown) <= 4_000
    assert "left out" in shown[-1].text
