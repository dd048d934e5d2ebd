"""Runs: a server object with an append-only event log."""
