"""The real service in a process of its own, and the browser that looks at it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

from assistant.browser import find_chromium

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "artifacts" / "screens"
CHROMIUM = find_chromium()
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Service:
    """A service that answers at `address`; `link` signs its owner in once."""

    address: str
    link: str
    process: subprocess.Popen[bytes]


@contextmanager
def running_service(data_dir: Path, **environment: str) -> Iterator[Service]:
    """Start the service on a free port with its data in that folder, and stop it afterwards."""
    log = data_dir / "service.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant.cli", "serve", "--port", "0"],
            cwd=ROOT,
            env=service_environment(data_dir) | environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _announced(log, process)
    finally:
        process.terminate()
        process.wait(timeout=15)


def service_environment(data_dir: Path) -> dict[str, str]:
    """The environment of a command that works with the data in that folder."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"DESKHAND_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"}


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


def picture(page: Page, name: str) -> None:
    """Keep what the page shows now, for people to look at after the tests."""
    page.screenshot(path=SCREENS / f"{name}.png")


def sign_in(page: Page, service: Service, link: str | None = None) -> None:
    """Open the one-time link and press its button."""
    page.goto(link or service.link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/settings?first=1")


def _announced(log: Path, process: subprocess.Popen[bytes]) -> Service:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        said = log.read_text(errors="replace")
        address = re.search(r"Deskhand is at (http://\S+)", said)
        link = re.search(r"(http://\S+/sign-in/link/\S+)", said)
        if address and link:
            return Service(address[1], link[1], process)
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"The service did not start:\n{log.read_text(errors='replace')[-4000:]}")
