"""Secrets in a text: passwords, keys, codes, tokens, card numbers. Plain patterns and the look of a word.

A finding too many costs a click; one too few costs a password. The patterns lean accordingly, but leave
alone what tickets are full of: "password reset", versions, error codes, product names with digits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.names import fold


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret stands, and why it is taken for one."""

    start: int
    end: int
    sentence: str


_PASSWORDS = (
    r"pass(?:word|code|phrase|wd)?s?|pwd?|pw|passwort|kennwort|mot de passe|contrase(?:ñ|n)a|psk"
    r"|pre-?shared key"
    r"|(?:staff|guest)?\s?wi-?fi key|wpa[23]?(?: key)?"
)
_KEYWORDS = (
    rf"{_PASSWORDS}|pin|secret|(?:app|client|sip|shared|radius)[-_ ]?secret|token|api[-_ ]?key"
    rf"|access[-_ ]?key"
    r"|private[-_ ]?key|recovery (?:key|code)s?|backup codes?|mfa (?:code|seed)|seed|otp|one[- ]time"
    r" code|laps"
    r"|(?:snmp )?community(?: string)?|snmp string|license key|product key|bitlocker(?: recovery)? key"
    r"|credentials?|creds|login"
)
_CODES = (
    r"(?:alarm|door|gate|entry|access|safe|unlock|lock ?box|bypass|guest|backup|recovery|verification"
    r"|security"
    r"|mfa|2fa|auth\w*|one[- ]time|panel|override|master|admin)"
)
_SAYS = (
    r"(?:is|was|were|are|got|has been|been)?(?:\s+now)?\s*(?:changed|set|reset|updated|rotated)\s+"
    r"(?:back\s+)?to(?:\s*:)?|(?:is|was|are)(?: (?:now|still))?\b\s*:?|:|=|->|→"
)
_SCOPE = r"(?:\s+(?:for|of|on|to|at)\s+(?:the\s+|that\s+|this\s+)?[\w.@\\/-]+(?:\s+[\w.@\\/-]+){0,2}?)?"
_WORD = r"[^\s\"'`”»]{3,}"
_QUOTE = r"[\"'`“«(]?"

_ORDINARY = frozenset(
    "reset expired expires changed change was is has have not no for to of on in at the a an and or"
    " policy manager "
    "prompt prompts rotation again now field box screen page vault portal account accounts issue issues"
    " problem "
    "problems error errors that with from by works working worked fails failed failing loop sync"
    " writeback protected "
    "locked complexity history length requirements requirement hash self-service needs need being been"
    " were wrong "
    "incorrect correct missing required unknown known via link email mail request requests had does did"
    " doesn't "
    "didn't isn't wasn't won't will should would could can may must after before until since if when"
    " while because "
    "so but it they he she user users server service services screens hint sso saml refresh renewal"
    " based auth "
    "authentication lifetime ring count counts attempts attempt button reader reuse stuffing spray only"
    " there here "
    "this too over hashes cache cached still".split()
)
_STATE = re.compile(
    r"(?:ed|ing|en|id|able|ible|ly|less|full)$|^(?:ok|fine|good|bad|old|too|still|already|never|always"
    r"|stale|weak"
    r"|strong|short|long|blank|empty|set|lost|kept|sent|due|up|down|in|out)$",
    re.I,
)
_ALWAYS_VALUE = re.compile(_PASSWORDS, re.I)

_SAID: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            rf"\b(?P<what>{_KEYWORDS})\b[\"'`]?{_SCOPE}\s*(?P<says>{_SAYS})\s*{_QUOTE}(?P<secret>{_WORD})",
            re.I,
        ),
        "A password or key must not be in a note that the customer sees.",
    ),
    (
        re.compile(
            r"\bpassphrases?\b\s*(?:is|was|:|=)?\s*(?P<secret>(?!(?:is|was|for|of|on)\b)[a-z]+(?:"
            r" [a-z0-9]+){1,5})",
            re.I,
        ),
        "A passphrase must not be in a note that the customer sees.",
    ),
    (
        re.compile(
            rf"\b(?:{_KEYWORDS})\b[^.\n]{{0,40}}?\b(?:it'?s|it is|new one(?: is)?|now)\s*(?:still\s*)?:?\s+"
            r"[\"'`“]?(?P<secret>(?=\S*\d)[^\s\"'`”.,;]{4,})",
            re.I,
        ),
        "This looks like a password.",
    ),
    (
        re.compile(
            rf"\b(?:{_KEYWORDS})\b(?:\s+[a-z]+){{0,3}}?\s+(?P<secret>(?!kb\d|0x|v?\d+(?:\.\d+)*\w{{0,2}}\b)"
            r"(?=\S*\d)(?=\S*[a-z])[^\s,;\"'`()]{6,})",
            re.I,
        ),
        "This looks like a password or key.",
    ),
    (
        re.compile(
            rf"\b{_CODES}(?:\s\w+)?\scodes?(?:'s)?\b[^.\n]{{0,40}}?(?P<secret>\d[\d-]{{3,}}[#*]?"
            rf"|[A-Za-z]{{3,}}\d+\w*)",
            re.I,
        ),
        "A code that opens something must not be in a note that the customer sees.",
    ),
    (
        re.compile(
            r"\b(?:set|reset|changed?|put|switched)\s+(?:it|this|that|hers?|his|theirs?|them|(?:the|her"
            r"|his) \w+)"
            r"\s+(?:back\s+)?to\s+[\"'`“]?(?P<secret>(?=\S*[A-Z])(?=\S*[a-z])(?=\S*[\d!@#$%^&*?])[^\s\"'`”.,;]{7,})"
        ),
        "This looks like a password.",
    ),
    (
        re.compile(
            r"\b(?:log ?in|logon|sign[- ]?in|creds?|credentials?|user(?:name)?|account|admin|auth)\b\s*"
            r"(?:(?:is|are|was|were|with|as|=|:)\s*)*"
            r"(?P<secret>[\w.@\\-]+\s*[/|:]\s*(?=[^\s/]*[\d!@#$%^&*])[^\s/]{5,})(?![/\w])",
            re.I,
        ),
        "This looks like a login with its password.",
    ),
    (
        re.compile(
            r"(?<![\w/])(?P<secret>(?:admin(?:istrator)?|root|sa|guest"
            r"|user)\s?[/:]\s?(?!\d+\b)[^\s/,;]{4,})(?![/\w])",
            re.I,
        ),
        "This looks like a login with its password.",
    ),
    (
        re.compile(
            r"\b(?:password|pw|pwd|pass|passcode|pin)\s+[\"'`“]?(?P<secret>(?=\S*\d)(?=\S*[A-Za-z])\S{5,}"
            r"|\d{4,8}\b)",
            re.I,
        ),
        "This looks like a password.",
    ),
)
_SHAPED: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?P<secret>[\s\S]*?(?:-----END [A-Z ]*-----|\Z))"),
        "A private key must never be in a note.",
    ),
    (
        re.compile(
            r"\b(?P<secret>AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}"
            r"|sk-[A-Za-z0-9_-]{16,}|AIza[0-9A-Za-z_-]{30,}"
            r"|ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*"
            r"|dh_[A-Za-z0-9]{20,}|glpat-[A-Za-z0-9_-]{16,}|[sr]k_(?:live|test)_[A-Za-z0-9]{10,})"
        ),
        "This looks like an access token.",
    ),
    (
        re.compile(r"\b(?:bearer|basic)\s+(?P<secret>[A-Za-z0-9+/_=.-]{16,})", re.I),
        "This looks like an access token.",
    ),
    (re.compile(r"\w+://[^\s/:@]+:(?P<secret>[^\s/@]+)@"), "The address carries a password."),
    (
        re.compile(
            r"[?&](?:sig|signature|token|key|secret|password|pwd|auth|access_token"
            r"|code)=(?P<secret>[^&\s]{4,})",
            re.I,
        ),
        "The address carries a key.",
    ),
    (re.compile(r"\b(?P<secret>(?:\d{6}-){7}\d{6})\b"), "This looks like a BitLocker recovery key."),
    (re.compile(r"\b(?P<secret>(?:[A-Z0-9]{5}-){4}[A-Z0-9]{5})\b"), "This looks like a product key."),
    (re.compile(r"\b(?P<secret>(?=[A-Z2-7]*\d)[A-Z2-7]{16,})\b"), "This looks like an authenticator's seed."),
    (
        re.compile(r"(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*(?P<secret>[^;\s\"']{3,})", re.I),
        "The connection string carries a password.",
    ),
    (
        re.compile(
            r"(?<![\w./@\\-])(?P<secret>(?=\S*[A-Za-z])(?=\S*\d)[A-Za-z\d]+[!#$%^&*?~]"
            r"[^\s@/\"'`]*[A-Za-z\d][^\s@/\"'`.,;:)]*)"
        ),
        "This looks like a password.",
    ),
    (
        re.compile(
            r"(?<![\w./:@\\-])(?P<secret>(?![0-9a-f]{8}-[0-9a-f]{4}-)(?=[\w.-]*\d[\w.-]*\d[\w.-]*\d)(?=[\w.-]*[A-Za-z])"
            r"(?![\w.-]*[.-](?:\d+[.-])*[a-z]{2,}\b)[A-Za-z\d][\w.-]{17,})(?![\w-])"
        ),
        "This looks like a key.",
    ),
    (
        re.compile(r"\b(?P<secret>(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4})\b"),
        "This looks like a social security number.",
    ),
)
_CARD = re.compile(r"(?<![\d-])(?:\d[ -]?){13,19}(?![\d-])")

_AROUND = re.compile(
    rf"\b(?:{_KEYWORDS}|{_CODES} codes?|codes?|typed|unlock(?:ed)?|logged in|signed in|user(?:name)?)\b", re.I
)
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?](?=\s)|\n|$)")
_TOKEN = re.compile(r"(?P<open>[\"'“(]?)(?P<word>[A-Za-z0-9][^\s\"'”,;]*)")
_PRODUCT = re.compile(
    r"^(?:1password|office|windows|win|server|exchange|sql|azure|chrome|edge|ipv|sha|aes|wpa|md|tls|mfa"
    r"|o|ms|m|kb|cve|rfc|usb|ps"
    r"|sharepoint|outlook|excel|word|teams|hp|laserjet|deskjet|thinkpad|latitude|optiplex|surface|ios"
    r"|macos|android)[-_]?\d|^1password",
    re.I,
)


def find_secrets(text: str) -> Iterator[Secret]:
    """Every place that looks like a secret; places may overlap."""
    for pattern, sentence in _SAID:
        for match in pattern.finditer(text):
            secret = match["secret"].rstrip(".,;:!?)") if match["secret"][-1:] != "!" else match["secret"]
            if _is_value(secret, match.groupdict()):
                yield Secret(match.start("secret"), match.start("secret") + len(secret), sentence)
    for pattern, sentence in _SHAPED:
        for match in pattern.finditer(text):
            yield Secret(*match.span("secret"), sentence)
    for match in _CARD.finditer(text):
        if _luhn(re.sub(r"\D", "", match[0])):
            yield Secret(
                match.start(), match.start() + len(match[0].rstrip()), "This looks like a card number."
            )
    yield from _by_looks(text)


def _is_value(secret: str, around: dict[str, str | None]) -> bool:
    """Whether the word behind "password is" is one. A plain word after a bare "is" tells a state ("token was
    revoked") more often than a value, unless only a value can follow ("psk is bluewhale")."""
    if not secret or fold(secret.strip("!?")) in _ORDINARY or _PRODUCT.search(secret):
        return False
    says = (around.get("says") or "").strip().casefold()
    if not secret.isalpha() or says.split(" ")[0] not in ("is", "was", "are"):
        return True
    inside = secret[1:]
    if inside not in (inside.lower(), inside.upper()):
        return True
    told = (around.get("what") or "").casefold()
    return bool(_ALWAYS_VALUE.fullmatch(told)) and not _STATE.search(secret)


def _by_looks(text: str) -> Iterator[Secret]:
    """Words that look made up, in sentences that speak of signing in."""
    for sentence in _SENTENCE.finditer(text):
        if not _AROUND.search(sentence[0]):
            continue
        for token in _TOKEN.finditer(sentence[0]):
            word = token["word"].rstrip(".:)?”")
            if _looks_made_up(word, quoted=bool(token["open"])):
                start = sentence.start() + token.start("word")
                yield Secret(start, start + len(word), "This looks like a password or key.")


def _looks_made_up(word: str, *, quoted: bool) -> bool:
    if (
        len(word) < 6
        or _PRODUCT.search(word)
        or re.search(r"://|@[\w-]+\.|^0x|^v?\d+(?:[.:/-]\d+)*\w?$|^\d+[a-z]{1,3}$", word, re.I)
    ):
        return False
    if re.search(r"[A-Za-z\d][!#$%^*?~)(][A-Za-z\d]", word) and re.search(
        r"[A-Z].*[a-z]|[a-z].*[A-Z]|\d", word
    ):
        return True
    if re.fullmatch(r"[A-Za-z]{3,}\d{1,6}[!#$%^*]+", word):
        return True
    turns = len(re.findall(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", word))
    if turns >= 4 and re.search(r"[a-z]", word) and re.search(r"[A-Z]", word):
        return True
    plain = re.fullmatch(r"[A-Za-z\d_-]+", word) is not None
    if (
        plain
        and re.search(r"[A-Za-z]\d+-?[A-Za-z]", word)
        and not word.isupper()
        and not re.search(r"[A-Z]{2}", word)
    ):
        return True
    if plain and re.fullmatch(r"(?:[A-Z][a-z]+){2,}\d+", word):
        return True
    return quoted and re.fullmatch(r"[A-Za-z]{4,}\d+", word) is not None and not word.isupper()


def _luhn(digits: str) -> bool:
    total = 0
    for i, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + i % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and len(set(digits)) > 1
