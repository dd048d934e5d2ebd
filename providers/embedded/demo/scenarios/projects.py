"""Scenarios about planned work."""

from providers.embedded.demo.scenarios.scenario import Scenario, from_client, internal, to_client

PROJECTS_SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="migration",
        board="Projects",
        type="Migration",
        device="server",
        priorities=("Planned", "Planned", "Low", "Medium",),
        weight=3,
        summaries=(
            "Move file server to cloud",
            "Migrate shared drive to SharePoint",
            "Replace {device} - end of support",
            "Server 2012 retirement",
            "move mailbox archive to new system",
        ),
        mails=(
            (
                "As talked about in the quarterly meeting: please plan the move of our shared drive "
                "to the cloud. We'd like it done before {month}."
            ),
            "Our server's warranty ends this year. What are our options, and what would it cost roughly?",
        ),
        logs=(
            "Project: retire {device}. Roles: files, print, one old database. Discovery first.",
            "Quarterly review with {contact}: agreed to move files off {device} in two waves.",
        ),
        steps=(
            internal(
                "Discovery: 1.9 TB, 40 % untouched for five years. 212 paths too long. List for the "
                "client made."
            ),
            to_client(
                "Here's the plan in short: pilot with {other}'s team on {day}, then everyone a week "
                "later. Attached is a list of files nobody has opened in five years."
            ),
            from_client("Pilot group is fine. Finance must not be in the first wave."),
            internal("Pilot done, two macros broke because of the path. Added to the plan."),
        ),
        fixes=(
            "All waves done, old share read-only for 30 days, then removed. Client signed off.",
            "Server retired, roles moved, backup kept for a year. Drawing updated.",
        ),
    ),
    Scenario(
        key="refresh",
        board="Projects",
        type="Hardware Refresh",
        priorities=("Planned", "Planned", "Low",),
        weight=4,
        summaries=(
            "PC refresh - {count} computers",
            "Replace laptops at {place}",
            "Quote for new workstations",
            "new computers arrived, when can you come",
        ),
        mails=(
            (
                "We have budget for {count} new computers. Please quote business class with three "
                "years of warranty."
            ),
            (
                "The boxes arrived on {day}. When can someone come and set them up? They're "
                "blocking the hallway."
            ),
        ),
        logs=(
            "Refresh wave for {company}: {count} PCs over four years old. Quote approved by {contact}.",
        ),
        steps=(
            internal("Image ready, serials in the inventory. Two machines go to {place}."),
            to_client("The computers are ready. We can swap four a day; who should be first?"),
            from_client("Start with {other}, hers is the worst."),
            internal("Wave one done, one user misses a local PST. Found on the old disk."),
        ),
        fixes=(
            "All units swapped, old disks wiped with certificates, inventory updated.",
            "Quote declined this year. Re-plan in {month}; closed with the client's consent.",
        ),
    ),
    Scenario(
        key="office-move",
        board="Projects",
        type="Office Move",
        device="firewall",
        priorities=("Planned", "Medium", "Planned",),
        weight=2,
        summaries=(
            "Office move in {month}",
            "New suite - internet and cabling",
            "Moving front office to {place}",
            "relocation: when to order fibre?",
        ),
        mails=(
            "We're moving to the new suite in {month}. What do you need from us, and by when?",
            (
                "We take over the space next door. {count} desks, phones and Wi-Fi. Contractor "
                "wants to know where to put cables by {day}."
            ),
        ),
        logs=(
            "Move of {company}: carrier order has a 45 day lead time. Floor plan pending.",
        ),
        steps=(
            internal("Carrier order placed, install date still open. Ask about temporary LTE."),
            to_client(
                "The line takes about 45 days, so we order today. For the first weeks a mobile "
                "router can bridge the gap."
            ),
            from_client("Order it. Floor plan attached, the round thing is a fountain, don't ask."),
            internal("Walk-through done, {count} drops marked, closet has no ventilation: told the builder."),
        ),
        fixes=(
            "Move finished over the weekend, all desks tested on Monday morning, old line cancelled.",
            "Line live before the move, {device} in place, phones ported.",
        ),
    ),
    Scenario(
        key="intune",
        board="Projects",
        type="Migration",
        priorities=("Planned", "Low", "Medium",),
        weight=3,
        summaries=(
            "Roll out device management",
            "Enroll laptops in management",
            "Encrypt all laptops",
            "Phones: separate work and private mail",
        ),
        mails=(
            (
                "After the talk about insurance we want all laptops encrypted and managed. How do "
                "we go about it?"
            ),
            "Staff don't want us to see their private phones. What exactly can you see if they enrol?",
        ),
        logs=(
            "Roll-out for {company}: {count} laptops, pilot of three, then the rest.",
        ),
        steps=(
            internal("Pilot of three enrolled, one with an old TPM needs a firmware update."),
            to_client(
                "To your question: we see the model, the system version and the work apps. We can't "
                "see photos, messages or location."
            ),
            from_client("That's clear, I'll pass it on word for word."),
            internal("{count} of the laptops done, keys escrowed."),
        ),
        fixes=(
            "All laptops encrypted and enrolled, keys on record, report for the insurer sent.",
            "Phones use app protection only, no enrolment needed. Everyone agreed.",
        ),
    ),
    Scenario(
        key="website-dns",
        board="Projects",
        type="Migration",
        priorities=("Planned", "Medium", "Low",),
        weight=2,
        summaries=(
            "New website goes live, DNS change",
            "Web agency needs access to our domain",
            "Transfer domain to new registrar",
            "domain renewal notice - is this a scam?",
        ),
        mails=(
            (
                "Our web agency asks for the \"name servers\". They sent instructions, which I don't "
                "understand. Please don't break our mail."
            ),
            "I got a letter that our domain runs out and we should pay 289 dollars. Is this real?",
            "New website goes live on {day}. The agency will mail you the record to change.",
        ),
        logs=(
            "{contact}: agency wants to take over DNS. Mail records must stay.",
        ),
        steps=(
            internal("Agency wants all of DNS moved. Offer: we change A and www only, DNS stays with us."),
            to_client(
                "We'll change just the two records that the website needs, your mail stays as it "
                "is. Tell us when and we do it within minutes."
            ),
            from_client("{day} at 10, agency will be on call."),
        ),
        fixes=(
            "Records changed on call with the agency, certificate issued, mail untouched and tested.",
            "Letter was a scam. Domain is paid for until next year, auto-renew on.",
        ),
    ),
    Scenario(
        key="training",
        board="Projects",
        type="Onboarding",
        priorities=("Low", "Planned",),
        weight=2,
        summaries=(
            "Training on Teams for staff",
            "Lunch and learn: phishing",
            "How do I share files with people outside?",
            "short guide for scanning please",
        ),
        mails=(
            (
                "Could somebody show our team how to share files with people outside? We still mail "
                "zip files back and forth."
            ),
            "We'd like an hour of phishing training for everyone, ideally with lunch on {day}.",
        ),
        logs=(
            "{contact} asks for a one hour session for {count} people.",
        ),
        steps=(
            internal(
                "Slides from last time fit, swap in three screenshots of mails that reached this "
                "client."
            ),
            to_client(
                "We could come on {day} at noon. Is there a projector, and may we use real examples "
                "that your staff reported?"
            ),
            from_client("Projector yes. Examples fine, but without names."),
        ),
        fixes=(
            "Session held, {count} people, slides sent. Two follow-up wishes are their own tickets.",
            "Wrote a one-page guide with pictures and put it with the client's documents.",
        ),
    ),
)
