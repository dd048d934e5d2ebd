"""Rules of the code that no single file can keep by itself."""

import ast
import re
import site
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("assistant", "evals", "prompts", "providers", "tools")
EXECUTOR = "assistant/proposals/executor.py"
WRITER_MODULES = ("providers.writers", "providers.embedded.writer")
WRITER_NAMES = {"PSAWriter", "open_writer", "EmbeddedWriter"}
VENDORS = {"embedded", "connectwise", "halo", "autotask", "bms", "alga", "itglue"}
MAX_LINES = 450
DATA = ("assistant/migrations/versions/", "providers/embedded/demo/")


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def writer_uses(tree: ast.AST) -> Iterator[str]:
    """Everything in a file that names a writer or imports a module of writers, strings given to
    import functions included."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names if name.name.startswith(WRITER_MODULES))
            case ast.ImportFrom(module=str(module), names=names):
                full = [module, *(f"{module}.{name.name}" for name in names)]
                yield from (each for each in full if each.startswith(WRITER_MODULES))
                yield from (name.name for name in names if name.name in WRITER_NAMES)
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in WRITER_NAMES:
                yield name
            case ast.Constant(value=str(value)) if value in WRITER_MODULES:
                yield value


def test_only_the_executor_touches_a_writer() -> None:
    """Above the providers one single file can write to a PSA: the executor of confirmed proposals."""
    guilty = {
        relative(path): used
        for path in sources()
        if not relative(path).startswith("providers/")
        and relative(path) != EXECUTOR
        and (used := list(writer_uses(ast.parse(path.read_text()))))
    }
    assert guilty == {}


def test_the_writer_rule_would_see_an_offender() -> None:
    """The rule above is not blind: each way to reach a writer is seen."""
    for code in (
        "import providers.writers",
        "from providers import writers",
        "from providers.writers import open_writer as harmless",
        "from providers.base import PSAWriter",
        "import providers.base\nx: providers.base.PSAWriter",
        "import importlib\nimportlib.import_module('providers.writers')",
    ):
        assert list(writer_uses(ast.parse(code))), code


def test_the_model_library_has_one_door() -> None:
    """Only one module may import the model vendors' library, so that it can be loaded late and replaced."""
    imports = re.compile(r"^\s*(import|from) litellm\b", re.MULTILINE)
    guilty = [relative(path) for path in sources() if imports.search(path.read_text())]
    assert set(guilty) <= {"assistant/litellm_model.py"}


def test_no_code_above_providers_asks_for_the_vendor() -> None:
    """What a PSA can do is read from its capabilities, never from its name."""
    guilty = []
    for path in sources():
        if relative(path).startswith("providers/"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Compare):
                words = {c.value for c in ast.walk(node) if isinstance(c, ast.Constant)}
                if words & VENDORS:
                    guilty.append(f"{relative(path)}:{node.lineno}")
    assert guilty == []


def test_importing_does_nothing() -> None:
    """Importing every module opens no file for writing, no socket and starts no thread."""
    program = (
        f"PACKAGES = {PACKAGES}"
        + """
import importlib, pkgutil, sys, threading
def watch(event, args):
    writes = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    if writes and not str(args[0]).endswith((".pyc", "null")) and "__pycache__" not in str(args[0]):
        raise SystemExit(f"opened {args[0]} to write")
    if event in ("socket.connect", "socket.bind", "subprocess.Popen"):
        raise SystemExit(f"{event} {args}")
sys.addaudithook(watch)
for name in PACKAGES:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        if not module.name.endswith(("__main__", ".env")) and ".versions." not in module.name:
            importlib.import_module(module.name)
assert threading.active_count() == 1, threading.enumerate()
"""
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_file_is_one_idea() -> None:
    """No file of code grows past what can be read at once; written data and migrations may."""
    long = {
        relative(path): lines
        for path in sources()
        if not relative(path).startswith(DATA) and (lines := path.read_text().count("\n")) > MAX_LINES
    }
    assert long == {}


def test_nothing_says_that_it_is_not_done() -> None:
    """What is there works; what does not work yet is not there."""
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [relative(path) for path in sources() if unfinished.search(path.read_text())] == []


def test_no_package_runs_code_when_python_starts() -> None:
    """Lines that start with import in a .pth file run at every start: two stolen releases hid there. Known
    ones only are allowed."""
    known = {"distutils-precedence.pth", "_virtualenv.pth", "a1_coverage.pth"}
    found = {
        path.name
        for folder in site.getsitepackages()
        for path in Path(folder).glob("*.pth")
        if re.search(r"^\s*import\b", path.read_text(), re.MULTILINE)
    }
    assert found <= known


def test_the_locks_hold_hashes_and_no_addresses() -> None:
    """Every locked package has hashes, and no index of anybody's network is written down."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        entries = re.findall(r"^[a-z0-9][\w.-]*==.*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
        assert len(entries) > 50
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
        assert "://" not in re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
        assert "index-url" not in re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
