"""The first ten minutes of a new engineer, in a real browser: once with the mouse, once by keyboard alone."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS, Guard, say
from tests.browser.service import Service

FIX = (
    "DNS does not resolve for the engineering workstations since this morning",
    "nslookup against ACME-DC01 answers, against ACME-DC02 it times out",
    "The DNS service runs on ACME-DC02",
    "Checked the listen addresses: it still binds to the old address of the second card",
    "Changed it to listen on all addresses",
    "Separate issue: the label printer in shipping prints blank labels, that needs its own ticket",
    "Restarted the DNS service",
    "Flushed the resolver caches on two workstations",
    "nslookup answers from both servers now",
    "Pat confirmed that the engineering PCs find the servers by name again",
)


def test_the_whole_job_with_the_mouse(start: Callable[..., Service], browser: Browser) -> None:
    """Sign in by link, ask for a company's tickets, link one, describe the fix with a second issue inside,
    create its ticket, post the note, and find both."""
    service = start()
    page, guard = _new_page(browser, service)
    page.goto(service.link)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("New password").fill("correct horse battery")
    page.get_by_label("Once more").fill("correct horse battery")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_text("Your password is set.")).to_be_visible()

    page.get_by_role("link", name="Home").click()
    page.get_by_label("Start a session").fill("Show open tickets for Acme Corp")
    page.get_by_role("button", name="Start", exact=True).click()
    chip = page.locator(".prose a.chip.ticket", has_text="#48291")
    expect(chip).to_be_visible()

    page.get_by_role("link", name="Link ticket").click()
    page.get_by_label("Ticket number or words").fill("48291")
    page.get_by_role("button", name=re.compile("#48291")).click()
    expect(page.locator("#session-head")).to_contain_text("DNS not resolving for client workstations")
    for words in FIX:
        say(page, words)

    card = page.locator("proposal-card").filter(has_text="second issue").first
    expect(card).to_contain_text("label printer")
    card.get_by_role("link", name="New ticket").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Say it in a sentence")).to_have_value(re.compile("label printer"))
    expect(dialog.get_by_label("Company")).to_have_value("Acme Corp")
    expect(dialog.get_by_label("Summary")).to_have_value("")
    dialog.get_by_role("button", name="Close").click()
    expect(card).to_be_visible()
    card.get_by_role("link", name="New ticket").click()
    dialog.get_by_role("button", name="Fill in the form").click()
    expect(dialog.get_by_label("Summary")).to_have_value(re.compile("label printer", re.I))
    dialog.get_by_role("combobox", name="Board").select_option(label="Service Desk")
    dialog.get_by_role("combobox", name="Status").select_option(label="New")
    dialog.get_by_role("combobox", name="Priority").select_option(label="Medium")
    dialog.get_by_role("button", name="Create ticket").click()
    created = page.locator(".toast", has_text="Created #")
    number = re.search(r"#(\d+)", created.inner_text())
    assert number
    expect(page.locator("proposal-card", has_text=f"Its own ticket now: #{number[1]}")).to_be_visible()

    page.get_by_role("link", name="Update ticket").click()
    note = dialog.get_by_role("textbox", name="The note")
    expect(note).to_have_value(re.compile("ACME-DC02"))
    dialog.get_by_role("combobox", name="Status:").select_option(label="Waiting on Client")
    dialog.get_by_role("button", name="Post to #48291").click()
    expect(page.get_by_text("Posted the note to #48291").first).to_be_visible()

    page.goto(f"{service.address}/tickets?q=label+printer")
    expect(page.get_by_role("cell", name=f"#{number[1]}")).to_be_visible()
    page.goto(f"{service.address}/tickets/48291")
    expect(page.locator(".feed-item").first).to_contain_text("ACME-DC02")
    expect(page.locator(".detail-head")).to_contain_text("Waiting on Client")
    assert guard.faults == []


def test_the_whole_job_by_keyboard(start: Callable[..., Service], browser: Browser) -> None:
    """No mouse: sign in, ask, link by command, draft a ticket and confirm it, post a note, open the list."""
    service = start()
    page, guard = _new_page(browser, service)
    page.goto(service.link)
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings?first=1")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url(service.address + "/")
    _tab_to(page, "first")
    page.keyboard.type("Show open tickets for Acme Corp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sessions/*")
    page.locator("run-stream").wait_for(state="detached")

    _focus_composer(page)
    page.keyboard.type("/link")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_label("Ticket number or words").wait_for()
    page.keyboard.type("48291")
    page.get_by_role("button", name=re.compile("#48291")).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#session-head")).to_contain_text("DNS not resolving")

    _focus_composer(page)
    page.keyboard.type("Changed the DNS service to listen on all addresses, works again")
    page.keyboard.press("Enter")
    page.locator("article.answer").nth(1).wait_for()
    page.locator("run-stream").wait_for(state="detached")
    page.keyboard.type("/new")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_label("Summary").wait_for()
    page.keyboard.type("Label printer prints blank labels")
    for label, choice in (("Status", "N"), ("Priority", "M")):
        _tab_to_label(page, label)
        page.keyboard.type(choice)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast", has_text="Created #")).to_be_visible()

    _focus_composer(page)
    page.keyboard.type("/note")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("textbox", name="The note").wait_for()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Posted the note to #48291").first).to_be_visible()

    page.keyboard.press("Escape")
    page.locator("body").press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/tickets")
    page.keyboard.press("/")
    page.keyboard.type("blank labels")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Label printer prints blank labels")).to_be_visible()
    _tab_to_text(page, "Label printer prints blank labels")
    page.keyboard.press("Enter")
    panel = page.locator("aside.side-panel")
    expect(panel).to_contain_text("Acme Corp")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    assert guard.faults == []


def _new_page(browser: Browser, service: Service) -> tuple[Page, Guard]:
    guard = Guard(service.address)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    guard.watch(page)
    return page, guard


def _focus_composer(page: Page) -> None:
    page.keyboard.press("Escape")
    page.locator("body").press("/")
    expect(page.locator("#say")).to_be_focused()


def _tab_to(page: Page, element_id: str) -> None:
    _tab_until(page, "id", element_id)


def _tab_to_label(page: Page, label: str) -> None:
    target = page.get_by_role("dialog").get_by_role("combobox", name=label).get_attribute("id")
    _tab_until(page, "id", str(target))


def _tab_to_text(page: Page, words: str) -> None:
    _tab_until(page, "innerText", words)


def _tab_until(page: Page, name: str, wanted: str) -> None:
    """Press Tab until the focused element has that property."""
    for _ in range(80):
        found: Any = (
            page.locator(":focus").evaluate(f"(element) => element.{name}") if _has_focus(page) else None
        )
        if found == wanted:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {wanted!r}.")


def _has_focus(page: Page) -> bool:
    return page.locator(":focus").count() == 1
