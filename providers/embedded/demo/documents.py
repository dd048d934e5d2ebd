"""The demo MSP's documents: runbooks, network overviews, checklists."""

from dataclasses import dataclass

from providers.embedded.demo.companies import company_id

_BASE_URL = "https://docs.deskhand.example"
_FIRST_DOCUMENT_ID = 8001


@dataclass(frozen=True)
class Document:
    """One document; `prefix` names its company, "" is for all."""

    prefix: str
    slug: str
    title: str
    body: str


def document_records() -> list[dict[str, object]]:
    """All documents, in the snapshot's form."""
    return [
        {
            "id": str(_FIRST_DOCUMENT_ID + index),
            "company_id": company_id(document.prefix) if document.prefix else None,
            "title": document.title,
            "body": document.body,
            "url": f"{_BASE_URL}/{document.slug}",
        }
        for index, document in enumerate(_DOCUMENTS)
    ]


_DOCUMENTS: tuple[Document, ...] = (
    Document(
        "",
        "runbooks/mfa-reset",
        "Runbook: reset of a second factor",
        "1. Call back on the number on file, never on the one in the request.\n2. Ask the manager on the "
        "approver list to confirm by phone.\n3. Revoke sessions, then remove the old method.\n4. Give a "
        "temporary access pass, valid for one hour.\n5. Stay on the line until the user has registered "
        "two methods.\n\nIf the caller is in a hurry and the manager can't be reached: no reset. Offer a "
        "spare computer without mail.",
    ),
    Document(
        "",
        "runbooks/phishing",
        "Runbook: reported phishing mail",
        "Thank the user first. Then: message trace by sender and subject, purge from all mailboxes, "
        "block sender and link. If anybody clicked: reset password, revoke sessions, look for inbox "
        "rules and app consents, check sign-ins of 14 days. If bank details were part of it, call the "
        "client's approver at once.",
    ),
    Document(
        "",
        "runbooks/offboarding",
        "Checklist: employee leaves",
        "- Approver confirmed?\n- Block sign-in, revoke sessions\n- VPN and phone extension\n- Mailbox "
        "to shared, forward for 90 days unless told otherwise\n- OneDrive to the manager\n- Free the "
        "licence\n- Collect and wipe devices\n- Remove from distribution lists\n- Note in the ticket "
        "what was not ours (badge, alarm, bank)",
    ),
    Document(
        "",
        "runbooks/onboarding",
        "Checklist: new employee",
        "Five working days ahead: form with approver, licence, hardware. Two days ahead: account, groups "
        "copied only after the approver agreed, laptop imaged and labelled. First day: call at 9, first "
        "sign-in together, printer, shared drive, phone. After a week: short call.",
    ),
    Document(
        "",
        "runbooks/backup-failed",
        "Runbook: backup job failed",
        "Look at the age of the last good restore point first; more than 3 days is High, more than 7 is "
        "Critical. VSS: list writers, restart the machine in a window rather than single services. "
        "Target full: never delete chains without approval. Close only after a test restore.",
    ),
    Document(
        "",
        "runbooks/internet-down",
        "Runbook: site without internet",
        "1. Power and lights, by phone with somebody on site.\n2. Carrier status page and case number in "
        "the ticket.\n3. Failover line: does it carry traffic? Card terminals first.\n4. Tell the client "
        "every 60 minutes even without news.",
    ),
    Document(
        "",
        "runbooks/dns",
        "Runbook: names do not resolve",
        "Compare `nslookup NAME SERVER` against each name server. One silent: check the listening "
        "addresses (Interfaces tab) and whether the service started before the network. All silent: "
        "forwarders. Only some clients: what does DHCP give them? A public resolver as second choice is "
        "always wrong in a domain.",
    ),
    Document(
        "",
        "policies/priorities",
        "How we set priorities",
        "Critical: a whole site or its main program is down, or an attack is under way. High: several "
        "people or one key person cannot work. Medium: one person, with a way around. Low: inconvenience "
        "or question. Planned: agreed for later. Gold clients: first answer in 30 minutes for Critical, "
        "silver 60, bronze 120.",
    ),
    Document(
        "",
        "policies/changes",
        "Change windows",
        "Firewalls and servers are changed after 7 pm local time, with a way back written down. Not on "
        "the last two working days of a month for accounting clients.",
    ),
    Document(
        "ACME",
        "acme/network",
        "Acme Corp: network overview",
        "VLAN 10 office 10.20.10.0/24, VLAN 20 shop floor 10.20.20.0/24, VLAN 30 engineering "
        "10.20.30.0/24, VLAN 90 guests. Firewall ACME-FW01. Name servers ACME-DC01 (10.20.10.11) and "
        "ACME-DC02 (10.20.10.12, teamed network cards). DHCP on ACME-DC01; engineering gets DC02 first. "
        "Remote desktops on ACME-RDS01.",
    ),
    Document(
        "ACME",
        "acme/contacts",
        "Acme Corp: who decides",
        "Approver for access and purchases: Pat Donnelly. Engineering questions: Jordan Ellis. Second "
        "shift ends at 11 pm; no restarts of ACME-SQL01 before that.",
    ),
    Document(
        "RD",
        "riverside-dental/imaging",
        "Riverside Dental: imaging stations",
        "RD-XRAY-01 drives the panoramic unit; sensors are in the operatories (RD-OP-01, RD-OP-02). "
        "Driver 2.8 or later. Image share is on RD-FS01. Never update imaging stations before the vendor "
        "has released the version.",
    ),
    Document(
        "MCU",
        "meridian/security",
        "Meridian Credit Union: rules for access",
        "Two people must approve any access to loan systems. No remote sessions without the user "
        "present. All work is logged in the ticket; the examiners read it. Branch Lakewood: tunnel to "
        "MCU-FW01, LTE backup.",
    ),
    Document(
        "HHG",
        "harbor-hotels/guest-wifi",
        "Harbor Hotels: guest Wi-Fi",
        "One design for Portland, Tacoma and Seaside: guests on VLAN 200, 24 hour sessions, portal "
        "certificate renewed in spring. Front desks have the card with the restart steps. Key encoders "
        "need the green USB licence stick.",
    ),
    Document(
        "CPL",
        "critical-path/scanners",
        "Critical Path Logistics: handheld scanners",
        "62 handhelds in Kent, min RSSI -72. Dock doors 5 to 8 are served by CPLK-AP01. Spare units are "
        "in the dispatch cabinet. Shift change at 2 pm and 10 pm: no Wi-Fi changes 30 minutes around it.",
    ),
    Document(
        "UCT",
        "urgent-care/downtime",
        "Urgent Care of Tacoma: downtime procedure",
        "If the practice program is down: paper forms in the red binder, read-only copy of the schedule "
        "on UCT-TRIAGE-01, printed every two hours. Call the charge nurse before any restart.",
    ),
    Document(
        "OHL",
        "oneill-hart/deadlines",
        "O'Neill-Hart LLP: filing deadlines",
        "Court filings close at 4:30 pm. Anything that stops the document system or PDF before that is "
        "Critical. Partners' laptops are encrypted; keys are escrowed.",
    ),
    Document(
        "BPC",
        "bellweather/lab",
        "Bellweather Precision Castings: lab and shop floor",
        "The spectrometer writes to the share LAB$ on BPC-FS01 by address. The old host stays off. "
        "Controllers on the floor are in their own segment and are never patched without the maintenance "
        "lead.",
    ),
    Document(
        "SBS",
        "st-brendan/visit-sheet",
        "Saint Brendan Parish School: visit sheet",
        "Visits after 2:30 pm on school days. Sign in at the office with Sister Agnes. Backup disk is "
        "swapped on Fridays; carts charge in the library.",
    ),
)
