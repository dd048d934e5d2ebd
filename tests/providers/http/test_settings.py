"""From the service's settings to what may be called."""

import pytest

from assistant.desk import build_desk
from assistant.settings import Settings
from providers.errors import InvalidRequest
from tests.providers.http.server import ACME


async def test_the_operator_approves_hosts_and_development_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without settings only the vendor's domains; approved hosts and loopback come one by one."""
    approved, local = "https://psa.example.net:8443", "http://127.0.0.1:9000"
    plain = build_desk(Settings()).web
    for url in (approved, local):
        with pytest.raises(InvalidRequest):
            plain.check(url, ACME)
    monkeypatch.setenv("DESKHAND_APPROVED_HOSTS", " psa.example.net:8443, other.example.net ,")
    monkeypatch.setenv("DESKHAND_DEVELOPMENT", "1")
    opened = build_desk(Settings()).web
    for url in (approved, local, "https://other.example.net"):
        opened.check(url, ACME)
