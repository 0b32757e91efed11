"""Federal tax information stays outside (IRS Publication 1075): it never travels by text or email,
so what an agency marks as coming from the tax office is refused at the door, wherever it stands."""

from collections.abc import Iterator

WHY = (
    "is marked as federal tax information, which Kinline may not hold (IRS Publication 1075); "
    "leave out what comes from the tax office"
)


def marked(document: object) -> Iterator[str]:
    """JSON pointers (RFC 6901) to every object with `"source": "irs"`, in any spelling of case.

    Walks with a list of its own: how deep a stranger nests must not become our stack.
    """
    waiting: list[tuple[str, object]] = [("", document)]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, dict):
            if _is_irs(value):
                yield pointer
            waiting += [(f"{pointer}/{_escaped(key)}", inner) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{pointer}/{place}", inner) for place, inner in enumerate(value)]


def _is_irs(table: dict[str, object]) -> bool:
    return any(
        key.strip().casefold() == "source"
        and isinstance(value, str)
        and value.strip().casefold() == "irs"
        for key, value in table.items()
    )


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
