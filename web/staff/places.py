"""The places of the staff's pages, in their order, and how they fit beside every page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from messaging.directory.access import Act, Viewer, may
from web.catalogue import N_

ROOM = 8
"""As many stand one below the other in a window of 720 pixels."""
NARROW_ROOM = 3
"""As many stand side by side in one of 320, beside what opens the others."""


@dataclass(frozen=True, slots=True)
class Place:
    key: str
    """Its path below /staff."""
    icon: str
    name: str
    open_to: Callable[[Viewer], bool]
    counted: str = ""
    """What waits there, by its name among the counts."""
    waiting: str = ""
    """What is said of that number to who does not see where it stands."""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    rail: Sequence[Place]
    drawer: Sequence[Place]
    """Behind “More”."""

    @property
    def seldom(self) -> Sequence[Place]:
        """Those of the rail that narrow windows keep in the drawer."""
        return self.rail[NARROW_ROOM:]


def _if(act: Act) -> Callable[[Viewer], bool]:
    return lambda viewer: may(viewer, act)


def _whole(act: Act) -> Callable[[Viewer], bool]:
    """And sees the whole agency."""
    return lambda viewer: may(viewer, act) and not viewer.bounded


APPROVAL = N_("waiting for your approval")
PLACES: Sequence[Place] = (
    Place("inbox", "inbox", N_("Inbox"), _if(Act.READ)),
    Place("tasks", "tasks", N_("Tasks"), _if(Act.TASKS), "urgent", N_("urgent"), urgent=True),
    Place(
        "overdue", "moving", N_("Late"), _if(Act.TASKS),
        "late", N_("waiting too long"), urgent=True,
    ),
    Place("triage", "triage", N_("Triage"), _if(Act.SORT), "triage", N_("waiting")),
    Place("cases", "folder", N_("Cases"), _if(Act.TASKS)),
    Place("appointments", "calendar", N_("Appoint\N{SOFT HYPHEN}ments"), _if(Act.TASKS)),
    Place("sends", "send", N_("Send"), _if(Act.WRITE)),
    Place("reports", "reports", N_("Reports"), _if(Act.RUN)),
    Place("status", "status", N_("Status"), _if(Act.RUN)),
    Place("office", "office", N_("Office"), _if(Act.WRITE)),
    Place("campaigns", "campaigns", N_("Campaigns"), _if(Act.RUN), "campaigns", APPROVAL),
    Place("records", "record", N_("Records"), _if(Act.EXPORT)),
    Place("imports", "import", N_("Imports"), _whole(Act.RUN)),
    Place("wording", "wording", N_("Wording"), _if(Act.PROPOSE), "wording", APPROVAL),
    Place("people", "people", N_("People"), _if(Act.PEOPLE)),
    Place("settings", "settings", N_("Settings"), _whole(Act.SETTINGS)),
    Place("events", "events", N_("Events"), _if(Act.TELL)),
    Place("api-keys", "lock", N_("Keys and secrets"), _if(Act.CONNECT)),
    Place("audit", "audit", N_("Audit"), _if(Act.AUDIT)),
)  # fmt: skip


def places_of(viewer: Viewer) -> Places:
    """A drawer for one thing would be none."""
    found = [place for place in PLACES if place.open_to(viewer)]
    if len(found) <= ROOM:
        return Places(found, ())
    return Places(found[: ROOM - 1], found[ROOM - 1 :])
