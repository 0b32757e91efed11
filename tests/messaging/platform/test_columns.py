"""Columns: times keep their instant, words stay words, sealed text reads as plain text."""

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import StatementError

from messaging.models.agency import Agency
from messaging.models.message import Message
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.columns import Sealed, words
from messaging.platform.database import Database
from messaging.platform.ids import new_id
from messaging.platform.sealing import Keyring
from messaging.runtime import Runtime
from tests.support.people import Office, add_parent

MOMENTS = [
    datetime(2026, 3, 2, 16, 0, tzinfo=UTC),
    datetime(2026, 3, 2, 16, 0, 0, 1, tzinfo=UTC),
    datetime(2026, 3, 2, 16, 0, 0, 999999, tzinfo=UTC),
    datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("America/Chicago")),
    datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/Chicago"), fold=1),
    datetime(2026, 3, 2, 5, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-10, minutes=-30))),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC),
]


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_a_time_comes_back_as_the_same_instant_in_utc(
    runtime: Runtime, office: Office, moment: datetime
) -> None:
    with runtime.unit() as unit:
        maria = add_parent(unit, office)
        maria.thread.last_message_at = moment
    with runtime.reading() as session:
        back = session.scalars(
            select(Thread.last_message_at).where(Thread.last_message_at == moment)
        ).one()
    assert back is not None
    assert back.tzinfo is UTC
    # Times inside a repeated hour are equal to no time of another zone (PEP 495).
    assert back == moment.astimezone(UTC)


def test_times_are_compared_as_instants(runtime: Runtime, office: Office) -> None:
    """Also where the database keeps them as text."""
    noon = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    with runtime.unit() as unit:
        for minutes in (-1, 0, 1):
            add_parent(unit, office).thread.last_message_at = noon + timedelta(minutes=minutes)
    in_chicago = noon.astimezone(ZoneInfo("America/Chicago"))
    with runtime.reading() as session:
        later = select(func.count()).where(Thread.last_message_at > in_chicago)
        assert session.scalar(later) == 1


def test_a_time_without_a_zone_is_refused(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        maria = add_parent(unit, office)
        maria.thread.last_message_at = datetime(2026, 3, 2, 16, 0)  # noqa: DTZ001 (the defect)
        with pytest.raises(StatementError, match="without a zone"):
            unit.session.flush()


class Colour(StrEnum):
    RED = "red"


def test_a_word_is_kept_as_it_is_said_and_a_longer_one_fits_later() -> None:
    column = words(Colour)
    assert column.enums == ["red"]
    assert column.length == 32
    assert not column.create_constraint


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sealed_text_reads_plainly_and_lies_sealed(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        person = add_parent(unit, office).person
    with runtime.reading() as session:
        assert session.get_one(Person, person.id).first_name == "Maria"
        (lies,) = session.execute(text("SELECT first_name_sealed FROM people")).one()
    assert isinstance(lies, bytes)
    assert b"Maria" not in lies


def test_nothing_is_kept_as_nothing_and_reads_as_empty() -> None:
    person = Person(agency_id=new_id(), external_id="P-1")
    assert (person.first_name_sealed, person.first_name) == (None, "")
    person.first_name = "Maria"
    person.first_name = None
    assert (person.first_name_sealed, person.first_name) == (None, "")
    person.first_name = ""
    assert person.first_name_sealed is not None
    assert person.first_name == ""


def test_the_agency_comes_before_a_sealed_value() -> None:
    agency_id = new_id()
    assert Message(agency_id=agency_id, text="Hello").text == "Hello"
    with pytest.raises(ValueError, match=r"messages\.text_sealed: set agency_id before"):
        Message(text="Hello", agency_id=agency_id)


def test_each_column_is_sealed_for_itself(keyring: Keyring) -> None:
    agency_id = new_id()
    message = Message(agency_id=agency_id, text="Hello")
    assert isinstance(Message.text, Sealed)
    assert keyring.open(agency_id, "messages.text_sealed", message.text_sealed) == "Hello"
    assert Message.text.open(agency_id, Message.text.seal(agency_id, "Hi")) == "Hi"


def test_no_row_shows_what_it_seals() -> None:
    assert "Hello" not in repr(Message(agency_id=new_id(), text="Hello"))


NO_ZONES = ["", "Chicago", "america/chicago", "US", "+06:00", "../etc/passwd", "X" * 100, "a\x00b"]


@pytest.mark.parametrize("name", NO_ZONES)
def test_a_zone_that_does_not_exist_stops_where_it_is_given(name: str) -> None:
    """At send time it would stop the whole lane."""
    with pytest.raises(ValueError, match="write it as America/Chicago"):
        Person(time_zone=name)
    with pytest.raises(ValueError, match="write it as America/Chicago"):
        Agency(time_zone=name)


def test_a_person_may_live_where_nobody_knows() -> None:
    assert Person(time_zone=None).time_zone is None
    assert Person(time_zone="America/Chicago").time_zone == "America/Chicago"


@pytest.mark.parametrize(
    "slug", ["", "Oak", "oak county", "oak/county", "oak_county", "-oak", "oak-", "a--b", "öak",
             "oak\n", "oak\x00", "../oak"],
)  # fmt: skip
def test_an_agencys_name_in_urls_has_no_odd_letters(slug: str) -> None:
    with pytest.raises(ValueError, match="oak-county"):
        Agency(slug=slug)


@pytest.mark.parametrize(
    ("sender", "fits"),
    [
        (None, True),
        ("+13125550100", True),
        ("55555", True),
        ("MG" + "a" * 32, True),
        ("(312) 555-0100", False),
        ("3125550100", False),
        ("+13125550100 ", False),
        ("Oak Co", False),
        ("", False),
    ],
)
def test_a_text_sender_is_written_as_the_carrier_writes_it(sender: str | None, fits: bool) -> None:
    """Written otherwise it would never be found again when an answer comes to it."""
    if fits:
        assert Agency(text_sender=sender).text_sender == sender
    else:
        with pytest.raises(ValueError, match="text sender"):
            Agency(text_sender=sender)


def test_ids_are_in_the_order_of_their_making(database: Database) -> None:
    """Rows of one instant are told apart by their ids, on both databases."""
    made = [new_id() for _ in range(2000)]
    assert made == sorted(made)
    assert {one.version for one in made} == {7}
