"""What an agency's systems tell us: its events as values, read and checked at the door."""
