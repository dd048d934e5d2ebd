"""What endpoints really send, over real HTTP: our own reader and LiteLLM answer and refuse alike."""

import asyncio
from typing import Any

import pytest

from assistant.actions import ActionFilter
from assistant.model import Finish, ModelUnavailable, TextDelta, Usage
from assistant.patient_model import PatientModel
from tests.assistant.models.kit import KEY, MakeModel, calls_of, reply, text_of
from tests.mock_openai import DONE, Script, answer, delta, event, failure, finish, mock_openai, usage

pytestmark = pytest.mark.timeout(240)


def call(index: int | None, id: str | None, name: str | None = None, arguments: str | None = None) -> bytes:
    """One tool-call delta; what is None is left out."""
    fields = {"name": name, "arguments": arguments}
    function = {key: value for key, value in fields.items() if value is not None}
    piece: dict[str, Any] = {"function": function, "type": "function"}
    if index is not None:
        piece["index"] = index
    if id is not None:
        piece["id"] = id
    return delta(tool_calls=[piece])


END = finish("tool_calls") + usage(10, 5) + DONE
FIND, SHOW = ("find", '{"x":1}', False), ("show", '{"y":2}', False)


@pytest.mark.parametrize(
    ("stream", "calls"),
    [
        pytest.param(
            [
                call(0, "a", "find", ""),
                call(1, "b", "show", ""),
                call(0, None, None, '{"x":1}'),
                call(1, None, None, '{"y":2}'),
                END,
            ],
            [FIND, SHOW],
            id="parallel and interleaved",
        ),
        pytest.param(
            [call(0, "a", "find", '{"x":1}'), call(0, "b", "show", '{"y":2}'), END],
            [FIND, SHOW],
            id="every index 0",
        ),
        pytest.param([call(0, None, "find", '{"x":1}'), END], [FIND], id="no id"),
        pytest.param(
            [call(0, None, "find", '{"x":1}'), call(0, None, "show", '{"y":2}'), END],
            [FIND, SHOW],
            id="every index 0 and no ids",
        ),
        pytest.param(
            [call(0, "a", "find", '{"x"'), call(0, "a", None, '{"x":1}'), END],
            [FIND],
            id="the arguments so far with each piece",
        ),
        pytest.param(
            [call(0, "a", "find", '{"x":1}{"x":2}'), END],
            [FIND, ("find", '{"x":2}', False)],
            id="the arguments of two calls in one",
        ),
        pytest.param([call(None, "a", "find", '{"x":1}'), END], [FIND], id="no index"),
        pytest.param([call(0, "a", "find", '{"x": '), END], [("find", "{}", True)], id="broken arguments"),
        pytest.param(
            [delta(content="I look. "), call(0, "a", "find", '{"x":1}'), END],
            [FIND],
            id="text and calls mixed",
        ),
        pytest.param([call(0, "a", "find", '{"x":1}'), finish("stop") + DONE], [FIND], id="finish says stop"),
        pytest.param([delta(content="No."), finish("tool_calls") + DONE], [], id="finish without calls"),
    ],
)
async def test_tool_calls_come_out_whole(
    model_at: MakeModel, stream: list[bytes], calls: list[tuple[str, str, bool]]
) -> None:
    """Whatever the endpoint makes of ids, indexes and pieces, each call comes out once."""
    async with mock_openai(Script(stream)) as mock:
        assert calls_of(await reply(model_at(mock.base_url))) == calls


async def test_two_hundred_equal_deltas_all_arrive(model_at: MakeModel) -> None:
    """A model that repeats itself is not taken for a loop and cut."""
    async with mock_openai(Script((*[delta(content="again ") for _ in range(200)], finish(), DONE))) as mock:
        assert text_of(await reply(model_at(mock.base_url))) == "again " * 200


async def test_usage_comes_from_the_last_chunk(model_at: MakeModel) -> None:
    """What the endpoint counted is what is charged; without a known price the cost is unknown, not zero."""
    async with mock_openai(Script((answer("Three tickets."),))) as mock:
        chunks = await reply(model_at(mock.base_url))
    assert text_of(chunks) == "Three tickets."
    assert chunks[-2:] == [Usage(10, 5, None), Finish("stop")]


async def test_usage_is_never_nothing(model_at: MakeModel) -> None:
    """Limits hold also where no usage is reported."""
    async with mock_openai(Script((delta(content="one two three " * 30), finish(), DONE))) as mock:
        spent = next(c for c in await reply(model_at(mock.base_url)) if isinstance(c, Usage))
    assert spent.input_tokens > 0
    assert spent.output_tokens > 50


async def test_thoughts_are_not_part_of_the_answer(model_at: MakeModel) -> None:
    """Reasoning deltas are neither shown nor stored."""
    stream = (delta(reasoning_content="The user wants"), delta(content="Done."), finish(), DONE)
    async with mock_openai(Script(stream)) as mock:
        assert text_of(await reply(model_at(mock.base_url))) == "Done."


async def test_an_actions_block_is_found_across_chunks(model_at: MakeModel) -> None:
    """A model without tools writes its block in pieces: the reader never sees any of it."""
    block = '[ACTIONS][{"type": "create_spin_off_ticket", "label": "Printer jam"}][/ACTIONS]'
    pieces = [delta(content=f"Restart it. {block}"[at : at + 3]) for at in range(0, len(block) + 12, 3)]
    async with mock_openai(Script((*pieces, finish(), DONE))) as mock:
        chunks = await reply(model_at(mock.base_url), [])
    actions = ActionFilter()
    shown = "".join(actions.feed(chunk.text) for chunk in chunks if isinstance(chunk, TextDelta))
    assert (shown + actions.finish()).strip() == "Restart it."
    assert [action.label for action in actions.actions] == ["Printer jam"]


async def test_an_answer_that_was_too_long_says_so(model_at: MakeModel) -> None:
    """The loop learns that the length limit ended the answer."""
    async with mock_openai(Script((delta(content="A long"), finish("length"), DONE))) as mock:
        assert (await reply(model_at(mock.base_url)))[-1] == Finish("length")


@pytest.mark.parametrize(
    ("script", "sentence", "retryable"),
    [
        pytest.param(failure(401, f"Bad key: {KEY}"), "refused the key", False, id="refused key"),
        pytest.param(failure(404, "no such model"), "does not know this model", False, id="no such model"),
        pytest.param(failure(429, "slow down"), "takes no more requests", True, id="429"),
        pytest.param(failure(500, "boom"), "failed (500)", True, id="500"),
        pytest.param(
            failure(
                400, "This model's maximum context length is 8192 tokens", code="context_length_exceeded"
            ),
            "longer than the model can read",
            False,
            id="context overflow",
        ),
        pytest.param(
            failure(400, f"weird parameter {KEY}"), "refused the request (400)", False, id="bad request"
        ),
        pytest.param(Script((finish() + DONE,)), "answered with nothing", True, id="empty answer"),
        pytest.param(
            Script((delta(content="I will"), finish("content_filter"), DONE)),
            "content filter",
            False,
            id="content filter",
        ),
        pytest.param(Script((delta(content="Half an"),), cut=True), "broke off", True, id="cut"),
        pytest.param(
            Script((delta(content="Half an"), event({"error": {"message": "overloaded", "code": 500}}))),
            "",
            True,
            id="error after text",
        ),
        pytest.param(Script((), cut=True), "", True, id="cut before anything"),
        pytest.param(
            Script((delta(content="Half an"), event({"error": {"message": "slow down", "code": 429}}))),
            "",
            True,
            id="429 after text",
        ),
        pytest.param(
            Script((event({"error": {"message": "overloaded", "code": 500}}),)),
            "",
            True,
            id="error before text",
        ),
    ],
)
async def test_each_failure_is_a_sentence_that_never_holds_the_key(
    model_at: MakeModel, script: Script, sentence: str, retryable: bool
) -> None:
    """Whatever the endpoint does, the person reads what happened and what to do; the key stays out of it."""
    async with mock_openai(script) as mock:
        with pytest.raises(ModelUnavailable) as refused:
            await reply(model_at(mock.base_url))
    assert sentence in str(refused.value)
    assert refused.value.retryable is retryable
    assert KEY not in f"{refused.value} {refused.value.remedy}"
    assert "Your message is kept" in refused.value.remedy
    assert "litellm" not in f"{refused.value}".lower()


async def test_an_endpoint_that_is_down_is_said_to_be_unreachable(model_at: MakeModel) -> None:
    """Nobody listens: a sentence, no address and no stack trace."""
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        await reply(model_at("http://127.0.0.1:9/v1"))


async def test_it_is_asked_again_before_the_first_word_only(model_at: MakeModel) -> None:
    """One request for each try; after the first word a failure is told, so that nothing repeats."""
    async with mock_openai(failure(500, "boom"), Script((answer("Hello."),))) as mock:
        patient = PatientModel([model_at(mock.base_url)], waits_seconds=(0.0,))
        assert text_of(await reply(patient)) == "Hello."
    assert len(mock.requests) == 2
    async with mock_openai(Script((delta(content="Hel"),), cut=True), Script((answer("Hello."),))) as mock:
        with pytest.raises(ModelUnavailable, match="broke off"):
            await reply(PatientModel([model_at(mock.base_url)], waits_seconds=(0.0,)))
    assert len(mock.requests) == 1


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for before `model_at`, so that the client is opened with it."""
    monkeypatch.setattr("assistant.litellm_model.SILENCE_SECONDS", 0.3)
    monkeypatch.setattr("assistant.openai_model.SILENCE_SECONDS", 0.3)


@pytest.mark.parametrize(
    ("piece", "sentence"),
    [(b": wait\n\n", "did not answer in time"), (delta(content="Half an"), "broke off")],
    ids=["before the first word", "after it"],
)
async def test_silence_ends_in_a_sentence(
    impatient: None, model_at: MakeModel, piece: bytes, sentence: str
) -> None:
    """Who falls silent, before or after the first word, does not hold the run for ever."""
    async with mock_openai(Script((piece,), pause_seconds=3)) as mock:
        with pytest.raises(ModelUnavailable, match=sentence):
            await reply(model_at(mock.base_url))


WHOLE = b"".join(
    [
        delta(content="Caf\u00e9: "),
        call(0, "a", "find", ""),
        call(0, None, None, '{"x"'),
        call(0, None, None, ":1}"),
        finish("tool_calls"),
        usage(10, 5),
        DONE,
    ]
)


@pytest.mark.parametrize("size", [1, 2, 7, 64])
async def test_pieces_of_any_size_give_the_same_answer(model_at: MakeModel, size: int) -> None:
    """The network may cut between any two bytes, inside a character or a line end."""
    pieces = [WHOLE[at : at + size] for at in range(0, len(WHOLE), size)]
    async with mock_openai(Script(pieces)) as mock:
        chunks = await reply(model_at(mock.base_url))
    assert (text_of(chunks), calls_of(chunks)) == ("Caf\u00e9: ", [FIND])
    assert chunks[-2:] == [Usage(10, 5, None), Finish("tool_calls")]


@pytest.mark.parametrize("share", [step / 16 for step in range(12)])
async def test_a_stream_that_breaks_is_never_taken_for_whole(model_at: MakeModel, share: float) -> None:
    """Wherever the connection breaks before the finish, it is told; half a call is never run."""
    end = round(WHOLE.index(finish("tool_calls")) * share * 16 / 12)
    async with mock_openai(Script((WHOLE[:end],), cut=True)) as mock:
        with pytest.raises(ModelUnavailable) as broken:
            await reply(model_at(mock.base_url))
    assert broken.value.retryable


async def test_closing_the_reply_hangs_up(model_at: MakeModel) -> None:
    """A stopped run does not go on costing tokens upstream."""
    pieces = [delta(content=f"{n} ") for n in range(100)]
    async with mock_openai(Script(pieces, pause_seconds=0.05)) as mock:
        stream = model_at(mock.base_url).reply([], [])
        assert isinstance(await anext(stream), TextDelta)
        await stream.aclose()  # type: ignore[attr-defined]
        for _ in range(60):
            if mock.hung_up:
                break
            await asyncio.sleep(0.05)
    assert mock.hung_up == 1
