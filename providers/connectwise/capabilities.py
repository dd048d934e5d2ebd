"""What ConnectWise PSA can and cannot do, who sees what, and who gets mail."""

from providers.connectwise.settings import NAME
from providers.models import Capabilities, NoteAudience, NoteType

MAX_SUMMARY_CHARACTERS = 100
MAX_DRAFT_SUMMARY_CHARACTERS = 200
MAX_NOTE_CHARACTERS = 20_000
NOTIFIES = frozenset({NoteType.RESOLUTION, NoteType.DESCRIPTION})
"""The note types for which ConnectWise is asked to send its notification mail."""

CONNECTWISE_CAPABILITIES = Capabilities(
    vendor=NAME,
    max_summary_characters=MAX_SUMMARY_CHARACTERS,
    max_note_characters=MAX_NOTE_CHARACTERS,
    searches_notes=False,
    can_log_time=True,
    can_add_resources=True,
    note_audiences=(
        NoteAudience(
            type=NoteType.INTERNAL_ANALYSIS,
            label="Internal analysis",
            customer_visible=False,
            sends_mail=False,
            sentence="Only your team sees this note, on the Internal tab. ConnectWise sends no mail.",
        ),
        NoteAudience(
            type=NoteType.RESOLUTION,
            label="Resolution",
            customer_visible=True,
            sends_mail=True,
            sentence="The customer can see this note, on the Resolution tab. ConnectWise mails the contact, "
            "the resources and those in copy, as the board is set up.",
        ),
        NoteAudience(
            type=NoteType.DESCRIPTION,
            label="Discussion",
            customer_visible=True,
            sends_mail=True,
            sentence="The customer can see this note, on the Discussion tab. ConnectWise mails the contact, "
            "the resources and those in copy, as the board is set up.",
        ),
    ),
    create_sends_mail=True,
    create_sentence="The customer can see the new ticket with its summary and description. ConnectWise sends "
    "the mails that the board is set up for. A summary holds 100 characters; a longer one is cut, and all of "
    "it leads the description.",
)
