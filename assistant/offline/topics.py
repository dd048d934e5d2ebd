"""What a text about work is about: the kinds of things it names, and which kinds belong together."""

import re
from collections import Counter
from itertools import pairwise

from tools.similarity import telling_words
from tools.words import fold

KINDS: dict[str, str] = {
    "scan": "scanner scan scanning escaner barcode",
    "print": (
        "printout toners inkjet laserjet envelope feeder duplex wristband-printer "
        "print printer copier plotter plot toner fax mfp label cartridge ribbon tray "
        "franking postage check-printer drucker kopierer etikett impresora"
    ),
    "network": (
        "ethernet starlink lte gateway ip subnet rj45 cabling bridge repeater mesh dsl bgp "
        "internet wifi wi-fi wireless network switch router firewall vpn isp modem dns dhcp port ap uplink "
        "bandwidth wan lan vlan tunnel hotspot ssid fiber fibre patch-panel subnet wlan netzwerk leitung"
    ),
    "mail": (
        "attachment sender recipient mailing autodiscover rooms-calendar invite invites appointment-mail "
        "distribution "
        "mail email e-mail outlook mailbox inbox exchange smtp spam junk calendar signature owa newsletter "
        "distribution-list autoreply postfach kalender correo buzon"
    ),
    "phone": (
        "calling main-number phone-number busy-tone call-button hunt-group paging "
        "call-queue auto-attendant receptionist-console softphone fax-number number-porting menu-greeting "
        "greeting ringer deskphone landline "
        "phone telephone voicemail headset caller call dect pbx sip voip handset dial extension ringtone "
        "hotline "
        "teams-phone fax-line ivr pager telefon anrufer telefono answering-machine hold-music"
    ),
    "mobile": "fone sim-card iphone ipad android tablet mobile smartphone sim handheld pda chromebook",
    "computer": (
        "disk boot bluescreen login-profile "
        "signature-pad pad "
        "surface thinkpad elitebook optiplex hard-drive ssd motherboard webcam-cover touchscreen stylus "
        "numpad trackpad printer-pc bios printserver "
        "laptop notebook pc computer workstation desktop battery keyboard mouse dock docking bitlocker usb "
        "charger macbook mac imac thin-client touchpad space-mouse trackball dongle rechner ordenador "
        "portatil"
    ),
    "display": (
        "television led-wall videowall menu-board menuboard roku chromecast apple-tv clickshare "
        "monitor screen projector display webcam tv hdmi beamer whiteboard smartboard signage wallboard "
        "bildschirm pantalla tele scoreboard"
    ),
    "audio": (
        "audio-guide guides headphones "
        "earpiece lapel podium podcast jabra soundbar music playlist hearing-loop karaoke "
        "speaker microphone mic sound amp amplifier loudspeaker pa-system livestream recording recorder "
        "dictation dictaphone transcript transcription soundboard earbuds intercom-speaker"
    ),
    "server": "datastore vmware server nas san raid hypervisor vm host rack esxi hyper-v cluster array",
    "power": "battery-backup inverter surge ups pdu generator breaker",
    "backup": "backup restore snapshot tape datensicherung respaldo",
    "identity": (
        "leaver offboarding "
        "logon token smartcard yubikey passkey keeper vault bitwarden 1password lastpass two-factor 2fa "
        "authenticator-app "
        "password passwort kennwort contrasena mfa login log-in account authenticator sso lockout permission "
        "access passcode pin username credential konto cuenta sign-in"
    ),
    "security": (
        "phishing phish virus malware ransomware hacked breach scam antivirus attempts intruder wire-transfer"
    ),
    "files": (
        "pst template photos drive folder share onedrive sharepoint file dropbox laufwerk ordner carpeta "
        "archive"
    ),
    "door": (
        "garage-door remote "
        "key-fob door-controller maglock shutter bollard panic-button motion-sensor alarm-panel "
        "security-panel "
        "door badge reader gate turnstile lock fob intercom doorbell alarm keycard keypad barrier encoder "
        "key-card buzzer siren tuer schloss puerta alarma"
    ),
    "time": "time-clock punch-clock punch punches timeclock zeiterfassung fingerprint clock",
    "camera": "cam cams camera cctv nvr dvr kamera camara footage",
    "payment": (
        "payment bezahlung pago "
        "cash-drawer drawer tip ebt stripe barcode-scale self-checkout pinpad pin-pad cardreader "
        "till terminal card-reader pos register cash checkout chip-reader kasse kassensystem "
        "invoice-printer receipt caja datafono gift-card paypad"
    ),
    "building": (
        "pool "
        "lamp lamps bms aircondition sauna pool-heater smoke-detector leak-sensor chiller greenhouse "
        "thermostat elevator aircon air-con hvac heating boiler water leak puddle pipe ceiling ac sprinkler "
        "fridge refrigerator freezer cooler sensor logger thermometer humidity incubator solar"
    ),
    "machine": (
        "edger borescope crusher "
        "clicker "
        "plasma-cutter cutter embroidery loom 3d-printer printer-3d bandsaw hoist crane weighbridge "
        "sorter labeler bottler filler packer wrapper dryer washer kettle roaster grinder espresso slicer "
        "treadmill rower lift dyno aligner diagnostic-tool scan-tool obd "
        "cnc lathe mill milling press hmi plc controller conveyor robot cutter laser kiln fermenter tank "
        "pump "
        "compressor welder scale forklift spectrometer microscope centrifuge analyzer analyser probe gauge "
        "oscilloscope telescope drone sprayer tractor feeder irrigation robot-arm palletizer press-brake "
        "machine maschine waage balanza maquina extruder oven mixer kiosk jukebox atm dispenser"
    ),
    "medical": (
        "sensor-intraoral intraoral ct mri dicom worklist autorefractor audiometer spirometer infusion "
        "glucometer defibrillator ekg-cart vitals immunization eprescribe e-prescribe sterilizer "
        "x-ray xray pacs imaging ehr emr charting ekg ecg ultrasound autoclave charts chart telehealth "
        "prescription rx lab-interface pharmacy dispensing pedal"
    ),
    "web": (
        "shop-site marketplace listing listings facebook instagram google-business seo banner-page "
        "menu-page payment-page donation checkout-page webinar intranet wiki analytics "
        "website webshop web-shop site-form web-form form webpage homepage e-filing efiling landing-page "
        "domain registrar certificate ssl portal newsletter-form online storefront wordpress shop-page "
        "booking reservation reservations webseite pagina hosting reminders reminder captcha"
    ),
    "app": (
        "db macros "
        "docketing filter e-file caseware caller-id seats seating bookings-list lohn nomina agenda "
        "factura facturacion buchhaltung "
        "bookings payslip lead heat-log log-sheet map reports "
        "cad dms ledger invoicing accounting mrp mes wms tms ats lms moodle canvas powerschool blackboard "
        "skyward gradebook opera fidelio night-audit timecard roster rostering planner docket caseload "
        "evernote notion trello asana jira zendesk power-bi tableau sap odoo navision visio bim rhino "
        "vectorworks archicad enscape bluebook mitchell cdk tekmetric proseware labtrak tracker inventory "
        "estimator estimating macro-sheet script-tool font fonts workflow query report-server ssrs mysql "
        "postgres teamviewer anydesk vdi parsec "
        "erp crm sage quickbooks excel word app application program programm programa software scheduling "
        "scheduler database license licence teams zoom sql autodesk autocad revit adobe acrobat activation "
        "pdf browser chrome edge firefox payroll timesheet citrix rdp java macro powerpoint slack "
        "spreadsheet plugin plug-in add-in viewer dashboard catalog module export import wsus updates "
        "sketchup solidworks photoshop indesign onenote docusign salesforce netsuite dynamics xero "
        "quicken lightroom matlab arcgis bluebeam procore clio worldox imanage dentrix eaglesoft epic "
        "toast square shopify mailchimp datev lexware subscription workspace translator converter"
    ),
}
"""Words by the kind of thing they name; in the singular, folded."""

BELONGS: dict[str, str] = {
    "network": "phone mobile app web payment camera computer files mail server scan",
    "server": "files app backup mail identity network power",
    "computer": "display power audio app files identity network",
    "display": "computer power",
    "power": "server network computer phone camera",
    "identity": "mail app computer files security",
    "mail": "identity security",
    "security": "mail identity computer",
    "app": "app files identity",
    "phone": "network audio",
    "audio": "phone display",
    "files": "app identity server",
    "backup": "server files",
    "print": "computer files scan",
    "scan": "print computer files",
}
"""Trouble with the first kind often shows as trouble with the others."""

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_MEANS = re.compile(
    r"\b(?:call(?:ed|s|ing)? (?:him|her|them|me|us|back|in)|called (?:for|about)|(?:from|in|at) (?:payroll"
    r"|accounting)|(?:on|by|over|per|via) (?:the |his |her )?"
    r"(?:phone|mail|e-?mail|chat|teams|line)|to call|can call|sounds|access points?|on board|in touch)\b"
)
_HOST = re.compile(r"\b[A-Z][A-Z0-9]{1,9}-(?=[A-Z0-9]*[A-Z])[A-Z0-9]{2,10}\b")
_DRIVE = re.compile(r"\b[A-Z]: (?:drive|share)|\b[a-z]-drive\b", re.IGNORECASE)
_LEAVER = re.compile(
    r"\b(?:let go|(?:got|was) fired|resigned|out of everything|left (?:the (?:company|firm|practice)|in "
    r"\w+))\b",
    re.IGNORECASE,
)
_EACH_ITS_OWN = frozenset({"app", "machine", "building", "medical"})
_GENERAL = frozenset(
    (
        "app application program programm programa software license licence updates plugin plug-in add-in "
        "module machine "
        "maschine maquina report reports export import workspace subscription activation browser"
    ).split()
)
_LONGEST_WORD = 40
_SAMPLE_CHARACTERS = 400
_SUFFIX_LEAST = 5
_SPOKEN_TROUBLE = frozenset(
    (
        "dead offline broken stuck slow dropping drop lost missing gone locked expired crash error "
        "fail failed denied since week month day morning again still rang called half past quarter ten"
    ).split(" ")
)


def _by_word() -> dict[str, str]:
    return {word: kind for kind, words in KINDS.items() for word in words.split()}


_KIND_OF = _by_word()
_PAIRED = {word.replace("-", " "): kind for word, kind in _KIND_OF.items() if "-" in word}


def kind_of(word: str) -> str | None:
    """The kind of thing one word names: as it stands, in the singular, or as the end of a compound.

    Of some kinds each thing stands for itself, as in "machine:kiln".
    """
    for form in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("'s")):
        if form in _KIND_OF:
            return _own_kind(form)
    if "-" in word:
        return next((kind for part in word.split("-") if (kind := kind_of(part))), None)
    singular = word[:_LONGEST_WORD].removesuffix("s")
    ends = (singular[start:] for start in range(3, len(singular) - _SUFFIX_LEAST + 1))
    return next((_own_kind(end) for end in ends if end in _KIND_OF), None)


def _own_kind(word: str) -> str:
    kind = _KIND_OF[word]
    return f"{kind}:{word}" if kind in _EACH_ITS_OWN and word not in _GENERAL else kind


def kind_counts(text: str) -> Counter[str]:
    """How many different words of each kind a text names."""
    words = _WORD.findall(_MEANS.sub(" ", fold(text)))
    found = Counter(kind for word in set(words) if (kind := kind_of(word)))
    found.update(_PAIRED[pair] for pair in set(map(" ".join, pairwise(words))) if pair in _PAIRED)
    found.update(["server"] * bool(host_names(text)))
    found.update(["identity"] * bool(_LEAVER.search(text)))
    found.update(["files"] * bool(_DRIVE.search(text)))
    return found


def kinds_in(text: str) -> frozenset[str]:
    """The kinds of things a text names."""
    return frozenset(kind_counts(text))


def belonging(kinds: frozenset[str]) -> frozenset[str]:
    """The kinds that show trouble when one of these has it."""
    bases = {kind.partition(":")[0] for kind in kinds}
    return frozenset(other for kind in bases for other in BELONGS.get(kind, "").split())


def host_names(text: str) -> frozenset[str]:
    """Device names such as "OFS-DC02"; none in a text that is all in capitals."""
    return frozenset() if shouted(text) else frozenset(_HOST.findall(text))


def shouted(text: str) -> bool:
    """Whether a text is written in capitals throughout."""
    begin = text[:_SAMPLE_CHARACTERS]
    return sum(c.isupper() for c in begin) > 3 * sum(c.islower() for c in begin)


def subject_words(text: str) -> frozenset[str]:
    """Telling words without those that only say that something is wrong."""
    return frozenset(telling_words(text)) - _SPOKEN_TROUBLE
