"""A campaign started for a kept list: foretold by trying it, confirmed by its number, enrolled once
through the very door of files."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from campaigns import joining
from campaigns.experiments import running as experiments
from campaigns.experiments.design import Design
from campaigns.in_view import NotFoundError
from campaigns.loading import load_campaigns
from campaigns.models.agency_event import AgencyEvent
from campaigns.models.audience import SavedAudience
from campaigns.models.enrollment import Enrollment, EnrollmentStep
from campaigns.models.start import CampaignStart, PersonState, StartState
from campaigns.sends import audience, saved
from campaigns.sends.audience import About, Audience
from campaigns.starting import acts, possible, rows, running
from campaigns.starting.acts import StartError
from messaging.directory.access import ForbiddenError, Viewer
from messaging.models.case import Case, Party, PartyRole
from messaging.models.person import JoinReason, Person
from messaging.models.staff import StaffRole
from messaging.platform.database import Database
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from tests.campaigns.telling import did, enrollments, tell
from tests.support.clock import MovableClock
from tests.support.people import Office, add_branch, add_parent, add_staff

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DAY = date(2026, 4, 30)
TODAY = date(2026, 3, 2)


def kept(runtime: Runtime, viewer: Viewer, asks: Audience | None = None) -> SavedAudience:
    with runtime.unit() as unit:
        return saved.keep(unit, viewer, f"List {new_id()}", asks or Audience())


def made(
    runtime: Runtime,
    viewer: Viewer,
    row: SavedAudience,
    *,
    campaign: str = "renewal",
    day: date | None = DAY,
    key: str = "",
) -> CampaignStart:
    with runtime.unit() as unit:
        return acts.make(unit, viewer, campaign, row, day, key or str(new_id()))


def drained(runtime: Runtime) -> None:
    while running.drain(runtime):
        pass


def foretold(runtime: Runtime, start: CampaignStart) -> tuple[int, Mapping[str, int]]:
    """How many would be enrolled, and why how many would not."""
    with runtime.reading() as session:
        row = session.get_one(CampaignStart, start.id)
        return acts.counts(session, row).get(PersonState.WAITING, 0), dict(
            acts.reasons(session, row)
        )


def confirmed(runtime: Runtime, viewer: Viewer, start: CampaignStart) -> None:
    drained(runtime)
    with runtime.unit() as unit:
        acts.confirm(unit, viewer, start.id, foretold(runtime, start)[0])


def now_is(runtime: Runtime, start: CampaignStart) -> StartState:
    with runtime.reading() as session:
        return session.get_one(CampaignStart, start.id).state


@pytest.mark.parametrize(
    ("campaign", "asks", "day", "why"),
    [
        ("renewal", Audience(), DAY, None),
        ("payment_due", Audience(), DAY, None),
        ("renewal", Audience(about=About.RENEWAL), None, None),
        ("appointment", Audience(about=About.APPOINTMENT), None, None),
        ("renewal", Audience(), None, possible.NO_DAY),
        ("renewal", Audience(), TODAY, possible.NO_DAY),
        ("renewal", Audience(), date(2027, 4, 1), possible.NO_DAY),
        ("renewal", Audience(about=About.RENEWAL), DAY, possible.OWN_DATES),
        ("renewal", Audience(about=About.APPOINTMENT), None, possible.OTHER_DATE),
        ("appointment", Audience(), DAY, possible.NEEDS_MORE),
        ("payment_posted", Audience(), DAY, possible.NOT_FROM_A_LIST),
        ("appointment_missed", Audience(), DAY, possible.NOT_FROM_A_LIST),
    ],
)
def test_what_a_list_cannot_give_is_said_before(
    campaign: str, asks: Audience, day: date | None, why: str | None
) -> None:
    assert possible.why_not(load_campaigns()[campaign], asks, day, TODAY) == why


def test_those_who_were_foretold_are_enrolled_once_and_nobody_before_the_number_is_confirmed(
    runtime: Runtime, office: Office, boss: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    with runtime.unit() as unit:
        for _ in range(3):
            add_parent(unit, office)
        add_parent(unit, office, role=PartyRole.NONCUSTODIAL)
    tell(runtime, office, "renewal.due", due_on="2026-05-31", id="R-9")
    tell(runtime, office, "renewal.due", party={"external_id": "P-2"}, case={"number": "CS-2"},
         id="R-2", due_on="2026-05-01")  # fmt: skip
    tell(runtime, office, "renewal.completed", party={"external_id": "P-2"},
         case={"number": "CS-2"}, id="R-2", at="2026-03-02T16:00:01Z")  # fmt: skip
    before = _told(runtime)
    start = made(runtime, boss, kept(runtime, boss), key="pressed")
    assert made(runtime, boss, kept(runtime, boss), key="pressed").id == start.id
    drained(runtime)
    assert foretold(runtime, start) == (4, {rows.ALREADY: 1, rows.OVER: 1})
    assert _told(runtime) == before
    with runtime.unit() as unit, pytest.raises(StartError, match="changed"):
        acts.confirm(unit, boss, start.id, 5)
    confirmed(runtime, boss, start)
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(drained, [runtime, runtime]))
    drained(runtime)
    assert now_is(runtime, start) is StartState.DONE
    found = enrollments(runtime)
    assert len(found) == 6
    assert {one.subject for one in found[2:]} == {f"renewal:{number}" for number in _cases(runtime)}
    # Known by their case: what names it so ends it.
    with runtime.reading() as session:
        number, external_id = session.execute(
            select(Case.number, Person.external_id)
            .join(Party, Party.case_id == Case.id)
            .join(Person, Person.id == Party.person_id)
            .where(Party.id == found[-1].party_id)
        ).one()
    done = tell(runtime, office, "renewal.completed", party={"external_id": external_id},
                case={"number": number}, id=number)  # fmt: skip
    assert did(done) == {"renewal": "stopped"}
    # The same list for the same day again: all of them are in it, or through with it.
    again = made(runtime, boss, kept(runtime, boss))
    drained(runtime)
    assert foretold(runtime, again) == (0, {rows.ALREADY: 4, rows.OVER: 2})
    with runtime.unit() as unit, pytest.raises(StartError, match="Nobody"):
        acts.confirm(unit, boss, again.id, 0)


def _told(runtime: Runtime) -> tuple[int | None, ...]:
    with runtime.reading() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table))
            for table in (AgencyEvent, Enrollment, EnrollmentStep)
        )


def _cases(runtime: Runtime) -> Sequence[str]:
    with runtime.reading() as session:
        return session.scalars(
            select(Case.number).where(Case.number.not_in(["CS-10482", "CS-2"]))
        ).all()


def test_a_worker_killed_half_way_is_taken_over_and_nobody_is_enrolled_twice(
    runtime: Runtime, office: Office, boss: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    with runtime.unit() as unit:
        for _ in range(5):
            add_parent(unit, office)
    start = made(runtime, boss, kept(runtime, boss))
    confirmed(runtime, boss, start)
    runtime.database.dispose()
    child = os.fork()
    if child == 0:
        own = replace(runtime, database=Database(runtime.database.url))
        running.drain(own)
        enrol = rows.enrolled

        def dies(*args: Any) -> None:
            enrol(*args)
            os._exit(9)

        # In this process, which ends here.
        vars(running)["enrolled"] = dies
        running.drain(own)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert len(enrollments(runtime)) == 2
    drained(runtime)
    found = enrollments(runtime)
    assert len(found) == len({one.party_id for one in found}) == 5


@sqlite
def test_a_list_about_the_same_thing_brings_each_ones_own_date(
    runtime: Runtime, office: Office, boss: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(runtime, office, "appointment.scheduled")
    asks = kept(runtime, boss, Audience(about=About.APPOINTMENT))
    start = made(runtime, boss, asks, campaign="appointment", day=None)
    drained(runtime)
    assert foretold(runtime, start) == (0, {rows.ALREADY: 1})
    # As after a campaign about the same has come to stand beside one of long ago.
    monkeypatch.setattr(audience, "campaigns_about", lambda _: ("of_old",))
    with runtime.unit() as unit:
        unit.session.scalars(select(Enrollment)).one().campaign = "of_old"
    again = made(runtime, boss, asks, campaign="appointment", day=None)
    confirmed(runtime, boss, again)
    drained(runtime)
    old, new = enrollments(runtime)
    assert (new.campaign, new.party_id) == ("appointment", old.party_id)
    assert (new.subject, new.anchor_at) == (old.subject, old.anchor_at)
    assert new.values == old.values


@sqlite
def test_nobody_is_told_who_is_held_out_and_all_are_counted_alike(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    with runtime.unit() as unit:
        for _ in range(16):
            add_parent(unit, office)
        design = Design(holdout=0.5, baseline=0.5, smallest_effect=0.1)
        renewal = load_campaigns()["renewal"]
        experiments.start(unit, office.agency.id, renewal, design, boss.actor)
    start = made(runtime, boss, kept(runtime, boss))
    drained(runtime)
    assert foretold(runtime, start) == (16, {})
    confirmed(runtime, boss, start)
    drained(runtime)
    assert {one.arm for one in enrollments(runtime)} >= {"held_out"}
    assert foretold(runtime, start) == (0, {})


@sqlite
def test_two_records_that_became_one_person_are_enrolled_once(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    with runtime.unit() as unit:
        one, other = add_parent(unit, office), add_parent(unit, office)
    start = made(runtime, boss, kept(runtime, boss))
    confirmed(runtime, boss, start)
    with runtime.unit() as unit:
        joining.join(unit, boss, boss.actor, one.person.id, other.person.id, JoinReason.AGENCY)
    drained(runtime)
    assert now_is(runtime, start) is StartState.DONE
    assert len(enrollments(runtime)) == 1


@sqlite
def test_too_late_is_said_and_a_supervisor_finds_only_whom_they_may_see(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        south = add_branch(unit, office.agency, "south")
        sup = Viewer.of(add_staff(unit, office.agency, south, role=StaffRole.SUPERVISOR))
        nora = Viewer.of(add_staff(unit, office.agency, office.branch))
        add_parent(unit, office)
        twice = add_parent(unit, office)
        unit.session.get_one(Person, twice.person.id).language = "es"
    row = kept(runtime, nora)
    theirs = made(runtime, sup, row)
    with pytest.raises(ForbiddenError):
        made(runtime, nora, row)
    near = made(runtime, boss, row, day=TODAY + timedelta(days=1))
    drained(runtime)
    assert foretold(runtime, theirs) == (0, {})
    enrolled, whys = foretold(runtime, near)
    assert enrolled + sum(whys.values()) == 2
    with runtime.reading() as session, pytest.raises(NotFoundError):
        acts.find(session, sup, near.id)
    row.asks = {"own": {"a_field_that_rests": "yes"}}
    with pytest.raises(StartError, match="field"):
        made(runtime, boss, row)
    with runtime.unit() as unit:
        acts.cancel(unit, boss, near.id)
    assert now_is(runtime, near) is StartState.CANCELLED
    clock.move(acts.KEPT + timedelta(seconds=1))
    with runtime.unit() as unit:
        assert acts.forget_old(unit) == 1
