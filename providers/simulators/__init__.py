"""Vendors played on this machine: their wire formats, with their quirks and faults, over an embedded PSA."""
