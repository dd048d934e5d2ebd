"""A running answer: stopping it, reloading it, watching it in two tabs."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PATIENCE_MS, Guard, signed_in_state
from tests.browser.service import Service
from tests.browser.slow_model import slow_model


@pytest.fixture
def slow(start: Callable[..., Service], browser: Browser) -> Iterator[tuple[BrowserContext, Guard]]:
    """A signed-in browser on a service whose model takes its time."""
    with slow_model() as address:
        service = start(DESKHAND_MODEL="slow", DESKHAND_MODEL_BASE_URL=address, DESKHAND_MODEL_API_KEY="x")
        state = signed_in_state(browser, service)
        context = browser.new_context(base_url=service.address, storage_state=state)
        context.set_default_timeout(PATIENCE_MS)
        guard = Guard(service.address)
        context.on("page", guard.watch)
        yield context, guard
        context.close()
    assert guard.faults == []


def test_stop_keeps_what_was_written(slow: tuple[BrowserContext, Guard]) -> None:
    """Stop stands where Send was; after it the partial text stays and one may write again."""
    page = _asked(slow[0])
    page.locator("[data-block='1']").wait_for()
    page.get_by_role("button", name="Stop").click()
    page.locator("run-stream").wait_for(state="detached")
    answer = page.locator("article.turn.answer")
    expect(answer).to_contain_text("Part 1: The name server")
    expect(answer).not_to_contain_text("Part 12")
    expect(page.get_by_role("button", name="Send")).to_be_visible()


def test_escape_stops_the_answer(slow: tuple[BrowserContext, Guard]) -> None:
    """Esc in the composer stops the run."""
    page = _asked(slow[0])
    page.locator("[data-block='1']").wait_for()
    page.locator("#say").press("Escape")
    page.locator("run-stream").wait_for(state="detached")
    expect(page.locator("article.turn.answer")).not_to_contain_text("Part 12")


def test_a_reload_and_a_second_tab_show_the_same_answer_still_growing(
    slow: tuple[BrowserContext, Guard],
) -> None:
    """Closing or reloading the page does not stop a run; each tab sees all of it, once."""
    page = _asked(slow[0])
    page.locator("[data-block='1']").wait_for()
    page.reload()
    second = slow[0].new_page()
    second.goto(page.url)
    for tab in (page, second):
        expect(tab.locator("run-stream")).to_contain_text("Part 1:")
    for tab in (page, second):
        tab.locator("run-stream").wait_for(state="detached", timeout=30_000)
        expect(tab.locator("article.turn.answer")).to_have_count(1)
        expect(tab.locator("article.turn.answer")).to_contain_text("Part 12")
        assert tab.locator("article.turn.answer").inner_text().count("Part 1:") == 1


def test_scrolling_up_stops_the_following(slow: tuple[BrowserContext, Guard]) -> None:
    """While one reads above, the page stays put; a chip brings back to the end."""
    page = _asked(slow[0])
    page.set_viewport_size({"width": 700, "height": 360})
    page.locator("[data-block='4']").wait_for()
    page.locator(".pane-chat.scroll").evaluate("(box) => { box.scrollTop = 0; }")
    chip = page.get_by_role("button", name="New below")
    chip.wait_for()
    assert page.locator(".pane-chat.scroll").evaluate("(box) => box.scrollTop") == 0
    chip.click()
    expect(chip).to_be_hidden()
    assert page.locator(".pane-chat.scroll").evaluate("(box) => box.scrollTop") > 0


def _asked(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Start a session").fill("Why is DNS slow?")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/sessions/*")
    return page
