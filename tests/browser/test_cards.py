"""Cards and dialogs: editing in place, two tabs on one card, drafts that survive."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage


def test_an_edited_field_keeps_its_old_value_readable(open_page: OpenPage) -> None:
    """A changed field is saved at once, the old value stands beside it, and Confirm writes the new one."""
    page, card = _drafted(open_page)
    card.get_by_role("combobox", name="Priority").select_option(label="Low")
    expect(card.locator(".was", has_text="High")).to_be_visible()
    card.get_by_role("combobox", name="Board").select_option(label="Service Desk")
    expect(card).not_to_contain_text("Missing: board")
    card.get_by_role("combobox", name="Status").select_option(label="New")
    expect(card).not_to_contain_text("Missing")
    card.get_by_role("article").focus()
    page.keyboard.press("Control+Enter")
    expect(card).to_contain_text(re.compile(r"Created #\d+"))


def test_a_card_with_something_missing_cannot_be_confirmed(open_page: OpenPage) -> None:
    """Confirm says what is missing and leads to the field."""
    page, card = _drafted(open_page)
    confirm = card.get_by_role("button", name="Confirm")
    expect(confirm).to_have_attribute("aria-disabled", "true")
    expect(card).to_contain_text("Missing: board, status")
    confirm.click(force=True)
    expect(card.get_by_role("combobox", name="Board")).to_be_focused()
    assert page.locator(".toast").count() == 0


def test_a_stale_card_shows_what_changed(open_page: OpenPage) -> None:
    """A second tab that still shows the old version cannot confirm it: the difference appears in place."""
    page, card = _drafted(open_page)
    card.get_by_role("combobox", name="Board").select_option(label="Service Desk")
    expect(card).not_to_contain_text("Missing: board")
    card.get_by_role("combobox", name="Status").select_option(label="New")
    expect(card).not_to_contain_text("Missing")
    second = open_page(page.url, allowed=409)
    old = second.locator("proposal-card:defined")
    expect(old).not_to_contain_text("Missing")
    card.get_by_role("combobox", name="Priority").select_option(label="Low")
    expect(card.locator(".was", has_text="High")).to_be_visible()
    old.get_by_role("button", name="Confirm").click()
    expect(old.get_by_role("alert")).to_contain_text(re.compile(r"Priority\s+High\s+→\s+Low"))
    expect(old.get_by_role("button", name="Confirm")).to_be_visible()


def test_a_closed_dialog_loses_nothing(open_page: OpenPage) -> None:
    """What was typed into the new-ticket dialog is there when it opens again."""
    page = open_page("/tickets")
    page.get_by_role("link", name="New ticket", exact=True).click()
    page.get_by_role("dialog").get_by_label("Summary").fill("Scanner jams")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.get_by_role("link", name="New ticket", exact=True).click()
    expect(page.get_by_role("dialog").get_by_label("Summary")).to_have_value("Scanner jams")


def test_no_shortcut_fires_while_typing(open_page: OpenPage) -> None:
    """Letters in a field are letters; outside of one "c" opens the new-ticket dialog."""
    page = open_page("/tickets")
    page.get_by_label("Search").press_sequentially("cg?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Search")).to_have_value("cg?")
    page.locator("h1").click()
    page.keyboard.press("c")
    expect(page.get_by_role("dialog").get_by_role("heading", name="New ticket")).to_be_visible()


def test_filters_live_in_the_address(open_page: OpenPage) -> None:
    """A filter changes the list and the address; Back restores both, and the panel closes by Back."""
    page = open_page("/tickets")
    page.get_by_label("Board").select_option(label="Security")
    expect(page).to_have_url(re.compile(r"board=\d+"))
    expect(page.locator("tbody tr").first).to_contain_text("Security")
    page.locator("td.summary a").first.click()
    expect(page.locator("aside.side-panel")).to_be_visible()
    page.go_back()
    expect(page.locator("aside.side-panel")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"board=\d+"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/tickets$"))
    expect(page.get_by_label("Board")).to_have_value("")


def _drafted(open_page: OpenPage) -> tuple[Page, Locator]:
    """A session with one card that lacks board and status."""
    page = open_page("/")
    page.get_by_label("Start a session").fill(
        "New ticket for Acme Corp: label printer prints blank labels, high"
    )
    page.get_by_role("button", name="Start", exact=True).click()
    page.locator("run-stream").wait_for(state="detached")
    card = page.locator("proposal-card:defined")
    card.wait_for()
    page.wait_for_load_state("networkidle")
    return page, card
