"""Tests of what the Makefile calls, and of what it builds."""
