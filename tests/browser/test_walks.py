"""Ten things that a stranger to the pages does from the inbox, by the words that stand there.

What each takes is counted, as a person would: a click for every press of the mouse, a keystroke for
every letter. A choice in a list is two clicks.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # no types
from playwright.sync_api import Browser, Page, expect
from redis import Redis
from sqlalchemy import select

from campaigns import pausing
from campaigns.sends import sending
from casework import saved_replies
from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.directory.access import Viewer
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.person import Person
from messaging.models.staff import Staff, StaffRole
from messaging.models.thread import Thread
from messaging.platform import sealing
from messaging.platform.database import Database
from messaging.platform.lanes import Lane, RedisDoorbell
from messaging.platform.sealing import Keyring
from messaging.platform.settings import Settings
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.browser.conftest import Site, Worker, serving
from tests.campaigns.telling import tell
from tests.messaging.inbound.hearing import hear, text_from
from tests.support.clock import MovableClock
from tests.support.databases import copy_sqlite
from tests.support.people import Office, add_office, add_parent, add_staff, phone
from tests.support.runtimes import SECRET, fake_channels, make_runtime
from tests.web.browsers import PASSWORD, add_worker
from tests.web.conversations import told

pytestmark = pytest.mark.browser

WALKS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "answer the oldest message in Spanish": (5, 22),
        "move a parent to a colleague": (5, 0),
        "find who opted out this week": (2, 0),
        "send a reminder to all of Tuesday's appointments": (3, 0),
        "save a hearing record": (5, 0),
        "snooze a conversation until tomorrow": (3, 0),
        "match an unknown number to its parent": (3, 3),
        "see why a message did not arrive": (1, 0),
        "invite a colleague": (5, 27),
        "pause a campaign and let it go on": (4, 0),
    }
)
"""Clicks and keystrokes that each takes."""

FRIDAY = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)
ANSWER = "Sí, a las 3 está bien."
UNKNOWN = "+13125550177"


@dataclass
class Hand:
    """Does what a person does, and counts it."""

    page: Page
    clicks: int = 0
    keys: int = 0
    walked: dict[str, tuple[int, int]] = field(default_factory=dict)

    def click(self, role: str, name: str | re.Pattern[str], *, exact: bool = False) -> None:
        self.clicks += 1
        self.page.get_by_role(role, name=name, exact=exact).first.click()  # type: ignore[arg-type]  # ARIA's own words

    def open(self, words: str) -> None:
        """What folds out."""
        self.clicks += 1
        self.page.locator("summary", has_text=words).first.click()

    def write(self, label: str | re.Pattern[str], words: str) -> None:
        """Click where it goes, and type."""
        self.clicks += 1
        self.keys += len(words)
        box = self.page.get_by_label(label, exact=isinstance(label, str)).first
        box.click()
        box.press_sequentially(words)

    def choose(self, label: str, option: str) -> None:
        self.clicks += 2
        self.page.get_by_label(label, exact=True).locator("visible=true").first.select_option(
            label=option
        )

    def begin(self) -> None:
        self.page.goto("/staff/inbox")
        # Whatever the page does by itself, it does from now on.
        expect(self.page.locator("main")).to_have_attribute("data-heard", "resync")
        self.clicks = self.keys = 0

    def has_walked(self, name: str) -> None:
        self.walked[name] = (self.clicks, self.keys)
        assert self.walked[name] == WALKS[name]


@dataclass
class Town:
    """An office on a Friday, with what each walk needs."""

    runtime: Runtime
    office: Office
    clock: MovableClock
    email: str
    threads: dict[str, UUID] = field(default_factory=dict)

    def parent(self, first: str, last: str, *, language: str = "en", said: str = "") -> str:
        """Their number."""
        number = phone()
        with self.runtime.unit() as unit:
            parent = add_parent(unit, self.office, language=language, text_to=number)
            person = unit.session.get_one(Person, parent.person.id)
            person.first_name, person.last_name = first, last
            self.threads[first] = parent.thread.id
            if said:
                told(unit, parent, said)
        return number

    def writes(self, number: str, text: str) -> None:
        self.clock.move(timedelta(minutes=1))
        hear(self.runtime, self.office.agency, text_from(self.runtime, number, text))

    def thread(self, first: str) -> Thread:
        with self.runtime.reading() as session:
            return session.get_one(Thread, self.threads[first])


@pytest.fixture(scope="module")
def town(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, embedded_redis: str
) -> Iterator[Town]:
    sealing.install(Keyring([SECRET]))
    folder = tmp_path_factory.mktemp("walks")
    with Redis.from_url(embedded_redis) as redis:
        redis.flushall()
    settings = Settings.load(var_dir=folder / "var", secret_key=SECRET, redis_url=embedded_redis)
    clock = MovableClock(FRIDAY - timedelta(days=10))
    database = Database(copy_sqlite(sqlite_template, folder))
    channels = fake_channels(clock)
    bell = RedisDoorbell(Redis.from_url(embedded_redis), "service.jobs.drain")
    runtime = make_runtime(database, settings, clock=clock, doorbell=bell, channels=channels)  # type: ignore[arg-type]  # a real bell in place of the recording one
    with runtime.unit() as unit:
        office = add_office(unit)
        email = add_worker(unit, office.agency, None, role=StaffRole.ADMINISTRATOR)
        add_staff(unit, office.agency, office.branch).name = "Nora Sample"
    made = Town(runtime, office, clock, email)
    fill(made)
    yield made
    database.dispose()


def fill(town: Town) -> None:
    before = town.parent("Olga", "Before")
    town.writes(before, "STOP")
    town.clock.set(FRIDAY - timedelta(hours=2))
    lately = town.parent("Omar", "Lately")
    town.writes(lately, "STOP")
    for first, language, words in (
        ("Max", "en", "Can you call me?"),
        ("Ana", "es", "¿Puedo ir a las 3?"),
        ("Luz", "es", "¿A qué hora abren?"),
    ):
        town.writes(town.parent(first, "Waits", language=language), words)
    town.writes(UNKNOWN, "Hi, I have a new phone")
    for first in ("Gil", "Sue", "Rob", "Bea", "Zoe", "Ned", "Ida"):
        town.parent(first, "Sample", said="Your renewal is due.")
    town.parent("Eve", "Sample")
    with town.runtime.unit() as unit:
        thread = unit.session.get_one(Thread, town.threads["Eve"])
        unit.session.add(failed(unit, thread))
    for number in range(3):
        tell(
            town.runtime, town.office, "appointment.scheduled", id=f"A-{number}",
            starts_at="2026-03-10T14:00:00-05:00", case={"number": f"CS-{number}"},
            party={
                "external_id": f"P-{number}", "language": "es" if number else "en",
                "contacts": [
                    {"kind": "sms", "address": phone(),
                     "consent": {"source": "application", "at": "2025-11-02T00:00:00Z"}}
                ] if number < 2 else [],
            },
        )  # fmt: skip
    town.clock.set(FRIDAY)


def failed(unit: Unit, thread: Thread) -> Message:
    """A text that did not arrive."""
    thread.last_message_at = unit.now
    message = Message(
        agency_id=thread.agency_id, thread_id=thread.id, direction=Direction.OUT,
        channel=ChannelKind.SMS, origin="sample:failed", purpose=Purpose.REMINDER,
        lane=Lane.REMINDERS, status=MessageStatus.FAILED, reason="landline",
        created_at=unit.now, due_at=unit.now,
    )  # fmt: skip
    message.text = "Your renewal is due."
    return message


@pytest.fixture(scope="module")
def served(town: Town, chromium: Browser) -> Iterator[Site]:
    with serving(town.runtime, chromium) as site:
        yield site


@pytest.fixture(scope="module")
def inbox(served: Site, town: Town) -> Iterator[Hand]:
    page = served.page(viewport={"width": 1280, "height": 800})
    page.goto("/staff/inbox")
    page.get_by_label("Work email").fill(town.email)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    hand = Hand(page)
    yield hand
    counted = [f"{name:52}{clicks:>6}{keys:>6}" for name, (clicks, keys) in hand.walked.items()]
    print("", f"{'':52}clicks  keys", *counted, sep="\n")  # noqa: T201 (shown with -s: the table)


@pytest.fixture
def hand(inbox: Hand) -> Hand:
    inbox.begin()
    return inbox


def named(first: str) -> re.Pattern[str]:
    return re.compile(rf"\b{first}\b")


def accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found] == []


def test_the_oldest_message_in_spanish_is_answered(hand: Hand, town: Town) -> None:
    hand.open("Filter")
    hand.click("link", "Waiting for an answer")
    expect(hand.page.get_by_role("link", name=named("Max"))).to_be_visible()
    hand.click("link", named("Spanish"))
    hand.write(named("Your reply to Ana"), ANSWER)
    hand.click("button", "Send", exact=True)
    expect(hand.page.get_by_text(ANSWER, exact=True)).to_be_visible()
    hand.has_walked("answer the oldest message in Spanish")
    with town.runtime.reading() as session:
        said = session.scalars(select(Message).where(Message.thread_id == town.threads["Ana"]))
        assert [each.text for each in said if each.author_id] == [ANSWER]


def test_a_parent_is_moved_to_a_colleague(hand: Hand, town: Town) -> None:
    hand.click("link", named("Gil"))
    hand.open("Hand over or put away")
    hand.choose("Caseworker", "Nora Sample")
    hand.click("button", "Hand over")
    expect(hand.page.get_by_role("definition").filter(has_text="Nora Sample")).to_be_visible()
    hand.has_walked("move a parent to a colleague")


def test_who_opted_out_this_week_is_found(hand: Hand) -> None:
    hand.open("Filter")
    hand.click("link", "Opted out this week")
    expect(hand.page.get_by_role("link", name=named("Omar"))).to_be_visible()
    expect(hand.page.get_by_role("link", name=named("Olga"))).to_have_count(0)
    hand.has_walked("find who opted out this week")


def test_all_of_tuesdays_appointments_are_reminded(hand: Hand, town: Town, worker: Worker) -> None:
    page = hand.page
    hand.click("link", "Send")
    expect(page.get_by_role("heading", name="Send to many")).to_be_visible()
    accessible(page)
    hand.click("button", "Tuesday")
    expect(page.get_by_text("It would go to 2 people")).to_be_visible()
    expect(page.get_by_text("There is no number or address").first).to_be_visible()
    expect(page.get_by_text("You have an appointment Tue 3/10 at 2pm")).to_be_visible()
    expect(page.get_by_text("Tiene una cita el martes 10 de marzo")).to_be_visible()
    accessible(page)
    hand.click("button", "Send it to 2 people")
    expect(page.get_by_role("heading", name="To 2 people")).to_be_visible()
    hand.has_walked("send a reminder to all of Tuesday's appointments")

    # Progress arrives by itself; then second thoughts.
    worker.do(lambda _: sending.drain(town.runtime))
    expect(page.get_by_text("On their way, or waiting for their hour2")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Pause it").click()
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    page.get_by_role("button", name="Let it go on").click()
    page.get_by_role("button", name="Cancel the rest").click()
    expect(page.get_by_text("Taken back2")).to_be_visible()
    with town.runtime.reading() as session:
        texts = session.scalars(select(Message).where(Message.campaign.startswith("send:"))).all()
    assert sorted(text.language for text in texts) == ["en", "es"]


def test_a_hearing_record_is_saved(hand: Hand) -> None:
    hand.click("link", named("Rob"))
    hand.click("link", "Take out their record")
    hand.choose("What do you need the file for?", "A hearing")
    with hand.page.expect_download() as saved:
        hand.click("button", "Save the record")
    assert zipfile.is_zipfile(saved.value.path())
    hand.has_walked("save a hearing record")


def test_a_conversation_is_snoozed_until_tomorrow(hand: Hand, town: Town) -> None:
    hand.click("link", named("Sue"))
    hand.open("Snooze")
    hand.click("button", named("Tomorrow"))
    expect(hand.page.get_by_text("Snoozed until tomorrow, 8:00 AM.")).to_be_visible()
    line = hand.page.locator("#list").get_by_role("link", name=named("Sue"))
    expect(line).to_have_count(0)
    hand.has_walked("snooze a conversation until tomorrow")
    assert town.thread("Sue").snoozed_until == datetime(2026, 3, 7, 14, 0, tzinfo=UTC)


def test_an_unknown_number_is_matched_to_its_parent(hand: Hand, town: Town) -> None:
    hand.click("link", named("Triage"))
    hand.write("Whose is it? Name, case number, phone or email", "bea")
    hand.click("button", named("It is theirs Bea"))
    expect(hand.page.get_by_text("It now stands in the conversation with Bea")).to_be_visible()
    hand.has_walked("match an unknown number to its parent")
    assert town.thread("Bea").unread == 1


def test_why_a_message_did_not_arrive_is_seen(hand: Hand) -> None:
    hand.click("link", named("Did not arrive"))
    expect(hand.page.get_by_text("landline")).to_be_visible()
    hand.has_walked("see why a message did not arrive")


def test_a_colleague_is_invited(hand: Hand) -> None:
    hand.click("button", "More")
    hand.click("link", "People")
    hand.write("Work email", "dana@oak.example")
    hand.write("Name", "Dana Sample")
    hand.click("button", "Send the invitation")
    expect(hand.page.get_by_role("heading", name="Dana Sample")).to_be_visible()
    hand.has_walked("invite a colleague")


def test_a_campaign_is_paused_and_goes_on(hand: Hand, town: Town) -> None:
    hand.click("button", "More")
    hand.click("link", "Status")
    hand.click("button", named("Pause ?: Renewal"))
    expect(hand.page.get_by_text("A person paused it.")).to_be_visible()
    hand.click("button", named("Resume ?: Renewal"))
    expect(hand.page.get_by_text("A person paused it.")).to_have_count(0)
    hand.has_walked("pause a campaign and let it go on")
    with town.runtime.reading() as session:
        rows = {row.campaign: row for row in pausing.rows(session, town.office.agency.id)}
        assert rows["renewal"].resumed_at is not None


def test_words_and_links_kept_ready_go_into_the_reply(hand: Hand, town: Town) -> None:
    """By script, as by a plain form (`tests/web/test_saved_replies`, `test_forms`)."""
    with town.runtime.unit() as unit:
        worker = unit.session.scalars(select(Staff).where(Staff.email == town.email)).one()
        words = {"en": "Hi {{ first_name }}, please bring ID."}
        saved_replies.keep(unit, Viewer.of(worker), "Bring ID", words, None)
    hand.page.goto(f"/staff/threads/{town.threads['Bea']}")
    hand.open("Saved replies")
    hand.click("button", "Bring ID")
    box = hand.page.locator("#text")
    expect(box).to_have_value("Hi Bea, please bring ID.")
    hand.open("Ask with a form")
    accessible(hand.page)
    hand.click("button", "Your work")
    expect(box).to_have_value(re.compile(r"^Hi Bea, please bring ID\.\nPlease fill in .*/p/form/"))


def test_several_conversations_are_ticked_and_acted_on_also_by_keyboard(
    hand: Hand, town: Town
) -> None:
    page = hand.page
    hand.open("Choose several")
    for first in ("Zoe", "Ned"):
        page.get_by_role("checkbox", name=named(f"Choose {first}")).check()
    accessible(page)
    page.locator("#several").get_by_role("button", name="Snooze").click()
    expect(page.get_by_text("2 conversations snoozed.")).to_be_visible()
    tomorrow = datetime(2026, 3, 7, 14, 0, tzinfo=UTC)
    assert {town.thread(first).snoozed_until for first in ("Zoe", "Ned")} == {tomorrow}
    assert town.thread("Ida").snoozed_until is None

    # By keyboard. What is ticked outlives what comes in; who waits for an answer stays, by name.
    hand.begin()
    page.locator("#pick-several summary").focus()
    page.keyboard.press("Enter")
    for first in ("Ida", "Luz"):
        page.get_by_role("checkbox", name=named(f"Choose {first}")).focus()
        page.keyboard.press("Space")
    town.writes(town.parent("Tom", "Waits"), "Are you open?")
    expect(page.locator("main")).to_have_attribute("data-heard", "inbox")
    expect(page.locator(".pick input:checked")).to_have_count(2)
    page.locator("#several").get_by_role("button", name="Put away").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 conversation put away.")).to_be_visible()
    expect(page.locator(".outcome")).to_contain_text("Luz Waits")
    expect(page.locator(".outcome")).to_contain_text("The parent waits for an answer")
    assert town.thread("Ida").closed_at is not None
    assert town.thread("Luz").closed_at is None


def test_every_walk_was_walked() -> None:
    """The table and the tests say the same."""
    source = Path(__file__).read_text()
    assert {name for name in WALKS if f'has_walked("{name}")' in source} == set(WALKS)
