import pytest

from tools.base import Effect
from tools.registry import ALL_TOOLS, tool_named


def test_every_tool_has_a_name_of_its_own_and_a_schema_that_refuses_extras() -> None:
    """What a model may call is unambiguous, and what it invents is seen."""
    assert len({tool.name for tool in ALL_TOOLS}) == len(ALL_TOOLS)
    assert all(tool.args.model_json_schema()["additionalProperties"] is False for tool in ALL_TOOLS)


def test_every_tool_that_changes_a_ticket_is_marked_write() -> None:
    """The loop runs reading tools side by side; proposals are stored one after another."""
    writing = {tool.name for tool in ALL_TOOLS if tool.effect is Effect.WRITE}
    assert writing == {
        "assign_ticket",
        "change_status",
        "dismiss_draft",
        "draft_note",
        "draft_ticket",
        "draft_time_entry",
        "edit_draft",
        "suggest_spin_off",
    }


def test_there_is_no_tool_that_confirms() -> None:
    """Nothing a model can call confirms, posts or writes."""
    with pytest.raises(KeyError):
        tool_named("confirm")
    assert not [t.name for t in ALL_TOOLS if t.name.startswith(("confirm", "post", "write", "create"))]
