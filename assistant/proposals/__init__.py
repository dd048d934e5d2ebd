"""Proposals, decisions, the ledger and the one writer."""
