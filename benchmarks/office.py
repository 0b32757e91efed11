"""A sample agency with many parents, in a database that every turn gets a fresh copy of."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import count, product
from uuid import UUID

from sqlalchemy import text

from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.directory.agencies import agency_by_slug
from messaging.directory.register import (
    CaseDetails,
    ContactDetails,
    PartyDetails,
    Registered,
    Registrar,
    branches_by_code,
)
from messaging.models.agency import Agency
from messaging.models.case import PartyRole
from messaging.outbound import outbox, senders
from messaging.outbound.outbox import Draft
from messaging.platform.lanes import Lane, RedisDoorbell
from messaging.platform.settings import Settings
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from service import compose
from service.demo import cast, setting
from service.quiet_doorbell import QuietDoorbell

SECRET = "a secret that only benchmarks know, long enough"  # noqa: S105 (of no use elsewhere)
ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "sample"  # noqa: S105 (likewise)
SENDER = "+13125550100"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
"""Where texts are posted."""
AGREED = timedelta(days=90)
_AREAS = [f"{first}{rest:02}" for first, rest in product(range(2, 10), range(2, 98)) if rest != 11]
_UNIT = 500
Parent = tuple[CaseDetails, PartyDetails]


def environment(database: str, folder: str, **more: str) -> Mapping[str, str]:
    """Of a Kinline process on `database`, its other data in `folder`."""
    return {
        "DATABASE_URL": database,
        "VAR_DIR": folder,
        "SECRET_KEY": SECRET,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": SENDER,
        "LOG_LEVEL": "WARNING",
        **more,
    }


@contextmanager
def runtime(values: Mapping[str, str]) -> Iterator[Runtime]:
    """For preparing rows from here; it rings no bell."""
    made = compose.compose(
        Settings.load(**{name.lower(): value for name, value in values.items()}), QuietDoorbell()
    )
    try:
        yield made
    finally:
        made.database.dispose()


def settle(
    house: Runtime, parents: int, kind: ChannelKind, rate: float | None = None
) -> Sequence[UUID]:
    """The sample agency, and `parents` who agreed to hear by `kind`: their threads."""
    zone = setting.prepare(house).zone
    addresses = iter(_phones() if kind is ChannelKind.SMS else _emails())
    if rate is not None:
        with house.unit() as unit:
            senders.set_rate(unit, ChannelKind.SMS, SENDER, rate)
    threads: list[UUID] = []
    for start in range(0, parents, _UNIT):
        with house.unit() as unit:
            known = _registered(
                unit,
                [
                    _parent(unit, number, zone, kind, next(addresses))
                    for number in range(start, min(start + _UNIT, parents))
                ],
            )
            threads += [each.thread.id for each in known]
    return threads


def write(house: Runtime, threads: Sequence[UUID], kind: ChannelKind, lane: Lane) -> None:
    """One message to each, due now."""
    for start in range(0, len(threads), _UNIT):
        with house.unit() as unit:
            agency_id = _agency(unit).id
            drafts = [
                _draft(unit, agency_id, thread_id, kind, lane)
                for thread_id in threads[start : start + _UNIT]
            ]
            for message in outbox.compose_all(unit, house, drafts):
                assert message.reason is None, message.reason


def ring(values: Mapping[str, str], lane: Lane) -> None:
    """As the clock does when rows are due."""
    settings = Settings.load(**{name.lower(): value for name, value in values.items()})
    RedisDoorbell(compose.connect_redis(settings), compose.DRAIN).ring(lane)


def analyse(house: Runtime) -> None:
    """As a database that has been in use for a while knows its tables."""
    with house.database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def _agency(unit: Unit) -> Agency:
    agency = agency_by_slug(unit.session, cast.AGENCY)
    assert agency is not None
    return agency


def _registered(unit: Unit, wanted: Sequence[Parent]) -> list[Registered]:
    agency = _agency(unit)
    branches = branches_by_code(unit, agency, {case.branch for case, _ in wanted})
    registrar = Registrar(unit, agency, branches, wanted)
    return [registrar.register(case, party) for case, party in wanted]


def _parent(unit: Unit, number: int, zone: str, kind: ChannelKind, address: str) -> Parent:
    return CaseDetails(f"CS-{number:06}", cast.PROGRAM, "north"), PartyDetails(
        f"P-{number:06}",
        PartyRole.CUSTODIAL,
        cast.FIRST_NAMES[number % len(cast.FIRST_NAMES)],
        "Sample",
        language="en",
        time_zone=zone,
        contacts=(ContactDetails(kind, address, "application", unit.now - AGREED),),
    )


def _draft(unit: Unit, agency_id: UUID, thread_id: UUID, kind: ChannelKind, lane: Lane) -> Draft:
    return Draft(
        agency_id=agency_id,
        thread_id=thread_id,
        template="appointment_scheduled",
        values={
            "appointment_at": unit.now + timedelta(days=9),
            "appointment_place": "10 Main St",
        },
        channel=kind,
        purpose=Purpose.NOTICE,
        lane=lane,
        topic="appointment",
        origin=f"bench:{lane}:{thread_id}",
    )


def _phones() -> Iterator[str]:
    """555-0100 … 555-0199 of one area code after the other: 76,000 numbers."""
    return (f"+1{area}55501{line:02}" for area in _AREAS for line in range(100))


def _emails() -> Iterator[str]:
    return (f"parent{number}@example.org" for number in count())
