"""What a call leaves in the log."""

import pytest
import structlog
from structlog.testing import capture_logs

from providers.errors import Unavailable
from tests.providers.http.server import Clock, Script, answer, calling, serving


@pytest.fixture(autouse=True)
def own_logger(monkeypatch: pytest.MonkeyPatch) -> None:
    """A logger that no earlier test has bound to a configuration of its own."""
    monkeypatch.setattr("providers.calls.LOG", structlog.get_logger("providers.calls"))


async def test_each_call_leaves_one_line_without_anything_secret() -> None:
    """Where, how long, how often and the vendor's request id; no query, header or body."""
    failing = answer(500)
    found = answer(200, b'"HUSH-body"', "cf-ray: r1", "x-secret: HUSH-header")
    async with serving(failing, found) as server, calling(Clock()) as caller:
        with capture_logs() as lines:
            await caller.read(
                f"{server.url}/v1/tickets?a=HUSH-url",
                params=[("conditions", "HUSH-query")],
                headers={"authorization": "HUSH-key"},
                method="POST",
                json={"a": "HUSH-json"},
            )
    assert lines == [
        {
            "event": "psa_called",
            "log_level": "info",
            "vendor": "Acme",
            "connection_id": "c1",
            "method": "POST",
            "host": "127.0.0.1",
            "path": "/v1/tickets",
            "status": 200,
            "size": 11,
            "request_id": "r1",
            "failure": None,
            "attempts": 2,
            "seconds": 0.25,
        }
    ]


async def test_a_failed_call_is_logged_by_the_kind_of_its_failure() -> None:
    """The sentence for people stays out of it, and so does what the server sent."""
    async with serving(Script(b"HUSH\r\n\r\n", breaks=True)) as server, calling(Clock()) as caller:
        with capture_logs() as lines, pytest.raises(Unavailable) as failed:
            await caller.write("PATCH", f"{server.url}/x", json=["HUSH"])
    assert [(line["failure"], line["attempts"], line["status"]) for line in lines] == [
        ("Unavailable", 1, None)
    ]
    assert "HUSH" not in str(lines) + str(failed.value)


async def test_a_request_id_with_strange_characters_is_left_out() -> None:
    """A server writes nothing of its choice into our log or sentences."""
    async with serving(answer(200, b"{}", "x-request-id: " + "a" * 200)) as server, calling() as caller:
        assert (await caller.read(server.url)).request_id is None
