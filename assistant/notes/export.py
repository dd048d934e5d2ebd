"""A session as a document: for the PSA, as Markdown, or as JSON."""

from collections.abc import Sequence
from typing import Any

from assistant.sessions.tables import Message, Session


def as_markdown(session: Session, messages: Sequence[Message], person: str) -> str:
    """The whole talk, turn by turn, for a knowledge base or a colleague."""
    head = [f"# {session.title}", ""]
    head += [f"Ticket: #{session.psa_ticket_id}", ""] if session.psa_ticket_id else []
    turns = [
        f"**{person if message.role == 'user' else 'Deskhand (' + (message.engine or 'assistant') + ')'}**, "
        f"{message.created_at:%Y-%m-%d %H:%M} UTC\n\n{message.text}\n"
        for message in messages
    ]
    return "\n".join([*head, *turns])


def as_json(session: Session, messages: Sequence[Message]) -> dict[str, Any]:
    """The talk as data, times in ISO 8601."""
    return {
        "format": "deskhand-session/1",
        "id": session.id,
        "title": session.title,
        "ticket_id": session.psa_ticket_id,
        "created_at": session.created_at.isoformat(),
        "updated_at": session.updated_at.isoformat(),
        "messages": [
            {
                "number": number,
                "role": message.role,
                "text": message.text,
                "engine": message.engine,
                "created_at": message.created_at.isoformat(),
            }
            for number, message in enumerate(messages, 1)
        ],
    }
