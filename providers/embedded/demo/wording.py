"""How people at the demo's clients write, and what stands in for the fillers of a scenario."""

import random

from providers.embedded.demo.companies import Client
from providers.embedded.demo.devices import Device
from providers.embedded.demo.people import Contact
from providers.embedded.demo.scenarios import Step, Voice

_PLACES = (
    "the front desk",
    "the 2nd floor office",
    "the back office",
    "the conference room",
    "the warehouse",
    "the break room",
    "the upstairs hallway",
    "the corner office",
    "the copy room",
    "reception",
    "the annex",
    "the loading dock",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_MONTHS = ("January", "March", "April", "May", "June", "August", "September", "October", "November")
_GREETINGS = (
    "Hi,",
    "Hi team,",
    "Hello,",
    "Good morning,",
    "Hi there,",
    "Hello support,",
    "",
    "",
    "Good afternoon",
)
_ASIDES = (
    "It's month end, so we'd appreciate a quick turnaround.",
    "Let me know if you need anything from me.",
    "I'm in meetings until noon, please mail rather than call.",
    "You can reach me at ext. {ext}.",
    "If I'm not at my desk, {other} can help you.",
    "This is the second time this month.",
    "I attached a picture I took with my phone.",
    "Sorry if this is a silly question.",
    "Could someone call me before touching anything?",
    "We have visitors on {day}, it would be great to have it solved by then.",
    "Please keep {other} in copy.",
    "My boss is asking, so please tell me when I can expect something.",
)
_SIGN_OFFS = (
    "Thanks,\n{first}",
    "Thank you!\n{first}",
    "Best,\n{contact}\n{company}",
    "{contact}\n{company}\n{phone}",
    "Thanks so much\n{first}",
    "- {first}",
    "Regards,\n{contact}",
    "Sent from my phone",
    "",
)
_SAME_TROUBLE = (
    "Looks like the same trouble as #{id}. Keeping this one open until the fix there is confirmed.",
    "See #{id}, same client and same symptoms. Working it there.",
    "Possible duplicate of #{id}; asked the caller for the exact time to be sure.",
    "Second report after #{id}. Not merging yet, different user.",
)
_WORK = {
    "Service Desk": (
        "Remote session",
        "Call with user",
        "Mail and follow-up",
        "Troubleshooting",
        "Test with user",
    ),
    "Network Operations": (
        "Log review",
        "Firewall change",
        "Carrier call",
        "Remote diagnosis",
        "Test after change",
    ),
    "Projects": ("Planning call", "Preparation", "Set-up work", "Documentation", "Hand-over with client"),
    "Security": ("Log review", "Containment", "Call with user", "Clean-up and report"),
    "Onsite": ("Drive and onsite work", "Onsite repair", "Parts order", "Bench test"),
    "Monitoring Alerts": ("Alert review", "Remote clean-up", "Re-run and check", "Evening window"),
}
_BILLABLE: dict[str, tuple[bool | None, ...]] = {
    "Projects": (True, True, True, None),
    "Onsite": (True, True, False, None),
    "Monitoring Alerts": (False, False, False, None),
}
_USUALLY_COVERED: tuple[bool | None, ...] = (False, False, True, True, None)


def fillers(
    rng: random.Random, client: Client, contact: Contact, other: Contact, device: Device | None
) -> dict[str, str]:
    """What each filler stands for in one ticket."""
    return {
        "company": client.name,
        "short": rng.choice((client.name, *client.aliases[:1])),
        "domain": f"{client.host}.example",
        "contact": contact.name,
        "first": contact.first,
        "other": other.first,
        "user": _login(contact),
        "phone": contact.phone,
        "device": device.name if device else "",
        "place": rng.choice(_PLACES),
        "day": rng.choice(_WEEKDAYS),
        "month": rng.choice(_MONTHS),
        "time": f"{rng.randint(7, 11)}:{rng.choice(('00', '15', '20', '30', '40', '45'))} am",
        "ext": str(rng.randint(101, 489)),
        "count": str(rng.randint(3, 14)),
        "pct": str(rng.randint(91, 98)),
        "ip": f"192.168.{rng.randint(1, 60)}.{rng.randint(20, 240)}",
    }


def as_mail(rng: random.Random, body: str, contact: Contact, client: Client) -> str:
    """The body as its writer would mail it: greeting, sometimes an aside, a sign-off."""
    person = {
        "first": contact.first,
        "contact": contact.name,
        "company": client.name,
        "phone": contact.phone,
        "ext": str(rng.randint(101, 489)),
        "day": rng.choice(_WEEKDAYS),
        "other": rng.choice(("the office manager", "my colleague", "reception")),
    }
    aside = rng.choice(_ASIDES).format_map(person) if rng.random() < 0.35 else ""
    parts = (rng.choice(_GREETINGS), f"{body} {aside}".strip(), rng.choice(_SIGN_OFFS).format_map(person))
    return "\n\n".join(part for part in parts if part)


def as_typed(rng: random.Random, summary: str, client: Client) -> str:
    """The summary as it arrives: mostly as it is, at times with the marks of a mail subject."""
    roll = rng.random()
    if roll < 0.04:
        return f"RE: {summary}"
    if roll < 0.08:
        return f"FW: {summary}"
    if roll < 0.13:
        return f"{summary} - {rng.choice((client.name, *client.aliases[:1]))}"
    if roll < 0.16:
        return f"{summary} (2nd request)"
    if roll < 0.19:
        return f"URGENT: {summary}"
    return summary[:1].upper() + summary[1:] if roll < 0.7 else summary


def same_trouble(rng: random.Random, ticket_id: str) -> Step:
    """An internal remark that another ticket is about the same."""
    return Step(Voice.INTERNAL, rng.choice(_SAME_TROUBLE).format(id=ticket_id))


def work_done(rng: random.Random, board: str) -> str:
    """What a time entry on that board says."""
    return rng.choice(_WORK[board])


def billable(rng: random.Random, board: str) -> bool | None:
    """Whether time on that board is billed; None is "not decided"."""
    return rng.choice(_BILLABLE.get(board, _USUALLY_COVERED))


def _login(contact: Contact) -> str:
    local = contact.email.split("@")[0]
    return local[0] + local.split(".")[-1]
