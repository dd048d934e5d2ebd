"""Measurements: ratios and medians, kept with versions and date."""
