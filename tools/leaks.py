"""What must not reach a customer: secrets, other customers' names, internal hosts and addresses.

Plain patterns and the tenant's own lists; it errs on the side of a finding, because a person can override
one with a reason and nobody can call back a mail.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tools.catalog import Catalog
from tools.customers import customers_named, family
from tools.disguises import Reading, as_seen, encoded_lines, hidden_readings
from tools.leak_secrets import find_secrets


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


_LONGEST_WORD = 1_000
_ENDLESS = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
_TELLING_LETTERS = 6
_TELLING_NAME = 8
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
    r"|prt|scan|ipmi|idrac|ilo|core|edge|gw|pdu|front|recep|reception|acct|hr|mfp|printer|mail|mx|term|mgmt"
)
_HOST = re.compile(
    rf"\b(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9]{{1,12}}(?:-[A-Za-z0-9]{{1,12}}){{0,3}}"
    rf"-(?:{_HOST_ROLE})\d{{0,4}}(?:-\d{{1,4}}|[a-z]?)\b"
    rf"|\b[A-Za-z]{{2,12}}-[A-Za-z0-9]{{1,10}}-\d{{1,4}}\b|\b(?:{_HOST_ROLE})-?\d{{1,4}}\b"
    rf"|\b(?:{_HOST_ROLE})-[A-Za-z0-9]*\d+\b",
    re.I,
)
_SITE_DEVICE = re.compile(r"\b[A-Z]{2,8}-[A-Z]{2,10}\d{1,3}\b")
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
    found = [*_plain(text, catalog, company_id), *_disguised(text, catalog, company_id)]
    return _without_overlaps(found)


def find_known(text: str, secrets: Iterable[str]) -> list[Finding]:
    """Places that hold one of these secrets in any spelling: spaced, turned round, encoded, look-alikes.

    Case and signs do not count. Secrets of fewer than six letters and digits are passed over: they would be
    found in ordinary words.
    """
    wanted = {bare for secret in secrets if len(bare := as_seen(secret).letters.text) >= _TELLING_LETTERS}
    if not wanted:
        return []
    readings = [as_seen(text), *hidden_readings(text)]
    found = [
        _in_place(Leak.SECRET, text, *place, "A secret that this session read stands here.")
        for reading in readings
        for place in _places(reading.letters, wanted)
    ]
    return _without_overlaps(found)


def secrets_in(text: str) -> set[str]:
    """The words of a text that are taken for secrets."""
    read = _shortened(text)
    return {read[found.start : found.end] for found in find_secrets(read)}


def merged(*groups: Iterable[Finding]) -> list[Finding]:
    """All findings in order of place, those inside of others left out."""
    return _without_overlaps([finding for group in groups for finding in group])


def masked(secret: str) -> str:
    """A secret as it may be shown: length hidden, last character kept."""
    return "••••••" + secret[-1:]


def without(text: str, findings: list[Finding], replacement: Callable[[Finding], str]) -> str:
    """The text with each finding replaced."""
    for finding in sorted(findings, key=lambda f: f.start, reverse=True):
        text = text[: finding.start] + replacement(finding) + text[finding.end :]
    return text


def _plain(whole: str, catalog: Catalog, company_id: str | None) -> Iterator[Finding]:
    text = _shortened(whole)
    yield from _secrets(text)
    yield from _addresses(text)
    yield from _hosts(text)
    yield from _customers(text, catalog, company_id)


def _shortened(text: str) -> str:
    """Endless words blanked behind their beginning: the patterns take quadratic time on them."""
    return _ENDLESS.sub(lambda run: run[0][:_LONGEST_WORD] + " " * (len(run[0]) - _LONGEST_WORD), text)


def _disguised(text: str, catalog: Catalog, company_id: str | None) -> Iterator[Finding]:
    """The same in what the text says to somebody who looks twice. Of what has to be worked out first, only
    whole names of customers count; single words would turn up by chance."""
    seen = as_seen(text)
    if seen.text != text:
        for each in _plain(seen.text, catalog, company_id):
            yield _in_place(each.kind, text, *seen.place(each.start, each.end), each.sentence)
    for reading in hidden_readings(text):
        for each in _customers(_named(_shortened(reading.text)), catalog, company_id):
            if each.end - each.start >= _TELLING_NAME:
                yield _in_place(each.kind, text, *reading.place(each.start, each.end), each.sentence)
    for start, end in encoded_lines(text):
        yield _in_place(Leak.SECRET, text, start, end, "This is text in disguise; anybody can decode it.")


def _named(text: str) -> str:
    """Written so that names are taken for names, whatever case they are in."""
    return text if any(c.isupper() for c in text) else text.title()


def _places(letters: Reading, wanted: set[str]) -> Iterator[tuple[int, int]]:
    for secret in wanted:
        at = letters.text.find(secret)
        if at >= 0:
            yield letters.place(at, at + len(secret))


def _in_place(kind: Leak, text: str, start: int, end: int, sentence: str) -> Finding:
    told = text[start:end]
    return Finding(kind, start, end, masked(told) if kind is Leak.SECRET else told, sentence)


def _secrets(text: str) -> Iterator[Finding]:
    for found in find_secrets(text):
        yield Finding(
            Leak.SECRET, found.start, found.end, masked(text[found.start : found.end]), found.sentence
        )


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
        (_SITE_DEVICE, "This looks like the name of an internal device."),
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


def _without_overlaps(found: list[Finding]) -> list[Finding]:
    """In order of place; of two that overlap the one that starts first, then the longer, stays."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (f.start, -(f.end - f.start))):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return kept
