"""Scenarios about planned work."""

from providers.embedded.demo.scenarios.scenario import Scenario, from_client, internal, to_client

PROJECTS_SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="migration",
        board="Projects",
        type="Migration",
        device="server",
        priorities=(
            "Planned",
            "Planned",
            "Low",
            "Medium",
        ),
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
        priorities=(
            "Planned",
            "Planned",
            "Low",
        ),
        weight=4,
        summaries=(
            "PC refresh - {count} computers",
            "Replace laptops at {place}",
            "q| Quote for new workstations",
            "a| new computers arrived, when can you come",
        ),
        mails=(
            (
                "q| We have budget for {count} new computers. Please quote business class with "
                "three years of warranty."
            ),
            (
                "a| The boxes arrived on {day}. When can someone come and set them up? They're "
                "blocking the hallway."
            ),
        ),
        logs=("Refresh wave for {company}: {count} PCs over four years old. Quote approved by {contact}.",),
        steps=(
            internal("Image ready, serials in the inventory. Two machines go to {place}."),
            to_client("The computers are ready. We can swap four a day; who should be first?"),
            from_client("Start with {other}, hers is the worst."),
            internal("Wave one done, one user misses a local PST. Found on the old disk."),
        ),
        fixes=("All units swapped, old disks wiped with certificates, inventory updated.",),
    ),
    Scenario(
        key="office-move",
        board="Projects",
        type="Office Move",
        device="firewall",
        priorities=(
            "Planned",
            "Medium",
            "Planned",
        ),
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
        logs=("Move of {company}: carrier order has a 45 day lead time. Floor plan pending.",),
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
        priorities=(
            "Planned",
            "Low",
            "Medium",
        ),
        weight=3,
        summaries=(
            "m| Roll out device management",
            "m| Enroll laptops in management",
            "m| Encrypt all laptops",
            "p| Phones: separate work and private mail",
        ),
        mails=(
            (
                "m| After the talk about insurance we want all laptops encrypted and managed. How "
                "do we go about it?"
            ),
            "p| Staff don't want us to see their private phones. What exactly can you see if they enrol?",
        ),
        logs=("m| Roll-out for {company}: {count} laptops, pilot of three, then the rest.",),
        steps=(
            internal("m| Pilot of three enrolled, one with an old TPM needs a firmware update."),
            to_client(
                "p| To your question: we see the model, the system version and the work apps. We "
                "can't see photos, messages or location."
            ),
            from_client("p| That's clear, I'll pass it on word for word."),
            internal("m| {count} of the laptops done, keys escrowed."),
        ),
        fixes=(
            "m| All laptops encrypted and enrolled, keys on record, report for the insurer sent.",
            "p| Phones use app protection only, no enrolment needed. Everyone agreed.",
        ),
    ),
    Scenario(
        key="website-dns",
        board="Projects",
        type="Migration",
        priorities=(
            "Planned",
            "Medium",
            "Low",
        ),
        weight=2,
        summaries=(
            "w| New website goes live, DNS change",
            "w| Web agency needs access to our domain",
            "w| Transfer domain to new registrar",
            "s| domain renewal notice - is this a scam?",
        ),
        mails=(
            (
                'w| Our web agency asks for the "name servers". They sent instructions, which I '
                "don't understand. Please don't break our mail."
            ),
            "s| I got a letter that our domain runs out and we should pay 289 dollars. Is this real?",
            "w| New website goes live on {day}. The agency will mail you the record to change.",
        ),
        logs=("w| {contact}: agency wants to take over DNS. Mail records must stay.",),
        steps=(
            internal("w| Agency wants all of DNS moved. Offer: we change A and www only, DNS stays with us."),
            to_client(
                "w| We'll change just the two records that the website needs, your mail stays as it "
                "is. Tell us when and we do it within minutes."
            ),
            from_client("w| {day} at 10, agency will be on call."),
            internal("s| Sender is not the registrar, domain is paid until next year."),
            to_client("s| This is not a bill. Please don't pay; your domain renews by itself."),
        ),
        fixes=(
            "w| Records changed on call with the agency, certificate issued, mail untouched and tested.",
            "s| Letter was a scam. Domain is paid for until next year, auto-renew on.",
        ),
    ),
    Scenario(
        key="training",
        board="Projects",
        type="Onboarding",
        priorities=(
            "Low",
            "Planned",
        ),
        weight=2,
        summaries=(
            "f| Training on Teams for staff",
            "p| Lunch and learn: phishing",
            "f| How do I share files with people outside?",
            "f| short guide for sharing files please",
        ),
        mails=(
            (
                "f| Could somebody show our team how to share files with people outside? We still "
                "mail zip files back and forth."
            ),
            "p| We'd like an hour of phishing training for everyone, ideally with lunch on {day}.",
        ),
        logs=("p| {contact} asks for a one hour session for {count} people.",),
        steps=(
            internal(
                "p| Slides from last time fit, swap in three screenshots of mails that reached this client."
            ),
            to_client(
                "p| We could come on {day} at noon. Is there a projector, and may we use real "
                "examples that your staff reported?"
            ),
            from_client("p| Projector yes. Examples fine, but without names."),
            internal("f| Most questions are about guest links, our one-page guide fits."),
            to_client(
                "f| Here is a short guide with pictures. Shall we also show it on a call of 15 minutes?"
            ),
        ),
        fixes=(
            "p| Session held, {count} people, slides sent. Two follow-up wishes are their own tickets.",
            "f| Wrote a one-page guide with pictures and put it with the client's documents.",
        ),
    ),
)
