"""The mail server: taking mail in over SMTP, bouncing it, and sending replies back."""
