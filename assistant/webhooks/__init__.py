"""Hints that a PSA sends, the look at what they are about, and the suggestions that come of it."""
