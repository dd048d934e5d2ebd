"""What to tell the engineer when a call brought no usable answer: what happened, what is safe, what next."""

import math
import ssl

import httpx

from providers.errors import ProviderError, RateLimited, Unavailable, UnexpectedResponse
from providers.guard import Forbidden, UnknownName, VendorHosts, refusal
from providers.pacing import Busy, Paused
from providers.wire import CONNECT_SECONDS, Unreadable

_SITE = "Try again in a minute; if it stays, ask an admin to check the site address."
_SOON = "Try again in a minute."
_TRUST = "Ask an admin to check the site address and the server's certificate."


class Untrusted(Unavailable):
    """The other side could not prove who it is. Nothing was sent; trying again does not help."""


def explain(fault: Exception, hosts: VendorHosts, host: str, *, writing: bool, sent: bool) -> ProviderError:
    """The error for a failed exchange.

    Args:
        host: The host that was called.
        writing: Whether the call was to change something.
        sent: Whether any byte of the request may have left us.
    """
    match fault:
        case Forbidden():
            reason = f"{host} leads into a private or reserved network"
            return refusal(hosts, reason, "Ask an admin to check the site address")
        case Paused():
            return rate_limited(hosts, fault.seconds, writing=writing)
        case Unreadable():
            return UnexpectedResponse(
                _joined(f"An answer of {hosts.name} {fault}.", _state(hosts, writing, sent))
            )
    if not sent and (insecure := _tls_fault(fault)):
        return Untrusted(_joined(_insecure(insecure, hosts, host), _unwritten(writing), _TRUST), applied="no")
    doubtful = writing and sent
    next_step = "" if doubtful else (_SITE if isinstance(fault, UnknownName | httpx.ConnectError) else _SOON)
    sentence = _joined(_reason(fault, hosts, host), _state(hosts, writing, sent), next_step)
    return Unavailable(sentence, applied="unknown" if doubtful else "no")


def rate_limited(hosts: VendorHosts, seconds: float, *, writing: bool) -> RateLimited:
    """The error while the PSA wants to be left alone."""
    pause = max(1, math.ceil(seconds))
    wanted = f"{hosts.name} asks for a pause: too many calls."
    unit = "second" if pause == 1 else "seconds"
    return RateLimited(_joined(wanted, _unwritten(writing), f"Try again in {pause} {unit}."), seconds)


def redirected(hosts: VendorHosts, *, writing: bool) -> UnexpectedResponse:
    """The error for an answer that sends us somewhere we do not follow."""
    sentence = f"{hosts.name} sent the call on to another address, which is not followed."
    return UnexpectedResponse(
        _joined(sentence, _state(hosts, writing, sent=True), "Ask an admin to check the site address.")
    )


def _reason(fault: Exception, hosts: VendorHosts, host: str) -> str:
    name = hosts.name
    match fault:
        case UnknownName():
            return f"{name} could not be reached: the name {host} could not be looked up."
        case httpx.ConnectTimeout():
            return f"{name} could not be reached: no connection within {CONNECT_SECONDS:g} seconds."
        case httpx.PoolTimeout() | Busy():
            return f"{name} was not called: too many calls to it are under way."
        case httpx.ConnectError():
            return f"{name} could not be reached: {host} took no connection."
        case TimeoutError() | httpx.TimeoutException():
            return f"{name} did not answer in time."
        case httpx.RemoteProtocolError():
            return f"{name} broke off its answer, or it was not HTTP."
    return f"The connection to {name} broke."


def _state(hosts: VendorHosts, writing: bool, sent: bool) -> str:
    if writing and sent:
        return f"The change may or may not have been made; look in {hosts.name} before trying again."
    return _unwritten(writing)


def _unwritten(writing: bool) -> str:
    return "Nothing was written." if writing else "Nothing was changed."


def _insecure(fault: ssl.SSLError, hosts: VendorHosts, host: str) -> str:
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"No secure connection to {hosts.name}: the server did not prove that it is {host}."
    return f"No secure connection to {hosts.name}: {host} does not speak TLS as it should."


def _tls_fault(fault: BaseException | None) -> ssl.SSLError | None:
    while fault is not None and not isinstance(fault, ssl.SSLError):
        fault = fault.__cause__ or fault.__context__
    return fault


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
