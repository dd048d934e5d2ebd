"""One call of a PSA with its attempts: waits its turn, retries what may be retried, says what is true."""

import asyncio
import re
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx
import structlog

from providers.answer import Answer
from providers.errors import InvalidRequest, ProviderError, RateLimited, Unavailable
from providers.guard import Forbidden, Guard, UnknownName, VendorHosts
from providers.outages import Untrusted, explain, rate_limited, redirected
from providers.pacing import LIMITED_BACKOFF_SECONDS, Busy, Pace, Paused, retry_after_seconds
from providers.wire import Reply, Sending, Unreadable, exchange

LOG = structlog.get_logger(__name__)

MAX_RETRIES = 2
MAX_REDIRECTS = 3
MAX_READ_PAUSE_SECONDS = 20.0
MAX_WRITE_PAUSE_SECONDS = 5.0
MAX_WRITE_TURN_SECONDS = 10.0
MIN_PAUSE_SECONDS = 0.5
TRY_AGAIN = frozenset({500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
REQUEST_IDS = (
    "x-cw-request-id",
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
    "cf-ray",
)
_REQUEST_ID = re.compile(r"[\x21-\x7e]{1,128}")
_FAULTS = (Forbidden, UnknownName, Unreadable, Busy, Paused, httpx.HTTPError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Route:
    """What the calls of one connection share."""

    key: str
    hosts: VendorHosts
    guard: Guard
    pace: Pace
    seconds: float


@dataclass(slots=True)
class Call:
    """One call. Use it once."""

    route: Route
    transport: httpx.AsyncBaseTransport
    request: httpx.Request
    writing: bool
    attempts: int = 0
    sending: Sending = field(default_factory=Sending)

    async def insist(self) -> Answer:
        """A read: up to two retries, all within the route's seconds. Errors: see `Caller.read`."""
        deadline = self._now() + self.route.seconds
        while True:
            outcome = await self._outcome(deadline)
            wait = self._wait_for_next(outcome)
            if wait is None or self._now() + wait >= deadline:
                return _given(outcome)
            await self.route.pace.timing.sleep(wait)

    async def once(self) -> Answer:
        """A write: one attempt. Errors: see `Caller.write`."""
        return await self._attempt(self._now() + MAX_WRITE_TURN_SECONDS)

    async def logged(self, work: Awaitable[Answer]) -> Answer:
        """Carry out and leave one line in the log; neither query, headers nor bodies are in it."""
        began, answer, failure = self._now(), None, None
        try:
            answer = await work
        except BaseException as fault:
            failure = type(fault).__name__
            raise
        finally:
            LOG.info(
                "psa_called",
                vendor=self.route.hosts.name,
                connection_id=self.route.key,
                method=self.request.method,
                host=self.request.url.host,
                path=self.request.url.path,
                status=answer and answer.status,
                size=answer and len(answer.body),
                request_id=answer and answer.request_id,
                failure=failure,
                attempts=self.attempts,
                seconds=round(self._now() - began, 3),
            )
        return answer

    def _now(self) -> float:
        return self.route.pace.timing.monotonic()

    async def _outcome(self, deadline: float) -> Answer | ProviderError:
        try:
            return await self._attempt(deadline)
        except ProviderError as failed:
            return failed

    def _wait_for_next(self, outcome: Answer | ProviderError) -> float | None:
        """Seconds until the next attempt; None when there shall be none."""
        pace = self.route.pace
        if self.attempts > MAX_RETRIES or isinstance(outcome, Untrusted):
            return None
        match outcome:
            case RateLimited():
                wait = pace.pause_left_seconds
            case Answer(status=status) if status in TRY_AGAIN:
                asked = retry_after_seconds(outcome.headers.get("retry-after"), pace.timing.now())
                wait = max(asked or 0.0, pace.timing.backoff(self.attempts))
            case Unavailable():
                wait = pace.timing.backoff(self.attempts)
            case _:
                return None
        return wait if wait <= MAX_READ_PAUSE_SECONDS else None

    async def _attempt(self, turn_by: float) -> Answer:
        """Send once, when it is our turn. A read ends by then, too; a write has the route's seconds."""
        self.attempts += 1
        self.sending = Sending()
        pace, longest = self.route.pace, MAX_WRITE_PAUSE_SECONDS if self.writing else MAX_READ_PAUSE_SECONDS
        try:
            async with pace.turn(turn_by, longest):
                seconds = self.route.seconds if self.writing else turn_by - self._now()
                async with asyncio.timeout(seconds):
                    reply = await self._followed()
        except _FAULTS as fault:
            host = self.request.url.host
            raise explain(
                fault, self.route.hosts, host, writing=self.writing, sent=self.sending.begun
            ) from fault
        return self._answer(reply)

    async def _followed(self) -> Reply:
        """The answer, after redirects of a GET on the same host."""
        request = self.request
        for _ in range(MAX_REDIRECTS + 1):
            reply = await exchange(self.transport, request, self.sending)
            if reply.status not in REDIRECTS:
                return reply
            request = self._next(request, reply)
        raise redirected(self.route.hosts, writing=False)

    def _next(self, request: httpx.Request, reply: Reply) -> httpx.Request:
        try:
            here = self.route.guard.judge(str(request.url), self.route.hosts)
            there = self.route.guard.judge(
                urljoin(str(request.url), reply.headers.get("location", "//")), self.route.hosts
            )
        except (InvalidRequest, ValueError) as fault:
            raise redirected(self.route.hosts, writing=self.writing) from fault
        if self.writing or request.method != "GET" or there.origin != here.origin:
            raise redirected(self.route.hosts, writing=self.writing)
        return httpx.Request("GET", there.url, headers=_without_host(request.headers))

    def _answer(self, reply: Reply) -> Answer:
        if reply.status == httpx.codes.TOO_MANY_REQUESTS:
            pace = self.route.pace
            asked = retry_after_seconds(reply.headers.get("retry-after"), pace.timing.now())
            pause = pace.timing.backoff(self.attempts, LIMITED_BACKOFF_SECONDS) if asked is None else asked
            pause = max(pause, MIN_PAUSE_SECONDS)
            pace.pause(pause)
            raise rate_limited(self.route.hosts, pause, writing=self.writing)
        return Answer(
            reply.status, reply.headers, reply.body, _request_id(reply.headers), self.route.hosts.name
        )


def _given(outcome: Answer | ProviderError) -> Answer:
    if isinstance(outcome, ProviderError):
        raise outcome
    return outcome


def _request_id(headers: Mapping[str, str]) -> str | None:
    found = (headers.get(name, "") for name in REQUEST_IDS)
    return next((each for each in found if _REQUEST_ID.fullmatch(each)), None)


def _without_host(headers: httpx.Headers) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers.multi_items() if name != "host"]
