"""Accounts, people, sign-in and tokens."""
