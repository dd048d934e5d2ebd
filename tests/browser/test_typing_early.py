"""Words that are typed before a page's scripts have arrived count like any others."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.service import Service, sign_in


def test_the_picker_finds_what_was_typed_before_it_was_loaded(
    start: Callable[..., Service], browser: Browser
) -> None:
    """The list follows once the script is there, without another key."""
    service = start()
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    sign_in(page, service)
    page.get_by_role("link", name="Home").click()
    page.get_by_label("Start a session").fill("hello")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/sessions/*")
    held: list[Route] = []
    page.route("**/ticket-picker.js*", lambda route: held.append(route))
    page.get_by_role("link", name="Link ticket").click()
    page.get_by_label("Ticket number or words").fill("48291")
    page.wait_for_timeout(300)
    assert held, "the script was loaded before it was needed"
    held[0].continue_()
    expect(page.get_by_role("button", name=re.compile("#48291"))).to_be_visible(timeout=PATIENCE_MS)
