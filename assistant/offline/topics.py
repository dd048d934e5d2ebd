"""What a clause about IT trouble is about: kinds of things, and whether something is wrong with them."""

import re

from tools.similarity import telling_words

KINDS: dict[str, str] = {
    "print": (
        "print printer printers prints copier copiers plotter toner scanner scanners scanning "
        "scan scans fax mfp label labels cartridge"
    ),
    "network": (
        "internet wifi wi-fi wireless network switch router firewall vpn isp modem dns dhcp port "
        "ap aps line uplink bandwidth wan lan tunnel hotspot ssid fiber fibre"
    ),
    "mail": (
        "mail mails email emails e-mail outlook mailbox inbox exchange smtp spam calendar "
        "signature owa newsletter"
    ),
    "phone": (
        "phone phones voicemail headset headsets callers call calls dect pbx sip handset dial "
        "extension ring ringtone hotline teams-phone"
    ),
    "mobile": "iphone ipad ipads android tablet tablets mobile smartphone sim handheld handhelds",
    "computer": (
        "laptop laptops notebook pc pcs computer computers workstation desktop battery keyboard "
        "mouse dock docking bitlocker usb charger macbook thin-client kiosk terminal-pc touchpad"
    ),
    "display": (
        "monitor monitors screen screens projector display displays webcam tv hdmi beamer "
        "whiteboard smartboard signage"
    ),
    "audio": "speaker speakers microphone mic sound amp amplifier",
    "server": "server servers nas san raid hypervisor vm host rack esxi hyper-v",
    "power": "ups pdu generator",
    "backup": "backup backups restore snapshot tape",
    "identity": (
        "password passwords mfa login logins account accounts authenticator sso lockout "
        "permission permissions access"
    ),
    "security": "phishing phish virus malware ransomware hacked breach scam antivirus",
    "files": "drive folder folders share shares onedrive sharepoint files dropbox",
    "door": "door doors badge badges reader gate turnstile lock clock intercom doorbell alarm fob",
    "camera": "camera cameras cctv recorder nvr dvr",
    "payment": "till tills terminal card cards pos register cash checkout",
    "building": "thermostat elevator aircon hvac heating",
    "app": (
        "erp crm sage quickbooks excel word app portal website webshop scheduling booking imaging "
        "database certificate license licence software program x-ray teams zoom sql autodesk "
        "autocad adobe activation acrobat pdf browser chrome edge payroll timesheet citrix rdp "
        "java macro powerpoint slack"
    ),
}
_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split(" ")}
_HOST = re.compile(r"\b[A-Z][A-Z0-9]{1,9}-[A-Z]{2,8}\d{0,3}\b")
_DRIVE = re.compile(r"\b[A-Z]: (?:drive|share)|\b[a-z]-drive\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")

_SYMPTOMS = (
    "can'?t|cannot|won'?t|doesn'?t|don'?t|didn'?t|isn'?t|aren'?t|wasn'?t|hasn'?t|haven'?t|couldn'?t"
    "|unable|never|no longer"
    "|nobody can|not "
    "(?:working|detected|responding|showing|charging|printing|receiving|ringing|reachable|syncing|connecting)",
    "no (?:signal|picture|sound|power|internet|wifi|display|dial ?tone|ring "
    "?tone|network|connection|audio|video|image|lights?)",
    r"nobody|no one (?:can|gets|receives|sees|hears)|offline|down|dead|died|dies|dying|broke|broken"
    r"|trouble|faulty|complain\w*|struggl\w+|crooked|slanted|fail(?:s|ed|ing|ure)?|errors?|crash\w*"
    r"|freez\w*|frozen|hang(?:s|ing)?|stuck|acting up|weird|cut(?:s|ting)? out|gets? (?:no|kicked"
    r"|thrown)|goes (?:off|dark|black|silent)|upside",
    r"drop(?:s|ping|ped)?|slow\w*|lag(?:s|gy)?|jam(?:s|med|ming)?|locked|expired|missing|vanished"
    r"|disappeared|gone|lost|denied",
    r"declin\w+|bounc\w+|blue ?screen\w*|beep\w*|leak\w*|swell\w*|swollen|crack\w*|flicker\w*"
    r"|stays? (?:black|dark|off|blank)",
    r"black|blank|garbled|blurry|pixelated|stripes?|streaks?|echo\w*|static|mute|unreachable|reject\w*"
    r"|refus\w*|stopped",
    r"warnings?|alarm\w*|phish\w*|virus|malware|ransom\w*|hacked|compromis\w*|stolen|spilled|smok\w*"
    r"|wrong|corrupt\w*|full",
    r"overheat\w*|loose|stayed off|asks? for (?:a |an |the )?\w+|keeps? \w+ing|loud|noisy|rattl\w+"
    r"|out of (?:paper|toner|space)",
)
_WRONG = re.compile(rf"(?<!\w)(?:{'|'.join(_SYMPTOMS)})(?!\w)", re.IGNORECASE)
_WANTED = re.compile(
    r"\b(?:needs|wants?|asks?\ for|asked\ for|would\ (?:also\ )?like)\ (?:a|an|access|new|looking|help"
    r"|to|her|his|their|the|another)\b"
    r"|\b(?:wants?|asks?|asked)\ (?:us|me|someone|somebody)\b",
    re.IGNORECASE,
)
_INCIDENT = re.compile(
    r"\b(?:clicked|phish\w*|gave (?:out )?(?:her|his|their) password|typed (?:her|his|their) password"
    r"|ransom\w*|hacked"
    r"|mfa (?:push|prompt)|lost (?:her|his|their)|stolen|from abroad|brute.?force|suspicious)\b",
    re.IGNORECASE,
)
_SPOKEN_TROUBLE = frozenset(
    (
        "dead offline broken stuck slow dropping drop lost missing gone locked expired crash error "
        "fail failed denied"
    ).split(" ")
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


def incident(text: str) -> bool:
    """Whether the text tells of a security incident or a loss."""
    return _INCIDENT.search(text) is not None


def subject_words(text: str) -> frozenset[str]:
    """Telling words without those that only say that something is wrong."""
    return frozenset(telling_words(text)) - _SPOKEN_TROUBLE
