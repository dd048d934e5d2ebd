"""Which addresses may be called."""

from collections.abc import Sequence

import httpcore
import pytest

from providers.errors import InvalidRequest, Unavailable
from providers.guard import Forbidden, Guard, UnknownName, VendorHosts, is_public
from providers.http import Web
from tests.providers.http.server import ACME, Clock, calling

NAMELESS: frozenset[str] = frozenset()


async def nobody(host: str, port: int) -> Sequence[str]:
    raise OSError(f"{host}:{port}")


def guard(*approved: str, development: bool = False) -> Guard:
    return Guard(development=development, approved_hosts=frozenset(approved), resolve=nobody)


def origin(url: str, *approved: str, development: bool = False) -> tuple[str, str, int]:
    return guard(*approved, development=development).judge(url, ACME).origin


@pytest.mark.parametrize(
    "url",
    [
        "https://acme.example",
        "https://na.acme.example/v4_6/path?x=1",
        "https://NA.Acme.Example:443/",
        "https://na.acme.example./",
        "https://ｎａ．ａｃｍｅ.example/",
        "https://na。acme｡example/",
    ],
)
def test_a_vendors_own_hosts_may_be_called_however_they_are_typed(url: str) -> None:
    """A host under the vendor's domain passes, with letters and dots folded to their plain form."""
    scheme, host, port = origin(url)
    assert (scheme, port) == ("https", 443)
    assert host in {"acme.example", "na.acme.example"}


@pytest.mark.parametrize(
    "url",
    [
        "http://na.acme.example",
        "ftp://na.acme.example",
        "na.acme.example",
        "//na.acme.example",
        "https://",
        "https:///path",
        "",
        "https://user@na.acme.example",
        "https://user:secret@na.acme.example",
        "https://na.acme.example:8443",
        "https://na.acme.example:0",
        "https://na.acme.example:99999",
        "https://na.acme.example:x",
        "https://evil.example",
        "https://acme.example.evil.example",
        "https://notacme.example",
        "https://acme.example@evil.example",
        "https://evil.example\\@na.acme.example",
        "https://evil.example#@na.acme.example",
        "https://evil.example?.acme.example",
        "https://evil.example/.acme.example",
        "https://na.acme.example\n.evil.example",
        "https://na.acme.example\t",
        "https://na..acme.example",
        "https://na.acme.example..",
        "https://-na.acme.example",
        "https://%6ea.acme.example",
        "https://na_x.acme.example%00",
        "https://na.аcme.example",
        "https://na.acmé.example",
        "https://xn--na-acme.example",
        "https://na.acme.example/a/../b",
        "https://na.acme.example/a/%2e%2E/b",
        "https://na.acme.example/" + "x" * 9000,
        "https://localhost",
        "https://127.0.0.1",
        "https://[::1]",
        "https://93.184.216.34",
        "https://[acme.example]",
    ],
)
def test_every_other_address_is_refused_with_a_sentence(url: str) -> None:
    """What is not plainly the vendor's host over https on its usual port is not called."""
    with pytest.raises(InvalidRequest) as refused:
        Web().check(url, ACME)
    assert str(refused.value).startswith("Acme was not called: ")
    assert "Nothing was sent." in str(refused.value)
    assert "secret" not in str(refused.value)
    assert [fault.field for fault in refused.value.fields] == ["site_url"]


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "①②⑦.0.0.1",
        "127.0.0.1.",
        "0",
        "10.0.0.5",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[fe80::1%25eth0]",
        "[fd00:ec2::254]",
        "[2002:7f00:1::]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_even_an_approved_number_never_leads_into_a_private_network(host: str) -> None:
    """Approving a host does not open the inner network, in whatever way its number is written."""
    with pytest.raises((InvalidRequest, ValueError)):
        guard(host).judge(f"https://{host}/", ACME)


def test_an_approved_host_may_be_called_on_its_port_only() -> None:
    """`host` approves port 443, `host:port` that port."""
    assert origin("https://psa.example.net/x", "PSA.example.net") == ("https", "psa.example.net", 443)
    assert origin("https://psa.example.net:8443", "psa.example.net:8443")[2] == 8443
    for url in ("https://psa.example.net:8443", "https://a.psa.example.net", "http://psa.example.net"):
        with pytest.raises(InvalidRequest):
            origin(url, "psa.example.net")


@pytest.mark.parametrize(
    "entry", ["https://psa.example.net", "a b", "psa.example.net/x", "u@psa.example.net", "*"]
)
def test_an_approved_host_that_is_none_stops_the_start(entry: str) -> None:
    """A mistake in the list is told at once, not at the first call."""
    with pytest.raises(ValueError, match="host to approve"):
        Web(approved_hosts=frozenset({entry}))


def test_development_opens_this_machine_and_nothing_else() -> None:
    """Loopback over http and on any port; other private addresses and plain http elsewhere stay shut."""
    for url in ("http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000", "https://127.0.0.1"):
        assert origin(url, development=True)
        with pytest.raises(InvalidRequest):
            origin(url)
    for url in (
        "http://10.0.0.1",
        "http://na.acme.example",
        "http://0.0.0.0:9000",
        "https://na.acme.example:1",
    ):
        with pytest.raises(InvalidRequest):
            origin(url, development=True)


PRIVATE = """
0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.8.8.8 169.254.169.254 168.63.129.16 172.31.0.1
192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1
240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:10.0.0.1 ::ffff:93.184.216.34 64:ff9b::a00:1 64:ff9b:1::1
100::1
2001::1 2001:db8::1 2002:a00:1:: 3fff::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1
2606:2800:220:1::1%eth0 nonsense
""".split()


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_name_that_leads_to_one_such_address_is_not_called_at_all(address: str) -> None:
    """One address that is not public spoils all: nobody picks the good one among them."""

    async def both(host: str, port: int) -> Sequence[str]:
        return ["93.184.216.34", address]

    assert not is_public(address)
    with pytest.raises(Forbidden):
        await Guard(development=False, approved_hosts=NAMELESS, resolve=both).addresses("acme.example", 443)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
async def test_public_addresses_are_given_as_they_were_found(address: str) -> None:
    """What was judged is what is dialled."""

    async def one(host: str, port: int) -> Sequence[str]:
        return [address]

    guarding = Guard(development=False, approved_hosts=NAMELESS, resolve=one)
    assert await guarding.addresses("acme.example", 443) == [address]


async def test_a_name_without_addresses_is_unknown() -> None:
    """No answer and an empty answer are the same."""

    async def none(host: str, port: int) -> Sequence[str]:
        return []

    for resolve in (none, nobody):
        with pytest.raises(UnknownName):
            await Guard(development=False, approved_hosts=NAMELESS, resolve=resolve).addresses(
                "a.example", 443
            )


async def test_a_name_that_changes_between_two_look_ups_never_reaches_us(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A resolver that answers publicly first and privately then: each connection has one look-up, and only
    what that look-up gave is dialled."""
    asked: list[str] = []
    dialled: list[str] = []

    async def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    async def dial(self: object, host: str, port: int, **_: object) -> httpcore.AsyncNetworkStream:
        dialled.append(host)
        raise httpcore.ConnectError("unreachable")

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", dial)
    async with calling(Clock(), development=False, resolve=rebinding) as caller:
        with pytest.raises(InvalidRequest, match="leads into a private or reserved network") as refused:
            await caller.read("https://na.acme.example/x")
    assert "Nothing was sent." in str(refused.value)
    assert (asked, dialled) == (["na.acme.example"] * 2, ["93.184.216.34"])


async def test_the_next_address_is_tried_when_one_takes_no_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name with several addresses is reachable as long as one of them is."""
    dialled: list[str] = []

    async def two(host: str, port: int) -> Sequence[str]:
        return ["2606:2800:220:1:248:1893:25c8:1946", "93.184.216.34"]

    async def dial(self: object, host: str, port: int, **_: object) -> httpcore.AsyncNetworkStream:
        dialled.append(host)
        raise httpcore.ConnectError("unreachable")

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", dial)
    async with calling(Clock(), development=False, resolve=two) as caller:
        with pytest.raises(Unavailable):
            await caller.write("POST", "https://na.acme.example/x", json={})
    assert dialled == ["2606:2800:220:1:248:1893:25c8:1946", "93.184.216.34"]


def test_a_vendor_without_domains_lives_on_approved_hosts_alone() -> None:
    """An empty list of domains allows nothing by itself."""
    with pytest.raises(InvalidRequest, match="known: none"):
        guard().judge("https://psa.example.net", VendorHosts("Home-made"))
