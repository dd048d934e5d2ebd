"""Every page there is, wide and narrow, light and dark. The pages are asked of the app itself, so that a new
one is either looked at here or named below with the reason why not."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page, StorageState, expect

from assistant.app import PAGES
from tests.browser.conftest import PATIENCE_MS, OpenPage, say
from tests.browser.service import Service, picture
from tests.browser.test_access import _faults

PART = "a part that a page's script asks for; seen with its page"
DOWNLOAD = "a file, no page"
EXEMPT = {
    "/palette/options": PART,
    "/companies/options": PART,
    "/queue/widget": PART,
    "/sessions/rail": PART,
    "/sessions/{session_id}/head": PART,
    "/sessions/{session_id}/thread": PART,
    "/sessions/{session_id}/lane": PART,
    "/sessions/{session_id}/context": PART,
    "/sessions/{session_id}/link/options": PART,
    "/sessions/{session_id}/stream": "events, no page",
    "/tickets/{ticket_id}/parts/head": PART,
    "/tickets/{ticket_id}/parts/more": PART,
    "/tickets/{ticket_id}/parts/notes": PART,
    "/tickets/{ticket_id}/parts/resources": PART,
    "/admin/posts/download.{format}": DOWNLOAD,
    "/admin/connections/{connection_id}/backup": DOWNLOAD,
}
SIGNED_OUT = {"/sign-in", "/sign-in/link/{code}"}
ROUTES = sorted(
    route.path
    for router in PAGES
    for route in router.routes
    if isinstance(route, APIRoute) and "GET" in (route.methods or ())
)
WIDE: Any = {"width": 1440, "height": 900}
NARROW: Any = {"width": 400, "height": 780}
TAB_STOPS = 8
SEEN = """element => {
  const marked = each => {
    const style = getComputedStyle(each);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    return outlined || style.boxShadow !== "none";
  };
  const box = element.getBoundingClientRect();
  const there = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return there && [element, element.parentElement, element.parentElement?.parentElement].some(
    each => each && marked(each));
}"""


@pytest.fixture(scope="module")
def places(browser: Browser, shared: tuple[Service, StorageState]) -> dict[str, str]:
    """What stands in the addresses: a session with a ticket and a card, and the others by their ids."""
    service, state = shared
    context = browser.new_context(base_url=service.address, storage_state=state)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Start a session").fill("link 48291")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("#session-head")).to_contain_text("#48291")
    session = urlsplit(page.url).path.removeprefix("/sessions/")
    say(page, "New ticket for Riverside: the scanner does not scan to e-mail, high")
    card = page.locator("article.proposal").first.get_attribute("id") or ""
    page.goto("/admin")
    edit = page.get_by_role("link", name="Edit Deskhand PSA").get_attribute("href") or ""
    context.close()
    return {
        "session_id": session,
        "proposal_id": card.removeprefix("card-"),
        "connection_id": edit.rpartition("/")[2],
        "ticket_id": "48291",
        "code": "used-before",
    }


def test_no_exemption_outlives_its_page() -> None:
    """What is not looked at is still there, and has not been renamed."""
    assert set(EXEMPT) <= set(ROUTES)


@pytest.mark.parametrize("route", [each for each in ROUTES if each not in EXEMPT])
def test_a_page(open_page: OpenPage, places: dict[str, str], route: str) -> None:
    """It answers, meets no script error and no axe rule, fits 400 pixels, has one h1, and shows where the
    keyboard is: first wide, in light and dark, then narrow, in dark and light."""
    path = re.sub(r"\{(\w+)\}", lambda match: places[match[1]], route)
    page = open_page(path, color_scheme="light", viewport=WIDE, reduced_motion="reduce")
    if route in SIGNED_OUT:
        page.context.clear_cookies()
        page.goto(path)
    assert page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus") == 200
    assert urlsplit(page.url).path == path
    assert page.locator("h1").count() == 1
    assert _faults(page) == []
    _keyboard_is_seen(page)
    _fits(page)
    name = "page" + re.sub(r"\W+", "-", route).rstrip("-")
    picture(page, f"{name}.wide.light")
    page.emulate_media(color_scheme="dark")
    _fits(page)
    page.set_viewport_size(NARROW)
    picture(page, f"{name}.narrow.dark")
    assert _faults(page) == []
    _keyboard_is_seen(page)
    _fits(page)
    page.emulate_media(color_scheme="light")
    _fits(page)


def _fits(page: Page) -> None:
    """Nothing stands out of the window sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.body.scrollWidth <= innerWidth")


def _keyboard_is_seen(page: Page) -> None:
    """The first stops of the Tab key are on the screen and marked."""
    for _ in range(TAB_STOPS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() == 0:
            return
        assert focused.evaluate(SEEN), focused.evaluate("element => element.outerHTML.slice(0, 200)")
