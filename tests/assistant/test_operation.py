"""Health, readiness, figures and logs."""

import json
import logging

import httpx
import pytest
import structlog
from fastapi import FastAPI

from assistant.app import create_app
from assistant.desk import Desk, build_desk
from assistant.settings import Settings
from assistant.telemetry import configure_logging
from tests.conftest import Inhabitant


async def test_alive_and_ready(client: httpx.AsyncClient) -> None:
    """With its database in place the service is healthy and ready."""
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ready"}


async def test_without_a_database_it_lives_but_is_not_ready(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A service whose database is not there says 503 on /readyz and goes on saying that it lives."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("empty"), DATABASE_URL="sqlite:////nowhere/at/all.db"
    )
    desk = build_desk(settings)
    transport = httpx.ASGITransport(app=create_app(settings, desk=desk))
    async with httpx.AsyncClient(transport=transport, base_url="http://deskhand.test") as client:
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/readyz")).status_code == 503
    await desk.close()


async def test_an_old_database_is_not_ready(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Before the migrations ran nobody is sent here."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("new"))
    desk = build_desk(settings)
    transport = httpx.ASGITransport(app=create_app(settings, desk=desk))
    async with httpx.AsyncClient(transport=transport, base_url="http://deskhand.test") as client:
        assert (await client.get("/readyz")).status_code == 503
    await desk.close()


async def test_figures_count_by_route_not_by_id(alex: Inhabitant) -> None:
    """The metrics name routes; no id and no query of a request is in them."""
    await alex.client.delete("/api/me/tokens/some-token-id")
    await alex.client.get("/no/such/page/12345")
    figures = (await alex.client.get("/metrics")).text
    assert 'route="/api/me/tokens/{token_id}",status="404"' in figures
    assert "some-token-id" not in figures
    assert "12345" not in figures


async def test_logs_are_json_without_secrets_or_words(
    app: FastAPI, client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """A log line is one JSON object with the request id; no passwords, tokens and people's words."""
    before = logging.getLogger().handlers[:]
    configure_logging()
    try:
        await client.post("/api/sign-in", json={"email": "a@b.example", "password": "hunter2hunter2"})
        structlog.get_logger("x").info("said", message_text="my printer is on fire", api_token="dh_abc")
    finally:
        logging.getLogger().handlers[:] = before
        structlog.reset_defaults()
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    request = next(line for line in lines if line["event"] == "request")
    assert request["route"] == "/api/sign-in"
    assert request["request_id"]
    for word in ("hunter2", "printer", "dh_abc"):
        assert word not in str(lines)


async def test_the_app_starts_and_stops_by_itself(tmp_path_factory: pytest.TempPathFactory) -> None:
    """An ASGI server needs nothing but `create_app`: the lifespan migrates, fills the demo and closes."""
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("alone")))
    async with app.router.lifespan_context(app):
        desk: Desk = app.state.desk
        account = await desk.users.first_account()
        assert account is not None
        assert account.name == "Demo MSP"
