"""`deskhand chat`: the session pane in a terminal, in this process, on the same core as the pages."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import typer

from assistant.commands.console import open_desk, out, print_line, run
from assistant.desk import Desk
from assistant.errors import DeskError
from assistant.events import Event
from assistant.identity.people import Person
from assistant.identity.tables import User
from assistant.startup import OWNER_EMAIL
from providers.scope import Role, Scope

HELP = "Type a message. /confirm P1 and /dismiss P1 decide on a proposal, /new starts afresh, /quit ends."
STOP = frozenset({"/quit", "/exit", "/q"})
