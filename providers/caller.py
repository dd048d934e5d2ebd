"""Calling PSAs over HTTP: what every request carries, and the two ways that reads and writes take."""

import re
import ssl
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import quote, urlencode

import httpx
import orjson

from providers.answer import Answer
from providers.calls import Call, Route
from providers.errors import InvalidRequest
from providers.guard import Guard, Params, VendorHosts
from providers.pacing import Pace
from providers.wire import GuardedTransport

KEPT_CONNECTIONS = 100
STANDARD_HEADERS = {"accept": "application/json", "accept-encoding": "gzip", "user-agent": "deskhand"}
_PRINTABLE = re.compile(r"[\x20-\x7e]*")


class Ways:
    """The connections to all PSAs; each of the two ways is opened when it is first needed.

    Args:
        tls: Which certificates are trusted; by default the usual authorities, or those of SSL_CERT_FILE.
    """

    def __init__(self, guard: Guard, tls: ssl.SSLContext | None = None) -> None:
        self._guard = guard
        self._tls = tls

    @cached_property
    def reading(self) -> GuardedTransport:
        """Carries reads, over connections that are kept open."""
        return GuardedTransport(self._guard, self._trust, keep_connections=KEPT_CONNECTIONS)

    @cached_property
    def writing(self) -> GuardedTransport:
        """Carries writes, each over a fresh connection: a kept one may close just as the write leaves, and
        then nobody knows whether the PSA saw it."""
        return GuardedTransport(self._guard, self._trust, keep_connections=0)

    def caller(self, key: str, hosts: VendorHosts, pace: Pace, seconds: float) -> "Caller":
        """Calls one vendor for one connection; a read may take so many seconds, its retries included."""
        return Caller(self, Route(key, hosts, self._guard, pace, seconds))

    async def close(self) -> None:
        """Close every connection; what is under way fails."""
        for name in ("reading", "writing"):
            transport: GuardedTransport | None = self.__dict__.pop(name, None)
            if transport:
                await transport.aclose()

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return self._tls or httpx.create_ssl_context()


class Caller:
    """Calls one vendor for one connection."""

    def __init__(self, ways: Ways, route: Route) -> None:
        self._ways = ways
        self._route = route

    async def read(
        self,
        url: str,
        *,
        params: Params = (),
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        json: object = None,
    ) -> Answer:
        """Ask for something, with at most two retries; only for what changes nothing.

        Any status but 429 comes back as an `Answer`, also a server's error that the retries did not cure.
        Redirects of a GET are followed on the same host.

        Raises:
            InvalidRequest: The address may not be called, or a value cannot be sent.
            RateLimited: The PSA asks for a longer pause than is worth waiting, or asked a third time.
            Unavailable: No answer; nothing was changed.
            UnexpectedResponse: The answer is too large, cannot be unpacked, or points to another host.
        """
        request = self._request(method, url, params, headers, json)
        call = Call(self._route, self._ways.reading, request, writing=False)
        return await call.logged(call.insist())

    async def write(
        self,
        method: str,
        url: str,
        *,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        params: Params = (),
    ) -> Answer:
        """Change something, in one attempt. Any status but 429 and a redirect comes back as an `Answer`.

        Raises:
            InvalidRequest: The address may not be called, or a value cannot be sent. Nothing was written.
            RateLimited: Nothing was written.
            Unavailable: `applied` says whether the change may have been made.
            UnexpectedResponse: An answer came that cannot be read; the change may have been made.
        """
        request = self._request(method, url, params, headers, json)
        call = Call(self._route, self._ways.writing, request, writing=True)
        return await call.logged(call.once())

    def _request(
        self, method: str, url: str, params: Params, headers: Mapping[str, str] | None, json: object
    ) -> httpx.Request:
        target = self._route.guard.judge(url, self._route.hosts).asking(
            urlencode(list(params), quote_via=quote)
        )
        sent = STANDARD_HEADERS | {name.lower(): value for name, value in (headers or {}).items()}
        for name, value in sent.items():
            if not _PRINTABLE.fullmatch(value):
                raise self._unsendable(f"the header {name}", "Ask an admin to check the credentials.")
        if json is None:
            return httpx.Request(method, target.url, headers=sent)
        sent.setdefault("content-type", "application/json")
        return httpx.Request(method, target.url, headers=sent, content=self._as_json(json))

    def _as_json(self, json: object) -> bytes:
        try:
            return orjson.dumps(json)
        except orjson.JSONEncodeError as fault:
            raise self._unsendable("the text", "Write it again without the unusual ones.") from fault

    def _unsendable(self, what: str, remedy: str) -> InvalidRequest:
        name = self._route.hosts.name
        return InvalidRequest(
            f"{name} was not called: {what} holds characters that cannot be sent. "
            f"Nothing was written. {remedy}"
        )
