"""From a session to a ticket note: draft, preview, leak check, post log."""
