"""Open pages hear that something changed, and read it again under their own reader's rights."""
