"""What ConnectWise PSA can and cannot do, who sees what, and who gets mail."""

from collections.abc import Mapping

from providers.connectwise.settings import NAME
from providers.models import Capabilities, NoteAudience, NoteType

MAX_SUMMARY_CHARACTERS = 100
MAX_DRAFT_SUMMARY_CHARACTERS = 200
MAX_NOTE_CHARACTERS = 20_000
_MAILED = "ConnectWise mails the contact, the resources and those in copy, as the board is set up."
_MAILED_INSIDE = "ConnectWise sends the mails that the board is set up for, to whomever it names."
_SILENT = "ConnectWise sends no mail."
_AUDIENCES = (
    NoteAudience(
        type=NoteType.INTERNAL_ANALYSIS,
        label="Internal analysis",
        customer_visible=False,
        sends_mail=False,
        sentence="Only your team sees this note, on the Internal tab.",
    ),
    NoteAudience(
        type=NoteType.RESOLUTION,
        label="Resolution",
        customer_visible=True,
        sends_mail=True,
        sentence="The customer can see this note, on the Resolution tab.",
    ),
    NoteAudience(
        type=NoteType.DESCRIPTION,
        label="Discussion",
        customer_visible=True,
        sends_mail=True,
        sentence="The customer can see this note, on the Discussion tab.",
    ),
)
_USUAL = Capabilities(
    vendor=NAME,
    max_summary_characters=MAX_SUMMARY_CHARACTERS,
    max_note_characters=MAX_NOTE_CHARACTERS,
    searches_notes=False,
    finds_shared_work=True,
    can_log_time=True,
    can_add_resources=True,
    note_audiences=_AUDIENCES,
    create_sends_mail=True,
    create_sentence="The customer can see the new ticket with its summary and description. ConnectWise sends "
    "the mails that the board is set up for. A summary holds 100 characters; a longer one is cut, and all of "
    "it leads the description.",
)


def capabilities_of(notify: Mapping[str, bool]) -> Capabilities:
    """What it can do on a connection that says by note type whether ConnectWise is asked to send its
    notification mail. A type that is not named: no mail for internal analysis, mail for the others."""
    audiences = tuple(_told(each, notify.get(each.type, each.sends_mail)) for each in _AUDIENCES)
    return _USUAL.model_copy(update={"note_audiences": audiences})


def _told(usual: NoteAudience, mails: bool) -> NoteAudience:
    mailed = _MAILED if usual.customer_visible else _MAILED_INSIDE
    words = f"{usual.sentence} {mailed if mails else _SILENT}"
    return usual.model_copy(update={"sends_mail": mails, "sentence": words})
