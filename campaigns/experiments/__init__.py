"""Experiments: who is not reminded, or hears it otherwise, so that it shows whether it helps."""
