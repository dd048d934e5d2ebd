"""Scenarios about accounts, access, joiners and leavers."""

from providers.embedded.demo.scenarios.scenario import Scenario, from_client, internal, to_client

ACCESS_SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="mfa-lockout",
        board="Service Desk",
        type="Account and Access",
        priorities=(
            "High",
            "High",
            "Medium",
        ),
        weight=5,
        summaries=(
            "MFA lock-out, new phone",
            "{first} locked out - got a new phone",
            "Authenticator not working after phone upgrade",
            "Can't approve sign in, old phone is gone",
            "mfa reset needed for {first} ASAP",
        ),
        mails=(
            (
                "I got a new phone over the weekend and the authenticator app is empty. Now I can't "
                "get into anything: mail, Teams, the VPN. I'm writing this from {other}'s computer."
            ),
            (
                "My phone took a swim. New one is here but it asks me to approve the sign in on the "
                "old one. Please reset whatever needs to be reset."
            ),
            "It sends a code to a number that ends in 44. That is not mine anymore.",
        ),
        logs=(
            (
                "{first} locked out of MFA, replaced phone on {day}. Calling from {ext}. Identity "
                "check needed before reset."
            ),
        ),
        steps=(
            internal(
                "Called back on the number we have on file and checked with the manager, per the "
                "identity runbook. OK to reset."
            ),
            to_client(
                "Hi {first}, I have reset the registration. Please open the sign-in page on your "
                'computer and follow "More information required" with the new phone next to you.'
            ),
            from_client("It worked up to the number matching, then it said try again."),
            internal(
                "Phone clock was off by 4 minutes, app codes rejected. Asked to turn on automatic time."
            ),
        ),
        fixes=(
            (
                "Re-registered the authenticator on the new phone and added a second method. "
                "Temporary access pass expired."
            ),
            (
                "Old device removed, new one registered with number matching. {first} got into mail "
                "and VPN while on the phone."
            ),
        ),
    ),
    Scenario(
        key="account-locked",
        board="Service Desk",
        type="Account and Access",
        device="workstation",
        priorities=(
            "High",
            "Medium",
            "Medium",
        ),
        weight=5,
        summaries=(
            "Account locked out",
            "k| {first} locked out again",
            "Locked out of computer at {place}",
            "e| password expired over vacation",
            "k| User account keeps locking every 30 min",
        ),
        mails=(
            (
                "e| I came back from vacation and my password has expired. The computer does not "
                "let me change it, just says the account is locked."
            ),
            (
                "k| Locked out for the third time today. I am not typing it wrong. Somebody unlocks "
                "me and an hour later it happens again."
            ),
        ),
        logs=(
            (
                'k| {first} at {place} cannot log on to {device}: "The referenced account is '
                'currently locked out". Patients waiting, wants quick help.'
            ),
            (
                "k| Caller {first}, ext {ext}. Account locks every half hour since the password "
                "change on {day}."
            ),
        ),
        steps=(
            internal(
                "k| Lockout source in the DC log is {device} and a second machine nobody uses. Old "
                "session with the previous password?"
            ),
            to_client(
                "k| Your account is unlocked. I also see an old sign-in on another computer that "
                "keeps trying your previous password; I am closing that now."
            ),
            from_client("k| Thanks, I'm in. I did log on at the back office on {day}."),
            internal(
                "k| Disconnected session from last week signed out. Watching the lockout counter for a day."
            ),
            internal("e| Password ran out {count} days ago, account locked after five tries."),
            to_client(
                "e| Your account is unlocked. Please press Ctrl+Alt+Del and choose a new "
                "passphrase, I'll stay on the line."
            ),
        ),
        fixes=(
            (
                "k| Signed out the stale session and removed a saved drive mapping with the old "
                "password. No lock-out for 24 hours."
            ),
            (
                "Unlocked, helped {first} set a new passphrase. Phone mail profile had the old "
                "password and is updated."
            ),
        ),
    ),
    Scenario(
        key="new-hire",
        board="Projects",
        type="Onboarding",
        priorities=(
            "Medium",
            "Medium",
            "Planned",
            "Low",
        ),
        weight=5,
        summaries=(
            "New hire starting {day}",
            "Onboarding: new {other} replacement",
            "New user setup - front desk",
            "set up new employee please (starts Monday)",
            "New starter {month}: laptop, phone, accounts",
        ),
        mails=(
            (
                "We have a new hire starting {day}. Please set up the same access as {other}, a "
                "laptop, and an extension. Form is attached."
            ),
            (
                "I know this is short notice: someone new starts on {day} at the front desk. "
                "E-mail, the schedule program, door code if that is you. Computer at {place} is "
                "free."
            ),
            (
                "New employee paperwork attached. Needs mail, Teams, the shared drive and the "
                "accounting program (read only)."
            ),
        ),
        logs=(
            (
                "Onboarding form from {contact}: start {day}, copy access of {other}, hardware from "
                "stock. No approver signature on the form."
            ),
        ),
        steps=(
            internal(
                "Form lacks the approver. {contact} is not on the approver list for licences; asked "
                "for confirmation."
            ),
            to_client(
                "Thank you for the form. One question before we order: does the new person need a "
                "licence for the accounting program or is the shared one enough?"
            ),
            from_client("Shared one is enough. And could you print the welcome sheet for the first day?"),
            internal(
                "Account made, licence assigned, laptop imaged and labelled. Remaining: extension, "
                "welcome call."
            ),
            to_client(
                "Everything is ready for the first day. The welcome sheet with the first sign-in is "
                "with you in a sealed envelope."
            ),
        ),
        fixes=(
            (
                "Onboarding checklist complete, first sign-in done together with the new hire, "
                "printer and shared drive tested."
            ),
            "User set up and welcomed by phone. One open wish (second monitor) is its own ticket now.",
        ),
    ),
    Scenario(
        key="folder-access",
        board="Service Desk",
        type="Account and Access",
        device="server",
        priorities=(
            "Medium",
            "Medium",
            "Low",
        ),
        weight=4,
        summaries=(
            "Access denied on shared drive",
            "g| Need access to the HR folder",
            "d| {first} can't open S: drive",
            "Folder permissions - Accounting",
            "d| Lost access to Projects folder since {day}",
        ),
        mails=(
            (
                "d| I can't open the Accounting folder on the S drive anymore. It says I don't have "
                "permission. I used it on {day}."
            ),
            "g| Please give {other} access to the Projects folder, read and write. I own the folder.",
            'd| S: drive has a red X and when I click it I get "Access is denied". {other} can open it.',
        ),
        logs=("g| {first} cannot reach the HR folder on {device}. Needs approval by the folder owner.",),
        steps=(
            internal(
                "Group membership is right, inheritance on the sub-folder is broken since a move. "
                "Owner shows as a deleted account."
            ),
            to_client(
                "g| I asked the folder owner for approval. As soon as I have it, you will have "
                "access within a few minutes."
            ),
            from_client("g| Approved from my side. Please do not give the temps access."),
            internal("Fixed the ACL on one level only, not recursive; there are private sub-folders below."),
        ),
        fixes=(
            (
                "Added to the group, permissions inherited again from the parent. {first} signed "
                "out and in and opened the files."
            ),
            "d| Drive mapping pointed to the old server name. Corrected in the policy, S: is back.",
        ),
    ),
    Scenario(
        key="restore-file",
        board="Service Desk",
        type="Software",
        device="server",
        priorities=(
            "High",
            "High",
            "Medium",
        ),
        weight=3,
        summaries=(
            "f| Restore deleted folder",
            "v| File overwritten, need yesterday's version",
            "f| HELP I deleted the wrong folder",
            "v| Recover spreadsheet from before {day}",
            "m| Missing files on shared drive",
        ),
        mails=(
            (
                'f| I deleted a folder on the shared drive by mistake. It is called "{month} '
                'invoices" and it was there on {day}. Can you get it back?'
            ),
            (
                "v| Somebody saved over our price list. We need the version from before {day}, the "
                "one {other} worked on for two weeks."
            ),
            (
                "m| A whole folder is gone from the S drive. Nobody admits to anything. It may also "
                "have been dragged into another folder, please look."
            ),
        ),
        logs=("f| {first}: folder on {device} deleted around {time}. Asks for restore from last night.",),
        steps=(
            internal("Not in the recycle bin of the share. Shadow copies from 07:00 and 12:00 are there."),
            to_client(
                "I can restore the folder as it was at noon. Anything saved after that would be "
                "lost; shall I put it next to the present one rather than over it?"
            ),
            from_client("Next to it please, we will sort it out."),
            internal("Restored to a side folder, compared counts: 214 files, matches the copy."),
        ),
        fixes=(
            "Restored from the noon shadow copy into a side folder; {first} confirmed that the files open.",
            (
                "m| Folder had been dragged into the neighbouring one. Moved back, nothing was "
                "lost. Showed {first} how to search."
            ),
            "Restored from last night's backup image, 1.3 GB, permissions kept.",
        ),
    ),
    Scenario(
        key="vpn-access",
        board="Service Desk",
        type="Account and Access",
        device="laptop",
        priorities=(
            "Medium",
            "Medium",
            "Low",
        ),
        weight=3,
        summaries=(
            "VPN access for {other}",
            "Need to work from home starting {day}",
            "Remote access request",
            "Set up VPN on new laptop",
        ),
        mails=(
            (
                "I will be working from home two days a week from {day}. Can you set up the VPN on "
                "my laptop and show me how it works?"
            ),
            "Please set up remote access for {other}, approved by me. Laptop is {device}.",
        ),
        logs=("{contact} asks for VPN for one user. MFA is registered. Laptop {device} is managed.",),
        steps=(
            internal(
                "Laptop compliant, disk encryption on. Adding to the VPN group and pushing the profile."
            ),
            to_client(
                "The VPN is installed. Please try it from home or with your phone's hotspot, it "
                "does not work from inside the office."
            ),
            from_client("Tried it at home, it connects but the S drive doesn't show."),
            internal("Drive map policy does not run over VPN at sign-in. Added a script on connect."),
        ),
        fixes=(
            "VPN tested from a hotspot, drives map after connecting. Short guide sent.",
            "Access granted and tested with the user by phone; desktop shortcut placed.",
        ),
    ),
    Scenario(
        key="licence",
        board="Service Desk",
        type="Software",
        priorities=(
            "Low",
            "Low",
            "Medium",
            "Planned",
        ),
        weight=2,
        summaries=(
            "p| Need licence for PDF editor",
            "p| Adobe says trial expired",
            "e| Extra licence for {other}",
            'o| Office says "unlicensed product"',
            "q| which of us has a Visio license?",
        ),
        mails=(
            (
                "p| My PDF program says the trial has ended. I need to edit forms every day, the "
                "reader is not enough."
            ),
            'o| Word has a red banner, "Product activation failed", and I can\'t type anything.',
            (
                "q| How many licences do we pay for and who uses them? I'd like to stop paying for "
                "people who left."
            ),
        ),
        logs=(
            (
                "e| Request from {contact}: one more licence of the PDF editor for {other}. Price "
                "to be confirmed first."
            ),
        ),
        steps=(
            internal("peq| Two licences held by disabled accounts. Can be moved at no cost."),
            to_client(
                "peq| Good news: you have two unused licences from former staff, so there is "
                "nothing to buy. I am moving one now."
            ),
            from_client("peq| Perfect. Keep the other for the new hire."),
            internal("o| Word is signed in with a private account, so the licence does not match."),
            to_client("o| Please close all Office programs, I'm signing you in with your work account."),
        ),
        fixes=(
            "peq| Licence moved from a disabled account, program activated on the first start.",
            "o| Signed in with the work account rather than a private one; activation cleared.",
        ),
    ),
    Scenario(
        key="password-manager",
        board="Service Desk",
        type="Account and Access",
        priorities=(
            "Low",
            "Medium",
        ),
        weight=2,
        summaries=(
            "v| Password manager asks for master password",
            "s| Share login with team in the vault",
            "v| {first} forgot vault password",
            "b| Browser saved passwords gone",
        ),
        mails=(
            "v| I forgot my master password for the vault. All our supplier logins are in there.",
            (
                "b| After the update on {day} my browser forgot all my saved passwords. Is there "
                "any way to get them back?"
            ),
            (
                "s| We would like to share the login for the shipping site between three people "
                "without mailing it around."
            ),
        ),
        logs=(
            (
                "v| {first} cannot open the password vault. Recovery was set up at onboarding "
                "according to the notes."
            ),
        ),
        steps=(
            internal(
                "v| Account recovery is enabled for the organisation, admin can start it. Identity "
                "check first."
            ),
            to_client(
                "v| Hi {first}, I have started the recovery; you will get a mail with a link that "
                "is valid for an hour."
            ),
            from_client("v| Done, and I wrote it down and put it in the safe like you said."),
            internal("b| Browser profile was reset by the update, its sync account is signed out."),
            internal("s| A shared collection for three people is possible, needs the owner's consent."),
        ),
        fixes=(
            "v| Recovery done, new master passphrase set, emergency contact added.",
            "s| Made a shared collection for the team, old notes with passwords deleted.",
            (
                "b| Signed in to the browser profile again, passwords are back. Suggested moving "
                "them to the vault."
            ),
        ),
    ),
)
