"""Scenarios about lines, Wi-Fi, name resolution and phones."""

from providers.embedded.demo.scenarios.scenario import Scenario, from_client, internal, to_client

NETWORK_SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="vpn-drops",
        board="Network Operations",
        type="Firewall and VPN",
        device="firewall",
        priorities=(
            "High",
            "Medium",
            "Medium",
        ),
        weight=5,
        summaries=(
            "VPN drops every 20 minutes",
            "VPN disconnects - {first} working from home",
            "Remote users keep losing VPN",
            "VPN connects then drops right away",
            'vpn "connection terminated by peer"',
        ),
        mails=(
            (
                "The VPN throws me out about every 20 minutes. I have to sign in again and whatever "
                "I had open on the server is gone. My home internet is fine, I can stream with no "
                "problem."
            ),
            (
                "Three of us who work from home lose the VPN at the same time, always a few minutes "
                "after the hour."
            ),
            'I get as far as "Connected" and a second later it says terminated. Worked on {day}.',
        ),
        logs=(
            "{first} calls from home: VPN to {device} drops. Same with {other}. Office users not affected.",
        ),
        steps=(
            internal(
                "Firewall log shows IKE rekey failures at each drop. Lifetimes differ between "
                "client profile and {device}."
            ),
            to_client(
                "Hi {first}, we see the drops in our log and know where they come from. We will "
                "change a setting on the firewall tonight after 7 pm, which interrupts the VPN for "
                "a minute."
            ),
            from_client("Ok. I have a board call at 8 tomorrow so it really needs to hold."),
            internal("Phase 2 lifetime aligned to 8 h. Two users stable since, waiting for a full day."),
            to_client("The change is in. Could you tell me tomorrow at noon how the morning went?"),
        ),
        fixes=(
            "Rekey lifetimes aligned on firewall and clients. No drops in 48 hours across five users.",
            (
                "Firmware on {device} had a known fault in the VPN daemon; updated in the evening "
                "window, tunnels stable."
            ),
        ),
    ),
    Scenario(
        key="wifi-dead",
        board="Network Operations",
        type="Wireless",
        device="wifi",
        priorities=(
            "Medium",
            "Medium",
            "High",
            "Low",
        ),
        weight=4,
        summaries=(
            "Wi-Fi dead spot in {place}",
            "wifi keeps dropping in the back",
            "Weak wireless signal at {place}",
            "Tablets lose Wi-Fi near {place}",
            "no wifi in conference room!!",
        ),
        mails=(
            (
                "The Wi-Fi doesn't reach {place} anymore. Last month it was fine. Our tablets "
                "switch to no connection as soon as you go through the door."
            ),
            "Video calls freeze whenever someone sits in {place}. In the rest of the building it is okay.",
            (
                "Wireless goes up and down all day. Staff has started to use their own phones as "
                "hotspots, which I don't love."
            ),
        ),
        logs=(
            "{contact}: signal lost around {place} since {day}. {device} shows as online in the controller.",
        ),
        steps=(
            internal(
                "Controller shows {device} online but with 2 clients where it had 20. Transmit "
                "power fell to minimum after the auto channel run."
            ),
            to_client(
                "We can see the access point in question and would like to restart its radio at "
                "{time}. That is about two minutes without Wi-Fi in that part of the building."
            ),
            from_client("go ahead, better now than during the lunch rush"),
            internal(
                "Signal map after the change is better but the corner is still at -74. Might need "
                "one more access point."
            ),
        ),
        fixes=(
            (
                "Channel and power set by hand, neighbour's network was on the same channel. Walked "
                "the area with {other} on the phone, full signal."
            ),
            "PoE port was negotiating low power. Moved to another port; {device} runs at full power again.",
            (
                "Extra access point installed and covered the dead spot. Heat map filed with the "
                "site documents."
            ),
        ),
    ),
    Scenario(
        key="internet-down",
        board="Network Operations",
        type="Connectivity",
        device="firewall",
        priorities=(
            "Critical",
            "Critical",
            "High",
            "High",
        ),
        weight=4,
        summaries=(
            "Internet down",
            "No internet at {short}",
            "Whole office offline since {time}",
            "Internet is down, cards not working",
            "{short} site unreachable",
        ),
        mails=(
            (
                "Nobody has internet. The box in the closet has a red light where it's normally "
                "green. We are on phone hotspots and losing customers by the minute."
            ),
        ),
        logs=(
            "Site {company} offline since {time}. {device} not answering, LTE backup did not take over.",
            (
                "{first} called from a cell phone: no internet in the whole building. Phones are "
                "out as well. Power is OK."
            ),
            (
                "Outage at {company}: WAN on {device} flapping, then down. Neighbours on the same "
                "carrier report the same."
            ),
        ),
        steps=(
            internal(
                "Carrier status page shows an outage in the zip code, ETA unknown. Opened a carrier "
                "case, number in the next note."
            ),
            to_client(
                "Your provider has a fault in the area and is working on it. We are switching you "
                "to the backup line in the meantime; card terminals should work again in a few "
                "minutes."
            ),
            from_client("Cards work again, just slow. Phones still out."),
            internal(
                "Failover route had the wrong metric, backup took traffic only after a manual "
                "change. Needs a fix after the outage."
            ),
            to_client(
                "Carrier reports restored service. Please restart the phones that still show no registration."
            ),
        ),
        fixes=(
            (
                "Carrier fibre cut repaired, primary line stable for four hours. Failover metric "
                "corrected and tested."
            ),
            (
                "Modem had lost its provisioning; carrier re-sent it. Line up, failover tested in "
                "the presence of {first}."
            ),
            (
                "Power strip in the closet had been switched off by the cleaners. Back on, moved "
                "the modem to the UPS."
            ),
        ),
    ),
    Scenario(
        key="slow-internet",
        board="Network Operations",
        type="Connectivity",
        device="firewall",
        priorities=(
            "Medium",
            "Medium",
            "Low",
        ),
        weight=4,
        summaries=(
            "Internet very slow",
            "Slow internet in the afternoons",
            "Web pages take forever at {short}",
            "Speed test shows 6 Mbps, we pay for 300",
            "Everything is slow today",
        ),
        mails=(
            (
                "Everything on the web crawls. I did a speed test and got 6 down, we pay for 300. "
                "The bill is attached if it helps."
            ),
            (
                "Internet gets slow every afternoon around 2. In the morning it flies. We have not "
                "changed anything."
            ),
            "Cloud programs hang for half a minute and then go on. It's not only me, {other} has it too.",
        ),
        logs=("{first}: slow web for the whole office since {day}. Wants someone to look before month end.",),
        steps=(
            internal(
                "{device} shows 92 % up-link use from one host, {ip}. Looks like a cloud backup "
                "that runs in office hours."
            ),
            to_client(
                "We found one computer that is uploading a lot. May we pause its backup until the evening?"
            ),
            from_client("That's {other}'s photo computer. Yes please pause it."),
            internal("Traffic back to normal after the pause. Schedule moved to 19:00, rate limit set."),
        ),
        fixes=(
            "Backup moved to the evening and limited. Afternoon speed is 287 down, 22 up.",
            "Bad cable between modem and {device} had fallen back to 10 Mbps. Replaced, speed test 301.",
            "Carrier replaced the modem, signal levels were out of range. Full speed since.",
        ),
    ),
    Scenario(
        key="dns-internal",
        board="Network Operations",
        type="DNS and DHCP",
        device="server",
        priorities=(
            "High",
            "High",
            "Medium",
        ),
        weight=3,
        summaries=(
            "Can't resolve internal names",
            "DNS errors on several PCs",
            "Server names not found, IP works",
            'Intranet "can\'t be reached" for half the office',
            "dns problem after firewall change",
        ),
        mails=(
            (
                'The intranet page and the S drive say "not found" on some computers. If I type the '
                "number that {other} gave me it opens."
            ),
            (
                "Since {day} some of us can't open anything on the server but the web works. Others "
                "are fine. Restarting helps for an hour or so."
            ),
        ),
        logs=(
            "{contact}: several workstations at {place} fail to find {device} by name. Ping by IP works.",
            (
                "Repeat of the name trouble at {company}: nslookup times out on the first try, "
                "works on the second."
            ),
        ),
        steps=(
            internal(
                "DHCP hands out a public resolver as second DNS. Clients that fall back to it lose "
                "internal names."
            ),
            to_client(
                "Hi {first}, this should be quick: the computers use a wrong name server as second "
                "choice. We are correcting it and will ask you to restart the ones that still fail."
            ),
            from_client("Restarted four of them, those are good now."),
            internal("Scavenging was off, duplicate A records for {device}. Removed the stale one."),
        ),
        fixes=(
            (
                "DHCP scope corrected to internal DNS only, leases renewed, stale records removed. "
                "All tested names resolve."
            ),
            (
                "DNS service on {device} was bound to the old address after the NIC change. Re- "
                "bound and tested from four PCs."
            ),
        ),
    ),
    Scenario(
        key="dhcp-full",
        board="Network Operations",
        type="DNS and DHCP",
        device="firewall",
        priorities=(
            "High",
            "Medium",
        ),
        weight=2,
        summaries=(
            "New devices don't get an IP address",
            "DHCP scope exhausted",
            "Laptops get 169.254 address",
            "guest phones eat up all the addresses",
        ),
        mails=(
            (
                'New laptops connect to the Wi-Fi but say "No internet". {other} says the address '
                "starts with 169, whatever that means."
            ),
        ),
        logs=(
            "{first}: some devices get no address since {time}, others work. {count} people affected.",
            "DHCP on {device} at 100 % of leases since {time}. Guest network shares the office scope.",
        ),
        steps=(
            internal("241 of 241 leases used, over half are phones seen once. Lease time is 8 days."),
            to_client(
                "We are freeing unused addresses now. Please turn Wi-Fi off and on again on the "
                "devices that failed."
            ),
            from_client("All good except the label printer in the back."),
            internal("Label printer had its old address as static inside the scope. Reservation made."),
        ),
        fixes=(
            "Guests moved to their own network with 2 hour leases. Office scope now at 38 %.",
            "Lease time cut to one day and scope widened to a /23. New devices connect.",
        ),
    ),
    Scenario(
        key="voip-jitter",
        board="Network Operations",
        type="Voice",
        device="firewall",
        priorities=(
            "High",
            "Medium",
            "Medium",
        ),
        weight=4,
        summaries=(
            "VoIP calls choppy",
            "Phones sound like robots",
            "Dropped calls at front desk",
            "Callers can't hear us",
            "one-way audio on outside calls",
        ),
        mails=(
            (
                "Callers say we sound like robots. It is worst in the morning when everyone is on "
                "the phone. Inside calls are clear."
            ),
            (
                "Calls drop after exactly 30 seconds or so. We redial, and it happens again. Very "
                "embarrassing with new clients."
            ),
            "I hear the other side fine, they hear nothing from me. Only on some calls.",
        ),
        logs=(
            (
                "{first} at ext {ext}: choppy audio on outside calls since {day}. About {count} "
                "complaints so far."
            ),
        ),
        steps=(
            internal(
                "Jitter 45 ms at peak, packet loss 2 % upstream. No QoS rule on {device} after the "
                "firmware reset."
            ),
            to_client(
                "We see the quality dip in the call records. We are giving calls the right of way "
                "on your internet line; please note the time of any bad call today."
            ),
            from_client("Bad call at {time} to a cell phone, 4 minutes in."),
            internal("That call crosses SIP ALG, which is on again. Off now."),
        ),
        fixes=(
            "QoS rule restored, SIP ALG off. Jitter below 5 ms over two business days.",
            (
                "Carrier moved the trunk to another gateway after our traces. No bad calls reported "
                "in two days."
            ),
        ),
    ),
    Scenario(
        key="phones-down",
        board="Network Operations",
        type="Voice",
        priorities=(
            "High",
            "High",
            "Critical",
        ),
        weight=3,
        summaries=(
            "d| Phone at {place} not registering",
            'd| Desk phone says "No Service"',
            "d| Ext {ext} dead",
            "d| No dial tone on our phones",
            "v| need voicemail PIN reset for ext {ext}",
        ),
        mails=(
            (
                'd| My desk phone says "No Service". I unplugged it and plugged it back in. The '
                "computer that is plugged into the phone works."
            ),
            "d| All our phones show a clock and nothing else. Calls go straight to voicemail.",
            (
                "v| I can't get into my voicemail, it says the PIN is wrong. The light is blinking "
                "so there are messages."
            ),
        ),
        logs=("d| {first} reports ext {ext} down, others OK. Working from cell.",),
        steps=(
            internal(
                "d| Phone gets power and VLAN but the registration is refused: wrong password after "
                "the portal migration."
            ),
            to_client(
                "d| I have re-sent the settings to your phone. It will restart twice in the next "
                "five minutes."
            ),
            from_client("d| Second restart done, I see my name on it!"),
            internal("v| PIN ran out with the portal migration."),
            to_client("v| I have set a temporary PIN and will call you with it in a minute."),
        ),
        fixes=(
            "d| Reprovisioned, test calls in and out fine. Voicemail light and PIN checked.",
            "d| Switch port was in the data VLAN after a move. Port corrected, phone registered.",
            "v| New PIN set together with {first}, {count} waiting messages played, light is off.",
        ),
    ),
    Scenario(
        key="site-tunnel",
        board="Network Operations",
        type="Firewall and VPN",
        device="firewall",
        priorities=(
            "Critical",
            "High",
            "High",
        ),
        weight=2,
        summaries=(
            "Site-to-site tunnel down",
            "Branch can't reach main office",
            "Kiosk and branch lost connection to server",
            "Tunnel to {short} flapping",
        ),
        mails=(
            (
                "The other office can't open our files. We can't see theirs either. Internet works "
                "on both sides."
            ),
        ),
        logs=(
            "Tunnel on {device} down since {time}. Internet at both ends is up.",
            (
                "{contact} reports that the branch can't open anything on the main server. Web is "
                "fine. Started {day}."
            ),
        ),
        steps=(
            internal(
                "Branch got a new public IP from its carrier overnight; the tunnel still points at "
                "the old one."
            ),
            to_client(
                "The line at the branch has a new address. We are updating both firewalls, it "
                "should be back in ten minutes."
            ),
            from_client("Files are opening. Thank you for the quick response!"),
        ),
        fixes=(
            "Tunnel peers switched to host names with dynamic DNS. Both directions tested.",
            "Certificate on one end had expired. Renewed, tunnel is up for 24 h without a drop.",
        ),
    ),
    Scenario(
        key="fw-rule",
        board="Network Operations",
        type="Firewall and VPN",
        device="firewall",
        priorities=(
            "Low",
            "Medium",
            "Planned",
        ),
        weight=3,
        summaries=(
            "w| Website blocked that we need",
            "c| Please allow vendor access to the camera system",
            "w| Web filter blocks supplier portal",
            "c| Open port for vendor",
            "w| Can you unblock a training site",
        ),
        mails=(
            (
                'w| The web filter blocks our supplier\'s new portal as "Uncategorized". We have to '
                "place orders there from {day}."
            ),
            (
                'c| The vendor for the cameras says you have to "open a port" so they can see the '
                "recorder. Is that safe? I'd rather ask first."
            ),
            "w| I need a training site that is blocked. It is for my certification, {other} approved.",
        ),
        logs=(
            (
                "c| {contact} asks to allow a vendor's remote access to the camera recorder. Vendor "
                "wants port 8000 from anywhere."
            ),
        ),
        steps=(
            internal(
                "c| Will not open 8000 to the world. Offer: vendor VPN account limited to the recorder, MFA."
            ),
            to_client(
                "c| We would rather not open the recorder to the whole internet. We can give the "
                "vendor a safe, limited access; may we contact them directly?"
            ),
            from_client("c| Please do, here is their number: 555-0148."),
            internal("w| Category is 'Uncategorized', site is three months old, certificate is fine."),
            to_client(
                "w| The site looks fine to us. We are allowing it for your company; please try in "
                "ten minutes."
            ),
        ),
        fixes=(
            "c| Vendor got a restricted VPN account, rule limited to the recorder. Vendor confirmed.",
            "w| Site re-categorised and allowed for all staff. {first} opened it.",
        ),
    ),
    Scenario(
        key="guest-wifi",
        board="Network Operations",
        type="Wireless",
        device="wifi",
        priorities=(
            "Medium",
            "High",
            "Low",
        ),
        weight=3,
        industries=(
            "hospitality",
            "restaurant",
            "entertainment",
        ),
        summaries=(
            "p| Guest Wi-Fi login page does not appear",
            "s| Guests complain about Wi-Fi",
            "k| guest wifi password on the tent cards is wrong",
            "p| Captive portal certificate warning",
        ),
        mails=(
            (
                "p| Guests connect but the welcome page never comes up, so they have no internet. "
                "Front desk had {count} complaints before noon."
            ),
            (
                "s| Guests on the upper floors say the Wi-Fi logs them out every hour. We got a two "
                "star review about it."
            ),
            "k| The password printed on the cards at each table doesn't work anymore. Did it change?",
        ),
        logs=("p| Front desk: portal page shows a certificate warning on phones since {day}.",),
        steps=(
            internal("p| Portal certificate expired on {day}. Renewal mail went to a former manager."),
            to_client(
                "p| We are replacing the certificate of the welcome page today. Until then guests "
                'can tap "continue anyway", nothing is wrong with the network itself.'
            ),
            from_client("p| Thank you, we put up a note at the desk."),
            internal("k| Key on {device} was changed on {day}, the cards still show the old one."),
            internal("s| Portal logs guests out after one hour, default of the last update."),
        ),
        fixes=(
            "p| Certificate renewed, renewals now go to our alert board. Tested with two phones.",
            "s| Session time raised from one hour to 24; portal page loads on both systems.",
            "k| New key chosen together with {first}, cards are at the printer's.",
        ),
    ),
)
