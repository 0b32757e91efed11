"""What a parent's words ask for, and what follows at once.

Safety is read first and always. Then the readers in their order; the first that recognises the
message has it. What none recognises waits for a person, which is what most messages want.
"""

from messaging.compliance import keywords
from messaging.compliance.safety import read_safety
from messaging.inbound import answering, forms, opting, receipts
from messaging.inbound.alarm import raise_alarm
from messaging.inbound.heard import Heard, Reader
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import Disposition, InboundMessage
from messaging.models.message import Message
from messaging.models.question import Question
from messaging.models.thread import Thread
from messaging.outbound import questions
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

OPTING: tuple[Reader, ...] = (opting.stop, opting.start, opting.help_wanted)
UNCLEAR: tuple[Reader, ...] = (answering.wrong_number, opting.unclear_stop)
READERS = (*OPTING, *UNCLEAR, answering.location, answering.answer)
READERS_IN_TRIAGE = (*OPTING, *UNCLEAR)


def react(
    unit: Unit,
    runtime: Runtime,
    inbound: InboundMessage,
    contact: ContactPoint | None,
    thread: Thread,
    message: Message,
    *,
    stranger: bool = False,
) -> Disposition | None:
    """Do what a message in a thread asks for; what became of it, None where a person has to answer.
    A machine's words ask for nothing, and are never answered (RFC 3834)."""
    if inbound.automatic:
        return Disposition.HANDLED
    question = questions.open_question(
        unit.session, thread.agency_id, thread.id, inbound.received_at
    )
    heard = _heard(unit, runtime, inbound, contact, thread, message, question, stranger=stranger)
    if heard.urgent:
        raise_alarm(heard, may_answer=not forms.is_form(inbound))
    if forms.is_form(inbound):
        return Disposition.TASK if heard.urgent else None
    opting.speak(heard)
    became = _first_that_recognises(heard, READERS)
    if heard.urgent:
        return Disposition.TASK
    if became is None:
        receipts.out_of_hours(heard)
    return became


def react_in_triage(
    unit: Unit,
    runtime: Runtime,
    inbound: InboundMessage,
    contact: ContactPoint | None,
    *,
    shared: bool,
) -> Disposition | None:
    """Do what can be done without knowing who wrote: keywords count for the number, danger for
    whoever it is, and a shared phone gets the answer that tells nothing."""
    if inbound.automatic:
        return Disposition.HANDLED
    heard = _heard(unit, runtime, inbound, contact, None, None, None)
    if heard.urgent:
        # Someone else may hold a shared phone: there only the workers hear of it.
        raise_alarm(heard, may_answer=not shared)
    became = _first_that_recognises(heard, READERS_IN_TRIAGE)
    if heard.urgent:
        return Disposition.TASK
    if became is None and shared:
        answering.refuse_details(heard)
    return became


def _heard(
    unit: Unit,
    runtime: Runtime,
    inbound: InboundMessage,
    contact: ContactPoint | None,
    thread: Thread | None,
    message: Message | None,
    question: Question | None,
    *,
    stranger: bool = False,
) -> Heard:
    text = inbound.text
    safety = read_safety(text)
    return Heard(
        unit,
        runtime,
        inbound,
        contact,
        thread,
        message,
        keywords.read(text, inbound.opt_out_type),
        question,
        safety.urgent,
        safety.watched,
        stranger,
    )


def _first_that_recognises(heard: Heard, readers: tuple[Reader, ...]) -> Disposition | None:
    return next((became for reader in readers if (became := reader(heard)) is not None), None)
