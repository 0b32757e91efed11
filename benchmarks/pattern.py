"""The sample agency as the demo tells of it, played in this process on a clock of its own: some
sixty parents, three weeks, everything settled. Of it `grown.py` makes an agency of any size."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from benchmarks import office
from campaigns import intake
from campaigns.arrivals import Arrived
from campaigns.experiments import running
from campaigns.experiments.design import Design
from campaigns.incoming.reading import read_event
from campaigns.loading import load_campaigns
from campaigns.models.import_job import ImportBad, ImportJob, ImportState
from campaigns.sends import acts, making, saved, series
from campaigns.sends.audience import Audience
from campaigns.sends.rhythm import Every, Rhythm
from campaigns.starting import acts as starts
from casework.models.saved_filter import SavedFilter
from casework.models.saved_reply import SavedReply
from channels.file_kinds import FileKind
from channels.values import ChannelKind, DeliveryReport, DeliveryStatus, Inbound
from messaging.directory import absences, name_marks
from messaging.directory.access import Viewer
from messaging.directory.agencies import agency_by_slug
from messaging.inbound import forms
from messaging.inbound import intake as arriving
from messaging.models.agency import Agency, Branch
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.case import Case, Party
from messaging.models.file import File, FileState
from messaging.models.inbound import InboundMessage
from messaging.models.message import Message, MessageStatus
from messaging.models.person import Person
from messaging.models.staff import Staff, StaffRole
from messaging.models.thread import Thread
from messaging.outbound import receipts
from messaging.outbound.replies import reply
from messaging.platform.clock import utc_now
from messaging.platform.ids import new_id
from messaging.platform.lanes import SENDING_LANES, Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from outgoing import endpoints
from service.demo import cast as people
from service.demo import setting, story
from service.demo.cast import Cast, Parent
from service.jobs import Process
from tests.support.clock import MovableClock
from tests.support.fake_channel import BAD_CONTACT
from tests.support.runtimes import fake_channels
from web.forms import FORMS

DAYS = 21
EVERY = timedelta(days=3)
"""The demo's reminders are days apart: so often is looked what is due."""
NOBODYS = "!"
"""The hash of no password."""
WORK = (Lane.INBOUND, Lane.JOURNEYS, *SENDING_LANES, Lane.FACTS)


def play(url: str) -> None:
    """Into the empty tables at `url`."""
    now = utc_now()
    clock = MovableClock((now - timedelta(days=DAYS)).replace(hour=18, minute=0))
    channels = fake_channels(clock)
    with (
        office.runtime(office.environment(url, "/nowhere")) as composed,
        closing(Process(replace(composed, clock=clock, channels=channels))) as process,
    ):
        house = replace(composed, clock=clock, channels=channels)
        played = _Play(house, process, clock)
        for role in ("custodial", "noncustodial"):
            unheard = played.cast.by_role[people.LANDLINE, role].phone
            channels[ChannelKind.SMS].fail_for(str(unheard), BAD_CONTACT)
        played.all_of_it(now)


class _Play:
    def __init__(self, house: Runtime, process: Process, clock: MovableClock) -> None:
        self._house, self._process, self._clock = house, process, clock
        self._zone = setting.prepare(house).zone
        self._count = 0
        self.cast: Cast = people.make_cast()

    def all_of_it(self, now: datetime) -> None:
        with self._house.unit() as unit:
            _before(unit)
        self._agency_tells()
        while self._clock() + EVERY < now:
            self._work()
            self._clock.move(EVERY)
        self._clock.set(now - timedelta(hours=20))
        self._work()
        self._parents_answer()
        self._clock.set(now - timedelta(hours=2))
        self._staff_act()
        self._work()
        with self._house.unit() as unit:
            _after(unit)
            name_marks.step(unit)

    def _work(self) -> None:
        for _ in range(2):
            for lane in WORK:
                self._process.answer(lane)
            with self._house.unit() as unit:
                _arrived(unit)

    def _agency_tells(self) -> None:
        now = self._clock()
        told = [(t.kind, t.parent, t.about) for t in story.events(self.cast, now, self._zone)]
        for role in ("custodial", "noncustodial"):
            both = self.cast.by_role[people.SHARED_PHONE, role]
            told.insert(0, ("party.updated", both, {}))
        with self._house.unit() as unit:
            intake.accept_all(unit, _agency(unit), [self._event(*one) for one in told])
        with self._house.unit() as unit:
            setting.assign(unit)

    def _event(self, kind: str, parent: Parent, about: dict[str, object]) -> Arrived:
        now, self._count = self._clock(), self._count + 1
        case = {"number": parent.case, "program": people.PROGRAM, "branch": parent.branch}
        party = parent.described(self._zone, now - timedelta(days=365))
        raw = json.dumps(
            {
                "type": kind,
                "timestamp": now.isoformat(),
                "data": {"case": case, "party": party, **about},
            }
        )
        return Arrived(read_event(raw), f"evt-{self._count}", raw)

    def _parents_answer(self) -> None:
        sender = self._house.settings.texts_from
        for parent, text in story.spoken(self.cast):
            self._hear(str(parent.phone), sender, text)
        self._hear(story.STRANGER, sender, "Hello, is this the county? My number changed")
        self._work()

    def _hear(self, phone: str, to: str, text: str) -> None:
        self._count += 1
        now = self._clock.move(timedelta(minutes=1))
        with self._house.unit() as unit:
            heard = Inbound(
                ChannelKind.SMS, "twilio", f"SM{self._count}", phone, to, text, now, f"Body={text}"
            )
            arriving.store(unit, _agency(unit), heard)

    def _staff_act(self) -> None:
        with self._house.unit() as unit:
            for parent, text, channel in story.replies(self.cast):
                if channel is ChannelKind.SMS:
                    nora = _viewer(unit, people.STAFF[0].email)
                    thread = _thread_of(unit, parent)
                    reply(unit, self._house, nora, thread, text, channel, f"p-{parent.external_id}")
                    forms.ask(unit, self._house, nora, thread, next(iter(FORMS)))
            _lists(unit, self._house)


def _agency(unit: Unit) -> Agency:
    agency = agency_by_slug(unit.session, people.AGENCY)
    assert agency is not None
    return agency


def _viewer(unit: Unit, email: str) -> Viewer:
    return Viewer.of(unit.session.scalars(select(Staff).where(Staff.email == email)).one())


def _thread_of(unit: Unit, parent: Parent) -> UUID:
    return unit.session.scalars(
        select(Thread.id)
        .join(Party, Party.id == Thread.party_id)
        .join(Person, Person.id == Party.person_id)
        .join(Case, Case.id == Party.case_id)
        .where(Person.external_id == parent.external_id, Case.number == parent.case)
    ).one()


def _before(unit: Unit) -> None:
    """What an office has beside its families."""
    agency = _agency(unit)
    for branch in unit.session.scalars(select(Branch)):
        unit.session.add(
            Staff(
                agency_id=agency.id, branch_id=branch.id, role=StaffRole.SUPERVISOR,
                email=f"sup-{branch.code}@oak.example", name="Sue Pine",
                password_hash=NOBODYS,
            )
        )  # fmt: skip
    unit.session.flush()
    endpoints.add(unit, agency.id, "https://oak.example/hooks")
    design = Design(holdout=0.1, baseline=0.55, smallest_effect=0.06, longest_days=1000)
    running.start(unit, agency.id, load_campaigns()["renewal"], design, "system")
    nora, ben = (_viewer(unit, worker.email) for worker in people.STAFF[:2])
    unit.session.add(
        SavedFilter(
            agency_id=agency.id, staff_id=nora.staff_id, name="Mine", asks={"of": "mine"},
            created_at=unit.now,
        )
    )  # fmt: skip
    unit.session.add(
        SavedReply(agency_id=agency.id, name="Hours", texts={"en": "Mon-Fri"}, changed_at=unit.now)
    )
    today = unit.now.date()
    absences.enter(unit, nora, nora.actor, nora.staff_id, (today, today), ben.staff_id)


def _arrived(unit: Unit) -> None:
    """What the carrier would tell of every text it took."""
    rows = unit.session.execute(
        select(Attempt.provider, Attempt.provider_id, Attempt.id)
        .join(Message, Message.id == Attempt.message_id)
        .where(Message.status == MessageStatus.SENT, Message.channel == ChannelKind.SMS)
    ).all()
    told = DeliveryStatus.DELIVERED
    receipts.apply_many(unit, [DeliveryReport(way, str(name), told, row)
                               for way, name, row in rows])  # fmt: skip


def _lists(unit: Unit, house: Runtime) -> None:
    """A send that goes out to one parent, one of a whole branch and one that repeats, which nobody
    has confirmed, and a campaign that is started for a kept list."""
    sue = _viewer(unit, "sup-north@oak.example")
    thread = unit.session.scalars(
        select(Thread.id).where(Thread.branch_id == sue.branch_id).order_by(Thread.id)
    ).first()
    for key, audience in (("one", Audience(thread_id=thread)), ("all", Audience())):
        wanted = making.Wanted(audience=audience, words={"en": "{{ agency_name }}: Hello"})
        made = making.make(unit, house, sue, key, wanted)
        if key == "one":
            acts.confirm(unit, sue, made.id, 1)
    weekly = Rhythm(Every.WEEK, 1, 10, unit.now.date() + timedelta(days=60))
    words = making.Wanted(audience=Audience(), words={"en": "{{ agency_name }}: Hello"})
    series.draft(unit, house, sue, "weekly", words, weekly)
    kept = saved.keep(unit, sue, "Spanish", Audience(language="es"))
    starts.make(unit, sue, "renewal", kept, unit.now.date() + timedelta(days=1), "start")


def _after(unit: Unit) -> None:
    """What the story leaves out: a file, a file of parents, and a text of which nobody knows."""
    agency, ada = _agency(unit), _viewer(unit, "ada@oak.example")
    heard = unit.session.scalars(
        select(InboundMessage)
        .join(Thread, Thread.id == InboundMessage.thread_id)
        .join(Branch, Branch.id == Thread.branch_id)
        .where(Branch.code == "north")
        .limit(1)
    ).one()
    file = File(
        id=new_id(), agency_id=agency.id, inbound_id=heard.id, position=0, state=FileState.KEPT,
        kind=FileKind.TEXT, size=5, created_at=unit.now, next_try_at=unit.now,
    )  # fmt: skip
    file.source, file.name, file.content = "", "sample.txt", b"hello"
    job = ImportJob(
        id=new_id(), agency_id=agency.id, author_id=ada.staff_id, made_by="sample", kind="people",
        encoding="utf-8", rows_in_all=500, rows=500, bad_rows=1, state=ImportState.DONE,
        worked_at=unit.now, created_at=unit.now, ended_at=unit.now,
    )  # fmt: skip
    job.name, job.headings = "sample.csv", '["case_number"]'
    unit.session.add_all([file, job])
    unit.session.flush()
    bad = ImportBad(agency_id=agency.id, job_id=job.id, number=0)
    bad.lines = '"CS-1","the case is missing"\n'
    unit.session.add(bad)
    doubt = unit.session.scalars(
        select(Attempt)
        .join(Message, Message.id == Attempt.message_id)
        .where(Message.status == MessageStatus.DELIVERED)
        .limit(1)
    ).one()
    doubt.outcome, doubt.checked_at, doubt.provider_id = AttemptOutcome.UNCLEAR, unit.now, None
    unit.session.get_one(Message, doubt.message_id).status = MessageStatus.UNCERTAIN


def emails(branch: str) -> Sequence[str]:
    """A caseworker of it, its supervisor, and the administrator of all."""
    workers = {"north": people.STAFF[0].email, "south": people.STAFF[2].email}
    return workers[branch], f"sup-{branch}@oak.example", "ada@oak.example"
