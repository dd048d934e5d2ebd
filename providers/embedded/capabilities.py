"""What the embedded PSA can do, and who sees what."""

from providers.models import Capabilities, NoteAudience, NoteType

MAX_SUMMARY_CHARACTERS = 200
MAX_TEXT_CHARACTERS = 100_000

EMBEDDED_CAPABILITIES = Capabilities(
    vendor="Deskhand PSA",
    max_summary_characters=MAX_SUMMARY_CHARACTERS,
    max_note_characters=MAX_TEXT_CHARACTERS,
    searches_notes=True,
    can_log_time=True,
    can_add_resources=True,
    note_audiences=(
        NoteAudience(
            type=NoteType.INTERNAL_ANALYSIS,
            label="Internal analysis",
            customer_visible=False,
            sends_mail=False,
            sentence="Only your team sees this note. The Deskhand PSA sends no mail.",
        ),
        NoteAudience(
            type=NoteType.RESOLUTION,
            label="Resolution",
            customer_visible=False,
            sends_mail=False,
            sentence="Only your team sees this note; it records how the ticket was solved. "
            "The Deskhand PSA sends no mail.",
        ),
        NoteAudience(
            type=NoteType.DESCRIPTION,
            label="Description",
            customer_visible=True,
            sends_mail=False,
            sentence="The customer can see this note. The Deskhand PSA sends no mail.",
        ),
    ),
    create_sends_mail=False,
    create_sentence="The customer can see the new ticket with its summary and description. "
    "The Deskhand PSA sends no mail.",
)
