"""What a suite runs on: a snapshot file or the demo, the moment it is about, and the model that answers."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from assistant.model import Model
from assistant.model_choice import ModelChoice
from assistant.settings import Settings
from assistant.tokens import TokenCounter
from evals.desk import CONNECTION, NOW, TalkDesk, demo_desk, desk_on
from evals.suite import OFFLINE, EvalError, Setup
from providers.embedded.demo import demo_snapshot
from providers.embedded.snapshot import SnapshotError
from providers.embedded.transfer import load_file
from providers.models import TicketFilter
from tools.catalog import Catalog


def snapshot_of(path: Path | None) -> object:
    """A snapshot file's content, or the demo as of `NOW`. Raises SnapshotError."""
    return load_file(path) if path else demo_snapshot(NOW.date())


@asynccontextmanager
async def talk_desk(setup: Setup) -> AsyncIterator[TalkDesk]:
    """A desk on the setup's snapshot, answered by the setup's model.

    Raises:
        EvalError: The snapshot has faults.
    """
    with tempfile.TemporaryDirectory() as folder:
        async with (
            _desk(setup, Path(folder)) as desk,
            model_for(setup.model, desk.catalog, desk.scope.member_id(CONNECTION)) as model,
        ):
            desk.model = model
            yield desk


@asynccontextmanager
async def model_for(name: str, catalog: Catalog, me_member_id: str | None) -> AsyncIterator[Model | None]:
    """The model of that name, with the keys of the settings; None stands for the offline engine."""
    if name == OFFLINE:
        yield None
        return
    choice = ModelChoice(Settings(model=name), TokenCounter())
    try:
        yield choice.choose(catalog, me_member_id)
    finally:
        await choice.close()


@asynccontextmanager
async def _desk(setup: Setup, folder: Path) -> AsyncIterator[TalkDesk]:
    if setup.snapshot is None:
        async with demo_desk(folder) as desk:
            yield desk
        return
    try:
        async with desk_on(folder, load_file(setup.snapshot), NOW) as desk:
            desk.now = await _after_newest(desk)
            yield desk
    except SnapshotError as error:
        raise EvalError(str(error)) from error


async def _after_newest(desk: TalkDesk) -> datetime:
    """When a talk about a given snapshot takes place: an hour after its newest ticket came in."""
    newest = await desk.reader.search_tickets(TicketFilter(state="any", newest_first=True), page_size=1)
    return newest.items[0].entered_at + timedelta(hours=1) if newest.items else desk.now
