"""Chat sessions, their messages and the linked ticket."""
