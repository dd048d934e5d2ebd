import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.note_world import CATALOG
from tools.customers import family
from tools.leaks import Leak, find_leaks


@pytest.mark.parametrize(
    "text",
    [
        "pw is Summer24!",
        "temp pass: Hunter2x",
        "I set it to Welcome1",
        "the psk on that ssid is BlueWhale99",
        "password was changed to Tulip-44",
        "her new password is now: correct-horse",
        "creds are admin:S3cret!",
        "login admin / hunter2",
        "Passwort: Sommer2024",
        "api key = abcd1234efgh",
        "Authorization: Bearer abcdefghijklmnopqrstuv",
        "AKIAABCDEFGHIJKLMNOP was in the script",
        "postgres://app:s3cret@db.example/app",
        "key 123456-123456-123456-123456-123456-123456-123456-123456",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
        "card 4111 1111 1111 1111 was declined",
    ],
)
def test_a_secret_is_found_and_never_shown(text: str) -> None:
    """A password, key or card number is a finding, and the finding itself does not repeat it."""
    findings = find_leaks(text, CATALOG, "1")
    assert [f.kind for f in findings] == [Leak.SECRET]
    assert text[findings[0].start : findings[0].end] not in findings[0].text


@pytest.mark.parametrize(
    "text",
    [
        "Reset her password and she could log in.",
        "The password has expired.",
        "password: reset by the user",
        "MFA prompt shows on the login page, error 0x80070005.",
        "Updated to v3.2.1 on Windows 11-23H2, port 443, and pinged 8.8.8.8.",
        "The key turned in the server room lock.",
        "The token was revoked; see https://status.example/incidents/42.",
        "Network is slow again at Acme Corp, ticket 48291.",
        "2001:4860:4860::8888 answers.",
        "At 10:30:15 it came back.",
        "Call 555-0123 at 09:15.",
    ],
)
def test_ordinary_words_pass(text: str) -> None:
    """A customer's note may speak of passwords, versions, public addresses and the customer itself."""
    assert find_leaks(text, CATALOG, "1") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("10.20.30.40 answers", Leak.INTERNAL_ADDRESS),
        ("route to 192.168.1.0/24", Leak.INTERNAL_ADDRESS),
        ("fe80::1 is the gateway", Leak.INTERNAL_ADDRESS),
        ("MAC 00:1a:2b:3c:4d:5e", Leak.INTERNAL_ADDRESS),
        (r"\\FS01\share is full", Leak.INTERNAL_HOST),
        ("dc01.acme.local is down", Leak.INTERNAL_HOST),
        ("ran it from RD-HV02", Leak.INTERNAL_HOST),
        (r"ACME\jdoe was locked", Leak.INTERNAL_HOST),
        ("same thing we saw at Riverside Dental", Leak.OTHER_CUSTOMER),
        ("at Riverside they had it too", Leak.OTHER_CUSTOMER),
        ("like for MCU last week", Leak.OTHER_CUSTOMER),
        ("the fix of cafe lumiere helped", Leak.OTHER_CUSTOMER),
    ],
)
def test_internal_names_and_other_customers_are_found(text: str, kind: Leak) -> None:
    """What tells outsiders about the network or about another customer is a finding."""
    assert [f.kind for f in find_leaks(text, CATALOG, "1")] == [kind]


def test_a_site_may_read_of_its_own_group() -> None:
    """Parents, sites and sister sites are one customer."""
    assert family(CATALOG, "5") == {"4", "5", "6"}
    assert find_leaks("Also checked Harbor Hotels – Salem.", CATALOG, "5") == []
    assert find_leaks("Also checked Harbor Hotels – Salem.", CATALOG, "1") != []


@given(st.text(max_size=400))
def test_any_text_can_be_checked(text: str) -> None:
    """No text makes the check fail, and every finding lies inside the text without overlapping the next."""
    end = 0
    for finding in find_leaks(text, CATALOG, "1"):
        assert end <= finding.start < finding.end <= len(text)
        end = finding.end


def test_a_very_long_note_is_checked_in_time() -> None:
    """A hundred thousand characters are checked in seconds, not minutes."""
    text = "pinged a host at Acme and looked at the login page: fine, " * 1_750
    assert find_leaks(text, CATALOG, "1") == []
