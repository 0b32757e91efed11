"""Paragraphs that mail programs broke into lines, whole again (format=flowed, RFC 3676)."""

from collections.abc import Iterator

_SIGNATURE = "-- "


def unflowed(text: str, *, delsp: bool) -> str:
    """Each paragraph on one line, quoted ones with a `>` for each depth. `delsp`: the blank that
    ends a broken line is not part of it, as in languages that write without blanks."""
    return "\n".join(_paragraphs(text.splitlines(), delsp=delsp))


def _paragraphs(lines: list[str], *, delsp: bool) -> Iterator[str]:
    parts: list[str] = []
    depth = 0
    for line in lines:
        bare = line.lstrip(">")
        deep = len(line) - len(bare)
        # One blank is stuffed before a line that would be taken for something else (4.4).
        bare = bare.removeprefix(" ")
        if parts and (deep != depth or bare == _SIGNATURE):
            yield _joined(parts, depth)
            parts = []
        depth = deep
        if bare == _SIGNATURE or not bare.endswith(" "):
            yield _joined([*parts, bare], depth)
            parts = []
        else:
            parts.append(bare[:-1] if delsp else bare)
    if parts:
        yield _joined(parts, depth)


def _joined(parts: list[str], depth: int) -> str:
    text = "".join(parts)
    return f"{'>' * depth} {text}" if depth else text
