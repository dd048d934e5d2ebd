"""Without scripts every page and form still does its work."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage


def test_a_session_without_scripts(open_page: OpenPage) -> None:
    """Ask, read the answer after a reload, draft a ticket, complete the card and confirm it."""
    page = open_page("/", java_script_enabled=False)
    page.get_by_label("Start a session").fill("New ticket for Acme Corp: label printer prints blank labels")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/sessions/*")
    card = page.locator("proposal-card")
    for _ in range(40):
        if card.count():
            break
        page.reload()
    for label, choice in (("Board", "Service Desk"), ("Priority", "High")):
        card.get_by_role("combobox", name=label).select_option(label=choice)
    card.get_by_role("button", name="Save changes").last.click()
    card.get_by_role("combobox", name="Status").select_option(label="New")
    card.get_by_role("button", name="Save changes").last.click()
    card.get_by_role("button", name="Confirm").click()
    expect(page.locator("proposal-card")).to_contain_text(re.compile(r"Created #\d+"))


def test_filters_without_scripts(open_page: OpenPage) -> None:
    """All filter state is in the address, and a company is found by its words."""
    page = open_page("/tickets", java_script_enabled=False)
    page.get_by_label("Company").fill("acme")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("company=acme"))
    expect(page.locator("tbody tr").first).to_contain_text("Acme Corp")


def test_a_new_ticket_without_scripts(open_page: OpenPage) -> None:
    """Quick create: the sentence fills the form, an unclear company is chosen, the ticket is created."""
    page = open_page("/tickets/new", java_script_enabled=False)
    page.get_by_role("tab", name="Quick create").click()
    page.get_by_label("Say it in a sentence").fill("Riverside: scanner does not scan to e-mail, high")
    page.get_by_role("button", name="Fill in the form").click()
    page.get_by_role("button", name="Riverside Dental").click()
    expect(page.locator("#nt-company_id")).to_have_value("Riverside Dental")
    page.get_by_role("combobox", name="Board").select_option(label="Service Desk")
    page.get_by_role("combobox", name="Status").select_option(index=1)
    page.get_by_role("button", name="Create ticket").click()
    expect(page.get_by_text(re.compile(r"Created #\d+"))).to_be_visible()


def test_a_ticket_without_scripts(open_page: OpenPage) -> None:
    """The full page holds what the panel loads in parts, and a note is added by a plain form."""
    page = open_page("/tickets/48291", java_script_enabled=False)
    expect(page.get_by_role("heading", name="Related tickets")).to_be_visible()
    page.get_by_label("New note").fill("Looked at it by hand.")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".feed-item").first).to_contain_text("Looked at it by hand.")
