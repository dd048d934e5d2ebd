"""Everybody can use the pages: axe finds nothing, in both themes and at 400 pixels."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, say

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
LOOKS = [("light", 1440), ("dark", 1440), ("light", 1000), ("dark", 400)]
PAGES = ["/tickets?q=zzzz", "/tickets?company=riverside"]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_a_page(open_page: OpenPage, path: str) -> None:
    """A list in its other states: no violation of WCAG 2.2 AA nor of axe's best practice in any look."""
    for theme, width in LOOKS:
        page = open_page(path, color_scheme=theme, viewport={"width": width, "height": 900})
        page.wait_for_load_state("networkidle")
        assert _faults(page) == [], (theme, width)


def test_axe_finds_nothing_where_nobody_is_signed_in(open_page: OpenPage) -> None:
    """The sign-in page, and a page that does not exist."""
    for path in ("/sign-in", "/nowhere"):
        page = open_page(path, allowed=404)
        assert _faults(page) == [], path


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_axe_finds_nothing_in_a_session_and_its_dialogs(open_page: OpenPage, theme: str, width: int) -> None:
    """A session with cards, then each dialog over it."""
    page = open_page("/", color_scheme=theme, viewport={"width": width, "height": 900})
    page.get_by_label("Start a session").fill("link 48291")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/sessions/*")
    expect(page.locator("#session-head")).to_contain_text("DNS not resolving")
    say(page, "New ticket for Riverside: the scanner does not scan to e-mail, high")
    page.wait_for_load_state("networkidle")
    assert _faults(page) == [], "session"
    for name in ("New ticket", "Update ticket"):
        page.locator("#session-head").get_by_role("link", name=name).click()
        page.get_by_role("dialog").get_by_role("heading").first.wait_for()
        assert _faults(page) == [], name
        if name == "Update ticket":
            page.get_by_role("radio", name="Customer sees this").check()
            page.get_by_role("textbox", name="The note").fill("The password is Hunter22x")
            page.locator("[data-leak]").wait_for()
            assert _faults(page) == [], "findings"
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_role("combobox").wait_for()
    assert _faults(page) == [], "palette"


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_axe_finds_nothing_in_the_side_panel(open_page: OpenPage, theme: str, width: int) -> None:
    """A ticket opened from its row."""
    page = open_page("/tickets", color_scheme=theme, viewport={"width": width, "height": 900})
    page.locator("td.summary a").first.click()
    page.locator("aside.side-panel .feed").wait_for()
    page.wait_for_load_state("networkidle")
    assert _faults(page) == []


def _faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['html'][:160]}" for each in found for node in each["nodes"]
    ]
