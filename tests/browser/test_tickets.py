"""Tickets by hand: the panel and its forms, filters as chips, and the states in between; axe over each."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from assistant.startup import OWNER_EMAIL
from tests.browser.conftest import Guard, OpenPage
from tests.browser.service import Service, sign_in
from tests.browser.test_access import LOOKS, _faults

PASSWORD = "correct horse battery"
LONG = "wordwithoutanyspaces" * 40
RTL = "הדפסה לא עובדת מהבוקר"


def _panel(page: Page, number: int = 0) -> None:
    page.locator("td.summary a").nth(number).click()
    page.locator("aside.side-panel .feed").wait_for()


def test_an_engineer_works_a_ticket_from_the_list(open_page: OpenPage) -> None:
    """Take it, change its status, add a colleague, write a note: the list stays and each write is said."""
    page = open_page("/tickets?assigned=unassigned")
    _panel(page)
    panel = page.locator("aside.side-panel")

    panel.get_by_role("button", name="Assign to me").click()
    expect(page.locator(".toast", has_text="is assigned to Alex Kessler")).to_be_visible()
    expect(panel.locator(".chip", has_text="Alex Kessler")).to_contain_text("owner")
    expect(panel.get_by_role("button", name="Assign to me")).to_have_count(0)

    panel.get_by_label("Member", exact=True).select_option(index=2)
    panel.get_by_role("button", name="Add", exact=True).click()
    expect(panel.get_by_role("button", name=re.compile("^Take .* off the ticket"))).to_have_count(2)

    panel.get_by_label("New status").select_option(label="Waiting on Client")
    panel.get_by_role("button", name="Change status").click()
    expect(page.locator(".toast", has_text=re.compile(r"#\d+: .+ → Waiting on Client"))).to_be_visible()
    expect(panel.locator(".detail-head")).to_contain_text("Waiting on Client")

    panel.get_by_label("New note").fill("Called back, waiting for the serial number.")
    panel.get_by_role("button", name="Add note").click()
    expect(panel.locator(".feed-item").first).to_contain_text("waiting for the serial number")
    expect(panel.get_by_label("New note")).to_have_value("")


def test_a_note_for_the_customer_says_so_before_it_is_sent(open_page: OpenPage) -> None:
    """The choice carries a badge, the sentence below it turns red, and the text survives a reload."""
    page = open_page("/tickets/48291")
    says = page.locator(".audience-says:visible")
    expect(says).to_have_count(1)
    page.get_by_role("radio", name=re.compile("Customer sees this")).check()
    expect(says).to_have_class(re.compile("customer"))
    page.get_by_label("New note").fill("We found the cause.")
    page.reload()
    expect(page.get_by_label("New note")).to_have_value("We found the cause.")
    page.get_by_label("New note").fill("x" * 15_001)
    expect(page.get_by_text("15,001 characters")).to_be_visible()


def test_findings_keep_the_text_and_ask_for_a_reason(open_page: OpenPage) -> None:
    """A secret in a customer note is named; the text stays, and a reason lets it go out."""
    page = open_page("/tickets/48291", allowed=422)
    page.get_by_role("radio", name=re.compile("Customer sees this")).check()
    page.get_by_label("New note").fill("The password is Hunter22x.")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("note-box mark.leak")).to_be_visible()
    expect(page.get_by_label("New note")).to_have_value("The password is Hunter22x.")
    assert _faults(page) == []
    page.get_by_label("Why it may go out").fill("It was changed an hour ago.")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".toast", has_text="Posted the note")).to_be_visible()


def test_filters_are_chips_in_the_address(open_page: OpenPage) -> None:
    """A choice marks its chip, stands in the address and starts at the first page; Clear takes all away."""
    page = open_page("/tickets?page=2")
    expect(page.get_by_text("Showing 26–50")).to_be_visible()
    page.get_by_label("Priority").select_option(label="High")
    expect(page).to_have_url(re.compile(r"\?priority=\d+$"))
    expect(page.get_by_text("Showing 1–25")).to_be_visible()
    page.get_by_label("Closed too").check()
    expect(page).to_have_url(re.compile("closed=true"))
    page.get_by_role("link", name="Clear").click()
    expect(page).to_have_url(re.compile("/tickets$"))


def test_a_row_of_my_queue_opens_in_place(open_page: OpenPage) -> None:
    """Home stays under the panel, Back closes it, and "view all" is the list of mine."""
    page = open_page("/")
    _panel(page)
    expect(page.get_by_role("heading", name="My queue")).to_be_visible()
    page.go_back()
    expect(page.locator("aside.side-panel")).to_have_count(0)
    page.get_by_role("link", name=re.compile("^View all")).click()
    expect(page.get_by_label("Assigned")).to_have_value("me")


def test_the_panel_that_cannot_be_filled_says_so(open_page: OpenPage) -> None:
    """The row's own data stays, the reason stands where the rest would be, and one button tries again."""
    page = open_page("/tickets", allowed=503)

    def away(route: Route) -> None:
        body = '{"detail": "The PSA did not answer.", "status": 503}'
        route.fulfill(status=503, content_type="application/problem+json", body=body)

    page.route(re.compile(r"/tickets/\d+$"), away)
    page.locator("td.summary a").first.click()
    panel = page.locator("aside.side-panel")
    expect(panel).to_contain_text("The PSA did not answer.")
    expect(panel.locator(".skeleton")).to_have_count(0)
    page.unroute(re.compile(r"/tickets/\d+$"))
    panel.get_by_role("button", name="Try again").click()
    expect(panel.locator(".feed")).to_be_visible()


def test_a_new_ticket_from_a_ticket_borrows_company_and_board(open_page: OpenPage) -> None:
    """The dialog opens with both filled in and nothing else; similar tickets elsewhere are asked for."""
    page = open_page("/tickets/48291")
    page.get_by_role("link", name="New ticket").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Company")).to_have_value("Acme Corp")
    expect(dialog.get_by_label("Summary")).to_have_value("")
    dialog.get_by_role("button", name="Cancel").click()
    page.get_by_role("link", name="Look at other companies too").click()
    expect(page.get_by_role("heading", name="Similar at other companies")).to_be_visible()
    assert _faults(page) == []


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_axe_finds_nothing_in_long_and_right_to_left_text(
    open_page: OpenPage, theme: str, width: int
) -> None:
    """A ticket of one endless word and one written from the right: nothing overflows the page."""
    page = open_page("/tickets/new", color_scheme=theme, viewport={"width": width, "height": 900})
    page.get_by_label("Summary").fill(f"{RTL} {theme} {width}")
    page.get_by_label("Company").fill("Acme Corp")
    page.get_by_role("combobox", name="Board").select_option(label="Service Desk")
    page.get_by_role("combobox", name="Status").select_option(label="New")
    page.get_by_role("combobox", name="Priority").select_option(label="Low")
    page.get_by_label("Description").fill(f"{LONG}\n\n{RTL}\n\n- Alexandra")
    page.get_by_role("button", name="Create ticket").click()
    link = page.locator(".toast a", has_text="Open")
    link.wait_for()
    page.goto(link.get_attribute("href") or "")
    expect(page.locator("article.detail")).to_contain_text("- Alexandra")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert _faults(page) == []


def test_an_ended_session_loses_nothing_that_was_typed(
    browser: Browser, start: Callable[..., Service]
) -> None:
    """The person signs in over the page; the note is still there, unsent, and one press sends it."""
    page = _with_password(browser, start())
    page.goto("/tickets/48291", wait_until="networkidle")
    page.get_by_label("New note").fill("Typed before the session ended.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Add note").click()

    dialog = page.get_by_role("dialog", name="Sign in again")
    dialog.get_by_label("E-mail").fill(OWNER_EMAIL)
    assert _faults(page) == []
    dialog.get_by_label("Password").fill("wrong")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()

    expect(page.locator(".toast", has_text="press the button once more")).to_be_visible()
    expect(page.get_by_label("New note")).to_have_value("Typed before the session ended.")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".feed-item").first).to_contain_text("Typed before the session ended.")
    assert page.locator(".feed-item", has_text="Typed before").count() == 1
    page.context.close()


def test_a_plain_form_comes_back_after_the_sign_in(browser: Browser, start: Callable[..., Service]) -> None:
    """A form that leaves its page is carried over the sign-in, shown, and sent by one press."""
    page = _with_password(browser, start())
    page.goto("/", wait_until="networkidle")
    page.get_by_label("Start a session").fill("Show open tickets for Acme Corp")
    page.context.clear_cookies()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text("what you typed comes back")).to_be_visible()
    assert _faults(page) == []
    page.get_by_label("E-mail").fill(OWNER_EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("blockquote")).to_have_text("Show open tickets for Acme Corp")
    assert _faults(page) == []
    page.get_by_role("button", name="Send it now").click()
    page.wait_for_url("**/sessions/*")
    expect(page.locator(".turn.person")).to_contain_text("Show open tickets for Acme Corp")
    page.context.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 400)])
def test_every_page_says_that_the_psa_is_away(
    browser: Browser, start: Callable[..., Service], theme: str, width: int
) -> None:
    """Home, queue, list, ticket and the new-ticket form say it in their own place; axe finds nothing."""
    service = start(DESKHAND_FAULTS="read_unavailable:1000")
    guard = Guard(service.address, allowed={503})
    look: dict[str, Any] = {"color_scheme": theme, "viewport": {"width": width, "height": 900}}
    context = browser.new_context(base_url=service.address, **look)
    page = context.new_page()
    guard.watch(page)
    sign_in(page, service)
    for path, words in (
        ("/", "cannot be reached just now"),
        ("/queue", "cannot be reached just now"),
        ("/tickets", "The tickets cannot be shown."),
        ("/tickets/new", "what you typed is kept"),
        ("/tickets/48291", "did not answer"),
    ):
        page.goto(path, wait_until="networkidle")
        expect(page.locator("main")).to_contain_text(words)
        assert page.locator(".toast").count() == 0, path
        assert _faults(page) == [], path
    context.close()
    assert guard.faults == []


def _with_password(browser: Browser, service: Service) -> Page:
    """A page of the owner's browser, who can sign in again."""
    page = browser.new_context(base_url=service.address).new_page()
    sign_in(page, service)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("Once more").fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()
    page.wait_for_load_state("networkidle")
    return page
