"""How a handset's number behaves when a text is sent to it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """A way to behave: how a message ends, or that it is not even accepted."""

    title: str
    """For a person choosing from a list."""
    ending: tuple[str, ...] = ("sent", "delivered")
    """Statuses after `queued`."""
    error_code: int | None = None
    """Why it ended so."""
    refused_with: int | None = None
    """The API refuses the message outright, with this code."""
    story: str = ""
    """What a text that did not arrive says of itself on the handset page."""


WORKS = "works"

PROFILES: dict[str, Profile] = {
    WORKS: Profile("Works"),
    "landline": Profile(
        "Is a landline",
        ("sent", "undelivered"),
        30006,
        story="never arrived: this is a landline",
    ),
    "unreachable": Profile(
        "Is switched off",
        ("sent", "undelivered"),
        30003,
        story="never arrived: the phone is switched off",
    ),
    "unknown": Profile(
        "No longer exists",
        ("sent", "undelivered"),
        30005,
        story="never arrived: nobody has this number any more",
    ),
    "filtered": Profile(
        "Carrier filters the text as spam",
        ("sent", "undelivered"),
        30007,
        story="never arrived: the carrier took it for spam",
    ),
    "failed": Profile(
        "Carrier's queue is full",
        ("failed",),
        30001,
        story="never left: the carrier's queue was full",
    ),
    "blocked": Profile(
        "Carrier blocks us (the parent opted out there)",
        refused_with=21610,
    ),
}

STORIES = {p.error_code: p.story for p in PROFILES.values() if p.error_code is not None}


def behaviour(name: str | None) -> Profile:
    """The profile of that name; a number nobody spoke of works."""
    return PROFILES[name or WORKS]
