"""Links and pictures in answers: nothing carries data away, nothing hides where it leads."""

from typing import Any

import pytest

from assistant.events import Event
from assistant.pages.addresses import Addresses
from assistant.pages.markdown import to_html

READ, SPOKEN = "https://kb.vendor.example/printers", "https://wiki.example/x"


def event(type: str, **payload: Any) -> Event:
    return Event(seq=1, type=type, payload=payload)  # type: ignore[arg-type]


def looked_up(content: str, *, name: str = "show_ticket", **arguments: Any) -> Addresses:
    """What a session knows after one look and one message of the person."""
    known = Addresses()
    known.person_wrote(f"see {SPOKEN}.")
    known.take(event("tool_started", call_id="1", name=name, arguments=arguments))
    known.take(event("tool_finished", call_id="1", name=name, ok=True, content=content))
    return known


def test_only_addresses_that_were_read_or_written_may_be_links() -> None:
    """Word for word: one more letter is another address."""
    known = looked_up(f"The page ({READ}) says so.")
    assert known.may_link(READ)
    assert known.may_link(SPOKEN)
    assert not known.may_link(f"{READ}?q=secret")
    assert not known.may_link("https://evil.example/")


def test_an_address_that_a_tool_only_echoed_is_no_link() -> None:
    """A model could search for the address it wants to be clicked."""
    known = looked_up("Nothing for https://evil.example/?d=1", text="HTTPS://evil.example/?d=1 x")
    assert not known.may_link("https://evil.example/?d=1")


@pytest.mark.parametrize(
    ("name", "ok"), [("draft_ticket", True), ("show_ticket", False)], ids=["proposing", "failed"]
)
def test_results_that_were_not_read_from_the_psa_do_not_count(name: str, ok: bool) -> None:
    known = Addresses()
    known.take(event("tool_finished", call_id="1", name=name, ok=ok, content=READ))
    assert not known.may_link(READ)


def test_a_link_that_may_not_be_is_shown_as_text() -> None:
    html = to_html("[Open](https://evil.example/?d=1)", lambda address: False)
    assert "<a" not in html
    assert "https://evil.example/?d=1" in html


def test_a_link_says_its_host_unless_its_words_do() -> None:
    """Words that only contain or resemble the host do not say it."""
    assert "Guide (acme.example)" in to_html("[Guide](https://acme.example/x)").replace("</a>", "")
    assert to_html("[see acme.example](https://acme.example/x)").count("acme.example") == 2
    assert "(acme.example)" in to_html("[notacme.example](https://acme.example/x)")
    assert "(acme.example)" in to_html("[acme.example.org](https://acme.example/x)")


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://evil.example/p.png)",
        "![x][1]\n\n[1]: https://evil.example/p.png",
        '<img src="https://evil.example/p.png">',
        "[x](javascript:alert(1))",
        "[x](data:text/html,hi)",
        "[x](//evil.example)",
        "[x](https://user@evil.example/)",
        "[x](/proposals/1/confirm)",
    ],
)
def test_what_loads_runs_or_hides_is_never_live(text: str) -> None:
    html = to_html(text)
    assert "<img" not in html
    assert "<a" not in html
