"""Doors for machines, from outside."""
