"""An answer is in the language it answers, where that is clear; what we say first stays as it was.

All live in one town, are asked whether they want help with a renewal, and answer at once.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.models.attempt import Attempt
from messaging.models.message import Message
from messaging.models.person import Person
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from tests.journeys.town import OURS, PUBLIC, TOKEN, Town, contact, town
from tests.support.clock import MovableClock
from tests.support.fake_channel import FakeChannel

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TUESDAY = datetime(2024, 3, 5, 10, 30, tzinfo=ZoneInfo("America/Chicago")).astimezone(UTC)

TABLE = """
# On record (! where they chose it) | what they write | the language and kind of our answer
en  | yes                          | en renewal_yes
en  | sí                           | es renewal_yes
en  | si por favor                 | es renewal_yes
en  | no gracias                   | en renewal_no
en  | no, ya la hice               | es renewal_no
en  | ¿qué papeles necesito?       | es not_understood
en  | what papers do i need        | en not_understood
en  | donde vive ella ahora        | es location_refusal
en  | numero equivocado            | es wrong_number
en  | ya no aguanto me quiero morir| es crisis_self_harm
en  | si call me tomorrow          | en renewal_yes
es  | si                           | es renewal_yes
es  | yes please                   | es renewal_yes
es  | yes i want help with it      | en renewal_yes
es! | yes i want help with it      | es renewal_yes
en! | sí, quiero ayuda             | en renewal_yes
vi  | sí, quiero ayuda             | es renewal_yes
vi  | ok                           | en renewal_yes
"""
ROWS = [
    tuple(part.strip() for part in row.split("|"))
    for row in TABLE.strip().splitlines()
    if not row.startswith("#")
]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return Settings.load(
        var_dir=settings.var_dir,
        secret_key=settings.secret,
        public_url=PUBLIC,
        twilio_account_sid="AC" + "a" * 32,
        twilio_auth_token=TOKEN,
        twilio_from=OURS,
    )


def phone_of(place: int) -> str:
    return f"+13125550{150 + place}"


def asked(oak: Town, place: int, language: str) -> None:
    party = {
        "external_id": f"P-{place}", "language": language.rstrip("!"),
        "contacts": [contact("sms", phone_of(place))],
    }  # fmt: skip
    renewal = {"id": f"R-{place}", "due_on": "2024-03-14"}
    oak.event("renewal.due", case=f"CS-{place}", party=party, renewal=renewal)


def test_the_answer_is_in_the_language_of_what_it_answers(
    runtime: Runtime, clock: MovableClock, channels: dict[ChannelKind, FakeChannel]
) -> None:
    clock.set(TUESDAY)
    with town(runtime, clock, channels) as oak:
        with oak.at_once():
            for place, (language, _, _) in enumerate(ROWS):
                asked(oak, place, language)
        with runtime.unit() as unit:
            for place, (language, _, _) in enumerate(ROWS):
                person = unit.session.scalars(
                    select(Person).where(Person.external_id == f"P-{place}")
                ).one()
                person.language_chosen = language.endswith("!")
        oak.said()
        clock.move(timedelta(minutes=1))
        with oak.at_once():
            for place, (_, words, _) in enumerate(ROWS):
                oak.texts(words, phone_of(place))
        said = spoken(runtime, oak)
        wrong = [
            (row, said.get(place)) for place, row in enumerate(ROWS) if said.get(place) != row[2]
        ]
        assert wrong == []
        # Nothing was guessed: the next reminder is in the language on record.
        with runtime.reading() as session:
            on_record = session.scalars(select(Person.language).order_by(Person.external_id)).all()
        assert sorted(on_record) == sorted(language.rstrip("!") for language, _, _ in ROWS)


def spoken(runtime: Runtime, oak: Town) -> dict[int, str]:
    """By parent the language and template of what was just said to them."""
    places = {sent.attempt_id: int(sent.to[-3:]) - 150 for sent in oak.said()}
    with runtime.reading() as session:
        rows = session.execute(
            select(Attempt.id, Message.language, Message.template_key)
            .join(Message, Message.id == Attempt.message_id)
            .where(Attempt.id.in_(places))
        )
        return {places[row.id]: f"{row.language} {row.template_key}" for row in rows}
