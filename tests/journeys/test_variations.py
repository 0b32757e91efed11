"""What real parents write instead of the promised words, through the real doors: misspelt, in the
other language, in two texts, by mail instead of text, twice, too late.

All of them live in one town and are asked, answer and are answered together; each row is then
looked at by itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from channels.values import ChannelKind
from messaging.platform import sealing
from messaging.platform.database import Database
from messaging.platform.sealing import Keyring
from messaging.platform.settings import Settings
from tests.journeys.town import OURS, PUBLIC, TOKEN, Town, town
from tests.journeys.village import Line, Outcome, Villager, play
from tests.support.clock import MovableClock
from tests.support.databases import copy_sqlite
from tests.support.doorbell import RecordingDoorbell
from tests.support.runtimes import SECRET, fake_channels, make_runtime

TUESDAY = datetime(2024, 3, 5, 10, 30, tzinfo=ZoneInfo("America/Chicago")).astimezone(UTC)
MINUTE = timedelta(minutes=1)
FAST = 100_000.0
"""Segments a second: what is sent is not what is looked at here."""

TABLE = """
# Asked "Want help with it? Reply YES or NO." Misspelt, signs, dictated,
# in the other language.
renewal    | yse                                  | YES | renewal_yes | call_back
renewal    | yess plz                             | YES | renewal_yes | call_back
renewal    | 👍🏽                                   | YES | renewal_yes | call_back
renewal    | 👎                                   | NO  | renewal_no
renewal    | yes period                           | YES | renewal_yes | call_back
renewal    | yes please comma call me             | YES | renewal_yes | call_back
renewal    | Sí por favor                         | YES | renewal_yes | call_back
renewal    | sii porfa                            | YES | renewal_yes | call_back
renewal    | no gracias                           | NO  | renewal_no
renewal/es | yes please                           | SI  | renewal_yes | call_back
renewal/es | ci                                   | SI  | renewal_yes | call_back
renewal/es | no thank you                         | NO  | renewal_no
renewal/es | si necesito ayuda                    | SI  | renewal_yes | call_back
# More than an answer: it counts, and a person reads the rest.
renewal    | yes but I can't come before 3        | YES | renewal_yes | call_back read_answer
renewal    | si pero no puedo antes de las 3      | YES | renewal_yes | call_back read_answer
renewal/es | si pero solo despues de las 3        | SI  | renewal_yes | call_back read_answer
renewal    | no i already did it                  | NO  | renewal_no  | read_answer
renewal    | yes, ill stop by tomorrow            | YES | renewal_yes | call_back
# In doubt nothing is taken, and a person reads it with the question beside it.
renewal    | 🙏                                   | -   | not_understood | read_answer
renewal    | 🤷‍♀️                                  | -   | not_understood | read_answer
renewal    | thanks                               | -   | not_understood | read_answer
renewal    | not yet                              | -   | not_understood | read_answer
renewal    | yes and no                           | -   | not_understood | read_answer
renewal    | yes this is her mom                  | -   | not_understood | read_answer
renewal    | oui                                  | -   | not_understood | read_answer
renewal    | vâng                                 | -   | not_understood | read_answer
renewal    | 1                                    | -   | not_understood | read_answer
renewal    | i'll stop by the office tomorrow     | -   | not_understood | read_answer
renewal    | Liked “Want help? Reply YES or NO. STOP to end.” | - | not_understood | read_answer
# HELP is a keyword, and here it may be a yes.
renewal    | help me                              | -   | help | read_answer
renewal/es | ayuda                                | -   | help | read_answer
# STOP in the middle, and what only looks like it.
renewal    | yes but stop texting me so early     | -   |  | unclear_opt_out | held
renewal    | yes please stop the reminders        | -   | stop_confirm | | stopped
renewal    | 🛑                                   | -   | stop_confirm | | stopped
renewal    | stpo                                 | -   | stop_confirm | | stopped
renewal    | wrong number                         | -   | wrong_number | new_contact_needed | wrong
renewal    | no soy maria                         | -   |  | unclear_opt_out | held
# Danger goes first: no call by five is promised.
renewal    | yes he hit me again                  | -   | crisis_danger | urgent:safety
# In two texts, twice, thinking again.
renewal    | yes // please                        | YES | renewal_yes | call_back
renewal    | yes // yes                           | YES | renewal_yes | call_back
renewal    | yes // call me after 5               | YES | renewal_yes | call_back
renewal | i want help // yes | YES | not_understood renewal_yes | call_back read_answer
renewal    | no // yes                            | YES | renewal_no renewal_yes | call_back
renewal    | no // no                             | NO  | renewal_no renewal_no
# By mail instead of text.
renewal    | @mail YES\\n\\nOn Mon, Oak County wrote:\\n> YES or NO? | YES | renewal_yes | call_back
renewal | @mail Hello, yes I would like some help. Thank you, Maria | YES | renewal_yes | call_back
renewal    | @mail yes // yes                     | YES | renewal_yes | call_back
# After it was over: nothing is promised any more, and a person answers.
xrenewal   | yes                                  | -
xrenewal   | STOP                                 | -   | stop_confirm | | stopped
xmissed    | b                                    | -
# Asked to pick "A) Wed 3/6 10am B) Thu 3/7 2pm C) call me".
missed     | (b)                                  | B   | appointment_booked | book_appointment
missed     | 2️⃣                                   | B   | appointment_booked | book_appointment
missed     | wensday                              | A   | appointment_booked | book_appointment
missed     | la de las 2                          | B   | appointment_booked | book_appointment
missed     | llámame                              | -   | not_understood | read_answer
missed     | b but I can't come before 3          | -   | not_understood | read_answer
missed     | yes                                  | -   | not_understood | read_answer
missed     | either one                           | -   | not_understood | read_answer
missed     | none of those work                   | -   | not_understood | read_answer
missed     | b // b                               | B   | appointment_booked | book_appointment
missed     | b // a                               | B   | appointment_booked | book_appointment
missed     | a // thanks                          | A   | appointment_booked | book_appointment
missed | b // STOP | B | appointment_booked stop_confirm | book_appointment | stopped
missed/es  | el miércoles a las 10                | A   | appointment_booked | book_appointment
missed/es  | thursday please                      | B   | appointment_booked | book_appointment
missed/es  | ninguna                              | -   | not_understood | read_answer
# Told "Hard to pay? Reply TALK."
payment    | takl                                 | TALK | payment_due_talk | income_change
payment    | quiero hablar                        | -   | not_understood | read_answer
payment    | i cant pay lost my job               | -   | not_understood | read_answer
payment    | already paid                         | -   | not_understood | read_answer
payment/es | ablar                                | -   | not_understood | read_answer
payment/es | talk                                 | -   | not_understood | read_answer
# Told of an appointment, "Reply C to talk to us."
appointment | c please                            | C   | call_promised | call_back
appointment | I can't make it                     | -   | not_understood | read_answer
appointment | @mail Can we do 3pm?                | -   | not_understood | read_answer
# Asked nothing.
nothing    | yes                                  | -
nothing    | thanks                               | -
nothing    | wheres she living                    | -   | location_refusal | location_request
nothing    | donde vive ella                      | -   | location_refusal | location_request
nothing    | stop // start                        | -   | stop_confirm start_confirm
nothing    | alto // iniciar                      | -   | stop_confirm start_confirm
nothing    | stop // yes                          | -   | stop_confirm start_confirm
nothing    | ya no quiero vivir                   | -   | crisis_self_harm | urgent:safety
nothing    | im not gonna hurt myself just tired  | -   | crisis_self_harm | urgent:safety
"""
"""How they were asked (`x`: and it was over before they wrote), what they wrote (`//`: a minute
later), the answer taken, what we said, what waits for a person, what became of their number."""


@dataclass(frozen=True, slots=True)
class Row:
    asked: str
    language: str
    over: bool
    said: str
    expected: str


def _rows() -> Iterator[Row]:
    for line in TABLE.strip().splitlines():
        if line.startswith("#"):
            continue
        asked, said, *outcome = (part.strip() for part in line.split("|"))
        kind, _, language = asked.partition("/")
        over = kind.startswith("x")
        expected = " | ".join(outcome).rstrip(" |")
        yield Row(kind.removeprefix("x"), language or "en", over, said, expected)


ROWS = tuple(_rows())


@dataclass(slots=True)
class House:
    """The town after everything was said."""

    oak: Town
    outcomes: Mapping[Row, Outcome]


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("village")
    sealing.install(Keyring([SECRET]))
    database = Database(copy_sqlite(sqlite_template, folder))
    settings = Settings.load(
        var_dir=folder / "var",
        secret_key=SECRET,
        public_url=PUBLIC,
        twilio_account_sid="AC" + "a" * 32,
        twilio_auth_token=TOKEN,
        twilio_from=OURS,
        mail_from="Oak County <messages@oakco.example>",
        mail_reply_domain="in.oakco.example",
        text_segments_per_second=FAST,
        account_segments_per_second=FAST,
    )
    clock = MovableClock()
    clock.set(TUESDAY)
    channels = fake_channels(clock)
    runtime = make_runtime(
        database, settings, clock=clock, doorbell=RecordingDoorbell(), channels=channels
    )
    with town(runtime, clock, channels) as oak:
        villagers = {row: Villager(row.asked, row.language, _lines(row), row.over) for row in ROWS}
        outcomes = play(oak, list(villagers.values()))
        yield House(oak, {row: outcomes[one] for row, one in villagers.items()})
    database.dispose()


def _lines(row: Row) -> list[Line]:
    lines = []
    for place, words in enumerate(row.said.split(" // ")):
        by_mail = row.said.startswith("@mail ")
        by = ChannelKind.EMAIL if by_mail else ChannelKind.SMS
        text = words.removeprefix("@mail ").replace("\\n", "\n")
        lines.append(Line((place + 1) * MINUTE, text, by))
    return lines


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.asked}-{row.language}-{row.said}")
def test_what_parents_write_instead(house: House, row: Row) -> None:
    assert str(house.outcomes[row]) == row.expected


def test_both_parents_of_a_case_answer_at_the_same_instant(house: House) -> None:
    """Each for themselves, and nothing of one in what the other hears."""
    mother, father = (Villager("renewal", "en", [Line(MINUTE, text)]) for text in ("yes", "NO"))
    father.case = mother.case
    came = play(house.oak, [mother, father])
    assert str(came[mother]) == "YES | renewal_yes | call_back"
    assert str(came[father]) == "NO | renewal_no"


def test_an_answer_from_a_shared_phone_is_nobodys(house: House) -> None:
    """It goes to triage; who reads it there cannot be told from the number."""
    mother, father = (Villager("renewal", "en", [Line(MINUTE, "yes")]) for _ in range(2))
    father.case, father.phone = mother.case, mother.phone
    came = play(house.oak, [mother, father])
    assert [str(came[one]) for one in (mother, father)] == ["-", "-"]
    said = [sent.text for sent in house.oak.said() if sent.to == mother.phone]
    assert "we do not share details by text" in said[-1]
    assert not any("renewal" in text for text in said)


def test_what_the_carrier_repeats_is_heard_once(house: House) -> None:
    parent = Villager("renewal", "en", [])
    play(house.oak, [parent])
    for _ in range(2):
        house.oak.texts("no", parent.phone, sid="SM" + "9" * 32)
    assert str(play(house.oak, [parent])[parent]) == "NO | renewal_no"
