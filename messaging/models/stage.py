"""Where a version stands that takes two people (`messaging/directory/approving.py`)."""

from enum import StrEnum


class Stage(StrEnum):
    """Where one version stands."""

    DRAFT = "draft"
    """Being written. Nobody hears it."""
    PROPOSED = "proposed"
    """Waits for a second person."""
    APPROVED = "approved"
    """In force."""
    REFUSED = "refused"
    """The second person said no, and why."""
    RETIRED = "retired"
    """In force no more, or given up before it ever was."""


OPEN = frozenset({Stage.DRAFT, Stage.PROPOSED})
"""Those of which there is one at a time, so that two people do not write past each other."""
