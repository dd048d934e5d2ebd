"""All tools there are. A new tool is one line here."""

from typing import Any

from tools import companies, documents, drafts, spin_off, ticket_changes, tickets
from tools.base import Tool
from tools.notes import DRAFT_NOTE
from tools.time_entry import DRAFT_TIME_ENTRY

ALL_TOOLS: tuple[Tool[Any], ...] = (
    *tickets.TOOLS,
    *companies.TOOLS,
    *documents.TOOLS,
    *ticket_changes.TOOLS,
    *drafts.TOOLS,
    *spin_off.TOOLS,
    DRAFT_NOTE,
    DRAFT_TIME_ENTRY,
)


def tool_named(name: str) -> Tool[Any]:
    """The tool of that name; KeyError when there is none."""
    return _BY_NAME[name]


_BY_NAME = {tool.name: tool for tool in ALL_TOOLS}
