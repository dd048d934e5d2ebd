"""Scenarios about mail and calendars."""

from providers.embedded.demo.scenarios.scenario import Scenario, from_client, internal, to_client

MAIL_SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="outlook-sync",
        board="Service Desk",
        type="Email",
        device="workstation",
        priorities=(
            "Medium",
            "Medium",
            "High",
            "Low",
        ),
        weight=5,
        summaries=(
            "Outlook not syncing",
            'Outlook stuck on "Updating inbox" for {first}',
            "{first} not getting new mail on {device}",
            "Outlook shows Disconnected, webmail works",
            "email only comes in on my phone",
        ),
        mails=(
            (
                'My Outlook has been stuck since {time} this morning. It says "Trying to connect" '
                "in the bottom corner and nothing new comes in. My phone gets everything just fine, "
                "so I know there are messages waiting."
            ),
            (
                "Outlook stopped updating sometime on {day}. I restarted it and then the whole "
                "computer, no change. {other} sits next to me and hers works."
            ),
            (
                "I can send but nothing arrives. I had a client on the phone telling me they sent "
                "the file three times. Webmail shows all three, Outlook does not."
            ),
        ),
        logs=(
            (
                "{first} at {company} called: Outlook on {device} disconnected since about {time}. "
                "Webmail fine. Tried restart. Call back at {ext}."
            ),
        ),
        steps=(
            internal(
                "OST on {device} is 48 GB, over the size where we normally see trouble. Checking "
                "free space before rebuilding."
            ),
            to_client(
                "Hi {first}, I would like to connect to {device} and rebuild your mail cache. It "
                "takes about 30 minutes and you can use webmail meanwhile. When is good today?"
            ),
            from_client("Any time after lunch is fine. I'll leave it logged in."),
            internal(
                "Connection status window shows repeated auth retries, then 'Disconnected'. Test "
                "account in the same profile has no trouble, so not the network."
            ),
            to_client(
                "The rebuild is running. Please leave Outlook open until the progress bar at the "
                "bottom disappears."
            ),
        ),
        fixes=(
            (
                "Renamed the old OST, let Outlook build a new one with 12 months cached. Inbox "
                "caught up within 25 minutes; {first} confirmed send and receive."
            ),
            (
                "Removed a stale credential from Credential Manager and signed in again. Mail is "
                "coming in. Watched for 20 minutes, no more prompts."
            ),
            (
                "Add-in from the old fax service was hanging the sync. Disabled it, Outlook "
                "connects in a few seconds now."
            ),
        ),
    ),
    Scenario(
        key="outlook-prompt",
        board="Service Desk",
        type="Email",
        device="workstation",
        priorities=(
            "Medium",
            "Medium",
            "Low",
        ),
        weight=4,
        summaries=(
            "Outlook keeps asking for password",
            "Password prompt every few minutes - {first}",
            "Keep getting sign in box in Outlook, even with right password",
            "Credential popup loop on {device}",
        ),
        mails=(
            (
                "I changed my password on {day} like the system told me to and now Outlook asks for "
                "it every couple of minutes. It takes the new one, closes, and then comes right "
                "back."
            ),
            (
                "The sign-in box keeps popping up over everything. I must have typed my password "
                "{count} times today. I am sure it is right because I can log into the computer "
                "with it."
            ),
            "Getting the password box again. Same as last spring. Please fix it for good this time.",
        ),
        logs=(
            (
                "Walk-up request passed on by {other}: {first} gets a credential prompt loop in "
                "Outlook on {device}. Password changed recently. Teams is signed in."
            ),
        ),
        steps=(
            internal(
                "Sign-in logs show success for each prompt, so it is the client that forgets. Looks "
                "like a broken token broker on {device}."
            ),
            to_client(
                "{first}, could you tell me whether Teams and OneDrive are also asking, or only Outlook?"
            ),
            from_client("Only Outlook. OneDrive has a little red x but I never use it."),
            internal(
                "OneDrive red x fits: same token cache. Will clear the cached identity and re- register."
            ),
        ),
        fixes=(
            (
                "Cleared the identity cache, signed out of all Office apps and in again. No prompt "
                "during a 40 minute watch."
            ),
            (
                "Basic sign-in was still configured for the shared mailbox in this profile. Removed "
                "and re-added it, prompt is gone."
            ),
        ),
    ),
    Scenario(
        key="shared-mailbox",
        board="Service Desk",
        type="Email",
        priorities=(
            "Medium",
            "Low",
        ),
        weight=3,
        summaries=(
            "a| Need access to the info@ mailbox",
            "a| Add {other} to shared mailbox",
            "b| Can't send from billing@{domain}",
            "a| Shared mailbox missing for {first}",
            "a| please give me the orders inbox",
        ),
        mails=(
            (
                "a| Could you please add the billing@{domain} mailbox to my Outlook? I am taking "
                "over from someone who left and need to see what was sent before."
            ),
            (
                "b| I can see the info@ inbox but when I reply it goes out from my own address, and "
                "customers answer to me directly. It should go from the shared one."
            ),
            (
                "a| {other} needs full access to our orders inbox from {day}. I am the approver for "
                "this, so consider it approved."
            ),
        ),
        logs=(
            (
                "a| Request from {contact}: {other} to get read and send-as on info@{domain}. "
                "Approval by manager in the mail thread."
            ),
        ),
        steps=(
            internal(
                "b| Full access is there, send-as is not. That explains the From address. Adding send-as."
            ),
            to_client(
                "Hi {first}, the permission is set. Outlook can take up to an hour to show it. "
                "Please restart Outlook after lunch and let me know."
            ),
            from_client("It shows up now but the sent mails are in my own Sent folder, is that right?"),
            internal("Turning on copy of sent items to the shared mailbox so both have it."),
        ),
        fixes=(
            (
                "Granted full access and send-as, enabled sent-item copies in the shared mailbox. "
                "{first} sent a test from the shared address."
            ),
            (
                "a| Added to the mailbox group instead of individual rights, so the next person "
                "only needs group membership. Works for {first}."
            ),
            (
                "b| Send-as was missing on the shared mailbox. Added, {first} sent a test that "
                "shows the right address."
            ),
        ),
    ),
    Scenario(
        key="mail-bounce",
        board="Service Desk",
        type="Email",
        priorities=(
            "High",
            "Medium",
            "Medium",
        ),
        weight=3,
        summaries=(
            "o| Emails to one customer bounce",
            "i| Mail to us is being rejected since {day}",
            "o| Bounce back: 550 5.7.1 when writing to supplier",
            "j| customers say our email goes to junk",
            "o| NDR on every message to our largest client",
        ),
        mails=(
            (
                "o| Every message I send to one particular customer comes back right away with a "
                'long error. It has "550 5.7.1" in it and something about a block list. Everyone '
                "else gets my mail."
            ),
            (
                "j| Three customers have told {other} that our invoices landed in junk this week. "
                "That never used to happen. Did something change?"
            ),
            (
                "i| A supplier says they get a bounce when writing to us, but only from their "
                "ordering system. They attached the error, I am forwarding it below."
            ),
        ),
        logs=(
            (
                "o| {contact} forwards an NDR from {day}: 550 5.7.1 Service unavailable, client "
                "host blocked. Affects all mail from {domain} to one partner."
            ),
        ),
        steps=(
            internal(
                "oj| SPF has two includes that no longer exist and passes the 10 lookup limit. DKIM "
                "not signed for the newsletter sender."
            ),
            to_client(
                "oj| Hi {first}, we found that your domain's sender record is out of date. We will "
                "correct it today; other mail systems usually pick it up within a day."
            ),
            internal(
                "oj| DNS change made, TTL 3600. Will test again tomorrow morning with the header analyser."
            ),
            from_client("Just got a reply from the customer, so at least one is coming through again!"),
            internal(
                "i| Supplier's ordering system still sends to our old gateway address, from before the move."
            ),
        ),
        fixes=(
            (
                "oj| Corrected SPF, added DKIM for the newsletter service, asked the block list for "
                "removal. Test to the customer's domain delivered to inbox."
            ),
            (
                "o| The partner's filter had our relay on its own list. Their IT removed it; three "
                "test messages delivered."
            ),
            (
                "i| Supplier's IT corrected the address of our mail gateway on their side, a test "
                "order arrived."
            ),
        ),
    ),
    Scenario(
        key="mailbox-full",
        board="Service Desk",
        type="Email",
        priorities=(
            "Medium",
            "Low",
        ),
        weight=2,
        summaries=(
            "Mailbox full, cannot send",
            '"Your mailbox is almost full" warning for {first}',
            "{first} out of mail storage",
            "cant send anything, says quota",
        ),
        mails=(
            (
                "I got a message that my mailbox is full and now it will not send. I need my old "
                "mail for legal reasons so please do not delete anything."
            ),
            (
                "Outlook says I have 49.{count} of 50 GB used. What can I do about it? I have "
                "folders back to 2011."
            ),
        ),
        logs=(
            (
                "{first} hit the mailbox quota at {time}, cannot send. Archive licence is included "
                "but not turned on."
            ),
        ),
        steps=(
            internal(
                "Archive mailbox not enabled; licence covers it. Largest folder is Sent Items with "
                "scanned PDFs."
            ),
            to_client(
                "Hi {first}, we can turn on an online archive that moves mail older than two years. "
                'You still find it in Outlook under "Online Archive". Is that all right?'
            ),
            from_client("Yes please, as long as I can still search it."),
            internal(
                "Archive enabled, policy 2 years assigned. First run can take a day, started it by hand."
            ),
        ),
        fixes=(
            (
                "Archive enabled and first move finished: mailbox from 49.6 GB to 21 GB. {first} "
                "can send again and search the archive."
            ),
            (
                "Removed 17 GB of duplicate sync-issue items, no business mail touched. Archive is "
                "on for the future."
            ),
        ),
    ),
    Scenario(
        key="forward-leaver",
        board="Service Desk",
        type="Account and Access",
        priorities=(
            "Medium",
            "Medium",
            "High",
        ),
        weight=4,
        summaries=(
            "Employee leaving {day} - disable account",
            "Offboarding: {other}",
            "{other} no longer with us, please lock everything",
            "Termination - time sensitive",
            "Remove former employee's access and forward mail",
        ),
        mails=(
            (
                "{other}'s last day is {day}. Please disable the account at 5 pm, forward mail to "
                "me for 90 days, and set an out-of-office that points people to me."
            ),
            (
                "We let someone go this morning. Please lock {other} out of e-mail, the VPN and the "
                "phone system right away and confirm by phone, not by e-mail. My extension is "
                "{ext}."
            ),
            (
                "{other} has left the company. We need the mailbox kept, the licence freed up, and "
                "the laptop wiped when it comes back."
            ),
        ),
        logs=(
            (
                "HR at {company} ({contact}) called in an urgent offboarding for {other}. Verified "
                "caller against the approver list."
            ),
        ),
        steps=(
            internal(
                "Sign-in blocked, sessions revoked, VPN group removed. Mailbox converted to shared "
                "after the hold is confirmed."
            ),
            to_client(
                "Done so far: sign-in is blocked and all devices are signed out. Mail now goes to "
                "you as well. Should the phone extension ring at your desk?"
            ),
            from_client(
                "Yes, ring at my desk. Laptop is in my drawer, can you pick it up on your next visit?"
            ),
            internal(
                "Laptop pick-up added to next onsite visit. OneDrive handed to manager with 30 day notice."
            ),
        ),
        fixes=(
            (
                "Account disabled, mailbox shared with {first}, forward set for 90 days, licence "
                "freed. Checklist attached to documents."
            ),
            (
                "Offboarding checklist complete. Badge and alarm codes are not ours; told {first} "
                "to call the landlord."
            ),
        ),
    ),
    Scenario(
        key="calendar",
        board="Service Desk",
        type="Email",
        priorities=(
            "Medium",
            "Low",
        ),
        weight=2,
        summaries=(
            "p| Calendar permissions for front office",
            "r| Cannot see conference room calendar",
            "t| Meetings show one hour off",
            "p| {first} can't open {other}'s calendar",
            "r| room booking double booked again",
        ),
        mails=(
            (
                'p| When I open {other}\'s calendar I only see "Busy" blocks. I schedule for the '
                "whole team and need to see the details."
            ),
            (
                "r| The conference room lets two people book the same time. On {day} we had clients "
                "in the lobby and nowhere to put them."
            ),
            (
                "t| All my meetings moved by one hour after I came back from my trip. My computer "
                "clock looks right."
            ),
        ),
        logs=(
            "p| {first} reports calendar of {other} shows only free/busy. Needs editor rights per manager.",
        ),
        steps=(
            internal(
                "pr| Default sharing is availability only. Room mailbox has AllowConflicts on, "
                "probably from the migration."
            ),
            to_client(
                "p| I have changed the permission for the one calendar. Should the whole front "
                "office have the same?"
            ),
            from_client("p| Yes, all three of us please."),
            internal("t| Time zone in the mailbox settings differs from the computer's."),
            to_client(
                "t| Could you close your calendar for five minutes? I'm correcting a setting in your mailbox."
            ),
        ),
        fixes=(
            "pr| Set editor rights through a front office group. Room mailbox now declines conflicts.",
            (
                "t| Time zone in the mailbox settings was still Eastern. Corrected, meetings line "
                "up with the phone."
            ),
        ),
    ),
    Scenario(
        key="distribution",
        board="Service Desk",
        type="Email",
        priorities=(
            "Low",
            "Low",
            "Planned",
        ),
        weight=2,
        summaries=(
            "u| Update the all-staff list",
            "u| Add new people to distribution group",
            "u| staff@ list still has people who left",
            "m| remove me from the warehouse emails please",
            "n| Create new group address",
        ),
        mails=(
            (
                "u| Could someone update the all-staff list? It still has {count} people who have "
                "left and is missing the new hires. I am attaching the right list."
            ),
            (
                "m| I keep getting the warehouse shift mails. I moved to the office in {month}. "
                "Please take me off."
            ),
            "n| New address needed: events@{domain}, should go to me and {other}.",
        ),
        logs=("u| List change from {contact}: compare attached sheet with staff@{domain}, remove leavers.",),
        steps=(
            internal("Group is synced from on-prem, edit has to happen in AD, not in the portal."),
            to_client(
                "u| I will update it from your sheet. Two names on it have no mailbox with us; are "
                "they contractors?"
            ),
            from_client("u| Yes, contractors, use their private mail for now. I will send them separately."),
        ),
        fixes=(
            "u| Group updated from the sheet, {count} removed. Sync ran, membership verified in the portal.",
            "u| Made the group dynamic on the department field, so leavers drop out by themselves.",
            "mn| Changed in the directory and synced, a test mail arrived where it should.",
        ),
    ),
)
