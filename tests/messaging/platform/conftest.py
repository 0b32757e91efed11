"""Rules that must always hold are tried on many values; how fast the machine is does not matter."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
