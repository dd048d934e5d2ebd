"""`deskhand chat`: the session pane in a terminal, in this process, on the same core as the pages."""

import asyncio
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer

from assistant.commands.console import open_desk, out, print_line, run
from assistant.desk import Desk
from assistant.errors import DeskError, Missing
from assistant.events import Event
from assistant.identity.people import Person
from assistant.local_model import served
from assistant.proposals.tables import Proposal
from assistant.settings import Settings
from assistant.startup import OWNER_EMAIL
from providers.errors import ProviderError
from providers.scope import Scope

WORDS = "Type a message. /confirm P1 and /dismiss P1 decide on a proposal, /new starts afresh, /quit ends."
QUIT = frozenset({"/quit", "/exit", "/q"})


def chat(
    email: Annotated[str, typer.Option("--as", help="Whose eyes and rights to use.")] = OWNER_EMAIL,
) -> None:
    """Talk in the terminal. Nothing is written to the PSA before /confirm."""
    run(lambda: _chat(email))


async def _chat(email: str) -> None:
    async with served(Settings()) as settings, open_desk(settings) as (desk, _), desk.running():
        scope = await desk.identity.scope_of(await desk.users.by_email(email))
        talk = Talk(desk, scope)
        print_line(f"{scope.user_name}, {desk.settings.model} engine. {WORDS}")
        while (line := await _ask()) is not None and line not in QUIT:
            try:
                await talk.say(line)
            except (DeskError, ProviderError) as error:
                remedy = error.remedy if isinstance(error, DeskError) else ""
                print_line(f"{error} {remedy}".strip())


async def _ask() -> str | None:
    """The next line, or None at the end of the input."""
    try:
        return (await asyncio.to_thread(input, "> ")).strip()
    except EOFError:
        return None


@dataclass(slots=True)
class Talk:
    """One talk in a terminal. A proposal is confirmed as it was last shown here."""

    desk: Desk
    scope: Scope
    session_id: str | None = None
    shown: dict[str, Proposal] = field(default_factory=dict)

    async def say(self, line: str) -> None:
        """Carry out a command or send a message and show the answer as it comes."""
        command, _, rest = line.partition(" ")
        match command:
            case "":
                pass
            case "/new":
                self.session_id, self.shown = None, {}
            case "/confirm":
                await self._confirm(rest.strip().upper())
            case "/dismiss":
                proposal = self._shown(rest.strip().upper())
                await self.desk.proposals.dismiss(self.scope, proposal.id)
                print_line(f"{rest.strip().upper()} is dismissed.")
            case _ if command.startswith("/"):
                print_line(WORDS)
            case _:
                await self._send(line)

    async def _send(self, text: str) -> None:
        if self.session_id is None:
            self.session_id = (await self.desk.sessions.create(self.scope)).id
        started = await self.desk.runs.start(self.scope, self.session_id, text)
        async for event in self.desk.runs.subscribe(self.scope, started.id):
            await self._show(event)
        out.print()

    async def _show(self, event: Event) -> None:
        payload = event.payload
        match event.type:
            case "text":
                out.print(payload["delta"], end="", markup=False)
            case "tool_finished":
                out.print(f"[{payload['name']}: {payload['summary']}]", style="dim", markup=False)
            case "proposal":
                await self._show_proposal(payload)
            case "run_finished" if payload.get("sentence"):
                print_line(f"\n{payload['sentence']}")
            case _:
                pass

    async def _show_proposal(self, payload: dict[str, Any]) -> None:
        proposal = await self.desk.proposals.get(self.scope, payload["proposal_id"])
        self.shown[payload["label"]] = proposal
        print_line(f"{payload['label']} · {proposal.title}")
        for name, value in proposal.args.items():
            if value is not None:
                print_line(f"    {name}: {value}")
        if proposal.missing_fields:
            print_line(f"    missing: {', '.join(proposal.missing_fields)}")

    async def _confirm(self, label: str) -> None:
        seen = self._shown(label)
        outcome = await self.desk.proposals.confirm(
            Person(self.scope, via="session"), seen.id, args_version=seen.args_version, digest=seen.digest
        )
        print_line(outcome.sentence)

    def _shown(self, label: str) -> Proposal:
        if label not in self.shown:
            raise Missing(f"No proposal {label} was shown here.", remedy="Name one, as in P1.")
        return self.shown[label]
