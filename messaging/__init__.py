"""The core: who parents are, what was said to them and by them, and how it travels."""
