"""Beside the thread: what a caseworker wants to know of this parent while writing to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.experiments.design import HELD_OUT
from campaigns.loading import load_campaigns
from campaigns.models.enrollment import Enrollment
from casework.handing_over import branches, workers
from channels.values import ChannelKind
from messaging.compliance import consent
from messaging.compliance.consent import ConsentState
from messaging.compliance.preferences import Wish, paused_until, wished
from messaging.directory import absences, consents, dispositions, speaking
from messaging.directory.access import Viewer, hidden_threads
from messaging.directory.preferences import TOPICS
from messaging.models.agency import Branch
from messaging.models.case import Case, Party
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.inbound import InboundMessage
from messaging.models.person import Person
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from messaging.outbound import nudges
from web.catalogue import N_
from web.masking import masked
from web.staff.todos import Todo, of_thread
from web.tally import tally
from web.topics import ABOUT
from web.voice import Voice
from web.wording import CHANNEL, CONSENT, REACHABILITY, language_name


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    channel: str
    address: str
    """Masked."""
    consent: str
    trouble: str
    """What stands in the way, or empty."""
    held: UUID | None
    """Its id where a person is to decide whether they opted out."""


@dataclass(frozen=True, slots=True, repr=False)
class Choice:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True, repr=False)
class CasePane:
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
        number=case.number,
        program=case.program.replace("_", " ").capitalize(),
        branch=branch.name,
        caseworker=worker or voice.say(N_("Nobody yet")),
        away=_away(session, case, voice),
        closed=voice.day(case.closed_at) if case.closed_at else "",
        language=language_name(person.language, voice.language),
        writes_in=language_name(wrote, voice.language) if wrote else "",
        writes_in_code=wrote or "",
        zone=theirs.zone_name(),
        their_time=theirs.clock(voice.now),
        contacts=_contacts(session, party, voice),
        tasks=of_thread(session, viewer, thread.id, voice),
        held_out=_held_out(session, party, voice),
        hidden=_hidden(session, viewer, person),
        put_away=voice.within(thread.closed_at) if thread.closed_at else "",
        worker_id=case.caseworker_id,
        workers=[Choice(each.id, each.name) for each in workers(session, viewer, case)],
        branch_id=case.branch_id,
        branches=[Choice(each.id, each.name) for each in branches(session, viewer)],
        answer_by=voice.within(due) if due else "",
        answer_late=due is not None and due <= voice.now,
        read_until=voice.now.isoformat(),
    )


def _away(session: Session, case: Case, voice: Voice) -> str:
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


def _hidden(session: Session, viewer: Viewer, person: Person) -> int:
    theirs = hidden_threads(viewer).where(Party.person_id == person.id)
    return tally(session, theirs.with_only_columns(Thread.id)) if viewer.programs else 0


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


def _contacts(session: Session, party: Party, voice: Voice) -> list[Contact]:
    rows = session.scalars(
        select(ContactPoint)
        .join(PersonContact, PersonContact.contact_point_id == ContactPoint.id)
        .where(
            PersonContact.agency_id == party.agency_id, PersonContact.person_id == party.person_id
        )
        .order_by(ContactPoint.kind.desc(), PersonContact.since.desc())
    ).all()
    return [
        Contact(
            channel=voice.say(CHANNEL[row.kind]),
            address=masked(row.kind, row.address),
            consent=_consent(session, row, voice),
            trouble=_trouble(row, voice),
            held=row.id if row.held_for_review_at is not None else None,
        )
        for row in rows
    ]


def _consent(session: Session, row: ContactPoint, voice: Voice) -> str:
    if row.kind is ChannelKind.CHAT:
        return ""
    state = voice.say(CONSENT[row.kind, consents.state_of(session, row, nudges.TOPIC)])
    return " · ".join([state, *_wishes(session, row, voice)])


def _wishes(session: Session, row: ContactPoint, voice: Voice) -> Iterator[str]:
    """What the parent chose on their preferences page."""
    entries = consents.ledgers(session, [row.id])[row.id]
    states = {topic: consent.state(entries, topic) for topic in (consent.ALL_TOPICS, *TOPICS)}
    refused = [topic for topic in TOPICS if states[topic] is ConsentState.REVOKED]
    if refused and states[consent.ALL_TOPICS] is not ConsentState.REVOKED:
        named = ", ".join(voice.say(ABOUT[topic]).lower() for topic in refused)
        yield voice.say(N_("no %(topics)s"), topics=named)
    if hours := wished(entries, Wish.HOURS):
        yield voice.say(N_("only %(hours)s"), hours=hours.replace("-", "–"))
    until = paused_until(entries)
    if until is not None and until > voice.now:
        yield voice.say(N_("paused until %(day)s"), day=voice.day(until))


def _trouble(row: ContactPoint, voice: Voice) -> str:
    if not row.safe_to_contact:
        return voice.say(N_("Not safe: never write here"))
    if row.held_for_review_at is not None:
        return voice.say(N_("On hold: decide whether they opted out"))
    words = REACHABILITY.get(row.reachability)
    return voice.say(words) if words else ""
