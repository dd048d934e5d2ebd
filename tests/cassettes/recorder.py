"""Cassettes of a model's whole (not streamed) answers: played back without a network, recorded on request.

`DESKHAND_RECORD=mock pytest tests/assistant/assisted/test_cassettes.py` records from the mock server of the
tests; `DESKHAND_RECORD=live` from the endpoint that `DESKHAND_MODEL`, `DESKHAND_MODEL_BASE_URL` and
`DESKHAND_MODEL_API_KEY` name. What could identify the account or open it is taken out before it is written.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx
import vcr

from assistant.openai_model import OpenAICompatibleModel
from assistant.settings import Settings
from assistant.tokens import TokenCounter
from tests.mock_openai import Script, mock_openai

CASSETTES = Path(__file__).parent
NOBODY = "http://model.invalid/v1"
SECRET_HEADERS = ("authorization", "api-key", "x-api-key", "cookie", "set-cookie", "proxy-authorization")
KEPT_HEADERS = frozenset({"content-type"})
MOCK_KEY = "sk-mock-0123456789abcdefghijkl"
Source = Literal["", "mock", "live"]


def source() -> Source:
    """Where to record from; empty means to play back."""
    wanted = os.environ.get("DESKHAND_RECORD", "")
    if wanted not in ("", "mock", "live"):
        raise ValueError(f"DESKHAND_RECORD is mock or live, not {wanted}.")
    return wanted  # type: ignore[return-value]


@asynccontextmanager
async def cassette_model(
    name: str, script: Script, *, folder: Path = CASSETTES, record: Source | None = None
) -> AsyncIterator[OpenAICompatibleModel]:
    """A model whose one answer is on the cassette `name`; `script` is what the mock server answers when it is
    recorded."""
    record = source() if record is None else record
    file = folder / f"{name}.yaml"
    if record:
        file.unlink(missing_ok=True)
    tape = vcr.VCR(
        record_mode=vcr.mode.NONE if not record else vcr.mode.ALL,
        match_on=["method", "path"],
        decode_compressed_response=True,
        before_record_request=_anonymous_request,
        before_record_response=_anonymous_answer,
    )
    async with _endpoint(record, script) as (model, base_url, key), httpx.AsyncClient(timeout=60) as client:
        with tape.use_cassette(str(file)):
            yield OpenAICompatibleModel(model, base_url, key, client, TokenCounter())


@asynccontextmanager
async def _endpoint(record: Source, script: Script) -> AsyncIterator[tuple[str, str, str | None]]:
    if record == "mock":
        async with mock_openai(script) as mock:
            yield "mock-model", mock.base_url, MOCK_KEY
    elif record == "live":
        settings = Settings()
        if settings.model_base_url is None:
            raise ValueError("DESKHAND_MODEL_BASE_URL names no endpoint to record from.")
        key = settings.model_api_key
        yield settings.model, settings.model_base_url, key.get_secret_value() if key else None
    else:
        yield "mock-model", NOBODY, None


def _anonymous_request(request: Any) -> Any:
    request.headers = {k: v for k, v in request.headers.items() if k.lower() in KEPT_HEADERS}
    request.uri = f"{NOBODY}/{urlsplit(request.uri).path.rpartition('/v1/')[2]}"
    return request


def _anonymous_answer(answer: dict[str, Any]) -> dict[str, Any]:
    """Of headers only the content's type stays: vendors put account names and request ids into the others."""
    kept = {k: v for k, v in answer["headers"].items() if k.lower() in KEPT_HEADERS}
    return answer | {"headers": kept}
