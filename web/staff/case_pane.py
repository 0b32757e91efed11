"""Beside the thread: what a caseworker wants to know of this parent while writing to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.experiments.design import HELD_OUT
from campaigns.loading import load_campaigns
from campaigns.models.enrollment import Enrollment
from casework.handing_over import branches, workers
from messaging.directory import absences, dispositions, own_fields, own_values, speaking
from messaging.directory.access import Act, Viewer, hidden_threads, may, visible_threads
from messaging.models.agency import Branch
from messaging.models.case import Case, Party
from messaging.models.inbound import InboundMessage
from messaging.models.person import Person
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from web.catalogue import N_
from web.own_field_words import Shown, shown
from web.staff.coming_up import ComingUp, coming_up
from web.staff.contacts import Contact, contacts_of
from web.staff.todos import Todo, of_thread
from web.tally import tally
from web.voice import Voice
from web.wording import language_name

OTHERS = 5


@dataclass(frozen=True, slots=True, repr=False)
class Choice:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True, repr=False)
class OtherCase:
    """Another case of this parent that the reader works with."""

    thread_id: UUID
    number: str
    program: str


@dataclass(frozen=True, slots=True, repr=False)
class CasePane:
    case_id: UUID
    person_id: UUID
    number: str
    program: str
    branch: str
    caseworker: str
    away: str
    """That the caseworker is away, and who covers; or empty."""
    closed: str
    language: str
    writes_in: str
    """Another language, of what they wrote lately, in words; or empty."""
    writes_in_code: str
    zone: str
    their_time: str
    contacts: Sequence[Contact]
    tasks: Sequence[Todo]
    held_out: Sequence[tuple[str, str]]
    """Campaigns that do not remind them, each with why."""
    own: Sequence[Shown]
    """Fields of the agency's own that are in use, for who may note something in them."""
    coming: ComingUp | None
    """None for who may not know of it."""
    others: Sequence[OtherCase]
    hidden: int
    """Other cases of this parent, in programs that the reader does not work for."""
    put_away: str
    """Since when the conversation is closed, or empty."""
    worker_id: UUID | None
    workers: Sequence[Choice]
    """Who could have the case."""
    branch_id: UUID
    branches: Sequence[Choice]
    """Where the reader may move it to, or none."""
    answer_by: str
    """By when the parent is to be answered, or empty where nothing waits."""
    answer_late: bool
    read_until: str
    """What this page shows came before then."""

    @property
    def unfit(self) -> bool:
        """Something was typed into a field of the agency's own that does not fit."""
        return any(each.problem for each in self.own)

    @property
    def urgent(self) -> Sequence[Todo]:
        return [task for task in self.tasks if task.urgent]


def case_pane(
    session: Session,
    viewer: Viewer,
    thread: Thread,
    party: Party,
    case: Case,
    person: Person,
    voice: Voice,
) -> CasePane:
    theirs = voice.in_zone(person.time_zone)
    branch = session.scalars(select(Branch).where(Branch.id == case.branch_id)).one()
    worker = session.scalar(select(Staff.name).where(Staff.id == case.caseworker_id))
    due = session.scalar(
        select(func.min(InboundMessage.answer_due_at)).where(
            dispositions.waiting(),
            InboundMessage.agency_id == thread.agency_id,
            InboundMessage.thread_id == thread.id,
        )
    )
    wrote = speaking.proposed(session, thread, person)
    return CasePane(
        case_id=case.id,
        person_id=person.id,
        number=case.number,
        program=program_name(case),
        branch=branch.name,
        caseworker=worker or voice.say(N_("Nobody yet")),
        away=away_of(session, case, voice),
        closed=voice.day(case.closed_at) if case.closed_at else "",
        language=language_name(person.language, voice.language),
        writes_in=language_name(wrote, voice.language) if wrote else "",
        writes_in_code=wrote or "",
        zone=theirs.zone_name(),
        their_time=theirs.clock(voice.now),
        contacts=contacts_of(session, person, voice),
        tasks=of_thread(session, viewer, thread.id, voice),
        held_out=_held_out(session, party, voice),
        own=_own(session, viewer, party, voice),
        coming=coming_up(session, thread, party, case, person, voice)
        if may(viewer, Act.TASKS)
        else None,
        others=_others(session, viewer, case, person),
        hidden=hidden_of(session, viewer, person),
        put_away=voice.within(thread.closed_at) if thread.closed_at else "",
        worker_id=case.caseworker_id,
        workers=[Choice(each.id, each.name) for each in workers(session, viewer, case)],
        branch_id=case.branch_id,
        branches=[Choice(each.id, each.name) for each in branches(session, viewer)],
        answer_by=voice.within(due) if due else "",
        answer_late=due is not None and due <= voice.now,
        read_until=voice.now.isoformat(),
    )


def program_name(case: Case) -> str:
    return case.program.replace("_", " ").capitalize()


def away_of(session: Session, case: Case, voice: Voice) -> str:
    """That the caseworker is away, and who covers; or empty."""
    away = absences.away(session, case.agency_id, voice.now)
    if case.caseworker_id is None or case.caseworker_id not in away:
        return ""
    covers = select(Staff.name).where(Staff.id.in_(away[case.caseworker_id])).order_by(Staff.name)
    names = ", ".join(session.scalars(covers))
    return (
        voice.say(N_("Away, covered by %(names)s"), names=names)
        if names
        else voice.say(N_("Away, and nobody covers"))
    )


def _own(session: Session, viewer: Viewer, party: Party, voice: Voice) -> list[Shown]:
    """A partner, to whom the case was referred, is not shown them."""
    fields = own_fields.in_use(session, party.agency_id) if may(viewer, Act.WRITE) else {}
    if not fields:
        return []
    known = own_values.of_party(session, party)
    return [
        shown(one, own_values.value_of(one, known[one.id]) if one.id in known else None, voice)
        for one in fields.values()
    ]


def hidden_of(session: Session, viewer: Viewer, person: Person) -> int:
    """How many other cases of theirs are in programs that `viewer` does not work for."""
    theirs = hidden_threads(viewer).where(Party.person_id == person.id)
    return tally(session, theirs.with_only_columns(Thread.id)) if viewer.programs else 0


def _others(session: Session, viewer: Viewer, case: Case, person: Person) -> list[OtherCase]:
    """Open ones, as far as `viewer` may see them."""
    rows = session.execute(
        visible_threads(viewer)
        .where(
            Party.agency_id == viewer.agency_id,
            Party.person_id == person.id,
            Case.id != case.id,
            Case.closed_at.is_(None),
        )
        .order_by(Case.number)
        .limit(OTHERS)
    )
    return [OtherCase(thread.id, other.number, program_name(other)) for thread, _, other in rows]


def _held_out(session: Session, party: Party, voice: Voice) -> list[tuple[str, str]]:
    """The latest of each campaign that is not over yet for those who are reminded."""
    rows = session.execute(
        select(Enrollment.campaign, func.max(Enrollment.assigned_at))
        .where(
            Enrollment.agency_id == party.agency_id,
            Enrollment.party_id == party.id,
            Enrollment.arm == HELD_OUT,
            Enrollment.counts_until > voice.now,
        )
        .group_by(Enrollment.campaign)
        .order_by(Enrollment.campaign)
    )
    known = load_campaigns()
    return [
        (
            known[campaign].name if campaign in known else campaign,
            voice.say(
                N_(
                    "Not reminded: in the comparison group since %(day)s, to learn whether "
                    "reminders help. What the law requires still goes."
                ),
                day=voice.day(since) if since else "",
            ),
        )
        for campaign, since in rows
    ]
