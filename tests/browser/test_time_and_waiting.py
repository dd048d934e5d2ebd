"""Time from a session, templates of a note, and a note that waits for its PSA."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Guard, OpenPage, say
from tests.browser.service import Service, sign_in
from tests.browser.test_access import LOOKS, RULES


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def linked_session(page: Page) -> str:
    """A session on 48291 with a step and a fix told."""
    page.get_by_label("Start a session").fill("link 48291")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/sessions/*")
    page.locator("article.turn.answer").first.wait_for()
    page.locator("run-stream").wait_for(state="detached")
    say(page, "restarted the DNS service on ACME-DC01, no change")
    say(page, "fixed the NTP source and replication works again")
    return page.url


def test_time_is_logged_from_the_sessions_menu(open_page: OpenPage) -> None:
    """The dialog is filled in, a wrong length is said in place, and the entry stands on the ticket."""
    page = open_page("/", allowed=422)
    page.goto(linked_session(page), wait_until="networkidle")
    page.locator("summary[aria-label=More]").click()
    page.get_by_role("link", name="Log time").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("What was done")).to_have_value(re.compile("Restarted the DNS service"))
    expect(dialog).to_contain_text("Credited to")
    dialog.get_by_label("Minutes").fill("0")
    dialog.get_by_role("button", name="Log time on #48291").click()
    expect(dialog).to_contain_text("Give whole minutes")
    dialog.get_by_label("Minutes").fill("37")
    dialog.get_by_label("Billable").select_option(label="No")
    dialog.get_by_role("button", name="Log time on #48291").click()
    expect(page.locator(".toast", has_text="Logged 37 minutes on #48291")).to_be_visible()
    page.goto("/tickets/48291")
    expect(page.locator(".detail-more")).to_contain_text("37 min · Alex Kessler")


def test_a_time_card_is_edited_in_place(open_page: OpenPage) -> None:
    """Minutes and billing are changed on the card, the old value stays readable, Confirm logs it."""
    page = open_page("/")
    linked_session(page)
    say(page, "log 45 minutes")
    card = page.locator("proposal-card:defined")
    expect(card).to_contain_text("Log time")
    card.get_by_label("Minutes").fill("50")
    card.get_by_label("Minutes").press("Tab")
    expect(card.locator(".was", has_text="45")).to_be_visible()
    card.get_by_role("combobox", name="Billable").select_option(label="Yes")
    expect(card).to_contain_text("It is marked as billable")
    card.get_by_role("button", name="Confirm").click()
    expect(card).to_contain_text("Logged 50 minutes on #48291")


def test_a_template_drafts_the_text_anew_and_keeps_what_was_typed(open_page: OpenPage) -> None:
    """Untouched text follows the template; a text that was edited stays until the person asks."""
    page = open_page("/")
    linked_session(page)
    page.get_by_role("link", name="Update ticket").click()
    dialog = page.get_by_role("dialog")
    text = dialog.get_by_label("The note", exact=True)
    expect(text).to_have_value(re.compile("Session analysis"))
    dialog.get_by_role("link", name="Quick update").click()
    expect(text).to_have_value(re.compile("Last step"))
    expect(dialog.get_by_role("link", name="Quick update")).to_have_attribute("aria-current", "true")
    text.fill("My own words.")
    dialog.get_by_role("link", name="Resolution summary").click()
    expect(text).to_have_value("My own words.")
    dialog.get_by_role("button", name="Draft the text again").click()
    expect(text).to_have_value(re.compile("What was done"))


@pytest.fixture
def away(browser: Browser, start: Callable[..., Service]) -> Iterator[Page]:
    """A signed-in page of a service whose PSA takes no write for now."""
    service = start(DESKHAND_FAULTS="unavailable_before:7")
    guard = Guard(service.address)
    context = browser.new_context(base_url=service.address)
    page = context.new_page()
    sign_in(page, service)
    guard.watch(page)
    page.goto("/")
    yield page
    context.close()
    assert guard.faults == []


def test_a_note_that_waits_is_seen_everywhere_and_can_be_taken_back(away: Page) -> None:
    """Lane, home and the ticket's notes say that it is not posted yet, without a fault of axe in any look;
    taken back it is a card again, tried until the PSA is back it is posted once."""
    session = linked_session(away)
    _post(away, session, "It waits.")
    lane = away.locator("#lane")
    expect(lane).to_contain_text("Waiting: The Deskhand PSA could not be reached")
    expect(lane.get_by_role("button", name="Take back")).to_be_visible()
    for place in (session, "/", "/tickets/48291"):
        for theme, width in LOOKS:
            away.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            away.set_viewport_size({"width": width, "height": 900})
            away.goto(place, wait_until="networkidle")
            assert faults(away) == [], (place, theme, width)
    away.set_viewport_size({"width": 1440, "height": 900})
    away.goto("/tickets/48291", wait_until="networkidle")
    waiting = away.locator(".feed-item.unsent")
    if waiting.count():
        expect(waiting).to_contain_text("Not posted yet")
    away.goto(session, wait_until="networkidle")
    for _ in range(8):
        button = lane.get_by_role("button", name="Try now")
        if button.count() == 0:
            break
        button.click()
        away.wait_for_timeout(500)
    expect(lane).to_contain_text("Posted the note to #48291")
    away.goto("/tickets/48291", wait_until="networkidle")
    expect(away.locator(".feed-item", has_text="It waits.")).to_have_count(1)
    expect(away.locator(".feed-item.unsent")).to_have_count(0)


def test_taken_back_it_is_a_card_to_edit(away: Page) -> None:
    """Nothing is lost: the text stands on the card, and the note is nowhere."""
    session = linked_session(away)
    _post(away, session, "Taken back soon.")
    lane = away.locator("#lane")
    lane.get_by_role("button", name="Take back").click()
    expect(lane.get_by_label("Note", exact=True)).to_have_value("Taken back soon.")
    expect(lane.get_by_role("button", name="Confirm")).to_be_visible()
    away.goto("/", wait_until="networkidle")
    expect(away.get_by_role("heading", name="Not written yet")).to_have_count(0)


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_axe_finds_nothing_in_the_new_dialogs(open_page: OpenPage, theme: str, width: int) -> None:
    """Log time, and the note with its templates."""
    page = open_page("/", color_scheme=theme, viewport={"width": width, "height": 900})
    session = linked_session(page)
    for part in ("/time", "/note"):
        page.goto(session + part, wait_until="networkidle")
        assert faults(page) == [], part


def _post(page: Page, session: str, text: str) -> None:
    page.goto(session, wait_until="networkidle")
    page.get_by_role("link", name="Update ticket").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("The note", exact=True).fill(text)
    dialog.get_by_role("button", name="Post to #48291").click()
    expect(dialog).to_have_count(0)
    page.locator("#lane proposal-card:defined").first.wait_for()
