"""Working time: previewed from a session, logged by the person through the one executor."""
