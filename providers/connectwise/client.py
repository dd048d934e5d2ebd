"""Calls of one ConnectWise tenant: its present address, pages, and answers told apart."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit
from weakref import WeakKeyDictionary

import orjson

from providers.connection import ConnectionSpec
from providers.connectwise.mapping import Malformed
from providers.connectwise.refusals import NOTHING_WRITTEN, refusal, unexpected
from providers.connectwise.settings import DEFAULT_CODEBASE, HOSTS, Site, headers_of, is_codebase, site_of
from providers.errors import AuthenticationFailed, NotFound, ProviderError, Unavailable, UnexpectedResponse
from providers.http import Answer, Params, Web

T = TypeVar("T")
Json = dict[str, Any]
PAGE_SIZE = 1_000
MAX_PAGES = 1_000
MAX_URL_CHARACTERS = 1_700
LOOK_AGAIN_SECONDS = 60.0
PROBE = ("service/boards", (("fields", "id"), ("pageSize", "1")))
_NEXT = re.compile(r'<([^<>]*)>\s*;\s*rel="?next"?', re.IGNORECASE)


@dataclass(slots=True)
class Memory:
    """What is known of a tenant between requests: its codebase, and whether this login ever got in."""

    codebase: str | None = None
    looked_again_at: float = float("-inf")
    entered: bool = False


_MEMORIES: "WeakKeyDictionary[Web, dict[int, Memory]]" = WeakKeyDictionary()


class ConnectWiseClient:
    """Speaks to one tenant. What it learns of the tenant's address lasts as long as the `Web` it uses."""

    def __init__(self, spec: ConnectionSpec, web: Web) -> None:
        self._spec = spec
        self._caller = web.caller(spec.id, HOSTS)
        login = (spec.site_url, spec.tenant_login, *sorted(spec.credentials.items()))
        self._memory = _MEMORIES.setdefault(web, {}).setdefault(hash((spec.id, *login)), Memory())
        self._looking = asyncio.Lock()

    @cached_property
    def site(self) -> Site:
        return site_of(self._spec)

    async def company_info(self) -> Json | None:
        """What ConnectWise says of the tenant without a login; None when it does not know the company id."""
        answer = await self._caller.read(self.site.company_info)
        if answer.status == 404:
            return None
        if not _is_success(answer):
            raise refusal(answer, writing=False)
        told = _parsed(answer, writing=False)
        return told if isinstance(told, dict) else None

    async def get(self, path: str, params: Params = ()) -> Json:
        """One record."""
        answer = await self._asked(path, params)
        return _as_record(_parsed(answer, writing=False), writing=False)

    async def page(self, path: str, params: Params) -> list[Json]:
        """One page of a list; conditions too long for an address go by way of the search call."""
        return (await self._listed(path, params))[0]

    async def pages(self, path: str, params: Params = ()) -> list[Json]:
        """The whole of a list that is short and may be ordered; every page repeats all query values."""
        rows: list[Json] = []
        for number in range(1, MAX_PAGES + 1):
            paged = (*params, ("page", str(number)), ("pageSize", str(PAGE_SIZE)))
            found, link = await self._listed(path, paged)
            rows += found
            if not found or _NEXT.search(link) is None:
                return rows
        raise unexpected(f"a list of more than {MAX_PAGES:,} pages", writing=False)

    async def sweep(self, path: str, params: Params = ()) -> list[Json]:
        """The whole of a long list by id, which stays complete while rows are added and changed."""
        return [row async for row in self._swept(path, params)]

    async def count(self, path: str, params: Params) -> int:
        """How many rows a list has; `params` holds its conditions only."""
        if _too_long(params):
            return len(await self.pages(path, (*params, ("fields", "id"))))
        told = await self.get(f"{path}/count", params)
        number = told.get("count")
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise unexpected("a count that is no number", writing=False)
        return number

    async def send(self, method: str, path: str, json: object = None) -> Json:
        """Change something, in one attempt; the record that came back, empty when none did.

        Raises:
            ProviderError: `applied` says whether the change may have been made.
        """
        url = self.site.url(await self._codebase(), path)
        answer = await self._caller.write(method, url, json=json, headers=headers_of(self._spec))
        if not _is_success(answer):
            raise await self._refused(answer, writing=True)
        if answer.status == 204 or method == "DELETE":
            return {}
        return _as_record(_parsed(answer, writing=True), writing=True)

    async def _swept(self, path: str, params: Params) -> AsyncIterator[Json]:
        after = 0
        for _ in range(MAX_PAGES):
            paged = (*params, ("pageId", str(after)), ("pageSize", str(PAGE_SIZE)))
            rows, link = await self._listed(path, paged, {"pagination-type": "forward-only"})
            for row in rows:
                yield row
            if not rows or not link.strip():
                return
            before, after = after, _next_page_id(link, rows)
            if after <= before:
                raise unexpected("a list whose pages do not move on", writing=False)
        raise unexpected(f"a list of more than {MAX_PAGES:,} pages", writing=False)

    async def _listed(
        self, path: str, params: Params, headers: Mapping[str, str] | None = None
    ) -> tuple[list[Json], str]:
        if _too_long(params):
            body = {name: value for name, value in params if name in _SEARCHED}
            query = [(name, value) for name, value in params if name not in _SEARCHED]
            answer = await self._asked(f"{path}/search", query, headers, method="POST", json=body)
        else:
            answer = await self._asked(path, params, headers)
        rows = _parsed(answer, writing=False)
        if not isinstance(rows, list):
            raise unexpected("no list where one was asked for", writing=False)
        return [_as_record(row, writing=False) for row in rows], answer.headers.get("link", "")

    async def _asked(
        self,
        path: str,
        params: Params,
        headers: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        json: object = None,
    ) -> Answer:
        answer = await self._read(path, params, headers, method, json)
        if answer.status == 404 and await self._has_moved():
            answer = await self._read(path, params, headers, method, json)
        if not _is_success(answer):
            raise await self._refused(answer, writing=False)
        self._memory.entered = True
        return answer

    async def _read(
        self, path: str, params: Params, headers: Mapping[str, str] | None, method: str, json: object
    ) -> Answer:
        url = self.site.url(await self._codebase(), path)
        sent = {**headers_of(self._spec), **(headers or {})}
        return await self._caller.read(url, params=params, headers=sent, method=method, json=json)

    async def _codebase(self) -> str:
        async with self._looking:
            if self._memory.codebase is None:
                self._memory.codebase = await self._told_codebase() or DEFAULT_CODEBASE
        return self._memory.codebase

    async def _told_codebase(self) -> str | None:
        """The codebase of the company info; None when it cannot be had: the default one works mostly."""
        try:
            told = (await self.company_info() or {}).get("Codebase")
        except (Unavailable, UnexpectedResponse, AuthenticationFailed, NotFound):
            return None
        return told if is_codebase(told) else None

    async def _has_moved(self) -> bool:
        """Whether an upgrade gave the tenant another codebase; asked once a minute at most."""
        async with self._looking:
            now, before = time.monotonic(), self._memory.codebase
            if now - self._memory.looked_again_at < LOOK_AGAIN_SECONDS:
                return False
            self._memory.looked_again_at = now
            self._memory.codebase = await self._told_codebase() or before
            return self._memory.codebase != before

    async def _refused(self, answer: Answer, *, writing: bool) -> ProviderError:
        """The error of an answer. In the cloud a wrong login is a 404 like a missing record: when this login
        never got in, one more call tells them apart."""
        error = refusal(answer, writing=writing)
        if not isinstance(error, NotFound) or self._memory.entered:
            return error
        path, params = PROBE
        probe = await self._read(path, params, None, "GET", None)
        if probe.status == 401:
            return refusal(probe, writing=writing)
        if probe.status != 404:
            self._memory.entered = _is_success(probe) or probe.status == 403
            return error
        return AuthenticationFailed(
            "ConnectWise does not know this login: it answers 404 to everything. Check the site, the company "
            f"id and both keys of the connection.{f' {NOTHING_WRITTEN}' if writing else ''}"
        )


def understood(shape: Callable[..., T], *given: object, writing: bool = False) -> T:
    """What a mapping makes of a row.

    Raises:
        UnexpectedResponse: The row lacks what every such row has; with `writing` the write may be there.
    """
    try:
        return shape(*given)
    except Malformed as bad:
        raise unexpected(str(bad), writing=writing) from bad


_SEARCHED = frozenset({"conditions", "childConditions", "customFieldConditions", "orderBy"})


def _too_long(params: Params) -> bool:
    return sum(len(value) for name, value in params if name in _SEARCHED) > MAX_URL_CHARACTERS // 2


def _is_success(answer: Answer) -> bool:
    return 200 <= answer.status < 300


def _parsed(answer: Answer, *, writing: bool) -> Any:
    try:
        return orjson.loads(answer.body)
    except orjson.JSONDecodeError as bad:
        raise unexpected(f"status {answer.status} with a body that is not JSON", writing=writing) from bad


def _as_record(told: object, *, writing: bool) -> Json:
    if not isinstance(told, dict):
        raise unexpected("no record where one was asked for", writing=writing)
    return told


def _next_page_id(link: str, rows: Sequence[Json]) -> int:
    """The page id of the Link header; only its number is taken, the address in it is never followed."""
    found = _NEXT.search(link)
    told = parse_qs(urlsplit(found[1]).query).get("pageId", [""])[0] if found else ""
    if told.isascii() and told.isdigit() and len(told) < 15:
        return int(told)
    return max((row["id"] for row in rows if isinstance(row.get("id"), int)), default=0)
