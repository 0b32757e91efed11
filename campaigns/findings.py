"""What a check of a campaign finds."""

Finding = tuple[str, str]
"""What is wrong, and what to do."""
