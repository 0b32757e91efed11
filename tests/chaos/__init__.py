"""Kinline killed, cut off and lied to: every message is still sent once."""
