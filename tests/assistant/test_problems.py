"""Whatever goes wrong, the caller gets a problem document and nothing of our insides."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from assistant.errors import DeskError, PsaRefused, PsaUnavailable, Stale
from assistant.problems import PROBLEM_TYPE, document, translate
from providers import errors as psa
from tests.conftest import Inhabitant

MEMBERS = {"type", "title", "detail", "status", "remedy", "request_id"}


def _broken(app: FastAPI) -> None:
    @app.get("/api/broken")
    async def broken() -> None:
        raise RuntimeError("the password is hunter2")


async def test_a_fault_of_ours_tells_nothing_of_our_insides(app: FastAPI, client: httpx.AsyncClient) -> None:
    """An unexpected error is a 500 problem with the request id to ask by, without trace or message."""
    _broken(app)
    answer = await client.get("/api/broken", headers={"X-Request-ID": "my-request-1"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == PROBLEM_TYPE
    assert set(answer.json()) == MEMBERS
    assert "hunter2" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"] == "my-request-1"


async def test_a_browser_sees_a_page_instead(app: FastAPI, client: httpx.AsyncClient) -> None:
    """The same fault on a page is a page, for a person."""
    answer = await client.get("/no-such-page", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["x-request-id"] in answer.text


@pytest.mark.parametrize("path", ["/api/nowhere", "/nowhere", "/api/me/../../etc/passwd", "/%00"])
async def test_an_unknown_address_is_a_404_problem(client: httpx.AsyncClient, path: str) -> None:
    """Nothing there: said as a problem document."""
    answer = await client.get(path)
    assert answer.status_code == 404
    assert set(answer.json()) >= MEMBERS


async def test_a_wrong_method_names_the_right_ones(client: httpx.AsyncClient) -> None:
    """405 comes with Allow, which has the methods of all routes at that address."""
    answer = await client.put("/api/me/tokens")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"
    assert set(answer.json()) >= MEMBERS


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"1e999", b'{"email": 1}', b"\xff\xfe", b"[" * 10_000, b'"\\ud800"'],
)
async def test_a_broken_body_is_refused_by_field(client: httpx.AsyncClient, content: bytes) -> None:
    """Half JSON, wrong types, foreign bytes and deep nesting are the caller's fault, never ours."""
    answer = await client.post("/api/sign-in", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert set(answer.json()) >= MEMBERS


async def test_what_was_sent_is_not_echoed(client: httpx.AsyncClient) -> None:
    """A refused value, which may be a password, does not come back in the answer."""
    answer = await client.post("/api/sign-in", json={"email": ["x"], "password": {"secret": "hunter2"}})
    assert answer.status_code == 422
    assert "hunter2" not in answer.text


@pytest.mark.parametrize("text", ["a\u0000b", "\ud800", "\u202eevil", "<script>", "'; DROP TABLE users; --"])
async def test_hostile_text_is_text(alex: Inhabitant, text: str) -> None:
    """Control characters are refused by field; markup and SQL are kept as the text they are."""
    body = b'{"name": "%s", "scopes": ["read"]}' % text.encode("unicode_escape").replace(b"\\x", b"\\u00")
    answer = await alex.client.post(
        "/api/me/tokens", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (201, 422)
    assert (answer.status_code == 201) == text.isprintable()
    if answer.status_code == 201:
        assert answer.json()["name"] == text


async def test_a_body_over_two_megabytes_is_refused(client: httpx.AsyncClient) -> None:
    """By its announced length, before a byte is read."""
    answer = await client.post("/api/sign-in", content=b"x" * (2 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert set(answer.json()) >= MEMBERS


async def test_a_body_that_hides_its_length_is_refused_too(client: httpx.AsyncClient) -> None:
    """A stream without a length is counted while it comes."""

    async def drip() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 64 * 1024

    answer = await client.post("/api/sign-in", content=drip(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("error", "status", "applied"),
    [
        (psa.AuthenticationFailed("keys"), 502, "no"),
        (psa.PermissionDenied("role"), 502, "no"),
        (psa.NotFound("gone"), 404, None),
        (psa.InvalidRequest("bad", (psa.FieldFault("summary", "too long"),)), 422, "no"),
        (psa.Conflict("merged"), 409, "no"),
        (psa.RateLimited("slow", 2.5), 503, "no"),
        (psa.Unavailable("down", "unknown"), 503, "unknown"),
        (psa.UnexpectedResponse("odd"), 502, "unknown"),
    ],
)
def test_what_the_psa_says_reaches_the_engineer(
    error: psa.ProviderError, status: int, applied: str | None
) -> None:
    """A PSA's error becomes a status, keeps its words, and says whether something may have been written."""
    known = translate(error)
    assert known.status == status
    assert known.detail == str(error)
    assert known.extras.get("applied") == applied


def test_a_problem_document_names_its_kind_and_keeps_extras() -> None:
    """Programs tell problems apart by `type` and read what is special about each."""
    made = document(Stale("moved", extras={"changes": [1]}), "r1").model_dump()
    assert made["type"] == "urn:deskhand:stale"
    assert made["changes"] == [1]
    assert document(PsaUnavailable("x"), "").type == "urn:deskhand:psa-unavailable"
    assert isinstance(translate(psa.PermissionDenied("x")), PsaRefused)
    assert isinstance(translate(RuntimeError("x")), DeskError)


async def test_every_answer_is_protected(client: httpx.AsyncClient) -> None:
    """Type sniffing, framing by others and foreign scripts are ruled out on every answer, errors too."""
    first, second = await client.get("/healthz"), await client.get("/api/me")
    for answer in (first, second):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "script-src 'self' 'nonce-" in answer.headers["content-security-policy"]
        assert "unsafe-inline" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
    assert first.headers["content-security-policy"] != second.headers["content-security-policy"]


async def test_an_odd_request_id_is_replaced(client: httpx.AsyncClient) -> None:
    """What the caller sends as an id cannot forge log lines or headers."""
    answer = await client.get("/healthz", headers={"X-Request-ID": "a b\tc"})
    assert answer.headers["x-request-id"] != "a b\tc"
