"""Plainly made-up agencies, staff and parents: 555-01xx numbers, example.org addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from channels.values import ChannelKind
from messaging.directory.register import (
    CaseDetails,
    ContactDetails,
    PartyDetails,
    Registered,
    register,
)
from messaging.models.agency import Agency, Branch
from messaging.models.case import PartyRole
from messaging.models.staff import Staff, StaffRole
from messaging.platform.unit_of_work import Unit

CONSENT_AGE = timedelta(days=90)
PROGRAM = "child_support"
NOBODYS = "!"
WORDING: Mapping[str, Mapping[str, str | int]] = {
    "office_hours": {"en": "Mon-Fri 8-5", "es": "lunes a viernes 8-5"},
    "agency_site": {"en": "oak.example/cs", "es": "oak.example/es"},
    "signin_link": {"en": "oak.example/in"},
    "renewal_link": {"en": "oak.example/renew"},
    "payment_link": {"en": "oak.example/pay"},
    "monthly_count": {"en": 4},
}
_number = count(100)


@dataclass(frozen=True, slots=True)
class Office:
    """An agency with its one branch, as most tests need it."""

    agency: Agency
    branch: Branch


def add_agency(
    unit: Unit, slug: str = "oak", *, state: str = "IL", time_zone: str = "America/Chicago",
    text_sender: str | None = None,
) -> Agency:  # fmt: skip
    """Oak Co: Chicago time, no stricter state law, the installation's own sender."""
    name = slug.capitalize()
    agency = Agency(
        slug=slug,
        name=f"{name} Co Child Support",
        neutral_name=f"{name} Co",
        phone="(312) 555-0100",
        wording={field: dict(texts) for field, texts in WORDING.items()},
        time_zone=time_zone,
        state=state,
        text_sender=text_sender,
        # Most tests do not ask what time it is: what they say gets no answer from the calendar.
        sends_receipts=False,
    )
    unit.session.add(agency)
    unit.session.flush()
    return agency


def add_branch(unit: Unit, agency: Agency, code: str = "north", *, enabled: bool = True) -> Branch:
    branch = Branch(agency_id=agency.id, code=code, name=f"{code.capitalize()} office")
    branch.enabled = enabled
    unit.session.add(branch)
    unit.session.flush()
    return branch


def add_office(unit: Unit, slug: str = "oak", *, text_sender: str | None = None) -> Office:
    agency = add_agency(unit, slug, text_sender=text_sender)
    return Office(agency, add_branch(unit, agency))


def add_staff(
    unit: Unit,
    agency: Agency,
    branch: Branch | None = None,
    *,
    role: StaffRole = StaffRole.CASEWORKER,
    password_hash: str = NOBODYS,
) -> Staff:
    """Without a branch: sees every branch. The default password hash lets nobody in."""
    number = next(_number)
    staff = Staff(
        agency_id=agency.id,
        branch_id=branch.id if branch else None,
        email=f"worker{number}@{agency.slug}.example",
        name=f"Worker {number}",
        role=role,
        password_hash=password_hash,
    )
    unit.session.add(staff)
    unit.session.flush()
    return staff


def phone() -> str:
    """A number that belongs to nobody, another one each time (555-0100 … 0199 by area code)."""
    area, line = divmod(next(_number), 100)
    return f"+1{('312', '773', '217', '618', '847', '708', '630', '815')[area % 8]}55501{line:02}"


def consenting(unit: Unit, kind: ChannelKind, address: str) -> ContactDetails:
    return ContactDetails(kind, address, "application", unit.now - CONSENT_AGE)


def add_parent(
    unit: Unit,
    office: Office,
    *,
    case: str | None = None,
    role: PartyRole = PartyRole.CUSTODIAL,
    language: str = "en",
    text_to: str | None = None,
    email_to: str | None = None,
    consent: bool = True,
    nondisclosure: bool | None = None,
) -> Registered:
    """Maria Sample on a case of her own, or of `case`, reachable by text unless told otherwise."""
    number = next(_number)
    if text_to is None and email_to is None:
        text_to = phone()
    given = ((ChannelKind.SMS, text_to), (ChannelKind.EMAIL, email_to))
    contacts = tuple(
        consenting(unit, kind, address) if consent else ContactDetails(kind, address)
        for kind, address in given
        if address is not None
    )
    return register(
        unit,
        office.agency,
        CaseDetails(case or f"CS-{number}", PROGRAM, office.branch.code),
        PartyDetails(
            f"P-{number}",
            role,
            "Maria",
            "Sample",
            language=language,
            contacts=contacts,
            nondisclosure=nondisclosure,
        ),
    )
