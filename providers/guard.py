"""Which addresses may be called: the vendor's hosts and those an operator approved, never our own network.

A name is looked up where the connection is made, and the very addresses that were judged are dialled: there
is no second look-up in which a name could lead elsewhere.
"""

import asyncio
import ipaddress
import re
import socket
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, quote, unquote, urlsplit

from providers.errors import FieldFault, InvalidRequest

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
Params = Sequence[tuple[str, str]]

MAX_URL_CHARACTERS = 8_000
MAX_HOST_CHARACTERS = 253
DEFAULT_PORTS = {"https": 443, "http": 80}
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_UNWANTED = re.compile(r"[\x00-\x20\x7f\\]")
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
_NEVER = tuple(
    ipaddress.ip_network(each)
    for each in (
        "168.63.129.16/32",  # a cloud's metadata service on a public address
        "192.0.0.0/24",
        "192.88.99.0/24",
        "2001::/23",  # Teredo and its neighbours carry IPv4 addresses within
        "2001:db8::/32",
        "2002::/16",  # 6to4 does too
        "3fff::/20",
    )
)


class Forbidden(Exception):
    """The name leads to an address that may not be called."""


class UnknownName(Exception):
    """The name could not be looked up; nothing was sent."""


@dataclass(frozen=True, slots=True)
class VendorHosts:
    """A vendor's name for people, and the domains under which its servers live."""

    name: str
    suffixes: tuple[str, ...] = ()

    def hold(self, host: str) -> bool:
        return any(host == suffix or host.endswith(f".{suffix}") for suffix in self.suffixes)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads: a normalised host (IPv6 without brackets), percent-encoded path and query."""

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    def asking(self, query: str) -> "Target":
        """The same with more of a query, percent-encoded already."""
        return replace(self, query="&".join(filter(None, (self.query, query))))

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        query = f"?{self.query}" if self.query else ""
        return f"{self.scheme}://{host}{port}{self.path}{query}"


async def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, in the order in which the system would try them.

    Raises:
        OSError: The name is not known, or the name servers do not answer.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class Guard:
    """Judges URLs and the addresses behind their names.

    Args:
        development: Also allow plain http and any port, but then only to this machine's loopback.
        approved_hosts: Hosts outside the vendors' domains, each `host` (port 443) or `host:port`.
        resolve: How a name is looked up.

    Raises:
        ValueError: An approved host is not a host.
    """

    def __init__(
        self, *, development: bool, approved_hosts: frozenset[str], resolve: Resolve = look_up
    ) -> None:
        self._development = development
        self._approved = frozenset(_approved(each) for each in approved_hosts)
        self._resolve = resolve

    def judge(self, url: str, hosts: VendorHosts) -> Target:
        """Where the URL leads, if that vendor may be called there. Looks nothing up.

        Raises:
            InvalidRequest: It may not; the sentence says why and what to do.
        """
        try:
            split = _split(url)
            target = _target(split, normal_host(split.hostname or ""))
        except ValueError as fault:
            raise refusal(hosts, f"its site address {fault}", "Correct the address") from fault
        if reason := self._objection(target, hosts):
            raise refusal(hosts, *reason)
        return target

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """The addresses of a host, each of which may be called.

        Raises:
            Forbidden: At least one of them may not, so none is given.
            UnknownName: There is none.
        """
        try:
            found = [host] if is_literal(host) else list(await self._resolve(host, port))
        except (OSError, UnicodeError) as fault:
            raise UnknownName(host) from fault
        if not found:
            raise UnknownName(host)
        if not all(self._may_dial(each) for each in found):
            raise Forbidden(host)
        return found

    def _may_dial(self, address: str) -> bool:
        return is_public(address) or (self._development and is_loopback(address))

    def _objection(self, target: Target, hosts: VendorHosts) -> tuple[str, str] | None:
        if self._development and _is_local(target.host):
            return None
        if target.scheme != "https":
            return "its site address does not begin with https://", "Correct the address"
        if is_literal(target.host) and not self._may_dial(target.host):
            return f"{target.host} lies in a private or reserved network", "Enter the PSA's public address"
        if (target.host, target.port) in self._approved:
            return None
        if not hosts.hold(target.host):
            known = " or ".join(hosts.suffixes) or "none"
            return (
                f"{target.host} is not one of its addresses (known: {known})",
                "Correct the address, or ask the operator of this service to approve the host",
            )
        if target.port != DEFAULT_PORTS["https"]:
            return (
                f"port {target.port} is not allowed",
                "Leave the port out, or ask the operator of this service to approve it",
            )
        return None


def refusal(hosts: VendorHosts, reason: str, remedy: str) -> InvalidRequest:
    """The error for an address that may not be called."""
    sentence = f"{hosts.name} was not called: {reason}. Nothing was sent. {remedy}."
    return InvalidRequest(sentence, (FieldFault("site_url", sentence),))


def normal_host(written: str) -> str:
    """A host as it is compared: compatibility forms of letters and dots folded, lower case, no final dot.

    Raises:
        ValueError: Letters outside a–z, a zone, or a number that some programs read as an IPv4 address.
    """
    host = unicodedata.normalize("NFKC", written).lower().replace("。", ".").removesuffix(".")
    if ":" in host:
        if "%" in host:
            raise ValueError("names a network zone")
        return str(ipaddress.IPv6Address(host))
    labels = host.split(".")
    if not host.isascii():
        raise ValueError("has a host with letters that can be mistaken for others; write its xn-- form")
    if len(host) > MAX_HOST_CHARACTERS or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("has no valid host")
    if _NUMBER.fullmatch(labels[-1]):
        return _plain_ipv4(host)
    return host


def is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(address: str) -> bool:
    return is_literal(address) and ipaddress.ip_address(address).is_loopback


def is_public(address: str) -> bool:
    """Whether an address is somewhere on the internet. IPv6 forms that carry an IPv4 address are not."""
    if not is_literal(address) or "%" in address:
        return False
    found = ipaddress.ip_address(address)
    if found.version == 6 and found not in _GLOBAL_IPV6:
        return False
    refused = found.is_multicast or found.is_reserved or found.is_link_local or found.is_unspecified
    return found.is_global and not refused and not any(found in network for network in _NEVER)


def _is_local(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost") or is_loopback(host)


def _plain_ipv4(host: str) -> str:
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError:
        raise ValueError("has a number where a host belongs") from None


def _split(url: str) -> SplitResult:
    if len(url) > MAX_URL_CHARACTERS or _UNWANTED.search(url):
        raise ValueError("is too long or holds spaces, backslashes or control characters")
    try:
        split = urlsplit(url)
        _ = split.port
    except ValueError:
        raise ValueError("cannot be read") from None
    if split.scheme not in DEFAULT_PORTS:
        raise ValueError("does not begin with https://")
    if "@" in split.netloc:
        raise ValueError("holds a user name")
    return split


def _target(split: SplitResult, host: str) -> Target:
    if any(unquote(segment) in {".", ".."} for segment in split.path.split("/")):
        raise ValueError("holds a path that climbs up")
    port = DEFAULT_PORTS[split.scheme] if split.port is None else split.port
    path = quote(split.path, safe="/%:@!$&'()*+,;=~") or "/"
    return Target(split.scheme, host, port, path, quote(split.query, safe="/?%:@!$&'()*+,;=~"))


def _approved(entry: str) -> tuple[str, int]:
    try:
        split = urlsplit(f"https://{entry.strip()}")
        host, port = normal_host(split.hostname or ""), split.port
    except ValueError:
        host, port = "", None
    if not host or "@" in entry or split.path or split.query or split.fragment:
        raise ValueError(f"{entry!r} is no host to approve; write host or host:port.")
    return host, DEFAULT_PORTS["https"] if port is None else port
