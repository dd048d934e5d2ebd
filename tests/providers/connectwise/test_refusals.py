"""What people read when ConnectWise, or a proxy before it, answers with a page."""

from providers.connectwise.refusals import refusal
from providers.http import Answer

PAGE = b"<html><head><title>503 - Service Unavailable</title></head><body><h1>503 - Service Unavailable</h1>"


def test_a_proxys_page_is_told_by_its_title_once() -> None:
    """The heading that repeats the title is left out, and the sentence ends before the next begins."""
    told = str(refusal(Answer(503, {}, PAGE, "r-1"), writing=False))
    assert told.count("Service Unavailable") == 1
    assert told.endswith("Service Unavailable.")


def test_an_empty_answer_adds_no_words() -> None:
    """Nothing said is not told as a lone full stop."""
    assert "It said" not in str(refusal(Answer(502, {}, b""), writing=False))
