"""`psa-snapshot/1`, the documented file of a whole PSA: check it, read it, take it in, give it out."""

from providers.embedded.checking import SnapshotData, SnapshotError, SnapshotRefused, check, read_snapshot
from providers.embedded.entries import Fault
from providers.embedded.exporting import export_snapshot
from providers.embedded.importing import import_snapshot

__all__ = [
    "Fault",
    "SnapshotData",
    "SnapshotError",
    "SnapshotRefused",
    "check",
    "export_snapshot",
    "import_snapshot",
    "read_snapshot",
]
