"""One of each thing that the pages draw, in every state: what the page of the design system shows.
Values of the pages' own kinds, so that what a page comes to need is missed here at once."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from campaigns.definition import HelpKind
from campaigns.reports.tables import By
from casework.models.task import TaskKind
from casework.wording import words
from channels.values import ChannelKind
from messaging.compliance import field_words
from messaging.directory.own_fields import Choice as FieldChoice
from messaging.directory.own_fields import Field
from messaging.inbound.routing import TriageReason
from messaging.models.case import PartyRole
from messaging.models.message import MessageStatus
from messaging.models.own_field import FieldKind
from messaging.outbound.reasons import NO_CONTACT, sentence
from web.own_field_words import KIND, Shown, shown
from web.staff.appointment_rows import STANDS, Row
from web.staff.asides import HAPPENED, Aside
from web.staff.bubbles import (
    REASONED,
    TAKE_IT_BACK,
    UNDO_IT,
    Bubble,
    Conversation,
    Day,
    wording_words,
)
from web.staff.case_pane import CasePane, Choice, OtherCase
from web.staff.coming_up import Ahead, ComingUp
from web.staff.contacts import Contact
from web.staff.desk import WAITS, Desk, ReplyBox, WayChoice
from web.staff.inbox_list import Line, Listing
from web.staff.listed import Listed, Sought
from web.staff.open_answer import MEANS, OpenAnswer
from web.staff.people import HUES, Who
from web.staff.reports import HEADINGS, ShownLine, ShownTable
from web.staff.several import Outcome, Refusal
from web.staff.snooze_times import When, offers, until
from web.staff.spotting import excerpt, folded
from web.staff.strays import Answer, Chat, Stray
from web.staff.tasks import Item
from web.staff.todos import Alarm, Todo
from web.staff.triage import LINK_IN_IT, Refused
from web.staff.within import Found, Hit
from web.voice import Voice
from web.wording import CHANNEL, CONSENT, INSTEAD, REACHABILITY, ROLE, STATUS, TONE, TRIAGE, WAY

NOBODY = UUID(int=0)
"""Of no row: what is pressed on the page finds nothing."""
SAID = {"en": "Can I come at 3?", "es": "¿Puedo ir a las 3?"}
LONG = "https://oak.example/" + "x" * 40


def who(number: int, voice: Voice) -> Who:
    """Roles and colours in turn."""
    role = list(PartyRole)[number % len(PartyRole)]
    return Who(
        party_id=UUID(int=number), first_name="Maria", name="Maria Sample", initials="MS",
        role=voice.say(ROLE[role]), role_key=role.value, hue=number % HUES,
        case_number=f"CS-{100 + number}", language="", language_code=voice.language,
        nondisclosure=number == 1,
    )  # fmt: skip


def listing(voice: Voice) -> Listing:
    """A line in each state, one after the other."""
    states: Sequence[dict[str, object]] = (
        {"unread": 3}, {"from_us": True}, {"troubled": True},
        {"urgent": words(TaskKind.SAFETY, voice.language).title}, {"put_away": True},
        {"snoozed": voice.within(until(When.TOMORROW, voice))}, {"back": True},
        {"covering": "Nora Sample"},
    )  # fmt: skip
    usual: dict[str, object] = {
        "unread": 0, "from_us": False, "troubled": False, "urgent": "", "put_away": False,
        "snoozed": "", "back": False, "covering": "",
    }  # fmt: skip
    return Listing(
        [
            Line(
                thread_id=UUID(int=number), who=who(number, voice), preview=SAID[voice.language],
                when=voice.short(voice.now), exact=voice.exact(voice.now),
                iso=voice.now.isoformat(), **{**usual, **state},  # type: ignore[arg-type]  # each of its own kind
            )
            for number, state in enumerate(states)
        ],
        more=True,
        hidden=2,
    )  # fmt: skip


def desk(voice: Voice) -> Desk:
    return Desk(
        thread_id=NOBODY, who=who(1, voice), conversation=conversation(voice),
        case=case_pane(voice), reply=reply(voice),
        open_answer=OpenAnswer(
            NOBODY, SAID[voice.language], voice.language, "mm 3", voice.within(voice.now),
            [("A", "3:00", ""), ("C", "", voice.say(MEANS[HelpKind.CALL_BACK]))],
        ),
        answering=["Nora Sample"], limit=1, snoozed=voice.within(until(When.TOMORROW, voice)),
        snooze=offers(voice), note_key="sample-note", found=found(voice),
    )  # fmt: skip


def found(voice: Voice) -> Found:
    """More than are shown."""
    said = SAID[voice.language]
    words = said.split()[1]
    hits = [
        Hit(
            message_id=UUID(int=number), number=number, moment=voice.moment(voice.now),
            exact=voice.exact(voice.now), iso=voice.now.isoformat(), by="Maria Sample",
            language=voice.language, pieces=excerpt(said, [folded(words)]), shown=1,
        )
        for number in (1, 2)
    ]  # fmt: skip
    return Found(words, hits, 3)


def conversation(voice: Voice) -> Conversation:
    """What a parent said on each channel, and each fate of what we say."""
    theirs = [_bubble(number, voice, channel) for number, channel in enumerate(ChannelKind)]
    ours = [
        _bubble(10 + number, voice, status=status) for number, status in enumerate(MessageStatus)
    ]
    return Conversation(
        [Day(voice.day(voice.now), voice.now.date().isoformat(), [*theirs, *ours, *asides(voice)])],
        earlier=True,
        newest="",
    )


def _bubble(
    number: int,
    voice: Voice,
    channel: ChannelKind = ChannelKind.SMS,
    status: MessageStatus | None = None,
) -> Bubble:
    wrong = status in REASONED
    again = {MessageStatus.QUEUED: UNDO_IT, MessageStatus.SENDING: TAKE_IT_BACK}
    return Bubble(
        id=UUID(int=number), mine=status is not None, text=f"{SAID[voice.language]} {LONG}",
        rest=SAID[voice.language] if channel is ChannelKind.EMAIL else "",
        subject=SAID[voice.language] if channel is ChannelKind.EMAIL else "",
        language=voice.language, channel=voice.say(CHANNEL[channel]), channel_key=channel.value,
        by="Nora Sample" if status else "",
        wording=wording_words("renewal_reminder", 1, 3, voice) if wrong else "",
        clock=voice.clock(voice.now),
        exact=voice.exact(voice.now), iso=voice.now.isoformat(),
        status=voice.say(STATUS[status]) if status else "",
        tone=TONE[status] if status else "quiet",
        because=sentence(NO_CONTACT, voice.language) if wrong else "",
        instead=voice.say(INSTEAD[ChannelKind.EMAIL], time=voice.clock(voice.now)) if wrong else "",
        take_back=voice.say(again[status]) if status in again else "",
        parts=voice.count("%(number)s part", "%(number)s parts", 2) if status else "", files=[],
    )  # fmt: skip


def asides(voice: Voice) -> list[Aside]:
    """What happened, and a private note."""
    handed_over = HAPPENED["case.handed_over"]
    said = voice.say(handed_over, who="Nora Sample", to="Ruth Sample")
    return [
        Aside(UUID(int=50 + number), voice.now, text, by, voice.clock(voice.now),
              voice.exact(voice.now), voice.now.isoformat())
        for number, (text, by) in enumerate([(said, ""), (SAID[voice.language], "Nora Sample")])
    ]  # fmt: skip


def reply(voice: Voice) -> ReplyBox:
    """One way that is open, one that waits, one that is closed."""
    waits = voice.say(WAITS, time=voice.within(until(When.TOMORROW, voice)))
    no = sentence(NO_CONTACT, voice.language)
    return ReplyBox(
        key="sample",
        ways=[
            WayChoice(
                ChannelKind.SMS, voice.say(WAY[ChannelKind.SMS], address="••• 0142"), True, ""
            ),
            WayChoice(
                ChannelKind.EMAIL, voice.say(WAY[ChannelKind.EMAIL], address="m•••@example.org"),
                False, no,
            ),
            WayChoice(ChannelKind.CHAT, voice.say(WAY[ChannelKind.CHAT]), True, waits),
        ],
        chosen=ChannelKind.SMS, saved=[(NOBODY, "Sample")], text=SAID[voice.language], problem=no,
    )  # fmt: skip


def case_pane(voice: Voice) -> CasePane:
    time = voice.within(voice.now)
    contacts = [
        Contact(voice.say(CHANNEL[channel]), "••• 0142", voice.say(said), "", None)
        for (channel, _), said in CONSENT.items()
    ]
    contacts += [
        Contact(voice.say(CHANNEL[ChannelKind.SMS]), "••• 0143", "", voice.say(said), None)
        for said in REACHABILITY.values()
    ]
    held = Contact(voice.say(CHANNEL[ChannelKind.SMS]), "••• 0144", "", "", NOBODY)
    return CasePane(
        case_id=NOBODY,
        person_id=NOBODY,
        number="CS-101", program="Child support", branch="North", caseworker="Nora Sample",
        away="", closed="", language="", zone=voice.zone_name(), their_time=voice.clock(voice.now),
        contacts=[*contacts, held],
        tasks=[todo(number, voice) for number in range(3)], held_out=[], hidden=1, put_away=time,
        worker_id=NOBODY, workers=[Choice(NOBODY, "Nora Sample")], branch_id=NOBODY,
        branches=[Choice(NOBODY, "North"), Choice(UUID(int=1), "South")], answer_by=time,
        answer_late=True, own=own_fields(voice), read_until=voice.now.isoformat(),
        writes_in="Somali", writes_in_code="so", coming=coming_up(voice),
        others=[OtherCase(NOBODY, "CS-102", "Child support")],
    )  # fmt: skip


def coming_up(voice: Voice) -> ComingUp:
    """An appointment in each state, and a message of a campaign."""
    at, exact, iso = voice.moment(voice.now), voice.exact(voice.now), voice.now.isoformat()
    return ComingUp(
        appointments=[
            Row(
                thread_id=NOBODY, who=who(0, voice), clock=voice.clock(voice.now), moment=at,
                exact=exact, iso=iso, theirs=voice.clock(voice.now), place="10 Main St",
                tone=tone, state=voice.say(words), why="", moved=False, told="",
            )
            for tone, words in STANDS.values()
        ],
        messages=[Ahead("Renewal", at, exact, iso)],
        paused=voice.day(voice.now),
    )  # fmt: skip


def own_fields(voice: Voice) -> list[Shown]:
    """A known one, one of each kind of which nothing is known, the last with what does not fit."""
    choices = (FieldChoice("north", "North side"), FieldChoice("south", "South side"))
    known = [
        shown(Field(NOBODY, f"own_{number}", voice.say(KIND[kind]), kind, choices, False), value,
              voice)
        for number, (kind, value) in enumerate(
            [(FieldKind.CHOICE, "north"), *((one, None) for one in FieldKind)]
        )
    ]  # fmt: skip
    return [*known[:-1], known[-1].typed("123-45-6789", field_words.NUMBERS, voice)]


def todo(number: int, voice: Voice) -> Todo:
    """Urgent, late, taken."""
    said = words(list(TaskKind)[number + 2], voice.language)
    return Todo(
        id=UUID(int=number), thread_id=None, title=said.title, what_to_do=said.what_to_do,
        urgent=number == 0, due=voice.within(voice.now), exact=voice.exact(voice.now),
        iso=voice.now.isoformat(), late=number == 1, place="", by_deciding=False, held=None,
        taken_by="Nora Sample" if number == 2 else "", taken=voice.within(voice.now),
        covering="",
    )  # fmt: skip


def items(voice: Voice) -> Sequence[Item]:
    """A card each: urgent, late, taken, of no parent, decided right there, for a colleague."""
    states: Sequence[dict[str, object]] = (
        {"urgent": True}, {"late": True}, {"taken_by": "Nora Sample"},
        {"place": "/staff/uncertain"}, {"held": NOBODY, "by_deciding": True},
        {"covering": "Nora Sample"},
    )  # fmt: skip
    return [
        Item(
            replace(todo(1, voice), **{"id": UUID(int=20 + number), "late": False, **state}),  # type: ignore[arg-type]  # each of its own kind
            None if "place" in state else who(number, voice),
        )
        for number, state in enumerate(states)
    ]


def strays(voice: Voice) -> Sequence[Stray]:
    """Of a number nobody has, one that several use, one who perhaps stops, and two chats: whose
    page is open, and closed."""
    now, time = voice.moment(voice.now), voice.within(until(When.TOMORROW, voice))
    said = Answer(UUID(int=30), SAID[voice.language], "Nora Sample", now, now, "", now)
    unseen = replace(said, id=UUID(int=31), shown="")
    states: Sequence[dict[str, object]] = (
        {"id": NOBODY, "remember": True}, {"candidates": listing(voice).lines[:2]}, {"held": True},
        {"chat": Chat([said, unseen], time, "sample")}, {"chat": Chat([said], "", "sample")},
    )  # fmt: skip
    reasons = list(TriageReason)
    return [
        replace(
            Stray(
                id=UUID(int=40 + number), channel=voice.say(CHANNEL[ChannelKind.SMS]),
                sender=f"••• 01{number}2", text=f"{SAID[voice.language]} {LONG}", files=[],
                moment=now, exact=voice.exact(voice.now), iso=voice.now.isoformat(),
                because=voice.say(TRIAGE[reasons[number % len(reasons)]]), remember=False,
                held=False, chat=None, candidates=[],
            ),
            **state,  # type: ignore[arg-type]  # each of its own kind
        )
        for number, state in enumerate(states)
    ]  # fmt: skip


def refused() -> Refused:
    """What was to be said in the open chat."""
    return Refused(UUID(int=43), SAID["en"], LINK_IN_IT)


def table(voice: Voice) -> ShownTable:
    """Small and large numbers, none, and a word that is longer than its column."""
    counts = ["12,345", "12,340", "12,001", "987", "654", "5.3%", "24,680"]
    return ShownTable(
        "sample", voice.say(HEADINGS[By.CHANNEL]),
        [
            ShownLine("", voice.say(CHANNEL[ChannelKind.SMS]), counts),
            ShownLine("North", LONG, ["0"] * 6 + ["–"]),
        ],
        counts,
    )  # fmt: skip


def alarm(voice: Voice) -> Alarm:
    return Alarm(number=2, since=voice.now, told=1)


def outcome(done: str, why: str, voice: Voice) -> Outcome:
    return Outcome(done, [Refusal(NOBODY, who(0, voice), why)], unknown=2)


def long_list() -> Listed[str]:
    """The second page of five."""
    return Listed(["North office"] * 10, Sought(page=2), 10, 47)
