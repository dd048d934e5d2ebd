"""Scenarios about phishing, compromised accounts and audits."""

from providers.embedded.demo.scenarios.scenario import Scenario, from_client, internal, to_client

SECURITY_SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="phishing",
        board="Security",
        type="Phishing",
        priorities=(
            "High",
            "Medium",
            "Medium",
        ),
        weight=6,
        summaries=(
            "Suspicious email",
            "c| Phishing mail - did I click something bad?",
            'v| Fake invoice from "CEO"',
            "r| is this email real?",
            "g| Gift card email pretending to be our director",
            "c| clicked link in shared document mail",
        ),
        mails=(
            (
                'g| I got a mail from our "director" asking for gift cards. The address is some '
                "random one. I didn't answer."
            ),
            (
                "c| I clicked on a link in a mail about a shared document and typed my password "
                "before I noticed. I feel so dumb. Please help."
            ),
            (
                "r| Is this real? It says my mailbox will be deleted unless I confirm. Forwarding "
                "as attachment like you showed us."
            ),
            (
                "v| {other} and I both got an invoice we never ordered. I opened the attachment but "
                "closed it again."
            ),
        ),
        logs=(
            (
                "gr| {first} reports a phishing mail, not clicked. {count} copies delivered at "
                "{company} according to the trace."
            ),
        ),
        steps=(
            internal(
                "c| Message trace: {count} recipients at {domain}, one click. Link leads to a "
                "credential page, already taken down."
            ),
            to_client(
                "cv| Thank you for telling us right away, that really helps. We have removed the "
                "mail from all mailboxes and reset your password as a precaution; please call us "
                "for the new one."
            ),
            from_client("cv| Called and all set. Should I tell the bank?"),
            internal("cv| No sign-in from outside in the log, no new rules. Sessions revoked anyway."),
            internal("gr| No clicks in the trace, {count} copies delivered."),
            to_client(
                "gr| Thank you for asking first. It is a fake, and we have removed it from all mailboxes."
            ),
            internal("v| Attachment is in the sandbox, {count} copies delivered."),
        ),
        fixes=(
            (
                "c| Mail purged from all mailboxes, sender blocked, password reset, no sign-ins "
                "from outside. User briefed."
            ),
            "gr| Training mail from our own awareness programme. Told {first}: well spotted, and closed.",
            (
                "v| Attachment detonated in the sandbox: a harmless HTML page with a dead link. "
                "Full scan clean."
            ),
            "gr| Mail purged, sender and look-alike domain blocked. {first} was the first to report it.",
            "v| Invoice was a scam without malware, sender blocked, both users briefed.",
        ),
    ),
    Scenario(
        key="account-compromise",
        board="Security",
        type="Account Compromise",
        priorities=(
            "Critical",
            "Critical",
            "High",
        ),
        weight=3,
        summaries=(
            "p| Account sending spam",
            "s| Unusual sign-in for {first}",
            "r| Inbox rule created by attacker?",
            "p| Customers get strange mails from {first}",
            "s| Impossible travel alert - {user}",
        ),
        mails=("p| Customers call us because they get odd mails from me with a link. I didn't send those!",),
        logs=(
            "s| Risky sign-in for {user}@{domain}: two countries within 20 minutes, MFA approved.",
            'r| Alert: new inbox rule "." for {user}@{domain} moves mails with "invoice" to RSS Feeds.',
            "p| {contact} reports that a supplier got a mail with changed bank details from {first}.",
        ),
        steps=(
            internal(
                "Contained: sign-in blocked, sessions revoked, rule removed. Token theft likely; "
                "MFA prompt was approved at {time}."
            ),
            to_client(
                "We have locked your account to protect you and your customers. Please call us from "
                "a number we know, so that we can set it up again together."
            ),
            from_client("Calling in five minutes. We did not pay anything so far."),
            internal(
                "Audit: mails read in two folders, 212 spam mails sent. List for the client's "
                "insurer is prepared."
            ),
            to_client(
                "p| We have prepared a list of everyone who got a mail from your account. We "
                "suggest that you call the ten suppliers marked in yellow."
            ),
        ),
        fixes=(
            (
                "Account recovered, new MFA, attacker's rule and app consent removed, report handed "
                "to {first} and the insurer."
            ),
        ),
    ),
    Scenario(
        key="edr-alert",
        board="Security",
        type="Endpoint Alert",
        device="workstation",
        priorities=(
            "High",
            "Medium",
            "Critical",
        ),
        weight=4,
        summaries=(
            "w| EDR: suspicious PowerShell on {device}",
            "m| Malware blocked on {device}",
            "w| Endpoint isolated: {device}",
            "f| Fake virus warning on screen",
            "f| pop up says call Microsoft",
        ),
        mails=(
            (
                "f| A loud alarm and a window that says my computer is infected and I must call a "
                "number. I can't close it. I did not call."
            ),
        ),
        logs=(
            "w| Endpoint agent isolated {device} at {time}: encoded PowerShell started from a Word file.",
            "m| Detection on {device}: potentially unwanted program in Downloads, quarantined. User {user}.",
        ),
        steps=(
            internal(
                "w| Process tree: browser, then a script from a fake update page. Blocked before it "
                "wrote anything."
            ),
            to_client(
                "w| We took {device} off the network as a precaution. Please leave it switched on "
                "and use another computer for now."
            ),
            from_client("w| I'm on the spare at {place}."),
            internal("wm| No persistence, no lateral movement, hash known. Releasing after a full scan."),
            internal("f| Full-screen web page, no process of its own."),
            to_client(
                "f| You did the right thing. Please hold the Esc key for a few seconds; I'm connecting now."
            ),
            internal("m| Installer bundle from a download page, stopped at the first step."),
        ),
        fixes=(
            "wm| Quarantined, full scan clean, isolation lifted. User shown what a fake update looks like.",
            "m| False alarm: the vendor's own installer script. Hash allowed for this client only.",
            "f| Browser page closed from the task list, no software installed, notification rights removed.",
        ),
    ),
    Scenario(
        key="lost-device",
        board="Security",
        type="Policy and Audit",
        device="laptop",
        priorities=(
            "Critical",
            "High",
            "High",
        ),
        weight=2,
        summaries=(
            "l| Lost laptop",
            "p| Stolen phone with company mail",
            "l| {device} left in a cab",
            "l| laptop stolen from car last night",
        ),
        mails=(
            (
                "l| My car was broken into and my work laptop is gone. Police report number "
                "follows. What do I have to do?"
            ),
            "p| I lost my phone on the ferry. It has my work mail on it.",
        ),
        logs=("l| {contact} reports {device} lost on {day}. Disk is encrypted per inventory.",),
        steps=(
            internal(
                "l| Encryption key on record, last check-in {time}. Remote wipe queued, certificates revoked."
            ),
            to_client(
                "l| The laptop's disk is encrypted, so nobody can read it. We have also queued a "
                "wipe and signed you out everywhere. A loaner is ready for you."
            ),
            from_client("l| Thank you, that's a relief. Police report is attached."),
            internal("p| Work data on the phone wiped, sign-ins revoked."),
            to_client(
                "p| Your work mail has been removed from the lost phone. Private photos were not touched."
            ),
        ),
        fixes=(
            (
                "l| Device written off, wipe pending if it ever comes online, insurer got our "
                "letter about encryption."
            ),
            "lp| Found in the conference room. Wipe cancelled, device checked in, sign-ins restored.",
        ),
    ),
    Scenario(
        key="insurance-form",
        board="Security",
        type="Policy and Audit",
        priorities=(
            "Low",
            "Planned",
            "Medium",
        ),
        weight=2,
        summaries=(
            "i| Cyber insurance questionnaire",
            "a| Auditor asks for list of admins",
            "v| Vendor security questionnaire",
            "i| proof of backup and MFA for insurer",
        ),
        mails=(
            (
                "i| Our insurer wants this form filled in by {day}. Half of it is about MFA and "
                "backup and I don't know what to tick."
            ),
            (
                "a| The auditor asks who has administrator rights and when that was last looked at. "
                "Can you send a list?"
            ),
            "v| A big customer sent us a 90 question security sheet. Please help with the technical part.",
        ),
        logs=("i| {contact} sends the insurer's form, due {day}.",),
        steps=(
            internal(
                'iv| MFA is on for all but two service accounts; say so, don\'t tick "all". Backup '
                "test report from last quarter is on file."
            ),
            to_client(
                "iv| I have filled in the technical part. Three questions are about your own rules "
                "(page 4), I have marked them."
            ),
            from_client("iv| I'll answer those with our lawyer."),
            internal("a| Exported the admin roles: six people, two of whom have left."),
            to_client(
                "a| Here is the list. Two names have left the company; may we remove their rights now?"
            ),
        ),
        fixes=(
            "iv| Form filled in truthfully, evidence attached, exceptions named. Sent to {first}.",
            "a| Admin list exported and reviewed with {first}: two old accounts removed on the way.",
        ),
    ),
    Scenario(
        key="spam-wave",
        board="Security",
        type="Phishing",
        priorities=(
            "Medium",
            "Medium",
            "Low",
        ),
        weight=3,
        summaries=(
            "f| Getting tons of spam",
            "f| Spam flood, hundreds of newsletters",
            "q| Quarantine report missing",
            "r| real emails end up in quarantine",
        ),
        mails=(
            "f| Since {day} I get a hundred newsletter sign-ups per hour. I can't find my real mail in it.",
            (
                "r| Important mails from a customer are stuck in quarantine each time. I have to "
                "ask you every time."
            ),
            "q| I no longer get the daily quarantine list.",
        ),
        logs=(
            "f| {first}: mail bomb, about 400 messages an hour. Check for a hidden purchase confirmation.",
        ),
        steps=(
            internal(
                "f| Mail bombs usually hide a fraud mail. Searched for order and bank mails: one "
                "password reset from a shop."
            ),
            to_client(
                "f| Among the flood was one real message: someone ordered from a shop in your name. "
                "Please call the shop today; we are filtering the rest."
            ),
            from_client("f| Called them, order cancelled. Wow."),
            internal("qr| Quarantine policy was replaced with the licence change, notifications are off."),
            to_client("qr| The daily list will come again from tomorrow, 7 am. I released what was waiting."),
        ),
        fixes=(
            (
                "f| Flood filtered with a temporary rule, stopped after two days. Fraudulent order "
                "cancelled by {first}."
            ),
            "qr| Customer's domain allowed with checks kept on; quarantine list is sent at 7 am again.",
        ),
    ),
)
