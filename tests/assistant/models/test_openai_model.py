"""The model behind an OpenAI-compatible endpoint, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.model import (
    Chunk,
    Finish,
    Message,
    ModelUnavailable,
    TextDelta,
    ToolCallDelta,
    ToolSpec,
    Usage,
)
from assistant.openai_model import OpenAICompatibleModel, open_client
from assistant.openai_stream import StreamReader
from assistant.patient_model import PatientModel
from assistant.tokens import TokenCounter
from tests.mock_openai import DONE, Script, answer, delta, event, failure, finish, mock_openai, usage

KEY = "sk-very-secret-key"
ASK = [Message("system", "Be brief."), Message("user", "Hello")]
TOOL = ToolSpec("search_tickets", "Find tickets", {"type": "object", "properties": {}})


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with open_client() as client:
        yield client


def model_at(base_url: str, http: httpx.AsyncClient) -> OpenAICompatibleModel:
    return OpenAICompatibleModel("mock", base_url, KEY, http, TokenCounter())


async def reply(model: OpenAICompatibleModel | PatientModel) -> list[Chunk]:
    return [chunk async for chunk in model.reply(ASK, [TOOL])]


def text_of(chunks: list[Chunk]) -> str:
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, TextDelta))


async def test_an_answer_that_is_there_is_taken_at_once(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waiting for more to join is for answers that trickle: a long one that came whole is not held up."""
    monkeypatch.setattr("assistant.openai_model.PACE_SECONDS", 60.0)
    pieces = b"".join(delta(content=f"word {n} ") for n in range(2_000))
    async with mock_openai(Script((pieces + finish() + DONE,))) as mock, asyncio.timeout(20):
        chunks = await reply(model_at(mock.base_url, http))
    assert text_of(chunks).split()[-1] == "1999"


async def test_what_trickles_in_is_joined(http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks at a slow answer its deltas gather and come out as one."""
    monkeypatch.setattr("assistant.openai_model.PACE_SECONDS", 0.3)
    pieces = tuple(delta(content=f"{n} ") for n in range(8))
    async with mock_openai(Script((*pieces, finish() + DONE))) as mock:
        chunks = await reply(model_at(mock.base_url, http))
    assert text_of(chunks) == "0 1 2 3 4 5 6 7 "
    assert sum(isinstance(chunk, TextDelta) for chunk in chunks) < 8


@pytest.mark.parametrize(
    ("script", "sentence", "retryable"),
    [
        (failure(401, f"Incorrect API key provided: {KEY}"), "refused the key", False),
        (failure(404, "no such model"), "does not know this model", False),
        (failure(429, "slow down", headers=["retry-after: 7"]), "takes no more requests", True),
        (failure(500, "boom"), "failed (500)", True),
        (failure(400, "bad", code="context_length_exceeded"), "longer than the model can read", False),
        (failure(400, f"weird parameter {KEY}"), "refused the request (400)", False),
        (Script((b"<html>",), content_type="text/html", cut=True), "broke", True),
        (Script((event({"error": {"message": "overloaded"}}),)), "overloaded", True),
        (Script((delta(content="Half an"),), cut=True), "broke off", True),
        (Script((delta(content="Half an"),)), "broke off", True),
        (Script((finish() + DONE,)), "answered with nothing", True),
        (Script((delta(content="I will"), finish("content_filter"), DONE)), "content filter", False),
        (Script((b"data: {not json\n\n",)), "sent something that is no answer", True),
    ],
)
async def test_each_failure_is_a_sentence_that_never_holds_the_key(
    http: httpx.AsyncClient, script: Script, sentence: str, retryable: bool
) -> None:
    """Whatever the endpoint does, the person reads what happened and what to do; the key stays out of it."""
    async with mock_openai(script) as mock:
        with pytest.raises(ModelUnavailable) as refused:
            await reply(model_at(mock.base_url, http))
    assert sentence in str(refused.value)
    assert refused.value.retryable is retryable
    assert KEY not in f"{refused.value} {refused.value.remedy}"
    assert "Your message is kept" in refused.value.remedy


async def test_an_endpoint_that_is_down_is_said_to_be_unreachable(http: httpx.AsyncClient) -> None:
    """Nobody listens: a sentence, no address and no stack trace."""
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        await reply(model_at("http://127.0.0.1:9/v1", http))


async def test_a_silent_endpoint_times_out(http: httpx.AsyncClient) -> None:
    """An endpoint that accepts and says nothing does not hold the run for ever."""
    http.timeout = httpx.Timeout(0.2)
    async with mock_openai(Script((b": wait\n\n",), pause_seconds=2)) as mock:
        with pytest.raises(ModelUnavailable, match="did not answer in time"):
            await reply(model_at(mock.base_url, http))


async def test_an_answer_streams_with_usage_at_the_end(http: httpx.AsyncClient) -> None:
    """Text, then usage, then the reason; the key goes in the header, our own fields stay here."""
    async with mock_openai(Script((answer("Three tickets."),))) as mock:
        chunks = await reply(model_at(mock.base_url, http))
    assert chunks == [TextDelta("Three tickets."), Usage(10, 5), Finish("stop")]
    assert f"authorization: bearer {KEY}" in mock.heads[0].lower()
    assert set(mock.requests[0]["messages"][0]) == {"role", "content"}
    assert mock.requests[0]["tools"][0]["function"]["name"] == "search_tickets"


async def test_two_hundred_equal_deltas_all_arrive(http: httpx.AsyncClient) -> None:
    """A model that repeats itself is not taken for a loop and cut."""
    pieces = [delta(content="ha ") for _ in range(200)]
    async with mock_openai(Script((*pieces, finish(), DONE))) as mock:
        assert text_of(await reply(model_at(mock.base_url, http))) == "ha " * 200


async def test_deltas_of_one_read_are_joined() -> None:
    """Many deltas that arrive together cost one chunk."""
    chunks = StreamReader().feed(b"".join(delta(content=f"{n} ") for n in range(50)))
    assert chunks == [TextDelta("".join(f"{n} " for n in range(50)))]


async def test_usage_is_estimated_when_the_endpoint_tells_none(http: httpx.AsyncClient) -> None:
    """Limits hold also where no usage is reported."""
    async with mock_openai(Script((delta(content="x" * 400), finish(), DONE))) as mock:
        spent = next(c for c in await reply(model_at(mock.base_url, http)) if isinstance(c, Usage))
    assert spent.output_tokens == 100
    assert spent.input_tokens > 10


async def test_an_endpoint_that_does_not_stream_is_understood(http: httpx.AsyncClient) -> None:
    """One JSON document in place of a stream gives the same chunks."""
    body = (
        b'{"choices": [{"message": {"content": "All of it."}, "finish_reason": "stop"}],'
        b' "usage": {"prompt_tokens": 3, "completion_tokens": 2}}'
    )
    async with mock_openai(Script((body,), content_type="application/json")) as mock:
        assert await reply(model_at(mock.base_url, http)) == [
            TextDelta("All of it."),
            Usage(3, 2),
            Finish("stop"),
        ]


async def test_closing_the_reply_hangs_up(http: httpx.AsyncClient) -> None:
    """A stopped run does not go on costing tokens upstream."""
    pieces = [delta(content=f"{n} ") for n in range(100)]
    async with mock_openai(Script(pieces, pause_seconds=0.05)) as mock:
        stream = model_at(mock.base_url, http).reply(ASK, [])
        assert isinstance(await anext(stream), TextDelta)
        await stream.aclose()  # type: ignore[attr-defined]
        for _ in range(40):
            if mock.hung_up:
                break
            await asyncio.sleep(0.05)
    assert mock.hung_up == 1


async def test_it_is_asked_again_before_the_first_chunk_only(http: httpx.AsyncClient) -> None:
    """A failure before any text is tried again unseen; one after text is told, so that nothing repeats."""
    async with mock_openai(failure(500, "boom"), Script((answer("Hello."),))) as mock:
        assert (
            text_of(await reply(PatientModel([model_at(mock.base_url, http)], waits_seconds=(0.0,))))
            == "Hello."
        )
    async with mock_openai(Script((delta(content="Hel"),), cut=True), Script((answer("Hello."),))) as mock:
        with pytest.raises(ModelUnavailable, match="broke off"):
            await reply(PatientModel([model_at(mock.base_url, http)], waits_seconds=(0.0,)))
    assert len(mock.requests) == 1


async def test_the_next_model_is_asked_when_the_first_refuses(http: httpx.AsyncClient) -> None:
    """A refused key goes to the fallback at once, without trying the same key again."""
    async with (
        mock_openai(failure(401, "no")) as bad,
        mock_openai(Script((answer("From the other."),))) as good,
    ):
        both = PatientModel([model_at(bad.base_url, http), model_at(good.base_url, http)])
        assert text_of(await reply(both)) == "From the other."
    assert len(bad.requests) == 1


STREAM = (
    b": a comment\r\n\r\n"
    + delta(role="assistant", content="")
    + delta(content="Gr\u00fc\u00dfe \U0001f600 ")
    + delta(content="to all")
    + delta(
        tool_calls=[{"index": 0, "id": "c1", "function": {"name": "search_tickets", "arguments": '{"te'}}]
    )
    + delta(tool_calls=[{"index": 0, "function": {"arguments": 'xt": "a\\nb"}'}}])
    + finish("tool_calls")
    + usage(10, 5)
    + DONE
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cuts=st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_bytes_cut_anywhere_give_the_same_answer(cuts: list[int]) -> None:
    """The network may cut between any two bytes, inside a character, a line end or a number."""
    reader, chunks = StreamReader(), []
    edges = [0, *sorted(cuts), len(STREAM)]
    for start, end in pairwise(edges):
        chunks += reader.feed(STREAM[start:end])
    reader.end()
    assert text_of(chunks) == "Gr\u00fc\u00dfe \U0001f600 to all"
    assert "".join(c.arguments for c in chunks if isinstance(c, ToolCallDelta)) == '{"text": "a\\nb"}'
    assert Usage(10, 5) in chunks


@settings(max_examples=200, deadline=None)
@given(end=st.integers(0, len(STREAM) - len(DONE) - len(usage(10, 5)) - len(finish("tool_calls"))))
def test_a_stream_that_ends_at_any_byte_is_called_cut(end: int) -> None:
    """An answer that ended before its finish is never taken for a whole one."""
    reader = StreamReader()
    reader.feed(STREAM[:end])
    with pytest.raises(ModelUnavailable, match="broke off"):
        reader.end()


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_a_named_failure(data: bytes) -> None:
    """Garbage upstream never raises anything but ModelUnavailable."""
    try:
        StreamReader().feed(b"data: " + data + b"\n\n")
    except ModelUnavailable:
        return


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["choices", "delta", "tool_calls", "function", "content", "usage", "prompt_tokens", "index"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(value=st.dictionaries(st.sampled_from(["choices", "usage"]), json_values))
def test_any_json_is_an_answer_or_a_named_failure(value: dict[str, object]) -> None:
    """Well-formed JSON of the wrong shape is a named failure too, not a fault of ours."""
    try:
        StreamReader().feed(event(value))
    except ModelUnavailable:
        return
