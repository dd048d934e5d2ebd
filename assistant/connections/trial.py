"""Trying a connection: does the PSA answer with these credentials, and if not, how does it fail?"""

import asyncio
from typing import Literal

from assistant.errors import DeskError, Invalid, PsaUnavailable
from providers import errors as psa
from providers.base import PSAReader
from providers.models import ConnectionTest

Kind = Literal["address", "login", "permission", "unreachable", "rate_limited", "unexpected"]
TRIAL_SECONDS = 25.0
_REMEDIES: dict[Kind, str] = {
    "address": "Check the address and the company's login name.",
    "login": "Check the keys; copy them again from the PSA.",
    "permission": "Give the API member a security role that may read companies, members, boards and tickets.",
    "unreachable": "Check the address, or try again when the PSA answers.",
    "rate_limited": "Wait a minute, then try again.",
    "unexpected": "Check that the address is the PSA's own; a proxy or another product may answer there.",
}


async def try_out(reader: PSAReader, seconds: float = TRIAL_SECONDS) -> ConnectionTest:
    """Ask the PSA for the smallest thing that proves address and credentials. The answer may still say that
    the PSA is of no use yet.

    Raises:
        ProviderError: It does not work, or takes longer than `seconds`.
    """
    try:
        async with asyncio.timeout(seconds):
            return await reader.test_connection()
    except TimeoutError:
        raise psa.Unavailable(f"The PSA did not answer within {seconds:g} seconds.", applied="no") from None


def kind_of(error: psa.ProviderError) -> Kind:
    match error:
        case psa.AuthenticationFailed():
            return "login"
        case psa.PermissionDenied():
            return "permission"
        case psa.NotFound() | psa.InvalidRequest():
            return "address"
        case psa.RateLimited():
            return "rate_limited"
        case psa.Unavailable():
            return "unreachable"
        case _:
            return "unexpected"


def not_saved(error: psa.ProviderError) -> DeskError:
    """The failure as what an admin reads: what happened, that nothing was kept, what to do next."""
    kind = kind_of(error)
    words = f"{str(error).strip()} Nothing was saved."
    extras: dict[str, object] = {"kind": kind}
    if kind in ("unreachable", "rate_limited"):
        wait = getattr(error, "retry_after_seconds", None)
        extras |= {"applied": "no"} | ({"retry_after_seconds": max(1, round(wait))} if wait else {})
        return PsaUnavailable(words, remedy=_REMEDIES[kind], extras=extras)
    return Invalid(words, remedy=_REMEDIES[kind], extras=extras)


def remedy_of(error: psa.ProviderError) -> str:
    return _REMEDIES[kind_of(error)]
