"""Fits a talk into what one call of the model may be shown.

The system text (with open proposals and the linked ticket) and the newest turn stay; then turns are taken
from the newest back while there is room. Long texts are cut in the middle with a note of what was cut.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.model import Message
from assistant.prompting import render

Count = Callable[[str], int]
RESULT_SHARES = (0.25, 0.10, 0.04)
PRESENT_MESSAGE_SHARE = 0.5
OVERHEAD_TOKENS = 8


def fit(messages: Sequence[Message], max_tokens: int, count: Count) -> list[Message]:
    """The messages that fit, oldest first, never with a tool result parted from its call.

    The result may exceed `max_tokens` only when the system text and the newest turn alone do.
    """
    if _bytes(messages) <= max_tokens:
        return list(messages)
    head, turns = _turns(messages)
    room = max_tokens - _tokens(head, count)
    newest = _newest(turns.pop() if turns else [], room, max_tokens, count)
    room -= _tokens(newest, count)
    kept: list[Message] = []
    while turns:
        turn = [_shortened(m, max_tokens, count, RESULT_SHARES[-1]) for m in turns[-1]]
        room -= _tokens(turn, count)
        if room < 0:
            break
        turns.pop()
        kept = turn + kept
    return [*_with_note(head, sum(map(len, turns))), *kept, *newest]


def _newest(turn: list[Message], room: int, max_tokens: int, count: Count) -> list[Message]:
    """The present turn, its results cut only as far as it takes."""
    shortened = turn
    for share in RESULT_SHARES:
        shortened = [_shortened(m, max_tokens, count, share) for m in turn]
        if _tokens(shortened, count) <= room:
            break
    return shortened


def _turns(messages: Sequence[Message]) -> tuple[list[Message], list[list[Message]]]:
    """The leading system messages, and the rest cut before each message of the person."""
    turns: list[list[Message]] = []
    head: list[Message] = []
    for message in messages:
        if message.role == "user" or (turns == [] and message.role != "system"):
            turns.append([message])
        elif turns:
            turns[-1].append(message)
        else:
            head.append(message)
    return head, turns


def _shortened(message: Message, max_tokens: int, count: Count, result_share: float) -> Message:
    share = result_share if message.role == "tool" else PRESENT_MESSAGE_SHARE
    allowed = int(max_tokens * share)
    used = count(message.text)
    if used <= allowed:
        return message
    keep = max(200, len(message.text) * allowed // used)
    if keep >= len(message.text):
        return message
    head, tail = keep * 2 // 3, keep // 3
    note = render("cut", left_out=f"{len(message.text) - head - tail:,}")
    return replace(message, text=f"{message.text[:head]}\n{note}\n{message.text[-tail:]}")


def _with_note(head: list[Message], left_out: int) -> list[Message]:
    if not left_out or not head:
        return head
    note = render("left_out", count=left_out)
    return [*head[:-1], replace(head[-1], text=f"{head[-1].text}\n\n{note}")]


def _tokens(messages: Sequence[Message], count: Count) -> int:
    return sum(
        count(m.text)
        + sum(count(call.arguments) + OVERHEAD_TOKENS for call in m.tool_calls)
        + OVERHEAD_TOKENS
        for m in messages
    )


def _bytes(messages: Sequence[Message]) -> int:
    """An upper bound of the tokens, without counting: no token is shorter than a byte."""
    return sum(
        len(m.text.encode("utf-8", "replace")) + sum(len(c.arguments) for c in m.tool_calls) + OVERHEAD_TOKENS
        for m in messages
    )
