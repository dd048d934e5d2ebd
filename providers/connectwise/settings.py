"""Where a ConnectWise tenant is, how it is entered, and what every request carries."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from providers.connection import ConnectionSpec
from providers.errors import FieldFault, InvalidRequest
from providers.http import VendorHosts

NAME = "ConnectWise PSA"
HOSTS = VendorHosts(NAME, ("myconnectwise.net", "connectwisedev.com"))
API_VERSION = "2026.4"
DEFAULT_CODEBASE = "v4_6_release/"
CREDENTIALS = ("public_key", "private_key", "client_id")
_CODEBASE = re.compile(r"v[0-9A-Za-z_.]{1,40}/")
_CLOUD = re.compile(r"(?:api-)?((?:na|eu|au|aus|za|staging)\.(?:myconnectwise\.net|connectwisedev\.com))")


@dataclass(frozen=True, slots=True)
class Site:
    """A tenant's two addresses: the one people open in a browser, and the one the API answers at.

    In the cloud they differ by `api-`; a server of one's own has one for both.
    """

    browser: str
    api: str
    company: str

    def url(self, codebase: str, path: str) -> str:
        """The address of a path such as `service/tickets/5` in one release's codebase."""
        return f"{self.api}/{codebase}apis/3.0/{path}"

    @property
    def company_info(self) -> str:
        """Where the tenant's present codebase is told, without a login."""
        return f"{self.browser}/login/companyinfo/{quote(self.company, safe='')}"

    def ticket_link(self, ticket_id: str) -> str:
        """Where a ticket opens in ConnectWise's own pages."""
        return (
            f"{self.browser}/{DEFAULT_CODEBASE}services/system_io/Service/fv_sr100_request.rails"
            f"?service_recid={quote(ticket_id, safe='')}&companyName={quote(self.company, safe='')}"
        )


def site_of(spec: ConnectionSpec) -> Site:
    """The tenant's addresses. A path that was pasted along with the site is left off.

    Raises:
        InvalidRequest: The connection lacks its site or its company id.
    """
    scheme, netloc = _origin((spec.site_url or "").strip())
    company = (spec.tenant_login or "").strip()
    faults = []
    if not netloc:
        faults.append(FieldFault("site_url", "Enter the site, such as https://na.myconnectwise.net."))
    if not company:
        faults.append(FieldFault("tenant_login", "Enter the company id that you log in to ConnectWise with."))
    if faults:
        raise InvalidRequest(" ".join(fault.message for fault in faults), tuple(faults))
    cloud = _CLOUD.fullmatch(netloc.lower().removesuffix(":443"))
    if cloud is None:
        return Site(f"{scheme}://{netloc}", f"{scheme}://{netloc}", company)
    return Site(f"{scheme}://{cloud[1]}", f"{scheme}://api-{cloud[1]}", company)


def _origin(given: str) -> tuple[str, str]:
    """Scheme and host of what was entered; an empty host when it is no address."""
    try:
        parts = urlsplit(given if "://" in given else f"https://{given}")
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc


def is_codebase(text: object) -> bool:
    """Whether a company info's codebase may stand in an address."""
    return isinstance(text, str) and _CODEBASE.fullmatch(text) is not None


def headers_of(spec: ConnectionSpec) -> Mapping[str, str]:
    """What every request to the API carries.

    Raises:
        InvalidRequest: A key or the client id is missing.
    """
    missing = [name for name in CREDENTIALS if not spec.credentials.get(name)]
    if missing:
        faults = tuple(FieldFault(name, f"The {name.replace('_', ' ')} is missing.") for name in missing)
        raise InvalidRequest(" ".join(fault.message for fault in faults), faults)
    public, private, client = (spec.credentials[name].strip() for name in CREDENTIALS)
    login = f"{(spec.tenant_login or '').strip()}+{public}:{private}".encode()
    return {
        "authorization": f"Basic {b64encode(login).decode('ascii')}",
        "clientid": client,
        "accept": f"application/vnd.connectwise.com+json; version={API_VERSION}",
    }
