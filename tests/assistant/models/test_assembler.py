"""Tool-call deltas as endpoints really send them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assembler import ToolCallAssembler
from assistant.model import ToolCallDelta as D

Calls = list[tuple[str, str]]


def assembled(deltas: list[D]) -> Calls:
    assembler = ToolCallAssembler(set())
    for delta in deltas:
        assembler.add(delta)
    return [(each.call.name, each.call.arguments) for each in assembler.finish()]


@pytest.mark.parametrize(
    ("deltas", "calls"),
    [
        pytest.param(
            [D(0, "a", "find"), D(1, "b", "show"), D(0, None, None, '{"x":1}'), D(1, None, None, '{"y":2}')],
            [("find", '{"x":1}'), ("show", '{"y":2}')],
            id="parallel and interleaved",
        ),
        pytest.param(
            [D(0, "a", "find", '{"x":1}'), D(0, "b", "show", '{"y":2}')],
            [("find", '{"x":1}'), ("show", '{"y":2}')],
            id="every index 0, ids tell them apart",
        ),
        pytest.param(
            [
                D(0, "a", "find", '{"x'),
                D(0, None, None, '":1}'),
                D(0, "b", "show", '{"y"'),
                D(0, None, None, ":2}"),
            ],
            [("find", '{"x":1}'), ("show", '{"y":2}')],
            id="every index 0, in pieces",
        ),
        pytest.param(
            [D(0, None, "find", '{"x":1}'), D(0, None, "find", '{"x":2}')],
            [("find", '{"x":1}'), ("find", '{"x":2}')],
            id="every index 0 and no ids",
        ),
        pytest.param([D(0, None, "find", '{"x":1}')], [("find", '{"x":1}')], id="no id"),
        pytest.param(
            [D(0, "a", "find", '{"x":'), D(0, "a", "find", "1}"), D(0, "a", None, "")],
            [("find", '{"x":1}')],
            id="id and name with each piece",
        ),
        pytest.param(
            [D(0, "a", "find", '{"x":'), D(0, None, None, "1}"), D(0, "a", "find", '{"x":1}')],
            [("find", '{"x":1}')],
            id="the whole repeated at the end",
        ),
        pytest.param(
            [D(0, "a", "find", "{}"), D(0, None, None, '{"x":1}')],
            [("find", '{"x":1}')],
            id="empty first, then real",
        ),
        pytest.param(
            [D(0, "a", "find", '{"x"'), D(0, "a", None, '{"x":1}')],
            [("find", '{"x":1}')],
            id="grows as a whole",
        ),
        pytest.param(
            [D(0, "a", "find", '{"x":1}{"x":'), D(0, "a", None, "2}")],
            [("find", '{"x":1}'), ("find", '{"x":2}')],
            id="the arguments of two calls in one",
        ),
        pytest.param(
            [D(0, "a", "find", '{} {"x":1}\n{"x":1}')],
            [("find", '{"x":1}')],
            id="an empty object, then the same one twice",
        ),
        pytest.param([D(0, "a", "find", "")], [("find", "{}")], id="no arguments at all"),
        pytest.param([D(0, "a", None, '{"x":1}')], [], id="a call of nothing"),
    ],
)
def test_calls_come_out_whole(deltas: list[D], calls: Calls) -> None:
    """Whatever the endpoint makes of indexes and ids, each call comes out once with its own arguments."""
    assert assembled(deltas) == calls


@pytest.mark.parametrize("broken", ['{"x": ', "[1]", "null", "x=1", '{"x":1}}', '{"x":1}{"x":', '{"x":1}[2]'])
def test_broken_arguments_are_a_fault_and_never_history(broken: str) -> None:
    """Broken JSON is replaced by {} in the history, and the model is told."""
    assembler = ToolCallAssembler(set())
    assembler.add(D(0, "a", "find", broken))
    (made,) = assembler.finish()
    assert made.call.arguments == "{}"
    assert made.fault is not None
    assert "not one JSON object" in made.fault


def test_an_id_that_was_used_is_replaced() -> None:
    """Ids are unique in a talk, also where an endpoint counts from zero each time."""
    taken = {"call_0"}
    assembler = ToolCallAssembler(taken)
    assembler.add(D(0, "call_0", "find", "{}"))
    (made,) = assembler.finish()
    assert made.call.id != "call_0"
    assert made.call.id in taken


@given(data=st.data())
def test_arguments_cut_anywhere_come_out_whole(data: st.DataObject) -> None:
    """Arguments may be cut between any two characters."""
    whole = '{"text": "a {b} \\" c", "n": {"m": [1, 2]}}'
    cuts = data.draw(st.lists(st.integers(1, len(whole) - 1), max_size=6, unique=True).map(sorted))
    edges = [0, *cuts, len(whole)]
    pieces = [whole[a:b] for a, b in pairwise(edges)]
    assert assembled([D(0, "a", "find"), *(D(0, None, None, piece) for piece in pieces)]) == [("find", whole)]
