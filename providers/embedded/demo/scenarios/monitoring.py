"""Scenarios that start with an alert of the monitoring."""

from providers.embedded.demo.scenarios.scenario import Scenario, from_client, internal, to_client

MONITORING_SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="disk-space",
        board="Monitoring Alerts",
        type="Disk Space",
        device="server",
        priorities=(
            "Medium",
            "High",
            "Medium",
            "Low",
        ),
        weight=6,
        summaries=(
            "Disk C: at {pct} % on {device}",
            "Low disk space - {device}",
            "{device}: D: below 5 % free",
            "[ALERT] volume usage {pct}% {device}",
        ),
        logs=(
            "Volume C: on {device} is {pct} % full (threshold 90 %). Growth over 7 days: 6.{count} GB.",
            "{device} D: {pct} % used. Estimated full in {count} days at the present rate.",
            "Disk space check failed: {device} has less than 5 GB free on the system volume.",
        ),
        steps=(
            internal("Largest growth: log folder of the line-of-business program, 38 GB. No rotation."),
            internal("Update clean-up freed 9 GB, not enough. Asking client about old exports."),
            to_client(
                "Hi {first}, your server is filling up with old exports of the business program. "
                "May we move those older than one year to the archive?"
            ),
            from_client("Yes, move them, nobody looks at those."),
        ),
        fixes=(
            "Old logs compressed and moved, rotation set. Volume now at 61 %.",
            "Volume enlarged by 100 GB after client approval. Alert cleared.",
            "Stale profile folders and update cache removed, now 74 %. Review again in a month.",
        ),
    ),
    Scenario(
        key="backup-failed",
        board="Monitoring Alerts",
        type="Backup",
        device="server",
        priorities=(
            "High",
            "High",
            "Medium",
        ),
        weight=6,
        summaries=(
            "Backup job failed on {device}",
            "Backup FAILED: {device} nightly",
            "{device} - no successful backup for {count} days",
            "Backup warning: VSS writer failed",
            "backup verification failed {device}",
        ),
        logs=(
            (
                'Job "{device} nightly" failed at {time}: VSS_E_WRITER_NOT_RESPONDING. Last good '
                "restore point is {count} days old."
            ),
            "Backup of {device} ended with warnings: 3 files skipped, verification screenshot blank.",
            'No backup from {device} within 48 hours. Agent reports "target not reachable".',
        ),
        steps=(
            internal("Writers in failed state after the pending restart. Retried by hand, same error."),
            internal("Target has 4 % free. Old chains of a retired server still held."),
            to_client(
                "We need to restart {device} tonight so that its backup can run again. Ten minutes "
                "after 8 pm, fine with you?"
            ),
            from_client("8 pm is fine. Nobody's here."),
        ),
        fixes=(
            "Restarted in the window, writers stable, manual full backup done and test restore opened.",
            "Old chains removed after approval, job green for three nights.",
            "Agent re-installed; verification screenshot shows the sign-in screen again.",
        ),
    ),
    Scenario(
        key="nas-backup",
        board="Monitoring Alerts",
        type="Backup",
        device="nas",
        priorities=(
            "Medium",
            "High",
            "Medium",
        ),
        weight=3,
        summaries=(
            "ldq| NAS backup to cloud stopped",
            "ld| {device} replication lag",
            "ld| {device}: offsite copy older than 3 days",
            "q| Cloud copy quota reached for {short}",
        ),
        logs=(
            "l| Offsite copy from {device} is {count} days behind. Upload rate 1.1 Mbps.",
            "d| {device} reports a degraded volume and paused the offsite copy.",
            "q| Cloud storage for {company} at 100 % of the bought quota, uploads refused.",
        ),
        steps=(
            internal('q| Retention set to "keep all" since {month}. Quota reached as a matter of course.'),
            to_client(
                "q| Your off-site storage is full. We can shorten how long daily copies are kept "
                "from 365 to 90 days, or buy more; which do you prefer?"
            ),
            from_client("q| 90 days is plenty for dailies."),
            internal("ld| One disk of {device} with read errors slows everything down. Replacement ordered."),
        ),
        fixes=(
            "q| Retention corrected, old versions pruned, copy up to date.",
            "ld| Replacement disk in, volume repaired, offsite copy caught up over the weekend.",
        ),
    ),
    Scenario(
        key="service-down",
        board="Monitoring Alerts",
        type="Service Down",
        device="server",
        priorities=(
            "High",
            "Critical",
            "High",
            "Medium",
        ),
        weight=4,
        summaries=(
            "h| {device} not responding",
            "p| Service stopped: print spooler on {device}",
            "h| {device} offline",
            "h| Host down - {device}",
            "s| SQL service stopped on {device}",
        ),
        logs=(
            "h| {device} does not answer since {time}. Last agent contact 6 minutes before.",
            "s| Service MSSQLSERVER on {device} stopped unexpectedly, restart attempt 1 of 3 failed.",
            "p| Spooler on {device} stopped {count} times within an hour.",
        ),
        steps=(
            internal("h| Host is up, agent hung. Management console answers on the out-of-band address."),
            internal("h| Event log: unexpected shutdown at {time}, no power event elsewhere at the site."),
            to_client(
                "h| We noticed that your server stopped answering and are looking into it. Have you "
                "had a power cut?"
            ),
            from_client("h| Lights flickered around then, yes."),
            internal("ps| Service stopped by itself, the event log names the faulting module."),
            internal("ps| Started by hand, watching for an hour."),
        ),
        fixes=(
            (
                "h| Server started again, file system clean, all services up. Asked for a UPS check "
                "as its own ticket."
            ),
            (
                "p| Bad print driver crashed the spooler. Removed, isolation turned on for drivers, "
                "stable since."
            ),
            "h| Agent restarted and updated, host was fine all along.",
            "s| SQL service ran out of memory after the update. Limit set, running since.",
        ),
    ),
    Scenario(
        key="certificate",
        board="Monitoring Alerts",
        type="Certificate",
        device="server",
        priorities=(
            "High",
            "Medium",
            "Medium",
        ),
        weight=4,
        summaries=(
            "Certificate expires in {count} days",
            "Expired certificate on remote portal",
            "SSL certificate warning for staff",
            "Cert renewal: portal.{domain}",
        ),
        mails=(
            'All of us get a red "Not secure" page when we open the portal from home. Is it safe to go on?',
        ),
        logs=(
            (
                "Certificate for portal.{domain} on {device} expires in {count} days. Automatic "
                "renewal failed twice."
            ),
            "Certificate of remote.{domain} expired at {time}. Users get a warning.",
        ),
        steps=(
            internal(
                "Renewal fails as port 80 is closed since the firewall change. DNS validation would "
                "not need it."
            ),
            to_client(
                "Please don't go past the warning until we've renewed the certificate. We expect to "
                "be done within the hour."
            ),
            from_client("OK, told everybody to wait."),
        ),
        fixes=(
            "Renewed by DNS validation, bound on {device}, next renewal tested dry.",
            "Certificate replaced, intermediate added for older phones. Expiry check shows 89 days.",
        ),
    ),
    Scenario(
        key="patching",
        board="Monitoring Alerts",
        type="Patching",
        device="server",
        priorities=(
            "Medium",
            "Low",
            "Low",
            "Planned",
        ),
        weight=4,
        summaries=(
            "u| Patches missing on {device}",
            "r| {device} pending reboot for {count} days",
            "u| Update KB failed on {device}",
            "c| patch compliance below 80 % at {short}",
        ),
        logs=(
            "r| {device} has waited for a restart for {count} days. 2 critical updates are not effective.",
            "u| Cumulative update failed {count} times on {device}: 0x800f0922.",
            "c| Patch compliance at {company} is 76 %, target 95 %. Mostly laptops that are seldom on.",
        ),
        steps=(
            internal(
                "u| System reserved partition too small for the update. Known; can be extended in a window."
            ),
            to_client(
                "rc| Hi {first}, {device} needs a restart to finish its updates. We suggest {day} "
                "at 9 pm. Does anything run at night?"
            ),
            from_client("rc| Only the backup at 11, so 9 is good."),
            internal("u| Retried after clearing the update cache, same error."),
        ),
        fixes=(
            "rc| Restarted in the window, updates effective, compliance 97 %.",
            "u| Partition extended, update installed, services checked with the client in the morning.",
        ),
    ),
    Scenario(
        key="hw-health",
        board="Monitoring Alerts",
        type="Hardware Health",
        device="server",
        priorities=(
            "Medium",
            "High",
            "Medium",
        ),
        weight=3,
        summaries=(
            "d| Predictive disk failure {device}",
            "p| {device}: power supply redundancy lost",
            "t| Temperature warning {device}",
            "d| RAID degraded on {device}",
        ),
        logs=(
            "p| {device}: power supply 2 lost input. Server runs on supply 1.",
            "t| {device}: inlet temperature 34 C, threshold 30 C.",
            "d| {device}: physical disk 0:1:4 predictive failure, spare available.",
        ),
        steps=(
            internal("dp| Warranty valid until next {month}, part requested with next business day."),
            internal("t| Same rack sensor rose over the weekend; building turns off cooling on Saturdays."),
            to_client(
                "t| Your server closet gets too warm at weekends. Could you ask the landlord to "
                "leave the cooling on?"
            ),
            from_client("t| Wrote to the landlord. Door stays open meanwhile."),
            to_client(
                "dp| Hi {first}, a part of your server has to be changed. No downtime; we come with "
                "the part on {day}."
            ),
        ),
        fixes=(
            "d| Part replaced hot, no downtime, array rebuilt.",
            "p| Plug was loose after cleaning. Secured, redundancy restored.",
            "t| Cooling stays on at weekends now. Highest reading since: 25 C.",
        ),
    ),
    Scenario(
        key="fw-alert",
        board="Monitoring Alerts",
        type="Service Down",
        device="firewall",
        priorities=(
            "Medium",
            "High",
            "Low",
        ),
        weight=4,
        summaries=(
            "c| {device} high CPU",
            "w| WAN failover active at {short}",
            "r| {device} rebooted unexpectedly",
            "l| Firewall licence expires in {count} days",
        ),
        logs=(
            "c| {device} CPU over 95 % for 20 minutes. Sessions: 41,000.",
            "w| Failover: {device} switched to the backup line at {time}.",
            "l| Security subscription of {device} expires in {count} days.",
            "r| {device} restarted at {time}, uptime was 212 days.",
        ),
        steps=(
            internal(
                "c| Traffic from one guest device scanning outward. Blocked by address, rate limit "
                "for guests."
            ),
            internal("l| Quote for the subscription is with the account manager."),
            to_client(
                "l| Your firewall's security subscription ends soon. The quote is attached; with "
                "your approval we'll renew it for a year."
            ),
            from_client("l| Approved, please go ahead."),
            internal("w| Carrier confirms work in the area until the evening."),
            internal("r| Crash log sent to the vendor, known fault in this firmware."),
        ),
        fixes=(
            "w| Back on the primary line after the carrier's work, stable for a day.",
            "l| Subscription renewed until next {month}; alert closed.",
            "cr| Firmware updated in the evening window, CPU at 12 %.",
        ),
    ),
    Scenario(
        key="switch-port",
        board="Monitoring Alerts",
        type="Hardware Health",
        device="switch",
        priorities=(
            "Low",
            "Medium",
            "Medium",
        ),
        weight=3,
        summaries=(
            "e| {device} port errors",
            "l| Switch {device} unreachable",
            "l| Loop detected on {device}",
            "p| {device} PoE budget at {pct} %",
        ),
        logs=(
            "e| {device}: CRC errors on port 14 above 1 %.",
            "l| {device}: loop protection shut down ports 7 and 8 at {time}.",
            "p| {device}: PoE budget {pct} % used, next device may not start.",
        ),
        steps=(
            internal(
                "l| Ports 7 and 8 both go to {place}. Someone plugged a cable into both wall jacks, "
                "most likely."
            ),
            to_client(
                "l| Could someone look at {place} whether a short network cable connects two wall "
                "sockets? Please remove it."
            ),
            from_client("l| Ha, yes. Kids. Removed."),
            internal("e| Errors on port 14 only, cable tester says the pair 3-6 is bad."),
            internal("p| Five cameras on this switch, and one access point that draws 30 W."),
        ),
        fixes=(
            "l| Loop removed, ports on again, loop protection stays on.",
            "e| Patch cable replaced, error counter at zero for a day.",
            "p| Two cameras moved to the other switch; budget at 71 %.",
        ),
    ),
)
