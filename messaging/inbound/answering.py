"""What has an answer of its own: a wrong number, a question about the other parent, an answer to a
question of ours, anything from a shared phone."""

from sqlalchemy import exists, select

from messaging.compliance.answers import read_taken
from messaging.compliance.gate import Purpose, Reachability
from messaging.compliance.location_request import asks_location
from messaging.compliance.offered import offered
from messaging.compliance.wrong_number import WrongNumber, read_wrong_number
from messaging.directory import audit
from messaging.inbound.heard import Heard, person_id, today
from messaging.inbound.opting import hold
from messaging.models.case import Party
from messaging.models.inbound import Disposition
from messaging.outbound import questions
from messaging.outbound.outbox import cancel_to
from messaging.outbound.reasons import WRONG_NUMBER
from messaging.platform.events import FactType

WRONG_PERSON = Reachability.WRONG_PERSON


def wrong_number(heard: Heard) -> Disposition | None:
    verdict = read_wrong_number(heard.inbound.text)
    if verdict is WrongNumber.NO or heard.contact is None:
        return None
    if verdict is WrongNumber.UNCLEAR:
        hold(heard)
        return Disposition.TASK
    if heard.contact.reachability is WRONG_PERSON:
        return Disposition.HANDLED  # told and answered before
    heard.contact.reachability = WRONG_PERSON
    cancel_to(heard.unit, heard.contact, WRONG_NUMBER)
    heard.answer("wrong_number", Purpose.WRONG_NUMBER_ANSWER)
    heard.record(FactType.WRONG_NUMBER)
    return Disposition.TASK


def location(heard: Heard) -> Disposition | None:
    """Asking where the other parent is. Nothing of them is read but whether they are protected,
    and that only decides how soon a worker looks."""
    if not asks_location(heard.inbound.text) or heard.thread is None:
        return None
    agency_id, asker = heard.thread.agency_id, person_id(heard)
    theirs = select(Party.case_id).where(Party.agency_id == agency_id, Party.person_id == asker)
    protected = heard.unit.session.scalar(
        select(
            exists().where(
                Party.agency_id == agency_id,
                Party.case_id.in_(theirs),
                Party.person_id != asker,
                Party.nondisclosure,
            )
        )
    )
    heard.answer("location_refusal", Purpose.ANSWER)
    actor, subject = f"parent:{heard.thread.id}", heard.message.id if heard.message else None
    audit.note(heard.unit, agency_id, actor, "location_request", "message", subject)
    heard.record(FactType.LOCATION_ASKED, urgent=bool(protected))
    return Disposition.TASK


def answer(heard: Heard) -> Disposition | None:
    question, thread, message = heard.question, heard.thread, heard.message
    if question is None or thread is None or message is None or heard.urgent:
        # Whoever tells of danger is not promised a call by five: the person who reads it has the
        # question beside it.
        return None
    asked = questions.asking(heard.unit.session, question, heard.inbound.channel)
    taken = read_taken(heard.inbound.text, offered(asked.text if asked else "", question.choices))
    about = (heard.unit, question)
    if taken is not None:
        questions.answer(*about, taken.value, message.id, inbound_id=heard.inbound.id)
        if not taken.more:
            return Disposition.HANDLED
        questions.record(*about, FactType.ANSWER_SAYS_MORE, message.id, heard.inbound.id)
    else:
        questions.record(*about, FactType.ANSWER_NOT_UNDERSTOOD, message.id, heard.inbound.id)
        # One origin a day: the parent is told once that someone will read it.
        origin = f"not_understood:{thread.id}:{today(heard)}"
        heard.answer("not_understood", Purpose.ANSWER, origin)
    return Disposition.TASK


def refuse_details(heard: Heard) -> None:
    """Once a day: whoever asks again has read it, and two machines must not go on for ever."""
    if heard.contact is not None:
        origin = f"shared:{heard.contact.id}:{today(heard)}"
        heard.answer("shared_phone_refusal", Purpose.ANSWER, origin)
