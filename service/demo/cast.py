"""The sample agency and its families. Plainly made up: 555-01xx numbers, example.org addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from messaging.models.staff import StaffRole


def _words(text: str) -> Sequence[str]:
    return text.split()


AGENCY = "oak"
NAME = "Oak Co Child Support"
NEUTRAL_NAME = "Oak Co"
PHONE = "555-555-0100"
PROGRAM = "child_support"
BRANCHES: Mapping[str, str] = {"north": "North office", "south": "South office"}
PASSWORD = "three-blue-herons"  # noqa: S105 (of a sample agency that only the demo makes)
WORDING: Mapping[str, Mapping[str, str]] = {
    "agency_name": {"en": NAME, "es": NEUTRAL_NAME},
    "office_hours": {"en": "Mon-Fri 8-5", "es": "lunes a viernes 8-5"},
    "email_name": {"en": "Oak County", "es": "Condado de Oak"},
    "agency_site": {"en": "oakco.example/cs", "es": "oakco.example/es"},
    "signin_link": {"en": "oakco.example/in"},
    "renewal_link": {"en": "oakco.example/renew"},
    "payment_link": {"en": "oakco.example/pay"},
    "monthly_count": {"en": "4"},
}

FAMILIES = 35
BOTH_PARENTS = 25
"""In this many of the families both parents are known; in the rest one."""

FIRST_NAMES = _words(
    "Maria David Ana Kevin Rosa James Lucia Marcus Elena Peter Carmen Andre Sofia Brian Teresa "
    "Omar Paula Victor Nadia Samuel Irene Hugo Grace Felix Alma Dennis Laura Julian Wendy Oscar"
)
AREA_CODES = ("312", "773", "217")
FIRST_LINE = 10
"""Parents' numbers end in 0110 and up; the agency's own sender is 555-0100."""

MIDDAY_ZONES = _words(
    "America/New_York America/Chicago America/Denver America/Los_Angeles America/Anchorage "
    "Pacific/Honolulu Pacific/Auckland Pacific/Guam Asia/Tokyo Asia/Manila Asia/Kolkata "
    "Asia/Dubai Europe/Athens Europe/Madrid Atlantic/Azores America/Noronha America/Puerto_Rico"
)


def zone_where_texts_may_go(now: datetime) -> str:
    """A zone in which it is the middle of the day, so that the story can be told at any hour:
    the sample agency and its families live there, and no quiet hours hold their texts."""
    return min(MIDDAY_ZONES, key=lambda zone: abs(now.astimezone(ZoneInfo(zone)).hour - 13))


@dataclass(frozen=True, slots=True)
class Worker:
    email: str
    name: str
    role: StaffRole
    branch: str | None


STAFF: Sequence[Worker] = (
    Worker("nora@oak.example", "Nora Field", StaffRole.CASEWORKER, "north"),
    Worker("ben@oak.example", "Ben Harbor", StaffRole.CASEWORKER, "north"),
    Worker("ines@oak.example", "Inés Prado", StaffRole.CASEWORKER, "south"),
    Worker("tom@oak.example", "Tom Quill", StaffRole.CASEWORKER, "south"),
    Worker("ruth@oak.example", "Ruth Vale", StaffRole.SUPERVISOR, None),
    Worker("ada@oak.example", "Ada Stone", StaffRole.ADMINISTRATOR, None),
)


@dataclass(frozen=True, slots=True)
class Parent:
    """One parent on one case, as the agency's system describes them in an event."""

    family: int
    role: str
    case: str
    branch: str
    external_id: str
    first_name: str
    language: str
    phone: str | None
    email: str | None
    nondisclosure: bool = False

    def described(self, zone: str, agreed_at: datetime) -> dict[str, object]:
        """The `party` of an agency event."""
        consent = {"source": "application", "at": agreed_at.astimezone(UTC).isoformat()}
        contacts: list[dict[str, object]] = []
        if self.phone:
            contacts.append({"kind": "sms", "address": self.phone, "consent": consent})
        if self.email:
            contacts.append({"kind": "email", "address": self.email})
        return {
            "external_id": self.external_id,
            "role": self.role,
            "first_name": self.first_name,
            "last_name": "Sample",
            "language": self.language,
            "time_zone": zone,
            "nondisclosure": self.nondisclosure,
            "contacts": contacts,
        }


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in the story, by family."""

    parents: Sequence[Parent]
    by_role: Mapping[tuple[int, str], Parent] = field(default_factory=dict)

    def custodial(self, family: int) -> Parent:
        return self.by_role[family, "custodial"]

    def noncustodial(self, family: int) -> Parent:
        return self.by_role[family, "noncustodial"]


# Families whose circumstances the story needs.
SHARED_PHONE = 3
PROTECTED = 4
LANDLINE = 6
SPANISH = frozenset({0, 2, 8, 12})
NO_EMAIL = frozenset({(LANDLINE, "noncustodial"), (7, "noncustodial")})


def make_cast() -> Cast:
    """Some sixty parents on thirty-five cases, the same each time."""
    parents = [
        _parent(family, role)
        for family in range(FAMILIES)
        for role in ("custodial", "noncustodial")
        if role == "custodial" or family < BOTH_PARENTS
    ]
    return Cast(parents, {(parent.family, parent.role): parent for parent in parents})


def _parent(family: int, role: str) -> Parent:
    number = family * 2 + (role == "noncustodial")
    phone_of = family * 2 if family == SHARED_PHONE else number
    name = FIRST_NAMES[number % len(FIRST_NAMES)]
    spanish = (family in SPANISH and role == "custodial") or (family > 14 and number % 3 == 0)
    has_email = (family, role) not in NO_EMAIL and number % 4 != 3
    return Parent(
        family=family,
        role=role,
        case=f"CS-{10401 + family}",
        branch="north" if family % 2 == 0 else "south",
        external_id=f"P-{7001 + number}",
        first_name=name,
        language="es" if spanish else "en",
        phone=f"+1{AREA_CODES[phone_of % 3]}55501{phone_of + FIRST_LINE:02}",
        email=f"{name.lower()}{number}@example.org" if has_email else None,
        nondisclosure=family == PROTECTED and role == "custodial",
    )
