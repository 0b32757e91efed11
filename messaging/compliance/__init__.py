"""What may be sent, when, and what a parent meant: pure rules that take values and ask nobody."""
