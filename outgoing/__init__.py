"""Facts announced to agencies' own systems: signed, in order, at least once, for three days."""
