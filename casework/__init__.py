"""What follows from a conversation."""
