"""Reading calendar files back."""

from icalendar import Calendar, Component


def calendar(text: str) -> dict[str, str]:
    """What the file says of itself, as it is written."""
    return _written(Calendar.from_ical(text))


def event(text: str) -> dict[str, str]:
    """Its one event, each property as it is written."""
    [found] = Calendar.from_ical(text).walk("VEVENT")
    return _written(found)


def _written(component: Component) -> dict[str, str]:
    items = component.property_items(recursive=False)
    return {
        name: bytes(value.to_ical()).decode()  # type: ignore[attr-defined]  # the library says object
        for name, value in items
        if name not in AROUND
    }


AROUND = ("BEGIN", "END")
