"""Secure connections: the address is pinned, the name is not lost."""

import asyncio
import ssl
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from providers.errors import Unavailable
from providers.http import Web
from tests.providers.http.server import ACME, NOW, Clock, Server, serving


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for psa.test with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "psa.test")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=9000))
        .not_valid_after(NOW + timedelta(days=9000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("psa.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "psa.pem"
    encoding = serialization.Encoding.PEM
    secret = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + made.public_bytes(encoding))
    return path


def server_side(certificate: Path, names: list[str | None]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    return context


async def here(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def web_to(server: Server, trust: Path | None) -> Web:
    tls = ssl.create_default_context(cafile=trust) if trust else None
    approved = frozenset(f"{name}.test:{server.port}" for name in ("psa", "other"))
    return Web(True, approved, resolve=here, timing=Clock().timing, tls=tls)


async def test_the_pinned_address_is_dialled_and_the_name_is_proved(certificate: Path) -> None:
    """Server name, certificate and Host header are those of the name that was looked up."""
    names: list[str | None] = []
    async with serving(tls=server_side(certificate, names)) as server:
        web = web_to(server, certificate)
        answer = await web.caller("c1", ACME).read(f"https://psa.test:{server.port}/x")
        await web.close()
        assert (answer.status, names) == (200, ["psa.test"])
        assert f"host: psa.test:{server.port}" in server.heads[0].lower()


@pytest.mark.parametrize(("name", "trusted"), [("other", True), ("psa", False)])
async def test_a_server_that_cannot_prove_its_name_gets_no_byte(
    certificate: Path, name: str, trusted: bool
) -> None:
    """Another name's certificate, or one that nobody vouches for: nothing is sent and nothing retried."""
    names: list[str | None] = []
    async with serving(tls=server_side(certificate, names)) as server:
        web = web_to(server, certificate if trusted else None)
        caller = web.caller("c1", ACME)
        with pytest.raises(Unavailable, match=rf"did not prove that it is {name}\.test") as failed:
            await caller.write("POST", f"https://{name}.test:{server.port}/x", json={})
        with pytest.raises(Unavailable, match=r"Nothing was changed\. Ask an admin"):
            await caller.read(f"https://{name}.test:{server.port}/x")
        await web.close()
        assert (failed.value.applied, server.heads, len(names)) == ("no", [], 2)


async def test_a_server_without_tls_is_not_spoken_to_in_clear(certificate: Path) -> None:
    """Keys never travel over a connection that is not encrypted."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        heard.append(await reader.read(100))
        writer.close()

    heard: list[bytes] = []
    listening = await asyncio.start_server(speak, "127.0.0.1", 0)
    server = Server((), listening.sockets[0].getsockname()[1])
    web = web_to(server, certificate)
    with pytest.raises(Unavailable, match="does not speak TLS as it should") as failed:
        await web.caller("c1", ACME).write("POST", f"https://psa.test:{server.port}/x", json={})
    await web.close()
    listening.close()
    assert failed.value.applied == "no"
    assert not any(b"POST" in each for each in heard)
