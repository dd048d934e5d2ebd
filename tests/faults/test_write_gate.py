"""The write gate is structure, not discipline: what a model can reach holds nothing that writes."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from assistant.desk import Desk
from assistant.proposals.executor import Executor
from assistant.proposals.ledger import Ledger
from assistant.proposals.service import Proposals
from providers.base import PSAWriter
from providers.embedded.writer import EmbeddedWriter
from tests.assistant.proposals.kit import WriteDesk
from tests.conftest import Inhabitant
from tools.base import ProposalBox, SessionPort, ToolContext

ROOT = Path(__file__).parents[2]
WRITES = frozenset(name for name, _ in inspect.getmembers(PSAWriter, inspect.isfunction) if name[0] != "_")
DECIDES = frozenset({"confirm", "write_now", "resolve", "in_person", "enter", "wake", "drain"})
MAY_HOLD_A_WRITER = {"assistant/proposals/executor.py"}
REACHED_BY_A_MODEL = ("tools", "assistant/offline", "assistant/agent.py", "assistant/toolbox.py")


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        path = ROOT / folder
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def file_of(module: str) -> Path | None:
    path = ROOT / Path(*module.split("."))
    return next((each for each in (path.with_suffix(".py"), path / "__init__.py") if each.is_file()), None)


def reachable(start: Iterator[Path]) -> set[Path]:
    """Files that come with an import, through all others of this project."""
    seen: set[Path] = set()
    waiting = list(start)
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        waiting += [found for module in imported(path) if (found := file_of(module)) is not None]
    return seen


def test_only_the_executor_names_a_writer() -> None:
    """No other file above the providers imports the writers' module or the writer's interface."""
    for path in sources("assistant", "tools", "evals"):
        forbidden = {"providers.writers", "providers.base.PSAWriter", "providers.embedded.writer"}
        held = imported(path) & forbidden
        assert not held or str(path.relative_to(ROOT)) in MAY_HOLD_A_WRITER, f"{path} holds {held}"


def test_nothing_a_model_reaches_comes_with_a_writer() -> None:
    """The tools and the loop, with everything they import, never meet the executor or the writers."""
    for path in reachable(sources(*REACHED_BY_A_MODEL)):
        name = str(path.relative_to(ROOT))
        assert name not in {"providers/writers.py", "providers/embedded/writer.py", *MAY_HOLD_A_WRITER}


def test_a_tools_context_offers_nothing_that_writes_or_decides() -> None:
    """Every part of a tool's context is typed as something without a writing or deciding method."""
    hints = get_type_hints(ToolContext)
    for part in (*hints.values(), ProposalBox, SessionPort):
        offered = {name for name in dir(part) if not name.startswith("_")}
        assert not offered & (WRITES | DECIDES), f"{part} offers {offered & (WRITES | DECIDES)}"


async def test_the_real_box_leads_to_no_writer(writing: WriteDesk, alex: Inhabitant) -> None:
    """Following every attribute from a run's box, nobody ever comes to executor, ledger or writer."""
    box = writing.proposals.box(
        alex.scope, session_id="s", connection_id=alex.connection.id, provenance={"run_id": "r"}
    )

    for held in _held(box):
        assert not isinstance(held, PSAWriter | Executor | Ledger | Proposals), held
        methods = {name for name in dir(type(held)) if not name.startswith("_")}
        if type(held).__module__.startswith(("assistant", "tools")):
            assert not methods & (WRITES | DECIDES), held


async def test_a_reader_is_no_writer(desk: Desk, alex: Inhabitant) -> None:
    """The reader that tools get has no writing method, and is not the writer in disguise."""
    _, reader = await desk.connections.reader(alex.scope, alex.connection.id)

    for held in _held(reader):
        assert not isinstance(held, PSAWriter | EmbeddedWriter)
    assert not WRITES & set(dir(reader))


@pytest.mark.parametrize("path", ["proposals", "tickets", "notes", "pages", "runs"])
def test_writes_have_one_way(path: str) -> None:
    """Slices reach the PSA for writing through the proposals' service; none calls a writer's method."""
    for source in sources(f"assistant/{path}"):
        if str(source.relative_to(ROOT)) in MAY_HOLD_A_WRITER:
            continue
        called = {
            (node.func.value.id, node.func.attr)
            for node in ast.walk(ast.parse(source.read_text()))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        }
        assert not {attribute for name, attribute in called if name == "writer"}, source


def _held(start: Any, depth: int = 6) -> Iterator[Any]:
    """Everything that can be reached through attributes, the database aside."""
    seen: set[int] = set()
    waiting: list[tuple[Any, int]] = [(start, 0)]
    while waiting:
        thing, far = waiting.pop()
        if id(thing) in seen or far > depth:
            continue
        seen.add(id(thing))
        yield thing
        names = list(getattr(thing, "__dict__", {})) + list(getattr(type(thing), "__slots__", ()))
        if type(thing).__module__.startswith(("assistant", "tools", "providers")):
            waiting += [(getattr(thing, name, None), far + 1) for name in names]
