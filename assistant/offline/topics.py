"""What a clause about IT trouble is about: kinds of things, and whether something is wrong with them."""

import re

from tools.similarity import telling_words

KINDS: dict[str, str] = {
    "print": "print printer printers copier copiers plotter toner scanner scanning scan fax mfp label",
    "network": "internet wifi wi-fi wireless network switch router firewall vpn isp modem dns dhcp port ap aps line "
    "access-point uplink bandwidth wan lan tunnel",
    "mail": "mail mails email emails e-mail outlook mailbox inbox exchange smtp spam calendar signature owa",
    "phone": "phone phones voicemail headset callers call calls dect pbx sip handset dial extension ring",
    "mobile": "iphone ipad android tablet mobile smartphone sim",
    "computer": "laptop notebook pc computer workstation desktop battery keyboard mouse dock docking bitlocker",
    "display": "monitor screen projector display webcam tv hdmi camera-image",
    "server": "server nas san raid hypervisor vm host domain-controller",
    "backup": "backup backups restore snapshot",
    "identity": "password mfa login account accounts authenticator sso lockout access permission permissions",
    "security": "phishing phish virus malware ransomware hacked breach",
    "files": "drive folder folders share onedrive sharepoint files",
    "door": "door badge badges reader gate turnstile lock clock",
    "camera": "camera cameras cctv recorder nvr intercom",
    "payment": "till tills terminal card pos register cash",
    "app": "erp crm sage quickbooks excel word app portal website scheduling booking imaging database certificate "
    "license licence software program x-ray teams zoom sql",
}
_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split()}
_HOST = re.compile(r"\b[A-Z][A-Z0-9]{1,9}-[A-Z]{2,8}\d{0,3}\b")
_DRIVE = re.compile(r"\b[A-Z]: (?:drive|share)|\b[a-z]-drive\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")

_WRONG = re.compile(
    r"""\b(?:
    can'?t|cannot|won'?t|doesn'?t|don'?t|didn'?t|isn'?t|aren'?t|wasn'?t|hasn'?t|haven'?t|couldn'?t|unable|never
    | not\ (?:working|detected|responding|showing|charging|printing|receiving|ringing|reachable|syncing|connecting)
    | no\ longer | nobody\ can
    | no\ (?:signal|picture|sound|power|internet|wifi|display|dial\ ?tone|ring\ ?tone|network|connection|audio|video|image|lights)
    | offline|down|dead|broken|fail(?:s|ed|ing|ure)?|errors?|crash\w*|freez\w*|frozen|hang(?:s|ing)?|stuck
    | drop(?:s|ping|ped)?|slow\w*|jam(?:s|med|ming)?|locked|expired|missing|vanished|disappeared|gone|lost|denied
    | declin\w+|bounc\w+|blue\ ?screen\w*|beep\w*|leak\w*|swell\w*|swollen|crack\w*|flicker\w*|black\ (?:picture|screen)
    | blank|garbled|mute|unreachable|reject\w*|refus\w*|stopped|warnings?|alarm\w*|phish\w*|virus|malware|ransom\w*
    | hacked|compromis\w*|stolen|spilled|smok\w*|wrong|corrupt\w*|full|overheat\w*|loose|stayed\ off
    | asks?\ for\ (?:a\ |the\ )?(?:bitlocker|recovery|password|pin|key)
    | keeps?\ \w+ing
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_WANTED = re.compile(
    r"\b(?:needs?|wants?|asks?\ for|would\ like)\ (?:a|an|access|new|looking|help|to|her|his|their|the)\b",
    re.IGNORECASE,
)
_SPOKEN_TROUBLE = frozenset(
    "dead offline broken stuck slow dropping drop lost missing gone locked expired crash error fail failed denied".split()
)


def kinds_in(text: str) -> frozenset[str]:
    """The kinds of things a text names."""
    found = {_KIND_OF[word] for word in _WORD.findall(text.casefold()) if word in _KIND_OF}
    if _HOST.search(text):
        found.add("server")
    if _DRIVE.search(text):
        found.add("files")
    return frozenset(found)


def host_names(text: str) -> frozenset[str]:
    """Device names such as "OFS-DC02"."""
    return frozenset(_HOST.findall(text))


def something_wrong(text: str) -> bool:
    """Whether the text tells of a symptom."""
    return _WRONG.search(text) is not None


def something_wanted(text: str) -> bool:
    """Whether the text tells of somebody's request."""
    return _WANTED.search(text) is not None


def subject_words(text: str) -> frozenset[str]:
    """Telling words without those that only say that something is wrong."""
    return frozenset(telling_words(text)) - _SPOKEN_TROUBLE
