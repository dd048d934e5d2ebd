"""A client that others wrote works against the simulator as it is."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyconnectwise import ConnectWiseManageAPIClient
from pyconnectwise.exceptions import MalformedRequestException, NotFoundException

from tests.simulated import LOGIN, SimulatedPSA, simulated_connectwise


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate of this machine signed by itself, and its key: the client speaks https only."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    chain, private = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(made.public_bytes(pem))
    private.write_bytes(secret)
    return chain, private


@pytest.fixture
def client(
    tmp_path: Path, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[ConnectWiseManageAPIClient]:
    """pyconnectwise as it comes; it trusts our certificate by the variable its library reads."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))
    with simulated_connectwise(tmp_path, certificate=certificate) as psa:
        yield _client(psa)


def _client(psa: SimulatedPSA) -> ConnectWiseManageAPIClient:
    return ConnectWiseManageAPIClient(
        LOGIN.company,
        psa.address.removeprefix("https://"),
        LOGIN.client_id,
        LOGIN.public_key,
        LOGIN.private_key,
    )


def test_it_finds_the_code_base_and_reads_lists(client: ConnectWiseManageAPIClient) -> None:
    """Its models accept every record, and its paging follows our links to the end."""
    assert client.codebase == "v2026_1/"
    assert client.system.info.get().version == "v2026.1"
    assert [board.name for board in client.service.boards.get()] == ["Service Desk", "Projects"]
    assert len(client.service.boards.id(1).statuses.get()) == 3
    assert len(client.service.priorities.get()) == 3
    assert len(client.system.members.get()) == 3
    assert len(client.company.configurations.get()) == 2
    emails = [item.value for item in client.company.contacts.id(1).get().communication_items or []]
    assert emails == ["pat@acme.example"]
    pages = client.service.tickets.paginated(1, 10, params={"conditions": "closedFlag=False"})
    assert len({ticket.id for ticket in pages.all()}) == 30


def test_it_writes_a_ticket_with_its_note_and_time(client: ConnectWiseManageAPIClient) -> None:
    """Create, patch, note, schedule and time, each read back by its own models."""
    ticket = client.service.tickets.post(
        {"summary": "VPN down", "company": {"id": 1}, "externalXRef": "OPS-1"}
    )
    assert ticket.id is not None
    one = client.service.tickets.id(ticket.id)
    assert one.patch([{"op": "replace", "path": "status", "value": {"id": 12}}]).status.name == "In Progress"  # type: ignore[union-attr]
    note = one.notes.post({"text": "Restarted.", "internalAnalysisFlag": True})
    assert [each.id for each in one.notes.get()] == [note.id]
    entry = client.schedule.entries.post(
        {"objectId": ticket.id, "type": {"identifier": "S"}, "member": {"identifier": "sroe"}}
    )
    assert entry.member is not None
    assert one.get().resources == "sroe"
    logged = client.time.entries.post(
        {
            "chargeToId": ticket.id,
            "chargeToType": "ServiceTicket",
            "member": {"identifier": "sroe"},
            "timeStart": "2026-03-01T09:00:00Z",
            "timeEnd": "2026-03-01T09:30:00Z",
        }
    )
    assert logged.actual_hours == 0.5


def test_it_understands_refusals(client: ConnectWiseManageAPIClient) -> None:
    """400 and 404 are its own exceptions."""
    with pytest.raises(MalformedRequestException):
        client.service.tickets.post({"summary": "x" * 101, "company": {"id": 1}})
    with pytest.raises(NotFoundException):
        client.service.tickets.id(999999).get()
