"""Who may call: the tenant's login as the vendor checks it."""

import base64
import binascii
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from providers.simulators.connectwise.refusals import Refused, bad_request


@dataclass(frozen=True, slots=True)
class Login:
    """The company's login name, the two keys of its API member, and the integration's client id."""

    company: str
    public_key: str = field(repr=False)
    private_key: str = field(repr=False)
    client_id: str = field(repr=False)

    @classmethod
    def parsed(cls, text: str) -> "Login":
        """Read `company/public/private/clientId`.

        Raises:
            ValueError: Not four parts, or one of them is empty.
        """
        parts = text.split("/")
        if len(parts) != 4 or not all(parts):
            raise ValueError("A login is company/public/private/clientId.")
        return cls(*parts)

    @classmethod
    def random(cls) -> "Login":
        return cls("simulated", *(secrets.token_hex(8) for _ in range(3)))

    @property
    def credentials(self) -> dict[str, str]:
        """As a connection keeps them."""
        return {
            "public_key": self.public_key,
            "private_key": self.private_key,
            "client_id": self.client_id,
        }


def check_login(headers: Mapping[str, str], login: Login, *, cloud: bool) -> None:
    """Let nobody in but the API member.

    Raises:
        Refused: No client id (a text, no JSON), or a wrong login: 404 in the cloud, 401 elsewhere.
    """
    if not _is_login(headers.get("authorization", ""), login):
        raise _wrong(cloud=cloud)
    if not headers.get("clientid"):
        raise Refused(401, "Unable to process the request. A clientId header is required.")
    if not _same(headers["clientid"], login.client_id):
        raise _wrong(cloud=False)


def check_version(headers: Mapping[str, str]) -> None:
    """Refuse an Accept header that asks for a version in a form there is none of."""
    asked = re.search(r"version=([^;,\s]*)", headers.get("accept", ""))
    if asked and not re.fullmatch(r"20[0-9]{2}\.[0-9]{1,2}|3\.0(\.0)?", asked[1]):
        raise bad_request(f"The API version {asked[1][:30]} is not known.")


def _is_login(header: str, login: Login) -> bool:
    scheme, _, coded = header.partition(" ")
    try:
        given = base64.b64decode(coded, validate=True).decode()
    except (binascii.Error, ValueError):
        return False
    wanted = f"{login.company}+{login.public_key}:{login.private_key}"
    return scheme.lower() == "basic" and _same(given, wanted)


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _wrong(*, cloud: bool) -> Refused:
    code, message = ("NotFound", "Company or login not found") if cloud else ("ConnectWiseApi", _UNKNOWN)
    return Refused(404 if cloud else 401, {"code": code, "message": message, "errors": None})


_UNKNOWN = "UserNotAuthenticated"
