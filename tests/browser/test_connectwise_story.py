"""A week with ConnectWise in real browsers: an admin connects it, two engineers work in it, and it fails in
every way it knows. After each act the simulator is asked what there really is."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS, Guard, say
from tests.browser.service import Service, picture, sign_in
from tests.contract.world import World
from tests.simulated import LOGIN, SimulatedPSA, simulated_connectwise

NAME = "ConnectWise PSA"
PROVOKED = {409, 422, 429, 502, 503}
NOTED = World().noted
SETTLED_MS = 60_000


@dataclass
class Desk:
    """The service, the PSA behind it, and the windows of two people."""

    service: Service
    psa: SimulatedPSA
    alex: Page
    guard: Guard
    browser: Browser

    def window(self) -> Page:
        """A window of somebody who is not signed in yet."""
        context = self.browser.new_context(
            base_url=self.service.address, viewport={"width": 1440, "height": 900}
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        self.guard.watch(page)
        return page

    def tickets(self, words: str) -> list[dict[str, Any]]:
        """The vendor's own tickets whose summary holds the words."""
        conditions = f'summary contains "{words}"'
        return list(self.psa.client.get("service/tickets", params={"conditions": conditions}).json())

    def notes(self, ticket: str, words: str) -> list[dict[str, Any]]:
        """The vendor's own notes on a ticket that hold the words."""
        answer = self.psa.client.get(f"service/tickets/{ticket}/notes", params={"pageSize": 1000})
        return [each for each in answer.json() if words in each["text"]]

    def status(self, ticket: str) -> str:
        return str(self.psa.client.get(f"service/tickets/{ticket}").json()["status"]["name"])


@pytest.fixture
def desk(start: Callable[..., Service], browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "psa"
    folder.mkdir()
    service = start(DESKHAND_DEVELOPMENT="1")
    guard = Guard(service.address, allowed=PROVOKED)
    with simulated_connectwise(folder) as psa:
        opened = Desk(service, psa, None, guard, browser)  # type: ignore[arg-type]
        opened.alex = opened.window()
        sign_in(opened.alex, service)
        yield opened
        for context in browser.contexts:
            context.close()


def test_a_week_with_connectwise(desk: Desk) -> None:
    """Connect, match, search, link, create, post, fail, wait, recover, remove: nothing is written twice,
    nothing is lost, and each page says what is true."""
    _connect(desk)
    sam = _invite(desk)
    _match_members(desk)
    _find_and_link(desk)
    _create_with_a_lost_answer(desk)
    _post_with_a_lost_answer(desk, sam)
    _read_under_a_limit(desk, sam)
    _one_part_is_missing(desk, sam)
    _a_patch_that_did_nothing(desk, sam)
    _a_new_release(desk)
    _away_and_back(desk, sam)
    _history(desk)
    _disabled_and_removed(desk, sam)
    assert desk.guard.faults == []


def _connect(desk: Desk) -> None:
    """A wrong key and a foreign address are told apart and leave nothing; then it works."""
    page = desk.alex
    page.goto("/admin")
    page.get_by_role("link", name="Add a connection").click()
    page.get_by_role("link", name=NAME).click()
    _enter(page, desk.psa.address, private_key="wrong")
    page.get_by_role("button", name="Test and connect").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(page.get_by_role("alert")).to_contain_text("Check the keys")
    expect(page.get_by_label("Private key")).to_have_value("")
    picture(page, "story-1-wrong-key")
    expect(page.get_by_label("Site")).to_have_value(desk.psa.address)
    _enter(page, "https://psa.example.net")
    page.get_by_role("button", name="Test and connect").click()
    expect(page.get_by_role("alert")).to_contain_text("psa.example.net")
    page.goto("/admin")
    expect(page.get_by_role("region", name=NAME, exact=True)).to_have_count(0)

    page.goto("/admin/connections/new?kind=connectwise")
    _enter(page, desk.psa.address)
    page.get_by_role("button", name="Test and connect").click()
    card = page.get_by_role("region", name=NAME, exact=True)
    expect(card).to_contain_text("Answers")
    for secret in LOGIN.credentials.values():
        assert secret not in page.content()
    picture(page, "story-2-connected")
    card.get_by_role("button", name="Test now").click()
    expect(page.locator(".toast")).to_be_visible()
    page.get_by_role("button", name="Disable Deskhand PSA").click()
    expect(page.get_by_text("Deskhand PSA is disabled.")).to_be_visible()


def _enter(page: Page, address: str, **other: str) -> None:
    values = {"site_url": address, "tenant_login": LOGIN.company, **LOGIN.credentials, **other}
    for name, value in values.items():
        page.locator(f"#f-{name}").fill(value)


def _invite(desk: Desk) -> Page:
    """A second engineer, in a window of her own."""
    page = desk.alex
    page.goto("/admin/people")
    page.get_by_label("Name", exact=True).fill("Sam Roe")
    page.get_by_label("E-mail").fill("sam@deskhand.example")
    page.get_by_role("button", name="Add", exact=True).click()
    link = page.locator("#sign-in-link").input_value()
    window = desk.window()
    sign_in(window, desk.service, link)
    return window


def _match_members(desk: Desk) -> None:
    """What matching would do is seen before it is done."""
    page = desk.alex
    page.goto("/admin/members")
    preview = page.locator("form.notice")
    expect(preview).to_contain_text("would map 2")
    expect(preview).to_contain_text("Sam Roe")
    expect(page.get_by_label("PSA member of Sam Roe")).to_have_value("")
    picture(page, "story-3-matching")
    page.get_by_role("button", name="Map these").click()
    expect(page.get_by_label("PSA member of Sam Roe")).not_to_have_value("")


def _find_and_link(desk: Desk) -> None:
    """Found in the list, opened beside it, linked to a session, and talked about."""
    page = desk.alex
    page.goto("/tickets")
    page.get_by_role("searchbox").first.fill("outlook")
    page.keyboard.press("Enter")
    page.locator("td.summary a", has_text="Outlook keeps asking").click()
    panel = page.locator("aside.side-panel")
    expect(panel.locator(".feed")).to_contain_text("Cleared the credential manager.")
    expect(panel.get_by_role("link", name=f"Open in {NAME}")).to_have_attribute(
        "href", re.compile(re.escape(desk.psa.address))
    )
    page.goto("/")
    page.get_by_label("Start a session").fill(f"link {NOTED}")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/sessions/*")
    expect(page.locator("#session-head")).to_contain_text("Outlook keeps asking for a password")
    say(page, "Removed the stale credentials and signed in again, it works")


def _create_with_a_lost_answer(desk: Desk) -> None:
    """A sentence becomes a reviewed form; the PSA creates the ticket and answers 500: it is there once."""
    page = desk.alex
    page.locator("#session-head").get_by_role("link", name="New ticket").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Quick create").click()
    dialog.get_by_label("Say it in a sentence").fill("Riverside: the scanner does not scan to e-mail, high")
    dialog.get_by_role("button", name="Fill in the form").click()
    expect(dialog.get_by_label("Summary")).to_have_value(re.compile("scanner", re.I))
    expect(dialog.get_by_label("Company")).to_have_value("Riverside Dental Café")
    dialog.get_by_role("combobox", name="Board").select_option(label="Service Desk")
    dialog.get_by_role("combobox", name="Status").select_option(World().new)
    picture(page, "story-4-quick-create")
    desk.psa.plan("error_after_write@/service/tickets")
    dialog.get_by_role("button", name="Create ticket").click()
    said = page.locator(".toast", has_text=re.compile(r"Created #\d+"))
    expect(said).to_be_visible(timeout=SETTLED_MS)
    number = re.sub(r"\D", "", said.inner_text().split("#")[1].split(".")[0])
    assert [str(each["id"]) for each in desk.tickets("scan to e-mail")] == [number]


def _post_with_a_lost_answer(desk: Desk, sam: Page) -> None:
    """The PSA writes the note and never answers. Meanwhile a colleague works on; in the end the note is
    there once, and so is the new status."""
    page = desk.alex
    text = "Removed the stale credentials. Verified with Pat."
    _write_note(page, text, status="Closed")
    desk.psa.plan("timeout_after_write@/notes")
    page.get_by_role("dialog").get_by_role("button", name=f"Post to #{NOTED}").click()
    sam.goto(f"/tickets/{World().bare}")
    expect(sam.locator("article.detail")).to_contain_text("Réseau très lent")
    settled = page.locator("proposal-card", has_text=f"Posted the note to #{NOTED}")
    expect(settled).to_be_visible(timeout=SETTLED_MS)
    assert len(desk.notes(NOTED, text)) == 1
    assert desk.status(NOTED) == "Closed"


def _write_note(page: Page, text: str, status: str | None = None) -> None:
    """Open the session's update dialog and write, without sending."""
    page.locator("#session-head").get_by_role("link", name="Update ticket").click()
    page.get_by_role("dialog").get_by_role("textbox", name="The note").fill(text)
    if status:
        page.get_by_role("dialog").get_by_role("combobox", name="Status:").select_option(
            label=f"{status}, closes the ticket" if status == "Closed" else status
        )


def _read_under_a_limit(desk: Desk, sam: Page) -> None:
    """The PSA asks for pauses again and again: the page says so, and one press later it is there."""
    desk.psa.plan("rate_limit@/service/tickets:30")
    sam.goto("/tickets?q=routine")
    expect(sam.locator("main")).to_contain_text("The tickets cannot be shown.")
    expect(sam.locator("main")).to_contain_text("asks for a pause")
    picture(sam, "story-5-limit")
    desk.psa.clear()
    sam.get_by_role("link", name="Try again").click()
    expect(sam.locator("td.summary a").first).to_contain_text("Routine check")


def _one_part_is_missing(desk: Desk, sam: Page) -> None:
    """The PSA cannot tell the ticket's devices just now: that part says so, all others are there."""
    desk.psa.plan("unavailable@/configurations:9")
    sam.goto(f"/tickets/{NOTED}")
    expect(sam.locator(".notice.amber")).to_have_count(1)
    expect(sam.locator(".feed")).to_contain_text("Cleared the credential manager.")
    picture(sam, "story-6-partial")
    desk.psa.clear()


def _a_patch_that_did_nothing(desk: Desk, sam: Page) -> None:
    """The PSA says 200 and changes nothing: the engineer is told that, not that it worked."""
    bare = World().bare
    sam.goto(f"/tickets/{bare}")
    desk.psa.plan("false_ok")
    sam.get_by_role("button", name="Assign to me").click()
    expect(sam.locator(".toast")).to_contain_text(f"left the owner of ticket {bare} as it was")
    assert not desk.psa.client.get(f"service/tickets/{bare}").json().get("owner")


def _open_session(page: Page) -> None:
    page.goto("/sessions")
    page.get_by_role("main").get_by_role("link", name=f"link {NOTED}").click()
    page.locator("#session-head").wait_for()


def _a_new_release(desk: Desk) -> None:
    """The vendor moves to a new release between two calls; nobody notices."""
    desk.psa.plan("upgrade:1")
    page = desk.alex
    page.goto("/tickets?q=outlook&closed=true")
    expect(page.locator("td.summary a", has_text="Outlook keeps asking")).to_be_visible()


def _away_and_back(desk: Desk, sam: Page) -> None:
    """With the PSA away its lists say so and what is ours works; a note that was confirmed waits, says so,
    and is posted once when the PSA is back."""
    page, text = desk.alex, "Called Pat, all is well."
    _open_session(page)
    _write_note(page, text)
    desk.psa.plan("unavailable:1000")
    page.get_by_role("dialog").get_by_role("button", name=f"Post to #{NOTED}").click()
    card = page.locator("proposal-card", has_text="Nothing was written yet")
    expect(card).to_contain_text("Waiting", timeout=SETTLED_MS)
    picture(page, "story-7-waiting")
    sam.goto("/tickets")
    expect(sam.get_by_role("main")).to_contain_text("The tickets cannot be shown.")
    sam.goto("/")
    expect(sam.get_by_role("main")).to_contain_text("cannot be reached just now")
    sam.get_by_role("button", name="New session").click()
    expect(sam.get_by_label("Message", exact=True)).to_be_visible()
    desk.psa.clear()
    posted = page.locator("proposal-card", has_text=f"Posted the note to #{NOTED}")
    expect(posted).to_have_count(2, timeout=SETTLED_MS)
    assert len(desk.notes(NOTED, text)) == 1


def _history(desk: Desk) -> None:
    """Every attempt is kept: the one lost and found, those that met a PSA that was away, and the last."""
    page = desk.alex
    page.goto("/admin/posts")
    rows = page.locator("tbody tr")
    expect(rows.first).to_contain_text("Posted")
    expect(rows.last).to_contain_text("In Progress → Closed")
    expect(rows.filter(has_text="Failed").first).to_contain_text("Called Pat")
    picture(page, "story-8-history")
    page.get_by_label("Outcome").select_option(label="Posted")
    page.get_by_role("button", name="Apply").click()
    expect(rows).to_have_count(2)


def _disabled_and_removed(desk: Desk, sam: Page) -> None:
    """Disabled, it is left alone; removed with its name typed, sessions and history keep their numbers."""
    page = desk.alex
    page.goto("/admin")
    page.get_by_role("button", name=f"Disable {NAME}").click()
    expect(page.get_by_role("region", name=NAME, exact=True)).to_contain_text("Disabled")
    desk.psa.calls()
    sam.goto("/tickets")
    expect(sam.get_by_role("main")).to_contain_text("No PSA is connected.")
    assert desk.psa.calls() == []
    page.get_by_role("link", name=f"Remove {NAME}").click()
    page.get_by_label("Type the name").fill(NAME)
    page.get_by_role("button", name="Remove for good").click()
    page.wait_for_url("**/admin")
    expect(page.get_by_role("region", name=NAME, exact=True)).to_have_count(0)
    _open_session(page)
    expect(page.locator("#session-head")).to_contain_text("Connection removed.")
    expect(page.locator("#session-head")).to_contain_text(f"#{NOTED}")
    picture(page, "story-9-removed")
    page.goto("/admin/posts")
    expect(page.locator("tbody tr").first).to_contain_text("Connection removed")
