"""A parent picked one of the times they were offered: it becomes their appointment's, or somebody
else has it already, and they are told what is left."""

from datetime import datetime

from sqlalchemy import select

from campaigns import enrolling, own
from campaigns.addressing import zone_of
from campaigns.dates import calendar_entry
from campaigns.definition import NONE_LEFT, ONE_LEFT, HelpKind, answer_for
from campaigns.models.enrollment import Enrollment
from campaigns.reactions.given import Given
from campaigns.roll import Wanted
from campaigns.slots import ANSWERED, MOVED, Picked, Slot, about_dates, is_free, take
from messaging.directory.office import office_hours
from messaging.models.question import Question
from messaging.outbound import outbox, questions
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.calendar import Entry


def book(unit: Unit, runtime: Runtime, given: Given) -> bool:
    """Whether the time is the parent's from now on; then reminders are counted from it. If not,
    they have been told so, and the rest of the answer does not apply."""
    slot = _slot(given, given.answer.books)
    enrollment = given.way.enrollment
    if slot is None:
        return False
    draft = given.reply(runtime, ONE_LEFT, given.values, "taken")
    if outbox.by_origin(unit, draft.agency_id, draft.origin):
        return False  # an earlier run of this reaction has told them
    if not take(unit, slot, Picked(enrollment.party_id, enrollment.subject, given.message.id)):
        _tell_taken(unit, runtime, given)
        return False
    _move(unit, given, slot.starts_at)
    return True


def booked_date(unit: Unit, given: Given) -> Entry | None:
    """The appointment as it stands now, for the parent's calendar."""
    missed = given.way.enrollment
    moved = unit.session.scalars(
        select(Enrollment)
        .where(
            Enrollment.agency_id == missed.agency_id,
            Enrollment.party_id == missed.party_id,
            Enrollment.subject == missed.subject,
            Enrollment.campaign.in_(about_dates()),
        )
        .order_by(Enrollment.generation.desc())
    ).first()
    return calendar_entry(moved, given.values) if moved else None


def _slot(given: Given, name: str | None) -> Slot | None:
    """The time that the enrollment's values keep by that name; None where it has passed."""
    moment, to = given.values.get(name or ""), given.way.to
    if not isinstance(moment, datetime):
        return None
    seats = given.values.get("slot_seats", 1)
    place = str(given.values.get("appointment_place", ""))
    return Slot(to.agency.id, to.branch.id, place, moment, seats if isinstance(seats, int) else 1)


def _move(unit: Unit, given: Given, moment: datetime) -> None:
    """The appointment has its new time: its own reminders are counted from there."""
    enrollment, to = given.way.enrollment, given.way.to
    wanted = Wanted(
        agency_id=enrollment.agency_id,
        party_id=enrollment.party_id,
        person_id=to.person.id,
        case_id=to.case.id,
        thread_id=to.thread.id,
        zone=zone_of(to),
        office=office_hours(to.agency, to.branch),
        subject=enrollment.subject,
        anchor=moment,
        values={
            "appointment_at": moment,
            "appointment_place": given.values["appointment_place"],
        },
        event_id=enrollment.event_id,
        event_type=MOVED,
        at=enrolling.laid_out_at(unit, enrollment),
    )
    for campaign in own.of_agency(unit.session, enrollment.agency_id).in_force.values():
        if MOVED in campaign.starts_on:
            enrolling.start(unit, campaign, wanted, already_told=True)


def _tell_taken(unit: Unit, runtime: Runtime, given: Given) -> None:
    """The question is put once more without what is gone; with no time left, a worker calls."""
    question = unit.session.scalars(
        select(Question).where(
            Question.agency_id == given.message.agency_id, Question.id == given.question_id
        )
    ).one()
    offered = {word: _books(given, word) for word in question.choices}
    left = {word: name for word, name in offered.items() if not name or _is_open(unit, given, name)}
    times = [(word, name) for word, name in left.items() if name]
    if times:
        word, name = times[0]
        values = {**given.values, "slot_letter": word, "slot_left": given.values[name]}
        outbox.compose(unit, runtime, given.reply(runtime, ONE_LEFT, values, "taken"))
        if question.message_id == given.message.id:
            question.choices = list(left)
            questions.reopen(unit, given.message.agency_id, question.id)
        return
    outbox.compose(unit, runtime, given.reply(runtime, NONE_LEFT, given.values, "taken"))
    given.want_call(unit, HelpKind.CALL_BACK)
    enrolling.stop(unit, given.way.enrollment, ANSWERED)


def _books(given: Given, word: str) -> str | None:
    """The time that this word picks; None for one that picks no time."""
    question = given.way.campaign.question(given.way.row.step)
    named = answer_for(question, word) if question else None
    return named[1].books if named else None


def _is_open(unit: Unit, given: Given, name: str) -> bool:
    slot = _slot(given, name)
    return slot is not None and slot.starts_at > unit.now and is_free(unit, slot)
