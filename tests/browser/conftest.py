"""A running service, a browser that is signed in, and a guard over everything the browser meets."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    StorageState,
    expect,
    sync_playwright,
)

from tests.browser.service import CHROMIUM, Service, launch, running_service, sign_in

PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Guard:
    """What a page must never do. `allowed` are statuses a test provokes on purpose."""

    address: str
    faults: list[str] = field(default_factory=list)
    allowed: set[int] = field(default_factory=set)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        provoked = any(f"status of {status}" in message.text for status in self.allowed)
        if message.type in ("error", "warning") and not provoked:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and f"{parts.scheme}://{parts.netloc}" != self.address:
            self.faults.append(f"foreign request: {request.url}")


OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a Chromium these tests are skipped, and the reason is in the summary."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(
                    pytest.mark.skip(reason="no Chromium is installed: the pages were NOT tested")
                )


@pytest.fixture(scope="module")
def browser(filled_database: Path) -> Iterator[Browser]:
    """Closed with its module: playwright's event loop is in the way of coroutine tests. The database is
    filled before, for the same reason."""
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def start(filled_database: Path, tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Starts a service of the test's own, with the demo in it: `start(DESKHAND_MODEL=…)`."""
    with ExitStack() as stack:

        def begin(**environment: str) -> Service:
            shutil.copyfile(filled_database, tmp_path / "deskhand.db")
            return stack.enter_context(running_service(tmp_path, **environment))

        yield begin


@pytest.fixture(scope="module")
def shared(
    filled_database: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[tuple[Service, StorageState]]:
    """One service for a module whose tests do not get in each other's way, and its owner's cookies."""
    folder = tmp_path_factory.mktemp("service")
    shutil.copyfile(filled_database, folder / "deskhand.db")
    with running_service(folder) as service:
        yield service, signed_in_state(browser, service)


@pytest.fixture
def open_page(browser: Browser, shared: tuple[Service, StorageState]) -> Iterator[OpenPage]:
    """Opens a signed-in page of the shared service; a fault it met fails the test."""
    service, state = shared
    guard = Guard(service.address)
    contexts: list[BrowserContext] = []

    def open_one(path: str = "/", *, allowed: int | None = None, **options: Any) -> Page:
        if allowed is not None:
            guard.allowed.add(allowed)
        context = browser.new_context(base_url=service.address, storage_state=state, **options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        guard.watch(page)
        page.goto(path, wait_until="networkidle")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert guard.faults == []


def signed_in_state(browser: Browser, service: Service) -> StorageState:
    """The cookies of the owner's browser; spends the one-time link."""
    context = browser.new_context()
    sign_in(context.new_page(), service)
    state = context.storage_state()
    context.close()
    return state


def say(page: Page, words: str) -> None:
    """Send a message in the open session and wait until it is answered."""
    page.locator("chat-composer:defined").wait_for()
    page.get_by_role("button", name="Send").wait_for()
    answers = page.locator("article.turn.answer")
    before = answers.count()
    page.get_by_label("Message", exact=True).fill(words)
    page.get_by_label("Message", exact=True).press("Enter")
    answers.nth(before).wait_for()
    page.locator("run-stream").wait_for(state="detached")
