"""Doors for machines: each verifies, translates, stores, and answers. Nothing else."""
