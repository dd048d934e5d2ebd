"""What an admin enters to connect a PSA, checked before anything is asked with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlsplit

from assistant.connections.tables import Connection
from assistant.errors import Invalid
from assistant.text import clean
from assistant.vault import masked
from providers.models import NoteType
from providers.registry import LoginField, Provider

SITE, TENANT = "site_url", "tenant_login"
MAX_NAME, MAX_SITE, MAX_TENANT, MAX_CREDENTIAL = 100, 255, 100, 500
_LENGTHS = {SITE: MAX_SITE, TENANT: MAX_TENANT}
CHOICE_FIELDS = (SITE, TENANT)
_PLACE = (
    LoginField(SITE, "Address", secret=False, help="As you sign in there, e.g. https://na.example.net."),
    LoginField(TENANT, "Company's login name", secret=False, help="The one you type when you sign in."),
)


@dataclass(frozen=True, slots=True)
class Login:
    """Where a PSA is and how to enter it. The credentials stay out of its `repr`."""

    display_name: str
    site_url: str | None = None
    tenant_login: str | None = None
    credentials: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)


def fields_of(provider: Provider) -> tuple[LoginField, ...]:
    """All that an admin enters for that kind of PSA: first where it is, then the provider's own fields. A
    PSA kept in our own database has none."""
    named = {each.name for each in provider.login_fields}
    place = tuple(each for each in _PLACE if each.name not in named) if named else ()
    return (*place, *provider.login_fields)


def first_login(provider: Provider, display_name: str, entered: Mapping[str, str]) -> Login:
    """Everything a new connection needs.

    Raises:
        Invalid: Values are missing, too long or no address; `fields` names each.
    """
    values, faults = _read(provider, entered)
    missing = [each for each in fields_of(provider) if not values[each.name] and each.name not in faults]
    faults |= {each.name: f"{each.label} is missing." for each in missing}
    return _login(provider, display_name, values, faults)


def changed_login(
    provider: Provider,
    row: Connection,
    display_name: str,
    entered: Mapping[str, str],
    stored: Mapping[str, str],
) -> Login:
    """What the connection becomes: an empty field keeps what is stored.

    Raises:
        Invalid: As `first_login`; or the address or tenant is another while a secret was not entered anew:
            stored secrets only ever go where they were entered for.
    """
    values, faults = _read(provider, entered)
    before = {**stored, SITE: row.site_url or "", TENANT: row.tenant_login or ""}
    moved = any(values.get(name) and values[name] != before[name] for name in (SITE, TENANT))
    for each in fields_of(provider):
        if each.secret and moved and not values[each.name]:
            faults[each.name] = (
                f"Enter {each.label} again: stored ones are only sent where they were meant for."
            )
        values[each.name] = values[each.name] or before.get(each.name, "")
        if not values[each.name] and each.name not in faults:
            faults[each.name] = f"{each.label} is missing."
    return _login(provider, display_name, values, faults)


def shown(provider: Provider, credentials: Mapping[str, str]) -> dict[str, str] | None:
    """What may be seen of credentials later: plain values whole, secrets by their tail."""
    told = {
        each.name: masked(credentials[each.name]) if each.secret else credentials[each.name]
        for each in fields_of(provider)
        if each.name in credentials
    }
    return told or None


def checked_name(display_name: str) -> str:
    """Raises Invalid: it is empty or too long."""
    name = " ".join(clean(display_name).split())
    if not name or len(name) > MAX_NAME:
        raise refused({"display_name": f"A name has 1 to {MAX_NAME} characters."})
    return name


def checked_notify(provider: Provider, notify: Mapping[str, bool]) -> dict[str, bool]:
    """By note type, whether that kind of PSA is asked to send mail.

    Raises:
        Invalid: It sends no mail for notes, or there is no such type.
    """
    if notify and not provider.can_notify:
        raise refused({"notify": f"{provider.label} sends no mail for notes; there is nothing to switch."})
    unknown = sorted(set(notify) - set(NoteType))
    if unknown:
        raise refused({"notify": f"There is no note type {unknown[0][:50]!r}."})
    return {str(note_type): mails for note_type, mails in notify.items()}


def refused(faults: Mapping[str, str]) -> Invalid:
    """The faults of a form, by field. They never repeat what was entered."""
    return Invalid(
        " ".join(faults.values()),
        extras={"fields": [{"field": name, "message": words} for name, words in faults.items()]},
    )


def _read(provider: Provider, entered: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    known = {each.name: each for each in fields_of(provider)}
    faults = {name[:50]: "This kind of PSA has no such field." for name in entered if name not in known}
    values = {name: entered.get(name, "").strip() for name in known}
    for name, value in values.items():
        if fault := _fault(known[name], value):
            faults[name] = fault
    if values.get(SITE) and SITE not in faults:
        values[SITE] = _site(values[SITE])
        if not values[SITE]:
            faults[SITE] = f"{known[SITE].label} must be a web address such as https://na.example.net."
    return values, faults


def _fault(asked: LoginField, value: str) -> str | None:
    longest = _LENGTHS.get(asked.name, MAX_CREDENTIAL)
    if len(value) > longest:
        return f"{asked.label} has more than {longest} characters."
    if not value.isprintable():
        return f"{asked.label} holds characters that cannot be typed. Copy it again without line breaks."
    return None


def _site(value: str) -> str:
    """The address as scheme and host, https unless another scheme was typed; empty when it is none."""
    try:
        parts = urlsplit(value if "://" in value else f"https://{value}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("https", "http") or not host or "@" in parts.netloc or " " in parts.netloc:
        return ""
    shown_host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown_host}{f':{port}' if port else ''}"


def _login(provider: Provider, display_name: str, values: dict[str, str], faults: dict[str, str]) -> Login:
    try:
        name = checked_name(display_name)
    except Invalid as unnamed:
        nameless = {each["field"]: each["message"] for each in unnamed.extras["fields"]}
        raise refused(nameless | faults) from None
    if faults:
        raise refused(faults)
    credentials = {key: value for key, value in values.items() if key not in CHOICE_FIELDS}
    return Login(name, values.get(SITE) or None, values.get(TENANT) or None, MappingProxyType(credentials))
