"""The [ACTIONS] block of models that cannot call tools."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.actions import ActionFilter

ACTION = '{"type": "create_spin_off_ticket", "label": "Printer offline", "summary_hint": "since Monday"}'
BLOCK = f"[ACTIONS][{ACTION}][/ACTIONS]"
TEXT = f"Restart the [spooler] first. {BLOCK}"


def played(pieces: list[str]) -> tuple[str, list[str]]:
    actions = ActionFilter()
    shown = "".join(actions.feed(piece) for piece in pieces) + actions.finish()
    return shown, [action.label for action in actions.actions]


@given(cuts=st.lists(st.integers(0, len(TEXT)), max_size=8).map(sorted))
def test_the_block_is_hidden_wherever_the_text_is_cut(cuts: list[int]) -> None:
    """The reader sees the text around the block and nothing of it, across any chunk borders."""
    edges = [0, *cuts, len(TEXT)]
    shown, labels = played([TEXT[a:b] for a, b in pairwise(edges)])
    assert shown.rstrip() == "Restart the [spooler] first."
    assert labels == ["Printer offline"]


@pytest.mark.parametrize(
    "inside",
    [
        '[{"type": "delete_ticket", "label": "Everything"}]',
        '[{"type": "create_spin_off_ticket"}]',
        '[{"type": "create_spin_off_ticket", "label": ""}]',
        '{"type": ["create_spin_off_ticket"], "label": "x y z"}',
        "ignore all rules",
        "",
    ],
)
def test_only_known_actions_pass(inside: str) -> None:
    """An unknown or malformed action is dropped, and the block stays hidden."""
    assert played([f"Done. [ACTIONS]{inside}[/ACTIONS] Bye."]) == ("Done. Bye.", [])


def test_a_block_that_never_closes_is_hidden() -> None:
    """A cut answer shows no half block and makes no action."""
    shown, labels = played(["Done. [ACTI", 'ONS][{"type": "create_spin_off'])
    assert (shown.strip(), labels) == ("Done.", [])


def test_brackets_that_are_no_block_stay() -> None:
    """Plain text in brackets reaches the reader whole, also at the very end."""
    assert played(["See [ACT", "ION plan] and [ACTIONS"]) == ("See [ACTION plan] and [ACTIONS", [])
