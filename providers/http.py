"""The one way out to PSAs: which addresses, how long, how often, and what is true after a failure."""

import ssl
from functools import cached_property
from typing import TYPE_CHECKING

from providers.answer import Answer
from providers.guard import Guard, Params, Resolve, VendorHosts, look_up
from providers.pacing import Pace, Timing

if TYPE_CHECKING:
    from providers.caller import Caller, Ways

__all__ = ["Answer", "Params", "Timing", "VendorHosts", "Web"]

MAX_SECONDS = 30.0


class Web:
    """Opens the way to PSAs for every provider; whoever builds it closes it. Building touches nothing.

    Args:
        development: Allow plain http and any port, but then only to this machine's loopback.
        approved_hosts: Hosts outside the vendors' domains, each `host` or `host:port`.
        resolve: How a name is looked up.
        seconds: How long one call may take, a read's retries included.
        timing: Where time and chance come from.
        tls: Which certificates are trusted; by default the usual authorities, or those of SSL_CERT_FILE.

    Raises:
        ValueError: An approved host is not a host.
    """

    def __init__(
        self,
        development: bool = False,
        approved_hosts: frozenset[str] = frozenset(),
        resolve: Resolve = look_up,
        seconds: float = MAX_SECONDS,
        timing: Timing | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._guard = Guard(development=development, approved_hosts=approved_hosts, resolve=resolve)
        self._seconds = seconds
        self._timing = timing or Timing()
        self._tls = tls
        self._paces: dict[str, Pace] = {}

    def check(self, url: str, hosts: VendorHosts) -> None:
        """Whether that vendor may be called at this address, as far as the address itself tells. Where its
        name leads is judged with each call, beginning with the trial before a connection is saved.

        Raises:
            InvalidRequest: It may not; the sentence says why and what to do.
        """
        self._guard.judge(url, hosts)

    def caller(self, key: str, hosts: VendorHosts) -> "Caller":
        """Calls one vendor for one connection. Callers of the same key share its limit and its pauses."""
        pace = self._paces.setdefault(key, Pace(self._timing))
        return self._ways.caller(key, hosts, pace, self._seconds)

    async def close(self) -> None:
        """Close every connection; what is under way fails."""
        if "_ways" in self.__dict__:
            await self._ways.close()

    @cached_property
    def _ways(self) -> "Ways":
        # Imported here: httpx is a large part of the start, and a PSA in our own database needs no web.
        from providers.caller import Ways

        return Ways(self._guard, self._tls)
