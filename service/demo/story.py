"""What happens: the agency tells, parents answer, a caseworker replies. Everything goes through
the doors that a real agency, carrier and browser would use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from channels.values import ChannelKind
from messaging.models.case import Case, Party
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.runtime import Runtime
from service.demo import cast as people
from service.demo.cast import Cast, Parent
from service.demo.doors import AgencyDoor, ChatPage, Sandbox, StaffDoor
from service.demo.quiet import wait_until_quiet
from service.demo.setting import Setting, assign

STRANGER = "+17735550199"
PLACE = "10 Main St"


@dataclass(frozen=True, slots=True)
class Told:
    """One event of the agency: what it is about, and for whom."""

    kind: str
    parent: Parent
    about: dict[str, object]
    key: str


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything the acts use."""

    runtime: Runtime
    setting: Setting
    cast: Cast
    agency: AgencyDoor
    sandbox: Sandbox
    chat: ChatPage
    staff: StaffDoor
    say: Callable[[str], None]

    def settle(self) -> None:
        wait_until_quiet(self.runtime)

    def thread_of(self, parent: Parent) -> UUID:
        with self.runtime.reading() as session:
            return session.scalars(
                select(Thread.id)
                .join(Party, Party.id == Thread.party_id)
                .join(Person, Person.id == Party.person_id)
                .join(Case, Case.id == Party.case_id)
                .where(Person.external_id == parent.external_id, Case.number == parent.case)
            ).one()


def play(stage: Stage) -> None:
    """The whole story. Raises `DoorError` or `StillBusyError` when something does not answer."""
    for title, act in ACTS:
        stage.say(title)
        act(stage)
        stage.settle()


def events(cast: Cast, now: datetime, zone: str) -> Sequence[Told]:
    """One event for each parent: appointments, renewals, payments due and posted."""
    today = now.astimezone(ZoneInfo(zone)).date()
    at = datetime.combine(today + timedelta(days=9), datetime.min.time(), ZoneInfo(zone))
    appointment = {
        "starts_at": at.replace(hour=14).isoformat(),
        "place": PLACE,
        "kind": "review",
    }
    due = (today + timedelta(days=12)).isoformat()
    soon = (today + timedelta(days=5)).isoformat()
    told = []
    for number, parent in enumerate(cast.parents):
        custodial = parent.role == "custodial"
        kinds: dict[str, dict[str, object]] = {
            "renewal.due": {"renewal": {"id": f"R-{number}", "due_on": due, "program": "renewal"}},
            "appointment.scheduled": {"appointment": {"id": f"A-{number}", **appointment}},
            "payment.posted": {"payment": {"id": f"Q-{number}", "posted_on": today.isoformat()}},
            "payment.due": {"payment": {"id": f"D-{number}", "due_on": soon}},
        }
        kind = _kind_for(parent, number, custodial)
        told.append(Told(kind, parent, kinds[kind], f"evt-{number:03}"))
    return told


def _kind_for(parent: Parent, number: int, custodial: bool) -> str:
    if not custodial:
        return "payment.due" if number % 3 else "appointment.scheduled"
    if parent.family in (1, 8):
        return "renewal.due"
    return ("appointment.scheduled", "renewal.due", "payment.posted")[
        0 if parent.family < 14 else number % 3
    ]


def the_agency_tells(stage: Stage) -> None:
    stage.sandbox.behave(_phone(stage.cast.custodial(people.LANDLINE)), "landline")
    stage.sandbox.behave(_phone(stage.cast.noncustodial(people.LANDLINE)), "landline")
    now = stage.runtime.clock()
    for role in ("custodial", "noncustodial"):
        # Both parents of one family are known by the same phone before anything is sent.
        both = stage.cast.by_role[people.SHARED_PHONE, role]
        stage.agency.tell("party.updated", both, {}, now, f"evt-known-{role}")
    for told in events(stage.cast, now, stage.setting.zone):
        stage.agency.tell(told.kind, told.parent, told.about, now, told.key)
    with stage.runtime.unit() as unit:
        assign(unit)


def the_agency_repeats_itself(stage: Stage) -> None:
    """Its network hiccups and it posts the first ten again."""
    now = stage.runtime.clock()
    for told in events(stage.cast, now, stage.setting.zone)[:10]:
        stage.agency.tell(told.kind, told.parent, told.about, now, told.key)


def parents_answer(stage: Stage) -> None:
    for parent, text in spoken(stage.cast):
        stage.sandbox.text(_phone(parent), text)
        stage.settle()
    stage.sandbox.text(STRANGER, "Hello, is this the county? My number changed")


def spoken(cast: Cast) -> Sequence[tuple[Parent, str]]:
    """Who texts what, in this order."""
    one, other = cast.custodial, cast.noncustodial
    return (
        (one(0), "¿Puedo ir a las 3?"),
        (other(0), "talk i lost my job"),
        (one(1), "yes"),
        (other(1), "Stop texting me please"),
        (other(1), "START"),
        (other(1), "help"),
        (one(2), "ALTO"),
        (one(2), "iniciar"),
        (one(2), "ayuda"),
        (one(people.SHARED_PHONE), "when is my hearing"),
        (other(people.PROTECTED), "where is she living now i need the address"),
        (other(5), "cant do this anymore i want to die"),
        (one(5), "he found us im scared"),
        (other(7), "wrong number who is this"),
        (one(8), "NO"),
        (other(10), "please stop texting me"),
        (one(9), "C please"),
    )


def the_agency_tells_more(stage: Stage) -> None:
    """A payment arrives in time, an appointment is missed, and one parent has opted out."""
    now = stage.runtime.clock()
    today = now.date().isoformat()
    zone = ZoneInfo(stage.setting.zone)
    day = now.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    slots = [(day + timedelta(days=3)).replace(hour=10), (day + timedelta(days=4)).replace(hour=14)]
    stage.agency.tell(
        "payment.posted",
        stage.cast.custodial(10),
        {"payment": {"id": "Q-900", "posted_on": today}},
        now,
        "evt-900",
    )
    stage.agency.tell(
        "payment.due",
        stage.cast.noncustodial(10),
        {"payment": {"id": "D-901", "due_on": (now.date() + timedelta(days=3)).isoformat()}},
        now,
        "evt-901",
    )
    stage.agency.tell(
        "appointment.missed",
        stage.cast.custodial(11),
        {
            "appointment": {
                "id": "A-902",
                "place": PLACE,
                "slots": [slot.isoformat() for slot in slots],
            }
        },
        now,
        "evt-902",
    )
    stage.settle()
    stage.sandbox.text(_phone(stage.cast.custodial(11)), "b please")


def a_parent_chats_and_another_writes_email(stage: Stage) -> None:
    link = _chat_link(stage, stage.cast.custodial(13))
    stage.chat.write(link, "Can I pay with cash?")
    stage.settle()
    stage.chat.leave(link)
    writer = stage.cast.custodial(12)
    letters = [mail for mail in stage.sandbox.mail_to(_email(writer)) if mail["subject"]]
    stage.sandbox.answer_mail(letters[-1]["id"], "Can we do 3pm?")


def a_caseworker_replies(stage: Stage) -> None:
    for parent, text, channel in replies(stage.cast):
        key = f"demo-{parent.external_id}"
        stage.staff.reply(stage.thread_of(parent), text, channel.value, key)
    # Pressed twice: the same key is the same reply.
    parent, text, channel = replies(stage.cast)[0]
    stage.staff.reply(stage.thread_of(parent), text, channel.value, f"demo-{parent.external_id}")


def replies(cast: Cast) -> Sequence[tuple[Parent, str, ChannelKind]]:
    """What the caseworker of the north office answers."""
    return (
        (cast.custodial(0), "Sí, a las 3 está bien.", ChannelKind.SMS),
        (cast.noncustodial(0), "I will call you tomorrow at 10.", ChannelKind.SMS),
        (cast.custodial(12), "Sí, la cambiamos a las 3.", ChannelKind.EMAIL),
    )


def a_colleague_answers_the_chat(stage: Stage) -> None:
    """In the south office; the parent has left the page by then, so a nudge goes out by text."""
    with_key = StaffDoor(stage.runtime.settings.public_url, stage.setting.keys["ines@oak.example"])
    try:
        with_key.reply(
            stage.thread_of(stage.cast.custodial(13)),
            "Yes. You can pay cash at 10 Main St, Mon-Fri 8-5.",
            ChannelKind.CHAT.value,
            "demo-chat",
        )
    finally:
        with_key.close()


ACTS: Sequence[tuple[str, Callable[[Stage], None]]] = (
    ("The agency tells of appointments, renewals and payments", the_agency_tells),
    ("Its network hiccups, and it tells the first ten again", the_agency_repeats_itself),
    ("Parents answer, in their own words", parents_answer),
    ("The agency tells more: paid, missed, due", the_agency_tells_more),
    ("One parent chats, another answers by email", a_parent_chats_and_another_writes_email),
    ("A caseworker replies", a_caseworker_replies),
    ("A colleague answers the chat", a_colleague_answers_the_chat),
)


def _chat_link(stage: Stage, parent: Parent) -> str:
    """From the email the parent got."""
    for mail in reversed(stage.sandbox.mail_to(_email(parent))):
        for word in mail["text"].split():
            if "/p/chat/" in word:
                return str(word)
    raise LookupError("no email to this parent carries a chat link")


def _phone(parent: Parent) -> str:
    if parent.phone is None:
        raise LookupError("this parent has no phone")
    return parent.phone


def _email(parent: Parent) -> str:
    if parent.email is None:
        raise LookupError("this parent has no email address")
    return parent.email
