"""Scenarios about office programs and the programs of each trade."""

from providers.embedded.demo.scenarios.scenario import Scenario, from_client, internal, to_client

SOFTWARE_SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="quickbooks-slow",
        board="Service Desk",
        type="Software",
        device="server",
        priorities=(
            "Medium",
            "Medium",
            "High",
        ),
        weight=4,
        summaries=(
            "QuickBooks very slow",
            "QuickBooks multi-user hangs",
            "Slow QB at month end",
            "quickbooks freezes when opening company file",
            "h| QuickBooks error H202",
        ),
        mails=(
            (
                "QuickBooks takes minutes to open an invoice. When {other} logs out, it gets "
                "faster. We're closing the month so it's really bad timing."
            ),
            "h| I get H202 when switching to multi-user mode. Single user works, but there are three of us.",
            (
                "The company file opens, then the whole thing goes white and says Not Responding. "
                "I've learned to just wait."
            ),
        ),
        logs=("{first}: QuickBooks slow for {count} users on {device} since the update. File is 1.4 GB.",),
        steps=(
            internal(
                "Company file is fragmented, 1.4 GB. Antivirus scans it on every access, exclusion "
                "is missing after the agent change."
            ),
            to_client(
                "Hi {first}, we'd like everybody out of QuickBooks at {time} for 20 minutes to run "
                "a verify and put an exclusion back. OK?"
            ),
            from_client("Everybody is out."),
            internal(
                "Verify clean, no rebuild needed. Database service bound to the wrong adapter, corrected."
            ),
        ),
        fixes=(
            "Exclusions restored, service restarted, opening an invoice takes 3 seconds with all users in.",
            (
                "h| Company file condensed with a portable copy, kept the original. H202 gone after "
                "the firewall rule for the database service."
            ),
        ),
    ),
    Scenario(
        key="accounting-update",
        board="Service Desk",
        type="Software",
        device="workstation",
        priorities=(
            "Medium",
            "Low",
        ),
        weight=3,
        summaries=(
            "a| Accounting program wants an update",
            "t| Payroll tax table update fails",
            "a| Update needs admin password",
            "i| tax software install before {month}",
        ),
        mails=(
            (
                "a| The accounting program wants to update and asks for an administrator. It won't "
                "let me print checks until it's done."
            ),
            't| Tax table update stops at 60 percent with "file in use". Payroll is due {day}.',
            "i| Please install this year's tax program on my PC and {other}'s. Licence mail is attached.",
        ),
        logs=("a| {first}: program update asks for admin on {device}. Payroll run on {day}.",),
        steps=(
            internal(
                "at| Update must run on the server first, then the workstations. Vendor notes say "
                "to back up the data folder."
            ),
            to_client("I'll run the update today at {time}. Please have everybody close the program."),
            from_client("closed everywhere. {other} is at lunch but her screen is off"),
        ),
        fixes=(
            "Updated server part, then {count} workstations. Test pay stub printed.",
            (
                "t| Left-over process held the file. Ended it, update ran through. Backup of the "
                "data kept for 30 days."
            ),
        ),
    ),
    Scenario(
        key="teams-audio",
        board="Service Desk",
        type="Software",
        device="laptop",
        priorities=(
            "Medium",
            "Medium",
            "Low",
        ),
        weight=4,
        summaries=(
            "a| Teams no sound in meetings",
            "a| Headset not working in Teams",
            "a| Microphone muted for {first} in every call",
            "c| Teams camera black",
            "s| can't share screen in meetings",
        ),
        mails=(
            "a| In meetings nobody hears me. My headset works with music and in the phone app.",
            (
                "c| My camera is just black with a line through it. I have a hearing on video on "
                "{day}, so this has to work."
            ),
            "s| When I share my screen everyone sees a grey box.",
        ),
        logs=("a| {first}: no audio in Teams on {device} after the last update. Headset is USB.",),
        steps=(
            internal(
                "ac| Exclusive mode is on and the dock's audio device took over as default. Camera "
                "privacy slider was closed on the last one of these."
            ),
            to_client(
                "a| Could you open Teams settings, Devices, and tell me which speaker and "
                "microphone are selected?"
            ),
            from_client('a| It says "Speakers (dock)". I don\'t even have speakers on the dock!'),
            internal("s| Graphics driver is two years old, hardware acceleration is on."),
        ),
        fixes=(
            "a| Default devices set to the headset, dock audio disabled. Test call was clear.",
            "s| Updated the graphics driver, screen sharing shows the real screen.",
            "c| Privacy shutter was closed. We had a laugh; camera works.",
        ),
    ),
    Scenario(
        key="excel-crash",
        board="Service Desk",
        type="Software",
        device="workstation",
        priorities=(
            "Medium",
            "Low",
        ),
        weight=3,
        summaries=(
            "c| Excel crashes on large file",
            "m| Excel macro blocked",
            'p| "Protected View" on every file',
            "c| excel freezes when i paste",
        ),
        mails=(
            "c| Excel crashes whenever I open our quote calculator. It worked before the update on {day}.",
            (
                "m| There's a red bar that says macros are blocked. We need them, it's our own "
                "estimating sheet since 2009."
            ),
            "p| Every attachment opens read only with a yellow bar and I must click Enable each time.",
        ),
        logs=(
            (
                "c| {first}: Excel closes on {device} when opening the estimating workbook (60 MB, "
                "links to a drive that no longer exists)."
            ),
        ),
        steps=(
            internal("c| Workbook has 3,400 links to the old server name. 32-bit Office runs out of memory."),
            to_client(
                "c| Could you send me a copy of the file, or tell me where it is? I'd like to try "
                "it on a test computer."
            ),
            from_client("c| It's in Estimating > Templates. Don't save over it please!"),
            internal("mp| The share is not among the trusted locations of the policy."),
            to_client(
                "mp| I'm adding your share as a trusted place. Mail attachments will still open "
                "protected, on purpose."
            ),
        ),
        fixes=(
            "c| Links repointed to the new share, Office moved to 64-bit. Opens in 8 seconds.",
            (
                "mp| Location added as trusted for this share only, macros run. Explained why mail "
                "attachments stay protected."
            ),
        ),
    ),
    Scenario(
        key="browser",
        board="Service Desk",
        type="Software",
        device="workstation",
        priorities=(
            "Low",
            "Medium",
            "Low",
        ),
        weight=3,
        summaries=(
            "d| Website does not load in Chrome",
            "p| Pop-ups on {device}",
            "p| Browser home page changed by itself",
            "b| Bank website says browser not supported",
            "d| Can't download from vendor portal",
        ),
        mails=(
            "b| Our bank's site says my browser is not supported. It's the same one I used last week.",
            (
                "p| My home page is now some search thing I have never seen and there are ads in "
                "the corner. I didn't install anything."
            ),
            'd| Downloads from the vendor portal fail with "Network error". {other} can download.',
        ),
        logs=("p| {first}: browser on {device} shows ad pop-ups in the corner since {day}.",),
        steps=(
            internal(
                'p| Notification permission for a junk site plus an extension "PDF helper". No '
                "detections from the endpoint agent."
            ),
            to_client(
                "p| I removed the extension that caused the ads. Please don't click on \"Allow "
                'notifications" when a site asks.'
            ),
            from_client("p| Ah, I did click Allow on a recipe page. Sorry!"),
            internal("bd| Works in a private window, so it is old site data or a pending update."),
        ),
        fixes=(
            "p| Extension and notification rights removed, browser policy applied, full scan clean.",
            "d| Cleared site data for the portal and allowed its downloads host. Works.",
            "b| Browser was waiting for a restart to finish its update. Done, the bank's site opens.",
        ),
    ),
    Scenario(
        key="lob-down",
        board="Service Desk",
        type="Software",
        device="server",
        priorities=(
            "Critical",
            "High",
            "High",
        ),
        weight=4,
        industries=(
            "dental",
            "healthcare",
            "veterinary",
        ),
        summaries=(
            "d| Practice software won't open",
            "d| Patient schedule down",
            'd| "Cannot connect to database" at front desk',
            "d| EHR down for everyone",
            "x| X-ray images not loading",
        ),
        mails=(
            (
                "d| We can't open the schedule at all. It says it cannot connect to the database. "
                "Patients are here and we're on paper."
            ),
            (
                "x| X-rays don't load in the viewer, only a grey square. Doctor is waiting with a "
                "patient in the chair."
            ),
        ),
        logs=(
            "d| {first}: practice program down at all stations since {time}. {device} answers ping.",
            (
                "d| Front desk at {company} calls: database error at each start. Restart of the "
                "station doesn't help."
            ),
        ),
        steps=(
            internal(
                "d| Database service on {device} stopped, disk for logs full. Truncating after a backup."
            ),
            to_client(
                "d| We found the cause and are bringing the database back. About ten minutes; "
                "please leave the program closed."
            ),
            from_client(
                "d| We're back in. Two appointments from this morning are missing, we'll key them in."
            ),
            internal("d| Log growth alert was disabled in the last agent update. On again."),
            internal("x| Image share answers under its old name only."),
            to_client(
                "x| The viewer looks for its pictures in the wrong place, we are correcting that on "
                "the server."
            ),
        ),
        fixes=(
            (
                "d| Log disk cleared and enlarged, service up, alert restored. Checked with front "
                "desk and one operatory."
            ),
            "d| Vendor's update had changed the service password. Reset and tested with all stations.",
            "x| Image share path restored after the name change; X-rays load in two seconds.",
        ),
    ),
    Scenario(
        key="sensor",
        board="Service Desk",
        type="Hardware",
        device="workstation",
        priorities=(
            "High",
            "Medium",
        ),
        weight=3,
        industries=("dental",),
        summaries=(
            "X-ray sensor not recognized",
            "Intraoral sensor not found in Op 2",
            "Sensor driver missing on {device}",
            'imaging: "no device attached"',
        ),
        mails=(
            (
                "The sensor in operatory 2 is not recognised. We moved the one from 1 over and that "
                "works, so it may be the computer."
            ),
            'The panoramic unit says ready but the computer says "no device attached".',
        ),
        logs=("{first}: imaging sensor not seen on {device} since the Windows update of {day}.",),
        steps=(
            internal("Driver signature is rejected after the update. Vendor has a newer package, 2.8."),
            to_client(
                "I'm installing a newer driver from the vendor. Please leave the sensor unplugged "
                "until I tell you."
            ),
            from_client("Plugged in and the light is green."),
        ),
        fixes=(
            "Vendor driver 2.8 installed, sensor calibrated, test image taken.",
            "USB hub was the fault. Sensor plugged in directly, hub discarded.",
        ),
    ),
    Scenario(
        key="doc-mgmt",
        board="Service Desk",
        type="Software",
        device="workstation",
        priorities=(
            "High",
            "Medium",
            "Medium",
        ),
        weight=4,
        industries=(
            "law",
            "accounting",
            "real estate",
            "insurance",
        ),
        summaries=(
            "a| Document management add-in missing in Word",
            "c| Can't check in documents",
            'c| "File is checked out by you on another computer"',
            "s| DMS search finds nothing since {day}",
            "a| can't save filing to matter, due today",
        ),
        mails=(
            (
                "a| The save-to-matter button is gone from Word. I have a filing due at {time} and "
                "can't save into the system."
            ),
            (
                "c| I can't check in a brief: it says it's checked out by me on another computer. I "
                "was on the conference room PC yesterday."
            ),
            "s| Search finds nothing newer than {day}. Older matters show up.",
        ),
        logs=("a| {first}: DMS add-in not loading on {device}. Deadline today, high attention.",),
        steps=(
            internal(
                "a| Add-in was disabled by Word after a slow start. Can be re-enabled per user by policy."
            ),
            to_client(
                "a| I can see the button again on {device}. Could you save one test document to a matter?"
            ),
            from_client("a| Saved. You are a life saver."),
            internal("c| Check-out is held by the conference room PC, last version saved yesterday evening."),
            internal("s| Index service stopped on {day}, queue is at 11,000 documents."),
            to_client(
                "s| Search is catching up and will be complete tomorrow. Until then please open new "
                "documents by matter."
            ),
        ),
        fixes=(
            "a| Add-in re-enabled and pinned by policy so Word cannot disable it.",
            "c| Stale check-out removed by the admin console, version history intact.",
            "s| Search index rebuilt overnight, new documents show up.",
        ),
    ),
    Scenario(
        key="pos-down",
        board="Service Desk",
        type="Hardware",
        device="pos",
        priorities=(
            "Critical",
            "High",
            "High",
        ),
        weight=4,
        industries=(
            "restaurant",
            "retail",
            "entertainment",
            "hospitality",
        ),
        summaries=(
            "f| POS terminal frozen",
            "c| Register can't take cards",
            'c| Card reader "no connection"',
            "k| Kitchen printer not printing orders",
            "f| till 2 down during rush",
        ),
        mails=(
            "f| Register 2 is frozen on the logo. We have one lane open and a line out the door.",
            'c| Cards are declined on all terminals with "no connection". Cash only right now.',
            "k| Orders don't come out in the kitchen. We're running slips by hand.",
        ),
        logs=("c| {first}: {device} can't take cards since {time}. Other register works.",),
        steps=(
            internal(
                "fc| {device} on Wi-Fi rather than cable, cable was pulled behind the counter. "
                "Payment app needs restart after a network change."
            ),
            to_client(
                "fc| Please look behind the counter: is a blue cable hanging loose near the "
                "terminal? If so, click it back in and restart the terminal."
            ),
            from_client("fc| Found it, someone's apron string was around it!"),
            internal("k| Kitchen printer took a new address after the router restarted."),
            to_client(
                "k| Please print a status page: hold the feed button while turning the printer on, "
                "and read me the address."
            ),
        ),
        fixes=(
            "fc| Cable back in place and tied up, terminal restarted, test sale and void done.",
            "c| Payment gateway had an outage; offline mode used for an hour, all offline sales settled.",
            "k| Kitchen printer address had changed; fixed and reserved, test order printed.",
        ),
    ),
    Scenario(
        key="cnc",
        board="Service Desk",
        type="Hardware",
        device="workstation",
        priorities=(
            "High",
            "High",
            "Medium",
        ),
        weight=3,
        industries=(
            "manufacturing",
            "printing",
            "agriculture",
        ),
        summaries=(
            "m| Shop floor PC lost connection to machine",
            "m| CNC program transfer fails",
            "m| {device} can't reach the job folder",
            "w| machine controller PC still on Windows 7",
            "e| ERP scanning station offline",
        ),
        mails=(
            (
                "m| The machine doesn't get its programs anymore. Operators walk over with a USB "
                "stick, which I would like to stop."
            ),
            'e| The station at shipping can\'t post to the ERP since {day}. Says "server unavailable".',
            (
                "w| The old controller PC asks for updates we were told never to install. What "
                "should the operators click?"
            ),
        ),
        logs=("m| {first}: {device} on the floor can't open the job folder. Machine itself runs.",),
        steps=(
            internal(
                "m| The controller only speaks the old file protocol, which the file server no "
                "longer accepts. Do not turn that on again on the server."
            ),
            to_client(
                "m| The machine's computer uses an old way of file sharing. We suggest a small "
                "relay box between it and the server; until then, the stick is the safe way."
            ),
            from_client("m| Okay but second shift needs it by {day}."),
            internal("e| Station joined the guest Wi-Fi after its restart."),
            internal("w| Controller is isolated and unsupported; no updates on purpose."),
            to_client('w| Please always choose "Later". We will turn the question off.'),
        ),
        fixes=(
            "m| Relay box installed in its own network segment, transfers tested on first and second shift.",
            "me| Cable in the tray was damaged by a forklift. New run in conduit, transfer works.",
            "w| Update prompts turned off on the controller, a sticker on the screen says why.",
        ),
    ),
    Scenario(
        key="scanners",
        board="Service Desk",
        type="Hardware",
        device="wifi",
        priorities=(
            "High",
            "Medium",
            "Medium",
        ),
        weight=3,
        industries=(
            "logistics",
            "wholesale",
        ),
        summaries=(
            "r| Handheld scanners lose connection",
            "l| Warehouse scanner stuck on login",
            "r| Scan guns drop at dock doors",
            "b| Barcode labels print blank",
        ),
        mails=(
            (
                "r| The handhelds lose the network at the dock doors. Drivers wait while we walk "
                "back to rescan."
            ),
            "l| Two scan guns hang at the login screen since the update. The others are fine so far.",
            "b| Labels come out blank on every third print.",
        ),
        logs=("r| {first}: handhelds drop near {place}; {device} is the nearest access point.",),
        steps=(
            internal(
                "r| Roaming is sticky: handhelds hold on to the far access point until -80. Min "
                "RSSI not set on {device}."
            ),
            to_client(
                "r| We changed how the handhelds switch between access points. Could someone walk "
                "from aisle 1 to the docks and scan on the way?"
            ),
            from_client("r| Walked it twice, one drop at door 6, none elsewhere."),
            internal("l| Both units took the new app version overnight, the others have not yet."),
            internal("b| Ribbon sensor reports nothing on every third label."),
        ),
        fixes=(
            "r| Minimum signal set, one antenna turned toward door 6. Full shift without drops.",
            "l| Scanner software rolled back to the previous version on two units; vendor case open.",
            "b| Ribbon was in the wrong way round. Showed the shift lead, 100 labels printed.",
        ),
    ),
    Scenario(
        key="livestream",
        board="Service Desk",
        type="Software",
        device="workstation",
        priorities=(
            "High",
            "Medium",
            "Medium",
        ),
        weight=2,
        industries=(
            "church",
            "school",
        ),
        summaries=(
            "s| Livestream stutters on Sunday",
            "a| Stream audio out of sync",
            "p| Projector shows wrong screen",
            "p| Slides not on the projector",
        ),
        mails=(
            (
                "s| The livestream stuttered through the whole service. People at home gave up. Can "
                "we fix it before next week?"
            ),
            "a| Sound is about a second behind the picture on the stream. In the room it's fine.",
            "p| The projector shows my desktop rather than the slides. The volunteers are stumped.",
        ),
        logs=("s| {first}: stream from {device} drops frames. Wi-Fi in the booth, no cable.",),
        steps=(
            internal("s| Encoder on Wi-Fi with 30 % retries. There's a jack behind the booth, not patched."),
            to_client(
                "s| We'd like to connect the booth computer by cable. May we come by on {day}, it "
                "takes half an hour?"
            ),
            from_client("s| Choir practice is at 6, any time before."),
            internal(
                "ap| Settings were reset by an operating system update, the old scene file is still there."
            ),
        ),
        fixes=(
            (
                "s| Booth computer wired, bit rate set to 4.5 Mbps, test stream of an hour without "
                "a dropped frame."
            ),
            "ap| Audio delay set in the encoder, display settings saved as a scene for volunteers.",
        ),
    ),
    Scenario(
        key="chromebooks",
        board="Service Desk",
        type="Account and Access",
        device="wifi",
        priorities=(
            "Medium",
            "Medium",
            "Low",
        ),
        weight=3,
        industries=("school",),
        summaries=(
            "i| Student Chromebooks won't sign in",
            "i| Chromebook cart offline",
            "t| Testing app not on student devices",
            "b| students bypassing the web filter",
        ),
        mails=(
            (
                'i| Half the cart says "device policy" and won\'t let students sign in. State '
                "testing starts {day}."
            ),
            "t| The testing app is missing on the fifth grade devices. The others have it.",
            "b| Some students found a way around the web filter. I'd rather show you than write it down.",
        ),
        logs=("i| {first}: {count} Chromebooks fail at sign-in. Others on {device} are OK.",),
        steps=(
            internal(
                "it| Devices moved to the wrong unit in the console during the summer clean-up, so "
                "policy and Wi-Fi key are missing."
            ),
            to_client(
                "it| We moved the devices to the right group. Please open each on the hallway Wi-Fi "
                "and wait two minutes."
            ),
            from_client("it| 28 of 30 are good, two are just broken I think."),
            internal("b| Two extensions from the store act as a proxy, listed for {first}."),
        ),
        fixes=(
            "it| Devices moved, app forced for grade 5, sign-in tested with {first}.",
            "b| Extension install blocked for students, filter on the device as well as on the network.",
        ),
    ),
    Scenario(
        key="hotel-keys",
        board="Service Desk",
        type="Hardware",
        device="workstation",
        priorities=(
            "High",
            "Critical",
            "Medium",
        ),
        weight=2,
        industries=("hospitality",),
        summaries=(
            "k| Key card encoder not working",
            "n| Night audit does not finish",
            "k| Can't encode room keys",
            "n| night audit stuck",
        ),
        mails=(
            (
                "k| The encoder at the front desk won't write keys. We open rooms with the master "
                "and that has to stop tonight."
            ),
            "n| Night audit has been stuck on the same step for an hour. Do I wait or cancel?",
        ),
        logs=("k| Front desk of {company}: encoder on {device} not found after restart.",),
        steps=(
            internal("k| Encoder service depends on a licence dongle that wasn't seen after the update."),
            to_client(
                "k| Please unplug the small green USB stick at the back, count to ten, and plug it in again."
            ),
            from_client("k| Green light is back. Writing keys."),
            internal("n| A report job waits for a printer that no longer exists."),
            to_client("n| Please don't cancel the audit. We are ending the one report that blocks it."),
        ),
        fixes=(
            "k| Dongle driver fixed, encoder writes keys at both stations.",
            (
                "n| Night audit finished after the stuck report job was ended; vendor told us it's "
                "safe. Totals checked by the manager."
            ),
        ),
    ),
)
