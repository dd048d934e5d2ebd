"""Where a PSA is and how to enter it: what every provider is opened with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ConnectionSpec:
    """One PSA tenant of one account, its credentials decrypted. The credentials stay out of its `repr`.

    `tenant_login` is the tenant's login name at the PSA; the embedded PSA needs neither it nor a site.
    `notify`: by note type, whether the PSA is asked to send mail; types not in it stay as the provider has
    them.
    """

    id: str
    account_id: str
    provider: str
    site_url: str | None = None
    tenant_login: str | None = None
    credentials: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    notify: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
