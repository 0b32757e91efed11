"""What each filter of the inbox lets through, and in which order, on both databases."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.directory import consents, contact_points
from messaging.directory.access import Viewer
from messaging.directory.register import Registered
from messaging.models.case import Case, PartyRole
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.thread import Thread
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.support.people import Office, add_parent, add_staff, phone
from web.staff.inbox_list import listing
from web.staff.sieve import Filter, Role, Sieve, State, Tongue
from web.voice import Voice

HOUR = timedelta(hours=1)


class Town:
    """One parent of each kind; the name of each says what about them."""

    def __init__(self, unit: Unit, office: Office) -> None:
        self.unit, self.office = unit, office
        self.worker = add_staff(unit, office.agency, office.branch)
        self.names: dict[UUID, str] = {}
        now = unit.now
        self.add("quiet", said=now - 9 * HOUR)
        self.add("unread", unread=2, said=now - 8 * HOUR)
        self.add("asleep", snoozed_until=now + HOUR, said=now - 7 * HOUR)
        self.add("back", snoozed_until=now - HOUR, said=now - 6 * HOUR)
        self.add("away", closed_at=now - HOUR, said=now - 5 * HOUR)
        self.add("mine", said=now - 4 * HOUR, worker_id=self.worker.id)
        self.waits("waits", now - 30 * HOUR)
        self.waits("waits longer", now - 50 * HOUR)
        self.opts_out("out", now - 6 * 24 * HOUR)
        self.opts_out("out before", now - 8 * 24 * HOUR)
        self.opts_out("in again", now - 24 * HOUR, again=now - HOUR)
        self.add("spanish", language="es", said=now - 3 * HOUR)
        self.add("somali", language="so", role=PartyRole.GUARDIAN, said=now - 2 * HOUR)
        add_parent(unit, office)  # nothing was ever said

    def add(self, name: str, *, language: str = "en", role: PartyRole = PartyRole.CUSTODIAL,
            text_to: str | None = None, said: object = None, worker_id: UUID | None = None,
            **thread: object) -> Registered:  # fmt: skip
        parent = add_parent(
            self.unit, self.office, language=language, role=role, text_to=text_to or phone()
        )
        values = {"last_message_at": said or self.unit.now - 20 * HOUR, **thread}
        self.unit.session.execute(
            update(Thread).where(Thread.id == parent.thread.id).values(**values)
        )
        self.unit.session.execute(
            update(Case).where(Case.id == parent.case.id).values(caseworker_id=worker_id)
        )
        self.names[parent.thread.id] = name
        return parent

    def waits(self, name: str, since: object) -> None:
        parent = self.add(name, last_inbound_at=since)
        row = InboundMessage(
            id=new_id(), agency_id=self.office.agency.id, channel=ChannelKind.SMS,
            provider="twilio", provider_id=name, sender_index=b"", thread_id=parent.thread.id,
            state=InboundState.THREADED, received_at=since, answer_due_at=since,
        )  # fmt: skip
        row.sender, row.recipient, row.text, row.raw = "+13125550199", "+13125550100", "hello", ""
        self.unit.session.add(row)

    def opts_out(self, name: str, at: object, again: object = None) -> None:
        number = phone()
        self.add(name, text_to=number)
        contact = contact_points.find_or_add(
            self.unit.session, self.office.agency.id, ChannelKind.SMS, number
        )
        said = [(ConsentChange.REVOKE, at), *([(ConsentChange.GRANT, again)] if again else [])]
        for change, when in said:
            consents.append(self.unit, contact, change, ConsentSource.PARENT, at=when)  # type: ignore[arg-type]  # times, as they came

    def listed(self, sieve: Sieve) -> list[str]:
        voice = Voice.of("en", "America/Chicago", self.unit.now)
        self.unit.session.flush()
        lines = listing(self.unit.session, Viewer.of(self.worker), voice, sieve).lines
        return [self.names[line.thread_id] for line in lines]


@pytest.mark.usefixtures("database")
def test_each_filter_lets_through_what_it_says(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        town = Town(unit, office)
        everything = town.listed(Sieve())
        assert everything[:2] == ["unread", "back"]
        assert everything[2:8] == ["somali", "spanish", "mine", "away", "quiet", "in again"]
        assert set(everything) == set(town.names.values()) - {"asleep"}
        for sieve, expected in (
            (Sieve(state=State.UNREAD), ["unread"]),
            (Sieve(state=State.SNOOZED), ["asleep"]),
            (Sieve(state=State.PUT_AWAY), ["away"]),
            (Sieve(state=State.WAITING), ["waits longer", "waits"]),
            (Sieve(state=State.OPTED_OUT), ["out"]),
            (Sieve(whose=Filter.MINE), ["mine"]),
            (Sieve(whose=Filter.MINE, state=State.UNREAD), []),
            (Sieve(tongue=Tongue.SPANISH), ["spanish"]),
            (Sieve(tongue=Tongue.OTHER), ["somali"]),
            (Sieve(role=Role.GUARDIAN), ["somali"]),
            (Sieve(role=Role.GUARDIAN, tongue=Tongue.ENGLISH), []),
        ):
            assert town.listed(sieve) == expected, sieve


@pytest.mark.parametrize(
    "sieve",
    [Sieve(), Sieve(Filter.MINE), Sieve(Filter.MINE, State.OPTED_OUT, Tongue.OTHER, Role.OTHER)],
    ids=["usual", "mine", "all"],
)
def test_what_is_kept_asks_the_same_again(sieve: Sieve) -> None:
    assert Sieve.read(sieve.asks) == sieve


def test_a_word_that_means_nothing_any_more_asks_for_nothing() -> None:
    assert Sieve.read({"in": "moon", "state": "blue"}) == Sieve()
