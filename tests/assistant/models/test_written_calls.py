"""Tool calls that small models write as text."""

import pytest

from assistant.model import Finish, TextDelta, ToolCallDelta
from assistant.scripted_model import ScriptedModel
from assistant.written_calls import WrittenCalls
from tests.assistant.models.kit import calls_of, reply, text_of

FIND = '{"name": "find", "arguments": {"x": 1}}'
SHOW = '{"name": "show", "parameters": {"y": 2}}'
CALLS = {"find": ("find", '{"x":1}', False), "show": ("show", '{"y":2}', False)}


def says(text: str, size: int) -> WrittenCalls:
    pieces = [TextDelta(text[at : at + size]) for at in range(0, len(text), size)]
    return WrittenCalls(ScriptedModel([(*pieces, Finish("stop"))]))


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    ("text", "shown", "calls"),
    [
        (FIND, "", ["find"]),
        (f"\n {SHOW}\n", "", ["show"]),
        (f"[{FIND}, {SHOW}]", "", ["find", "show"]),
        (f"{FIND}\n{SHOW}", "", ["find", "show"]),
        (f"```json\n{FIND}\n```", "", ["find"]),
        (f"I look it up.\n<tool_call>\n{FIND}\n</tool_call>", "I look it up.\n", ["find"]),
        (f"<tool_call>{FIND}</tool_call>\n<tool_call>{SHOW}</tool_call>", "", ["find", "show"]),
        (f"[TOOL_CALLS] [{FIND}]", "", ["find"]),
        ('{"type": "function", "function": {"name": "find", "arguments": "{\\"x\\":1}"}}', "", ["find"]),
    ],
)
async def test_a_written_call_is_made(size: int, text: str, shown: str, calls: list[str]) -> None:
    """However it is written and cut, it comes out as a call and the reader never sees it."""
    chunks = await reply(says(text, size))
    assert text_of(chunks) == shown
    assert calls_of(chunks) == [CALLS[name] for name in calls]
    assert chunks[-1] == Finish("tool_calls")


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    "text",
    [
        '{"name": "delete_everything", "arguments": {}}',
        f'[{FIND}, {{"name": "rm", "arguments": {{}}}}]',
        '{"summary": "Printer jam"}',
        f'{FIND} {{"name": "find", "arguments": NaN}}',
        '{"name": "find", "arguments"',
        f"You could write {FIND} yourself.",
        "```powershell\nGet-Printer\n```",
        "<tool_call>nonsense</tool_call>",
        "[ACTIONS][][/ACTIONS]",
        "a < b and [x]",
        "",
    ],
)
async def test_everything_else_stays_text(size: int, text: str) -> None:
    """Only names of tools that the model was given make a call; anything else is shown as written."""
    chunks = await reply(says(text, size))
    assert text_of(chunks) == text
    assert calls_of(chunks) == []


async def test_without_tools_nothing_is_taken_for_a_call() -> None:
    """On the last step the model gets no tools, and its JSON is text."""
    assert text_of(await reply(says(FIND, 5), [])) == FIND


async def test_real_calls_pass_untouched() -> None:
    """A model that calls tools properly is not meddled with."""
    model = ScriptedModel(
        [(TextDelta("Let me see."), ToolCallDelta(0, "a", "find", "{}"), Finish("tool_calls"))]
    )
    chunks = await reply(WrittenCalls(model))
    assert chunks == [TextDelta("Let me see."), ToolCallDelta(0, "a", "find", "{}"), Finish("tool_calls")]


async def test_plain_text_is_not_held_back() -> None:
    """Each piece goes to the reader as it comes."""
    assert len([c for c in await reply(says("Three tickets are open.", 4)) if isinstance(c, TextDelta)]) == 6
