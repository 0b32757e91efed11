"""Cells as spreadsheets take them: what they would run is kept from running, and taken back."""

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell must not begin with (OWASP, CSV injection): a spreadsheet takes it for a formula."""


def safe(cell: str) -> str:
    """As it is, or with an apostrophe before it, which spreadsheets take for "this is text"."""
    return f"'{cell}" if cell.lstrip(" ").startswith(RUNS) else cell


def plain(cell: str) -> str:
    """What `safe` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(RUNS) else cell
