"""Scenarios about printers, computers and work on site."""

from providers.embedded.demo.scenarios.scenario import Scenario, from_client, internal, to_client

HARDWARE_SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="printer-offline",
        board="Service Desk",
        type="Printing",
        device="printer",
        priorities=(
            "Medium",
            "Medium",
            "Low",
            "High",
        ),
        weight=6,
        summaries=(
            "Printer offline on 2nd floor",
            "{device} shows offline",
            "cant print",
            "Printer at {place} not printing from any PC",
            "Print jobs stuck in queue",
        ),
        mails=(
            (
                "The printer at {place} says offline for everyone. The printer's own screen says "
                '"Ready". We turned it off and on twice.'
            ),
            (
                "I send something to the printer and nothing happens, no error, nothing. {other} "
                "printed this morning."
            ),
            (
                "Printing just piles up. There are {count} of my documents waiting and one says "
                '"Deleting" since yesterday.'
            ),
        ),
        logs=(
            (
                "{first}: {device} offline on all workstations, display shows Ready. IP on its "
                "status page is {ip}."
            ),
        ),
        steps=(
            internal(
                "Printer took a new address from DHCP, port on the server still points at the old "
                "one. Making a reservation."
            ),
            to_client(
                "Hi {first}, the printer changed its network address. I'm fixing that now, please "
                "don't switch it off for the next ten minutes."
            ),
            from_client("Still no luck from my computer, {other}'s works now."),
            internal("Queue on the one PC was set to WSD port. Re-added by address."),
        ),
        fixes=(
            "Address reserved for {device}, port corrected, stuck jobs cleared. Test page from three PCs.",
            "Spooler restarted and the broken job removed. Driver updated to stop it from hanging again.",
        ),
    ),
    Scenario(
        key="scan-email",
        board="Service Desk",
        type="Printing",
        device="printer",
        priorities=(
            "Medium",
            "Low",
        ),
        weight=4,
        summaries=(
            "Scan to email stopped working",
            "Copier won't scan to folder",
            'scanner error "authentication failed"',
            "Scans not arriving for {first}",
        ),
        mails=(
            (
                'Scanning to e-mail at the copier fails with "authentication error". Copies and '
                "prints are fine."
            ),
            "My scans never arrive. The copier says sent. It's the same for {other}.",
            "Scan to folder asks for a login now. It never did before.",
        ),
        logs=("{first}: {device} scan-to-mail fails since {day}. Copier vendor says it's on our side.",),
        steps=(
            internal("Copier uses a mailbox whose basic sign-in was switched off. Needs the relay instead."),
            to_client(
                "Your copier signs in to the mail system in a way that is no longer allowed. We "
                "will switch it to our relay; no work for you except a test afterwards."
            ),
            from_client("Test scan came through, took about a minute."),
        ),
        fixes=(
            (
                "Copier now uses the mail relay with its own sender address. Test scans to three "
                "people arrived."
            ),
            (
                "Scan user's password had expired. Set a non-interactive account with a long "
                "password, folder scan works."
            ),
        ),
    ),
    Scenario(
        key="printer-jam",
        board="Onsite",
        type="Repair",
        device="printer",
        priorities=(
            "Medium",
            "Low",
            "Low",
        ),
        weight=3,
        summaries=(
            "j| Paper jam that won't clear",
            "g| {device} grinding noise",
            "s| Printer at {place} prints black streaks",
            "s| toner low and streaky prints",
            "j| Pages feed crooked and jam",
        ),
        mails=(
            (
                "j| The printer says paper jam but there is no paper anywhere. We opened every door "
                "we could find."
            ),
            "s| Everything comes out with a black streak down the right side. New toner did not help.",
            "g| It makes a grinding noise and then gives up. It sounds expensive.",
        ),
        logs=("j| {contact}: {device} at {place} jams on every page. Page count over 200,000.",),
        steps=(
            internal("Rollers due by page count. Maintenance kit is in stock at the office."),
            to_client(
                "We will bring a maintenance kit on {day} morning. Until then, please use the other printer."
            ),
            from_client("OK. Come in by the back door, front is being painted."),
        ),
        fixes=(
            "Maintenance kit installed, path cleaned, 50 page test without a jam.",
            "s| Drum replaced, streak gone. Old drum recycled.",
            "j| A torn label was stuck under the sensor flag. Removed, feed is straight.",
        ),
    ),
    Scenario(
        key="slow-pc",
        board="Service Desk",
        type="Hardware",
        device="workstation",
        priorities=(
            "Medium",
            "Low",
            "Low",
            "Medium",
        ),
        weight=6,
        summaries=(
            "Computer very slow",
            "{device} takes 15 min to start",
            "PC freezes several times a day",
            "{first}'s computer is crawling",
            "slow slow slow",
        ),
        mails=(
            (
                "My computer takes forever to start, I get my coffee and come back and it is still "
                "spinning. Once it runs it is okay-ish."
            ),
            (
                "It freezes for a minute at a time. The mouse moves but nothing clicks. Usually "
                "with the browser and the accounting program open."
            ),
            "I don't want to complain but this PC was here before me. Can we look at a new one?",
        ),
        logs=(
            (
                "{first}: {device} slow since {day}, freezes with several programs open. 8 GB RAM, "
                "spinning disk according to inventory."
            ),
        ),
        steps=(
            internal(
                "Disk at 100 % during sign-in, SMART shows reallocated sectors. This one is on the "
                "refresh list for {month}."
            ),
            to_client(
                "I had a look at {device}: its disk is aging. I would like to replace it with a "
                "faster one, about two hours. Could you work somewhere else on {day} morning?"
            ),
            from_client("{day} morning works, I'll be in meetings."),
            internal("Memory maxed out by {count} browser tabs plus sync client. More RAM ordered as well."),
        ),
        fixes=(
            "Cloned to an SSD and doubled the memory. Start-up is under 40 seconds.",
            "Removed two left-over antivirus programs and a toolbar. Freezes gone, {first} happy.",
            "Replaced with a spare from stock, profile moved. Old unit kept a week, then wiped.",
        ),
    ),
    Scenario(
        key="no-boot",
        board="Onsite",
        type="Repair",
        device="workstation",
        priorities=(
            "High",
            "High",
            "Medium",
        ),
        weight=4,
        summaries=(
            "p| PC won't turn on",
            "p| {device} black screen",
            "b| Blue screen on startup",
            "m| computer beeps and nothing happens",
            "b| Blue screen loop after update on {device}",
        ),
        mails=(
            (
                "p| I press the button, the fan spins, and the screen stays black. I tried another "
                "monitor cable."
            ),
            (
                "b| It shows a blue screen with a sad face, counts to 100 and starts over. There's "
                "a check-in line so please hurry."
            ),
            "m| Computer at {place} just beeps three times. Nobody touched it, it was fine at closing.",
        ),
        logs=("p| {first}: {device} does not start since the power blip on {day}. Monitor is fine.",),
        steps=(
            internal("Talked {first} through a power drain by phone, no change. Needs hands on site."),
            to_client(
                "We have someone near you this afternoon. Expect us around {time}; the spare PC "
                "comes along so that you can work either way."
            ),
            from_client("Great, ask for me at the front."),
            internal("m| Bench test: memory in slot 2 is bad. Board OK."),
        ),
        fixes=(
            "m| Bad memory module replaced, ran a full memory test. {device} is back at {place}.",
            "p| Power supply replaced on site. No data touched.",
            "b| Rolled back the failed update from recovery; paused the update ring for this model.",
        ),
    ),
    Scenario(
        key="monitor",
        board="Onsite",
        type="Installation",
        priorities=(
            "Low",
            "Low",
            "Planned",
        ),
        weight=3,
        summaries=(
            "d| Second monitor not detected",
            "n| Need a second screen for {other}",
            "d| Monitor flickers",
            "k| docking station does not charge laptop",
            "v| Move desk setup to {place}",
        ),
        mails=(
            (
                "d| My second monitor is not found since I moved desks. The cable looks like it's "
                "in all the way."
            ),
            "n| Could I get a second screen like the others in my department? {other} said to ask you.",
            "k| The dock charges sometimes and sometimes not. The screens go dark when I bump the table.",
        ),
        logs=("v| Move request from {contact}: one desk to {place}, two screens, phone and dock.",),
        steps=(
            internal("dk| Dock firmware is two versions behind, and the cable is a charge-only one."),
            to_client(
                "dk| We can bring a new cable and update the dock on {day}. Is someone there after {time}?"
            ),
            from_client("Yes, until six."),
            to_client("nv| We can do that on {day}. Is someone there after {time}?"),
        ),
        fixes=(
            "dk| Cable replaced, dock updated, both screens run at full resolution.",
            "v| Desk moved, all tested. Network port at {place} patched to the switch.",
            "n| Second screen mounted and set up, both run at full resolution.",
        ),
    ),
    Scenario(
        key="laptop-damage",
        board="Service Desk",
        type="Hardware",
        device="laptop",
        priorities=(
            "Medium",
            "High",
            "Medium",
        ),
        weight=3,
        summaries=(
            "c| Coffee spilled on laptop",
            "s| Laptop screen cracked",
            "b| {device} battery swollen??",
            "k| Laptop keyboard missing letters",
            "h| laptop does not charge anymore",
        ),
        mails=(
            "c| I spilled coffee on my laptop. I turned it off and it's upside down on a towel. What now?",
            (
                "s| The laptop screen has a crack from corner to corner. It fell off the car seat. "
                "Still turns on."
            ),
            (
                "b| The touch pad is lifting and the bottom looks bulged. {other} said that's the "
                "battery and to stop using it."
            ),
        ),
        logs=(
            (
                "kh| {first}: {device} damaged, still under accident cover until {month} according "
                "to inventory."
            ),
        ),
        steps=(
            internal(
                "b| Accident cover valid, case opened with the maker. Swollen battery: told {first} "
                "to unplug and keep it on a hard floor."
            ),
            to_client(
                "Please keep the laptop switched off. A loaner will be at your desk tomorrow, and "
                "your files come down from the cloud by themselves."
            ),
            from_client("Loaner is here and I'm working. Thanks!"),
        ),
        fixes=(
            "Repaired under accident cover, returned and tested, loaner back in stock.",
            "Unit written off, replaced with a new one; files synced, old disk destroyed with certificate.",
        ),
    ),
    Scenario(
        key="server-noise",
        board="Onsite",
        type="Repair",
        device="server",
        priorities=(
            "High",
            "Critical",
            "High",
        ),
        weight=2,
        summaries=(
            "bd| Server beeping in the closet",
            "d| Amber light on {device}",
            "d| Failed disk in server",
            "f| strange noise from server room",
        ),
        mails=(
            "bd| There's a beep every few seconds from the closet with the computers. And an orange light.",
        ),
        logs=(
            (
                "d| {device}: predictive failure on disk 3, array still whole. Spare is covered by "
                "the warranty."
            ),
            (
                "f| {contact} reports a loud fan noise from the server closet. Temperature shown on "
                "the door sensor: 31 C."
            ),
        ),
        steps=(
            internal("bd| Array degraded, hot spare took over. Ordered the disk, next business day."),
            to_client(
                "bd| A disk in the server has to be changed. The server keeps running meanwhile; we "
                "come on {day} with the part."
            ),
            from_client("Closet key is with {other}."),
            internal("f| Fan 2 of {device} runs at full speed, inlet is at 31 C."),
        ),
        fixes=(
            "bd| Disk replaced, rebuild finished overnight, no errors in the log.",
            (
                "f| Fan replaced and filter cleaned. Temperature 23 C. Told the landlord about the "
                "blocked vent."
            ),
        ),
    ),
    Scenario(
        key="ups",
        board="Onsite",
        type="Repair",
        device="ups",
        priorities=(
            "Medium",
            "High",
        ),
        weight=2,
        summaries=(
            "UPS beeping",
            "Replace battery on UPS",
            "Power failure took down server, UPS did not hold",
            "ups alarm {device}",
        ),
        mails=(
            (
                "The battery box under the server beeps since the power blinked on {day}. There's a "
                "red wrench light."
            ),
        ),
        logs=(
            "{device}: self-test failed, runtime 0 min. Battery date is four years back.",
            "Short outage at {company}; {device} did not carry the load, server went down hard.",
        ),
        steps=(
            internal("Batteries dead. Kit in stock, 45 minutes, server must be down for 5."),
            to_client(
                "We'd like to change the batteries after closing on {day}. The server will be off "
                "for about five minutes."
            ),
            from_client("After 6 is fine, I'll let people know."),
        ),
        fixes=(
            "Batteries replaced, calibration run: 22 minutes at present load. Shutdown agent tested.",
            "UPS was past repair, replaced with a new one and registered. Runtime 31 minutes.",
        ),
    ),
    Scenario(
        key="cabling",
        board="Onsite",
        type="Cabling",
        device="switch",
        priorities=(
            "Low",
            "Planned",
            "Medium",
        ),
        weight=2,
        summaries=(
            "j| Network jack dead at {place}",
            "n| Two new drops for {place}",
            "n| Label the patch panel",
            "c| cable cut by contractor",
        ),
        mails=(
            "j| The wall jack at {place} is dead. We moved a desk there and there's no network.",
            "n| We're setting up two more desks at {place} and need network and phone for both.",
            "c| The contractor drilled through a cable above the ceiling. Half the room is offline.",
        ),
        logs=(
            (
                "j| {contact}: jack dead at {place}. Not patched in the closet according to the "
                "plan, {device} has free ports."
            ),
        ),
        steps=(
            internal("j| Plan shows jack 14B, never patched. {device} port 22 free."),
            to_client("We will be there {day} between 9 and 11. We need access to the ceiling near {place}."),
            from_client("Ladder is there, we'll clear the desks."),
        ),
        fixes=(
            "j| Jack patched and certified, port labelled, drawing updated.",
            "n| Two drops pulled and tested, patch panel labelled. Photo with the site documents.",
            "c| Cut cable replaced and certified, contractor's insurer has the photos.",
        ),
    ),
    Scenario(
        key="cameras",
        board="Onsite",
        type="Site Visit",
        device="switch",
        priorities=(
            "Medium",
            "Low",
            "High",
        ),
        weight=2,
        summaries=(
            "o| Camera at {place} offline",
            "f| Need footage from {day}",
            "d| Door access reader not working",
            "o| recorder full, cameras not recording",
        ),
        mails=(
            "o| The camera over {place} is black since {day}. The rest are fine.",
            (
                "f| We had an incident in the parking lot on {day} around {time} and need the video "
                "before it's overwritten."
            ),
            "d| Key cards stopped working at the side door. People prop it open, which is worse.",
        ),
        logs=(
            (
                "f| {first} asks for footage of {place}, {day}. Manager approval attached. Keep a "
                "copy for the police."
            ),
        ),
        steps=(
            internal(
                "o| Port on {device} shows no PoE draw for that camera. Could be the camera or the run."
            ),
            to_client(
                "f| I saved the clip to the recorder's safe area so that it won't be overwritten. "
                "Who should receive it?"
            ),
            from_client("f| Send it to me only please."),
            internal("d| Door controller is three hours behind, so all cards are outside their schedule."),
        ),
        fixes=(
            "o| Camera replaced under warranty and focused with {first} on the phone.",
            "f| Footage exported and handed to {first} by secure link; link expired after download.",
            "d| Door controller had lost its time; set to our time server, cards work.",
        ),
    ),
)
