"""Many parents enrolled in a campaign, each with one step due now; written straight into tables."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import select

from campaigns.models import AgencyEvent, Enrollment, EnrollmentStep
from campaigns.models.enrollment import EnrollmentState, StepState
from channels.values import ChannelKind
from messaging.compliance.consent import ALL_TOPICS, ConsentChange, ConsentSource
from messaging.directory.agencies import agency_by_slug
from messaging.models.agency import Branch
from messaging.models.case import Case, Party, PartyRole
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform import bulk
from messaging.platform.database import Base
from messaging.platform.ids import new_id
from messaging.platform.phones import PhoneError, parse_phone
from messaging.platform.sealing import keyring
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from service.demo import cast, setting

TOGETHER = 2000
CAMPAIGN, STEP = "renewal", "14_days_before"
AHEAD = timedelta(days=14)


def sample_phones() -> Iterator[str]:
    """Numbers of the exchange 555, which nobody has: the reserved ones first."""
    areas = [str(area) for area in range(201, 990) if _is_area(area)]
    lines = [*range(100, 200), *range(200, 10_000)]
    return (f"+1{area}555{line:04}" for line in lines for area in areas)


def _is_area(code: int) -> bool:
    try:
        parse_phone(f"{code}5550100")
    except PhoneError:
        return False
    return True


def settle(house: Runtime, parents: int) -> None:
    """The sample agency, and `parents` whose renewal is due in two weeks, to be told by text."""
    zone = setting.prepare(house).zone
    phones = sample_phones()
    for start in range(0, parents, TOGETHER):
        with house.unit() as unit:
            agency = agency_by_slug(unit.session, cast.AGENCY)
            assert agency is not None
            branch = unit.session.scalars(
                select(Branch.id).where(Branch.agency_id == agency.id).limit(1)
            ).one()
            some = [
                _parent(unit, agency.id, branch, zone, start + place, address)
                for place, address in enumerate(islice(phones, min(TOGETHER, parents - start)))
            ]
            for rows in zip(*some, strict=True):
                bulk.add(unit.session, rows)


def _parent(
    unit: Unit, agency_id: UUID, branch_id: UUID, zone: str, number: int, address: str
) -> Sequence[Base]:
    """Every row of one parent, each behind those it points at."""
    now = unit.now
    own = {"agency_id": agency_id}
    case = Case(id=new_id(), **own, branch_id=branch_id, number=f"CS-{number:07}", program="snap")
    person = Person(id=new_id(), **own, external_id=f"P-{number:07}", language="en", time_zone=zone)
    person.first_name = cast.FIRST_NAMES[number % len(cast.FIRST_NAMES)]
    person.last_name = "Sample"
    party = Party(
        id=new_id(), **own, branch_id=branch_id, case_id=case.id, person_id=person.id,
        role=PartyRole.CUSTODIAL,
    )  # fmt: skip
    thread = Thread(id=new_id(), **own, branch_id=branch_id, party_id=party.id)
    contact = ContactPoint(
        id=new_id(), **own, kind=ChannelKind.SMS,
        address_index=keyring().index(agency_id, address),
    )  # fmt: skip
    contact.address = address
    uses = PersonContact(**own, person_id=person.id, contact_point_id=contact.id, since=now)
    consent = ConsentEntry(
        **own, contact_point_id=contact.id, topic=ALL_TOPICS, change=ConsentChange.GRANT,
        source=ConsentSource.AGENCY, detail="application", at=now, recorded_at=now,
    )  # fmt: skip
    event = AgencyEvent(
        id=new_id(), **own, event_id=f"bench:{number}", type="renewal.due", party_id=party.id,
        subject=f"renewal:R-{number}", answer={}, occurred_at=now, received_at=now,
    )  # fmt: skip
    event.payload = "{}"
    enrollment, step = _enrolled(agency_id, party.id, event, number, now)
    return (case, person, party, thread, contact, uses, consent, event, enrollment, step)


def _enrolled(
    agency_id: UUID, party_id: UUID, event: AgencyEvent, number: int, now: datetime
) -> tuple[Enrollment, EnrollmentStep]:
    enrollment = Enrollment(
        id=new_id(), agency_id=agency_id, party_id=party_id, event_id=event.id,
        campaign=CAMPAIGN, subject=f"renewal:R-{number}", anchor_at=now + AHEAD,
        state=EnrollmentState.ACTIVE, created_at=now,
    )  # fmt: skip
    enrollment.values = f'{{"due_date": "{(now + AHEAD).date().isoformat()}"}}'
    step = EnrollmentStep(
        agency_id=agency_id, enrollment_id=enrollment.id, step=STEP, generation=1, due_at=now,
        expires_at=now + AHEAD, state=StepState.WAITING,
    )  # fmt: skip
    return enrollment, step
