"""Takes pictures of every page and state into artifacts/screens: `python -m tests.browser.look [name …]`."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser.service import ROOT, launch, running_service, sign_in

SCREENS = ROOT / "artifacts" / "screens"
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
                self.page.screenshot(path=SCREENS / f"{name}.{size}.{theme}.png")

    def say(self, words: str) -> None:
        """Send a message in the open session and wait for its answer."""
        self.page.locator("#say").fill(words)
        self.page.locator("#say").press("Enter")
        self.page.wait_for_function(
            "!document.querySelector('run-stream') && document.querySelector('#say').value === ''"
        )


def main(wanted: list[str]) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_service(Path(folder)) as service:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            context = browser.new_context()
            look = Look(context, service.address, wanted)
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
    for name in ("", "/members", "/people", "/posts", "/audit"):
        look.shot(f"admin{name.replace('/', '-')}", f"/admin{name}", **every)
    look.shot("missing", "/tickets/none", themes="light dark")
    look.shot("sessions-none", "/sessions")


PARTS: tuple[Callable[[Look], None], ...] = (plain_pages,)

if __name__ == "__main__":
    main(sys.argv[1:])
