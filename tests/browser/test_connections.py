"""Connections in the browser: by keyboard, without scripts, and readable by everybody."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

SCHEMES = ("light", "dark")


def _add(page: Page, name: str) -> None:
    page.get_by_role("link", name="Add a connection").click()
    page.get_by_role("link", name="Deskhand PSA").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Nothing").check()
    page.get_by_role("button", name="Add", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_psa_is_added_switched_and_removed(open_page: OpenPage, scripts: bool) -> None:
    """Add an empty PSA of our own, test it, disable it, enable it, and remove it by typing its name."""
    name = f"Sandbox {scripts}"
    page = open_page("/admin", java_script_enabled=scripts, allowed=422)
    _add(page, name)
    card = page.get_by_role("region", name=name, exact=True)
    expect(card).to_contain_text("Answers")
    card.get_by_role("button", name="Test now").click()
    expect(page.get_by_text("Import a snapshot to fill it.")).to_be_visible()
    card.get_by_role("button", name="Disable").click()
    expect(card).to_contain_text("Disabled")
    card.get_by_role("button", name="Enable").click()
    expect(card).to_contain_text("Answers")
    card.get_by_role("link", name="Remove").click()
    expect(page.get_by_role("link", name="Download the backup")).to_be_visible()
    page.get_by_label("Type the name").fill("something else")
    page.get_by_role("button", name="Remove for good").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was removed")
    page.get_by_label("Type the name").fill(name)
    page.get_by_role("button", name="Remove for good").click()
    page.wait_for_url("**/admin")
    expect(page.get_by_role("heading", name=name)).to_have_count(0)


def test_a_name_that_is_taken_is_told_at_its_field(open_page: OpenPage) -> None:
    """The form comes back with what was typed and the fault beside the field."""
    page = open_page("/admin", allowed=422)
    _add(page, "deskhand psa")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(page.get_by_label("Name")).to_have_value("deskhand psa")
    expect(page.get_by_label("Name")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [400, 1440])
def test_connection_pages_are_accessible(open_page: OpenPage, scheme: str, width: int) -> None:
    """No page of connections has an accessibility fault or scrolls sideways, in any size and theme."""
    page = open_page("/admin", color_scheme=scheme, viewport={"width": width, "height": 800})
    edit = page.get_by_role("link", name="Edit Deskhand PSA").get_attribute("href") or ""
    for path in (
        "/admin",
        "/admin/connections/new",
        "/admin/connections/new?kind=embedded",
        edit,
        f"{edit}/remove",
    ):
        page.goto(path)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
