"""Takes pictures of every page and state into artifacts/screens: `python -m tests.browser.look [name …]`."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser.service import launch, picture, running_service, sign_in

SETTLED_MS = 250
SIZES = {"wide": (1440, 900), "medium": (1000, 800), "narrow": (400, 780)}


class Look:
    """One signed-in browser that takes pictures of what it is shown."""

    def __init__(self, context: BrowserContext, address: str, wanted: list[str]) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.wanted = wanted
        self.page.on("console", lambda message: print("console:", message.type, message.text))
        self.page.on("pageerror", lambda error: print("page error:", error))

    def shot(self, name: str, path: str | None = None, *, sizes: str = "wide", themes: str = "light") -> None:
        """Pictures of a page, or of what is there now, in sizes and themes."""
        if self.wanted and not any(word in name for word in self.wanted):
            return
        for size in sizes.split():
            width, height = SIZES[size]
            self.page.set_viewport_size({"width": width, "height": height})
            for theme in themes.split():
                self.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                if path is not None:
                    self.page.goto(self.address + path)
                self.page.wait_for_load_state("networkidle")
                self.page.wait_for_timeout(SETTLED_MS)
                picture(self.page, f"{name}.{size}.{theme}")

    def say(self, words: str) -> None:
        """Send a message in the open session and wait for its answer."""
        before = self.page.locator("article.turn.answer").count()
        self.page.locator("#say").fill(words)
        self.page.locator("#say").press("Enter")
        self.page.locator("article.turn.answer").nth(before).wait_for()
        self.page.locator("run-stream").wait_for(state="detached")


def main(wanted: list[str]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_service(Path(folder)) as service,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        look = Look(browser.new_context(), service.address, wanted)
        look.shot("sign-in", "/sign-in", sizes="wide narrow", themes="light dark")
        look.page.goto(service.link)
        look.shot("sign-in-link")
        sign_in(look.page, service)
        for part in PARTS:
            part(look)
        browser.close()


def plain_pages(look: Look) -> None:
    every = {"sizes": "wide narrow", "themes": "light dark"}
    look.shot("settings", "/settings?first=1", **every)
    look.shot("home", "/", **every)
    look.shot("tickets", "/tickets", sizes="wide medium narrow", themes="light dark")
    look.shot("tickets-none", "/tickets?q=zzzzz")
    look.shot("queue", "/queue", **every)
    look.shot("new-ticket", "/tickets/new", **every)
    for name in ("", "/members", "/people", "/models", "/posts", "/audit"):
        look.shot(f"admin{name.replace('/', '-')}", f"/admin{name}", **every)
    look.shot("missing", "/tickets/none", themes="light dark")
    look.shot("sessions-none", "/sessions")


def session(look: Look) -> None:
    page, every = look.page, {"sizes": "wide medium narrow", "themes": "light dark"}
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(look.address)
    page.get_by_role("button", name="New session").click()
    page.wait_for_url("**/sessions/*")
    look.shot("session-new", page.url.removeprefix(look.address), **every)
    page.set_viewport_size({"width": 1440, "height": 900})
    look.say("Show open tickets for Acme Corp")
    look.say("link 48291")
    look.say(
        "The DNS service on ACME-DC02 still binds to the old address. Set it to listen on all addresses."
    )
    look.say("Separate issue: the label printer in shipping prints blank labels, that needs its own ticket")
    look.say("Set the status to waiting on client")
    path = page.url.removeprefix(look.address)
    look.shot("session", path, **every)
    _dialogs(look)
    look.shot("session-link", f"{path}/link")
    page.goto(look.address + path)
    page.set_viewport_size({"width": 400, "height": 780})
    for tab in ("Tasks", "Ticket"):
        page.get_by_role("tab", name=tab).click()
        look.shot(f"session-{tab.lower()}", sizes="narrow", themes="light dark")


def _dialogs(look: Look) -> None:
    page = look.page
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator("#session-head").get_by_role("link", name="Update ticket").click()
    page.get_by_role("textbox", name="The note").wait_for()
    look.shot("note", themes="light dark")
    page.get_by_role("radio", name="Customer sees this").check()
    page.get_by_role("textbox", name="The note").fill("The password is Hunter22x on ACME-DC02.")
    page.locator("[data-leak]").first.wait_for()
    look.shot("note-findings", sizes="wide narrow", themes="light dark")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator("#session-head").get_by_role("link", name="New ticket").click()
    page.get_by_role("tab", name="Quick create").click()
    page.get_by_label("Say it in a sentence").fill(
        "Riverside: scanner does not scan to e-mail, high, for Daniel"
    )
    page.keyboard.press("Control+Enter")
    page.locator(".prompt-read").wait_for()
    look.shot("quick-create", sizes="wide narrow", themes="light dark")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_role("combobox").fill("dns")
    look.shot("palette", themes="light dark")
    page.keyboard.press("Escape")


def side_panel(look: Look) -> None:
    look.page.set_viewport_size({"width": 1440, "height": 900})
    look.page.goto(f"{look.address}/tickets")
    look.page.locator("td.summary a").nth(2).click()
    look.page.locator("aside.side-panel .feed").wait_for()
    look.shot("panel", sizes="wide narrow", themes="light dark")
    look.shot("ticket", "/tickets/48291", sizes="wide narrow", themes="light dark")


PARTS: tuple[Callable[[Look], None], ...] = (plain_pages, session, side_panel)

if __name__ == "__main__":
    main(sys.argv[1:])
