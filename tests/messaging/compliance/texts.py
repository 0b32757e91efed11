"""Tables of texts, written as one."""


def each(table: str) -> list[str]:
    """The texts of `table`, parted by bars and line ends."""
    return [text.strip() for line in table.splitlines() for text in line.split("|")]
