"""The wall: nothing of one party reaches another, by any path."""
