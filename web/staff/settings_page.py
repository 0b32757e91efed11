"""What the settings page shows, beside whatever could not be set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from fastapi.responses import HTMLResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.sends import audience
from channels.values import ChannelKind
from messaging.directory import own_fields
from messaging.directory.access import Viewer
from messaging.directory.colleagues import offices, offices_called
from messaging.models.agency import Agency, Branch
from messaging.models.case import Case
from messaging.models.own_field import FieldKind
from messaging.models.retention import LegalHold, Record, Retention
from messaging.models.sender import Sender
from messaging.outbound import senders
from messaging.runtime import Runtime
from web.catalogue import N_
from web.own_field_words import KIND
from web.rendering import html
from web.staff.inbox_list import counts
from web.staff.installation import INSTALLATION
from web.staff.listed import Listed, Sought, listed, shown_as
from web.staff.sessions import SignedIn
from web.tally import tally
from web.voice import Voice
from web.wording import CHANNEL

ALL = Sought()
PAGE = 10
"""Each with its form."""
FORM = "branch-"
"""Before the id of a branch it is the name of its form."""
SHARED = N_("Other agencies write from it too, so whoever runs Kinline sets it: kinline sender")
RECORD: Mapping[Record, str] = MappingProxyType(
    {
        Record.MESSAGES: N_("The words of messages"),
        Record.ARRIVED: N_("What came in, as it came"),
        Record.FILES: N_("Pictures and files"),
        Record.EVENTS: N_("What your systems told us"),
        Record.NAMES: N_("Names of people whose cases are all closed"),
    }
)


@dataclass(frozen=True, slots=True)
class BranchLine:
    id: UUID
    code: str
    name: str
    enabled: bool
    cases: int
    """Open ones."""


@dataclass(frozen=True, slots=True)
class FieldLine:
    id: UUID
    key: str
    label: str
    kind: str
    choices: str | None
    """As somebody would type them; None where it has none."""
    resting: Sequence[str]
    """The names of choices that rest."""
    used: bool


@dataclass(frozen=True, slots=True)
class SenderLine:
    channel: str
    kind: str
    address: str
    paused: bool
    rate: str
    shared: str
    """Why this agency cannot set it, or empty."""


@dataclass(frozen=True, slots=True)
class KeptLine:
    record: str
    name: str
    days: int | None


@dataclass(frozen=True, slots=True, repr=False)
class Problem:
    """What could not be set, with what was typed."""

    form: str
    words: str
    typed: Mapping[str, Any]


def settings_page(
    runtime: Runtime,
    person: SignedIn,
    sought: Sought = ALL,
    *,
    told: str = "",
    problem: Problem | None = None,
) -> HTMLResponse:
    """422 where there is a problem."""
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        agency = session.get_one(Agency, viewer.agency_id)
        return html(
            "staff/settings.html",
            voice.language,
            status_code=422 if problem else 200,
            person=person,
            counts=counts(session, viewer, voice.now),
            told=voice.say(told) if told else "",
            problem=Problem(problem.form, voice.say(problem.words), problem.typed)
            if problem
            else None,
            agency=agency,
            branches=_branches(session, viewer, sought, problem),
            programs=_programs(session, viewer),
            fields=_fields(session, agency.id, voice),
            kinds=[(one.value, voice.say(words)) for one, words in KIND.items()],
            senders=_senders(session, runtime, agency, voice),
            kept=_kept(session, agency.id, voice),
            on_hold=_on_hold(session, agency.id),
            installation=INSTALLATION,
            place="settings",
        )


def _branches(
    session: Session, viewer: Viewer, sought: Sought, problem: Problem | None
) -> Listed[BranchLine]:
    """A page of them; the one alone that could not be set as it was written."""
    found, wrong = offices(viewer), problem.form.removeprefix(FORM) if problem else ""
    if problem and problem.form != wrong:
        found, sought = found.where(Branch.id == UUID(wrong)), ALL
    page = listed(session, found, offices_called, sought, PAGE)
    numbers = dict(
        session.execute(
            select(Case.branch_id, func.count())
            .where(Case.branch_id.in_([row.id for row in page.rows]), Case.closed_at.is_(None))
            .group_by(Case.branch_id)
        ).all()
    )
    return shown_as(
        [
            BranchLine(row.id, row.code, row.name, row.enabled, numbers.get(row.id, 0))
            for row in page.rows
        ],
        page,
    )


def _programs(session: Session, viewer: Viewer) -> Sequence[tuple[str, int]]:
    """As cases name them, with a `web.tally` of open ones."""
    cases = select(Case.id).where(Case.agency_id == viewer.agency_id, Case.closed_at.is_(None))
    return [
        (program, tally(session, cases.where(Case.program == program)))
        for program in audience.programs(session, viewer)
    ]


def _fields(session: Session, agency_id: UUID, voice: Voice) -> Sequence[FieldLine]:
    """Those that rest stand last."""
    known = own_fields.of_agency(session, agency_id).values()
    return [
        FieldLine(
            one.id,
            one.key,
            one.label,
            voice.say(KIND[one.kind]),
            own_fields.typed(one.choices) if one.kind is FieldKind.CHOICE else None,
            [each.label for each in one.choices if each.rests],
            not one.rests,
        )
        for one in sorted(known, key=lambda one: one.rests)
    ]


def _senders(
    session: Session, runtime: Runtime, agency: Agency, voice: Voice
) -> Sequence[SenderLine]:
    own = {senders.sender_of(runtime.settings, agency, channel) for channel in ChannelKind}
    return [
        _sender(session, runtime, row, voice)
        for row in senders.every(session, runtime.settings)
        if (row.channel, row.address) in own
    ]


def _sender(session: Session, runtime: Runtime, row: Sender, voice: Voice) -> SenderLine:
    shared = senders.is_shared(session, runtime.settings, (row.channel, row.address))
    rate = row.segments_per_second
    return SenderLine(
        channel=row.channel.value,
        kind=voice.say(CHANNEL[row.channel]),
        address=row.address,
        paused=row.paused_at is not None,
        rate="" if rate is None else f"{rate:g}",
        shared=voice.say(SHARED) if shared else "",
    )


def _kept(session: Session, agency_id: UUID, voice: Voice) -> Sequence[KeptLine]:
    rows = session.scalars(select(Retention).where(Retention.agency_id == agency_id))
    days = {row.record: row.days for row in rows}
    return [
        KeptLine(each.value, voice.say(words), days.get(each)) for each, words in RECORD.items()
    ]


def _on_hold(session: Session, agency_id: UUID) -> Sequence[str]:
    """Case numbers; at most so many as a page can show."""
    return session.scalars(
        select(Case.number)
        .join(LegalHold, LegalHold.case_id == Case.id)
        .where(LegalHold.agency_id == agency_id, LegalHold.ended_at.is_(None))
        .order_by(Case.number)
        .limit(200)
    ).all()
