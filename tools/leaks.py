"""What must not reach a customer: secrets, other customers' names, internal hosts and addresses.

Plain patterns and the tenant's own lists; it errs on the side of a finding, because a person can override
one with a reason and nobody can call back a mail.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tools.catalog import Catalog
from tools.customers import customers_named, family
from tools.names import fold


class Leak(StrEnum):
    """What kind of thing a finding is."""

    SECRET = "secret"  # noqa: S105 - a kind, not a value
    OTHER_CUSTOMER = "other_customer"
    INTERNAL_HOST = "internal_host"
    INTERNAL_ADDRESS = "internal_address"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a text. `start` and `end` are character offsets; `sentence` says why it is one.

    `text` is the found words; for a secret it is masked, so that a finding can be logged and shown.
    """

    kind: Leak
    start: int
    end: int
    text: str
    sentence: str


_KEYWORDS = (
    r"pass(?:word|code|phrase|wd)?|pwd?|pw|passwort|kennwort|mot de passe|contrase(?:ñ|n)a|pin"
    r"|secret|token|api[-_ ]?key|access[-_ ]?key"
    r"|private[-_ ]?key|client[-_ ]?secret|recovery (?:key|code)s?|backup codes?|mfa (?:code"
    r"|seed)|otp|one[- ]time code|psk|pre-?shared key"
    r"|wi-?fi key|wpa2?(?: key)?|(?:snmp )?community(?: string)?|license key|product key|bitlocker(?: "
    r"recovery)? key|credentials?|creds|login"
)
_SAYS = (
    r"(?:is|was|were|are|got|has been|been)?(?:\s+now)?\s*(?:changed|set|reset|updated"
    r"|rotated)\s+(?:back\s+)?to(?:\s*:)?"
    r"|(?:is|was|are)(?: now)?\b\s*:?|:|=|->|→"
)
_ALWAYS_VALUE = re.compile(
    r"pass(?:word|code|phrase|wd)?|pwd?|pw|passwort|kennwort|psk|pre-?shared key|wi-?fi key|wpa2?(?: key)?"
)
_STATE = re.compile(
    r"(?:ed|ing|en|id|able|ible|ly|less|full)$|^(?:ok|fine|good|bad|old|too|still|already|never"
    r"|always|stale|weak|strong|short|long|blank|empty|set|lost|kept|sent|due|up|down|in|out)$",
    re.I,
)
_RANDOM_LOOK = (
    r"(?!v?\d+(?:\.\d+)+\b|kb\d|0x|\d+(?:[smhdw]|min|hours?|days?|times|am|pm|x)?\b(?!#))"
    r"(?=\S*\d)(?=\S*(?:[a-z]|#))[^\s,;\"'`]{5,}"
)
_SIGNS_INSIDE = (
    r"(?=[^\s]*[A-Za-z])(?=[^\s]*\d)[A-Za-z\d]+[!#$%^&*?~]"
    r"[^\s@/\"'`]*[A-Za-z\d][^\s@/\"'`.,;:)]*"
)
_LONG_RANDOM = (
    r"(?![0-9a-f]{8}-[0-9a-f]{4}-)(?=[\w.-]*\d[\w.-]*\d[\w.-]*\d)(?=[\w.-]*[A-Za-z])"
    r"(?![\w.-]*[.-](?:\d+[.-])*[a-z]{2,}\b)[A-Za-z\d][\w.-]{17,}"
)
_MIXED_SIGNS = r"(?=\S*[A-Z])(?=\S*[a-z])(?=\S*[\d!@#$%^&*?])[^\s\"'`”.,;]{7,}"
_ORDINARY = frozenset(
    "reset expired expires changed change was is has have not no for to of on in at the a an "
    "and or policy manager prompt prompts rotation "
    "again now field box screen page vault portal account accounts issue issues problem "
    "problems error errors that with from by works "
    "working worked fails failed failing loop sync writeback protected locked complexity "
    "history length requirements requirement hash "
    "self-service needs need being been were wrong incorrect correct missing required unknown "
    "known via link email mail request requests "
    "had does did doesn't didn't isn't wasn't won't will should would could can may must after "
    "before until since if when while because "
    "so but it they he she user users server service services screens hint sso saml refresh "
    "renewal based auth authentication lifetime "
    "ring count counts attempts attempt button reader reuse stuffing spray only there here "
    "this too over hashes cache cached".split()
)
_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            rf"\b(?P<what>{_KEYWORDS})\b(?:\s+(?:for|of|on|to|at)\s+(?:the\s+|that\s+"
            rf"|this\s+)?[\w.@\\/-]+(?:\s+[\w.@\\/-]+){{0,2}}?)?"
            rf"\s*(?P<says>{_SAYS})\s*[\"'`“«(]?(?P<secret>[^\s\"'`”»]{{3,}})",
            re.I,
        ),
        "A password or key must not be in a note that the customer sees.",
    ),
    (
        re.compile(
            r"\b(?:set|reset|changed?|put|switched)\s+(?:it|this|that|hers?|his|theirs?|them|the \w+"
            r"|her \w+|his \w+)\s+(?:back\s+)?to\s+[\"'`“]?"
            rf"(?P<secret>{_MIXED_SIGNS})",
        ),
        "This looks like a password.",
    ),
    (
        re.compile(
            r"\b(?:log ?in|logon|sign[- ]?in|creds?|credentials?|user(?:name)?|account|admin"
            r"|auth)\b\s*(?:(?:is|are|was|were|with|as|=|:)\s*)*"
            r"(?P<secret>[\w.@\\-]+\s*[/|:]\s*(?=[^\s/]*[\d!@#$%^&*])[^\s/]{5,})(?![/\w])",
            re.I,
        ),
        "This looks like a login with its password.",
    ),
    (
        re.compile(
            r"\b(?:password|pw|pwd|pass|passcode"
            r"|pin)\s+[\"'`“]?(?P<secret>(?=\S*\d)(?=\S*[A-Za-z])\S{5,}|\d{4,8}\b)",
            re.I,
        ),
        "This looks like a password.",
    ),
    (
        re.compile(
            rf"\b(?:{_KEYWORDS})\b[^.\n]{{0,40}}?\b(?:it'?s|it is|new one(?: is)?|now)\s*:?\s+"
            r"[\"'`“]?(?P<secret>(?=\S*\d)[^\s\"'`”.,;]{4,})",
            re.I,
        ),
        "This looks like a password.",
    ),
    (
        re.compile(
            rf"\b(?:{_KEYWORDS}|(?:alarm|door|gate|entry|access|safe|unlock|lock ?box) "
            rf"code)\b(?:\s+[a-z]+){{0,4}}?\s+"
            rf"(?P<secret>{_RANDOM_LOOK})",
            re.I,
        ),
        "This looks like a password or key.",
    ),
    (re.compile(rf"(?<![\w./:@\\-])(?P<secret>{_SIGNS_INSIDE})"), "This looks like a password."),
    (re.compile(rf"(?<![\w./:@\\-])(?P<secret>{_LONG_RANDOM})(?![\w-])"), "This looks like a key."),
    (
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?P<secret>[\s\S]*?(?:-----END [A-Z ]*-----|\Z))"),
        "A private key must never be in a note.",
    ),
    (
        re.compile(
            r"\b(?P<secret>AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}"
            r"|sk-[A-Za-z0-9_-]{16,}|AIza[0-9A-Za-z_-]{30,}"
            r"|ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*|dh_[A-Za-z0-9]{20,}"
            r"|glpat-[A-Za-z0-9_-]{16,}|[sr]k_(?:live|test)_[A-Za-z0-9]{10,})"
        ),
        "This looks like an access token.",
    ),
    (
        re.compile(r"\b(?:bearer|basic)\s+(?P<secret>[A-Za-z0-9+/_=.-]{16,})", re.I),
        "This looks like an access token.",
    ),
    (re.compile(r"\w+://[^\s/:@]+:(?P<secret>[^\s/@]+)@"), "The address carries a password."),
    (
        re.compile(r"\b(?P<secret>(?:\d{6}-){7}\d{6})\b"),
        "This looks like a BitLocker recovery key.",
    ),
    (re.compile(r"\b(?P<secret>(?:[A-Z0-9]{5}-){4}[A-Z0-9]{5})\b"), "This looks like a product key."),
    (
        re.compile(r"(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*(?P<secret>[^;\s\"']{3,})", re.I),
        "The connection string carries a password.",
    ),
)
_CARD = re.compile(r"(?<![\d-])(?:\d[ -]?){13,19}(?![\d-])")
_SSN = re.compile(r"\b(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}\b")

_IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?![\d]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:%\w+)?(?:/\d{1,3})?(?![\w:])", re.I)
_MAC = re.compile(r"\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b|\b(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}\b", re.I)
_UNC = re.compile(r"\\\\[\w.$-]+(?:\\[\w.$ -]+)*")
_INTERNAL_NAME = re.compile(
    r"\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:local|lan|internal|intranet|corp|home"
    r"|localdomain|ad|priv|private)\b",
    re.I,
)
_HOST_ROLE = (
    r"dc|srv|svr|server|sql|fs|file|ex|exch|exchange|ts|rds|app|web|db|hv|hyperv|esx|esxi|vm|vc"
    r"|nas|san|bkp|backup|print|prn|fw|sw|switch"
    r"|rtr|router|ap|wap|wlc|ups|pc|ws|wks|lt|lap|laptop|dt|desktop|nb|host|node|proxy|vpn"
    r"|radius|nps|wsus|dhcp|dns|ad|pbx|cam|nvr|pos|kiosk"
    r"|front|recep|reception|acct|hr|mfp|printer|mail|mx|term|mgmt"
)
_HOST = re.compile(
    rf"\b(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9]{{1,12}}(?:-[A-Za-z0-9]{{1,12}}){{0,3}}-(?:{_HOST_ROLE})\d{{0,4}}(?:-\d{{1,4}}|[a-z]?)\b"
    rf"|\b[A-Za-z]{{2,12}}-[A-Za-z0-9]{{1,10}}-\d{{1,4}}\b|\b(?:{_HOST_ROLE})-?\d{{1,4}}\b"
    rf"|\b(?:{_HOST_ROLE})-[A-Za-z0-9]*\d+\b",
    re.I,
)
_ACCOUNT = re.compile(r"(?<![\\\w])[A-Z][A-Z0-9-]{1,14}\\[A-Za-z][\w.$-]+")
_NOT_HOSTS = re.compile(
    r"^(?:web-?2|vm-?\d|pc-?\d|ap-?\d|app-?365|ad-?2|db-?\d|host-?\d|node-?\d|cam-?\d"
    r"|server-?20\d\d|sql-?20\d\d|exchange-?20\d\d)$",
    re.I,
)


def find_leaks(text: str, catalog: Catalog, company_id: str | None) -> list[Finding]:
    """Everything in `text` that a customer should not read, in the order it stands.

    Args:
        text: The note, any length.
        company_id: The ticket's company; its own names, its parent's and its sites' are no findings.
            None means that every customer's name is one.
    """
    found = [*_secrets(text), *_addresses(text), *_hosts(text), *_customers(text, catalog, company_id)]
    return _without_overlaps(found)


def masked(secret: str) -> str:
    """A secret as it may be shown: length hidden, last character kept."""
    return "••••••" + secret[-1:]


def without(text: str, findings: list[Finding], replacement: Callable[[Finding], str]) -> str:
    """The text with each finding replaced."""
    for finding in sorted(findings, key=lambda f: f.start, reverse=True):
        text = text[: finding.start] + replacement(finding) + text[finding.end :]
    return text


def _secrets(text: str) -> Iterator[Finding]:
    for pattern, sentence in _SECRETS:
        for match in pattern.finditer(text):
            secret = match["secret"].rstrip(".,;:!?)")
            if not _is_value(secret, match.groupdict()):
                continue
            start = match.start("secret")
            yield Finding(Leak.SECRET, start, start + len(secret), masked(secret), sentence)
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _luhn(digits):
            yield _secret_at(match, "This looks like a card number.")
    for match in _SSN.finditer(text):
        yield _secret_at(match, "This looks like a social security number.")


def _is_value(secret: str, around: dict[str, str | None]) -> bool:
    """Whether the word behind "password is" is one. A plain word after a bare "is" tells a state ("token was
    revoked") more often than a value, unless only a value can follow ("psk is bluewhale")."""
    if not secret or fold(secret) in _ORDINARY:
        return False
    says = (around.get("says") or "").strip().casefold()
    if not secret.isalpha() or says not in ("is", "was", "are", "is now", "was now"):
        return True
    inside = secret[1:]
    if inside != inside.lower() and inside != inside.upper():
        return True
    told = (around.get("what") or "").casefold()
    return bool(_ALWAYS_VALUE.fullmatch(told)) and not _STATE.search(secret)


def _secret_at(match: re.Match[str], sentence: str) -> Finding:
    end = match.start() + len(match[0].rstrip())
    return Finding(Leak.SECRET, match.start(), end, masked(match[0].rstrip()), sentence)


def _addresses(text: str) -> Iterator[Finding]:
    for pattern in (_IPV4, _IPV6):
        for match in pattern.finditer(text):
            try:
                address = ipaddress.ip_interface(match[0].split("%")[0]).ip
            except ValueError:
                continue
            if not address.is_global and not address.is_unspecified:
                yield _at(
                    Leak.INTERNAL_ADDRESS,
                    match,
                    "An internal network address tells outsiders about the network.",
                )
    for match in _MAC.finditer(text):
        yield _at(Leak.INTERNAL_ADDRESS, match, "A hardware address is internal.")


def _hosts(text: str) -> Iterator[Finding]:
    for pattern, sentence in (
        (_UNC, "A path to an internal share names an internal server."),
        (_INTERNAL_NAME, "This is the name of an internal host."),
        (_ACCOUNT, "This is an internal account name."),
        (_HOST, "This looks like the name of an internal device."),
    ):
        for match in pattern.finditer(text):
            if not _NOT_HOSTS.match(match[0]):
                yield _at(Leak.INTERNAL_HOST, match, sentence)


def _customers(text: str, catalog: Catalog, company_id: str | None) -> Iterator[Finding]:
    own = family(catalog, company_id) if company_id is not None else frozenset()
    for named in customers_named(text, catalog):
        if not named.company_ids & own:
            yield Finding(
                Leak.OTHER_CUSTOMER,
                named.start,
                named.end,
                text[named.start : named.end],
                "This is the name of another customer.",
            )


def _at(kind: Leak, match: re.Match[str], sentence: str) -> Finding:
    return Finding(kind, match.start(), match.end(), match[0], sentence)


def _luhn(digits: str) -> bool:
    total = 0
    for i, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + i % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and len(set(digits)) > 1


def _without_overlaps(found: list[Finding]) -> list[Finding]:
    """In order of place; of two that overlap the one that starts first, then the longer, stays."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (f.start, -(f.end - f.start))):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return kept
