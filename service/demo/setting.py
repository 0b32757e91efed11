"""The sample agency as it is before the story begins."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from messaging.directory.agencies import agency_by_slug
from messaging.models.agency import Branch
from messaging.models.case import Case
from messaging.models.staff import Staff
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from service.accounts import NewAgency, NewStaff, add_agency, add_key, add_staff
from service.demo import cast

SCOPES = ("threads:read", "messages:write", "tasks:read")


@dataclass(frozen=True, slots=True, repr=False)
class Setting:
    """What the story needs to go through the doors."""

    zone: str
    webhook_secret: str
    keys: Mapping[str, str]
    """API keys by the caseworker's email."""


def is_set(runtime: Runtime) -> bool:
    """Whether the sample agency is there already, from an earlier run."""
    with runtime.reading() as session:
        return agency_by_slug(session, cast.AGENCY) is not None


def prepare(runtime: Runtime) -> Setting:
    """Add the agency with its branches, six staff, and a key for each caseworker."""
    zone = cast.zone_where_texts_may_go(runtime.clock())
    with runtime.unit() as unit:
        agency, secret = add_agency(
            unit,
            NewAgency(
                slug=cast.AGENCY,
                name=cast.NAME,
                neutral_name=cast.NEUTRAL_NAME,
                phone=cast.PHONE,
                time_zone=zone,
                state="IL",
                wording=cast.WORDING,
                branches=cast.BRANCHES,
            ),
        )
        keys = {}
        for worker in cast.STAFF:
            staff = add_staff(
                unit,
                agency,
                NewStaff(worker.email, worker.name, worker.role, cast.PASSWORD, worker.branch),
            )
            keys[worker.email] = add_key(
                unit, agency, f"{worker.name}'s key", scopes=SCOPES, acts_for=staff
            )
    return Setting(zone, secret, keys)


def assign(unit: Unit) -> None:
    """Share the cases of each branch among its caseworkers."""
    for branch in unit.session.scalars(select(Branch)):
        workers = unit.session.scalars(
            select(Staff).where(Staff.branch_id == branch.id).order_by(Staff.email)
        ).all()
        cases = unit.session.scalars(
            select(Case).where(Case.branch_id == branch.id).order_by(Case.number)
        )
        for place, case in enumerate(cases):
            case.caseworker_id = workers[place % len(workers)].id
