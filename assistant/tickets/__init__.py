"""Ticket reading and the person's own ticket writes."""
