"""What models have used: tokens and dollars by day, session and person."""
