"""An agency's own versions of campaigns, drafted and approved by two sample supervisors."""

from collections.abc import Callable
from typing import Any

from campaigns import own, sound, versions
from campaigns.definition import Campaign
from messaging.directory.access import Viewer
from messaging.directory.approving import Move
from messaging.models.staff import StaffRole
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.support.people import Office, add_staff

Change = Callable[[dict[str, Any]], None]
"""What is done to a campaign as it is stored."""


def supervisor(unit: Unit, office: Office) -> Viewer:
    return Viewer.of(add_staff(unit, office.agency, role=StaffRole.SUPERVISOR))


def in_force(runtime: Runtime, office: Office, key: str = "renewal") -> Campaign:
    with runtime.reading() as session:
        return own.of_agency(session, office.agency.id).in_force[key]


def changed(campaign: Campaign, change: Change) -> dict[str, Any]:
    """As it is stored, with `change` made to it."""
    table = sound.stored(campaign)
    change(table)
    return table


def come_in_force(runtime: Runtime, office: Office, change: Change, key: str = "renewal") -> int:
    """What one writes and another approves. Returns the version's number."""
    table = changed(in_force(runtime, office, key), change)
    with runtime.unit() as unit:
        ana, ben = supervisor(unit, office), supervisor(unit, office)
        version = versions.save(unit, runtime, ana, key, table).version
        versions.act(unit, runtime, ana, Move.PROPOSE, key, version)
        versions.act(unit, runtime, ben, Move.APPROVE, key, version)
    return version


def without(step: str) -> Change:
    def change(table: dict[str, Any]) -> None:
        table["steps"] = [each for each in table["steps"] if each["key"] != step]

    return change


def at_hour(hour: int) -> Change:
    def change(table: dict[str, Any]) -> None:
        for each in table["steps"]:
            if "hour" in each:
                each["hour"] = hour

    return change


def in_working_days(before: int, *, step: str) -> Change:
    def change(table: dict[str, Any]) -> None:
        [one] = (each for each in table["steps"] if each["key"] == step)
        del one["days_before"]
        one["work_days_before"] = before

    return change


def for_roles(*roles: str) -> Change:
    def change(table: dict[str, Any]) -> None:
        table["audience"] = {"roles": list(roles)}

    return change


def within_days(days: int) -> Change:
    def change(table: dict[str, Any]) -> None:
        table["questions"]["want_help"]["yes"]["within_work_days"] = days

    return change
