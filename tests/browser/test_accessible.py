"""Every page: no fault that axe knows, in light and dark, and nothing to scroll sideways."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # no types
from playwright.sync_api import Page, expect
from sqlalchemy import select

from campaigns import pausing, sound, versions
from campaigns.failing import Tally
from campaigns.loading import load_campaigns
from campaigns.sends import making, saved, series
from campaigns.sends.audience import Audience
from campaigns.sends.making import Wanted
from campaigns.sends.rhythm import Every, Rhythm
from campaigns.starting import acts as starts
from campaigns.starting import running as starting
from campaigns.wordings import acts as own_words
from casework.models.task import TaskKind
from casework.tasks import open_task
from channels.values import ChannelKind, Inbound, Media, SendError
from messaging.directory.access import Viewer
from messaging.directory.approving import Move
from messaging.inbound import forms, guest_answers, intake, proving, routing
from messaging.models.agency import Agency
from messaging.models.contact_point import ContactPoint
from messaging.models.form_request import FormRequest
from messaging.models.inbound import InboundMessage
from messaging.models.message import MessageStatus
from messaging.models.staff import Staff, StaffRole
from messaging.outbound import senders
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from outgoing import endpoints
from outgoing.models import EventDelivery
from outgoing.models.delivery import DeliveryState, Problem
from templates.own_words import words_of
from tests.browser.conftest import Site
from tests.campaigns.telling import tell
from tests.support.files import GIF
from tests.support.people import Office, add_parent, add_staff
from tests.web.browsers import PASSWORD, add_worker
from tests.web.conversations import doubtful, heard, told
from web.forms import FORMS

pytestmark = pytest.mark.browser

UNREGISTERED = SendError("30034", "Our number is not registered.", page_operations=True)

REFUSED = "Content Security Policy"
"""What the browser says when a page wants what its own policy forbids."""
ALSO = {"rules": {"target-size": {"enabled": True}}}
"""WCAG 2.2's own rule, which axe leaves out unless it is asked for."""
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""What a page in the dark can have wrong that the same page in the light has not."""
LOOKS = [
    ("desk", 1280, 800, "light"),
    ("desk", 1280, 800, "dark"),  # where every pane is seen
    ("half a screen", 900, 700, "light"),
    ("phone", 320, 640, "light"),
]


@pytest.fixture
def pages(runtime: Runtime, office: Office) -> Mapping[str, str]:
    """Addresses by name, with something of everything on them."""
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.ADMINISTRATOR)
        parent = add_parent(
            unit, office, language="es", text_to="+13125550142", email_to="maria@example.org",
            nondisclosure=True,
        )  # fmt: skip
        for channel in ChannelKind:
            heard(unit, parent, "¿Puedo ir a las 3? " * 4, channel=channel)
        for status in MessageStatus:
            told(unit, parent, "https://oak.example/" + "x" * 60, status=status, reason="landline")
        told(unit, parent, "Come at 3.\n\n-- \nfooter", channel=ChannelKind.EMAIL)
        for kind in TaskKind:
            open_task(
                unit, agency_id=office.agency.id, kind=kind, origin=kind, due_at=unit.now,
                thread_id=parent.thread.id, urgent=kind in {TaskKind.SAFETY, TaskKind.CALL_BACK},
            )  # fmt: skip
        told(unit, parent, "Your renewal is due.", status=MessageStatus.QUEUED)
        doubtful(unit, told(unit, parent, "x" * 200, status=MessageStatus.UNCERTAIN))
        senders.pause(unit, ChannelKind.SMS, runtime.settings.texts_from, UNREGISTERED)
        pausing.pause(unit, office.agency.id, "renewal", tally=Tally(30, 12))
        contact = unit.session.scalars(select(ContactPoint)).first()
        assert contact is not None
        twin = add_parent(unit, office)
        agency = unit.session.get_one(Agency, office.agency.id)
        stray = Inbound(
            ChannelKind.SMS, "twilio", "SM1", "+13125550199", "+13125550100", "hi", unit.now, "raw"
        )
        intake.store(unit, agency, stray)
        guest_id = new_id()
        asked = Inbound(
            ChannelKind.CHAT, "chat", "G1", proving.guest(guest_id), "", "What do I bring?",
            unit.now, "raw", media=(Media("", "a.gif", GIF),),
        )  # fmt: skip
        intake.store(unit, agency, asked)
        sign, now = runtime.links.sign, unit.now
        endpoint, _ = endpoints.add(unit, office.agency.id, "https://oak.example/hooks")
        endpoint.failing_since = unit.now
        for state in DeliveryState:
            unit.session.add(
                EventDelivery(
                    agency_id=office.agency.id, endpoint_id=endpoint.id, event_id=new_id(),
                    type=FactType.TASK_OPENED, object_id=new_id(), state=state,
                    problem=Problem.TIMEOUT, created_at=now, next_try_at=now, give_up_at=now,
                )
            )  # fmt: skip
        viewer = Viewer.of(unit.session.scalars(select(Staff).where(Staff.email == email)).one())
        asked_for = [forms.ask(unit, runtime, viewer, parent.thread.id, key) for key in FORMS]
        unit.session.scalars(select(FormRequest).limit(1)).one().filled_in_at = now
        words = {"en": "{{ agency_name }}: The office is closed on Friday."}
        later = sound.stored(load_campaigns()["appointment"]) | {"stops": []}
        writer = Viewer.of(add_staff(unit, office.agency, role=StaffRole.SUPERVISOR))
        versions.save(unit, runtime, writer, "appointment", later)
        versions.act(unit, runtime, writer, Move.PROPOSE, "appointment", 1)
        send = making.make(
            unit, runtime, viewer, "sample", Wanted(audience=Audience(), words=words)
        )
        weekly = Rhythm(Every.WEEK, 1, 10, unit.now.date() + timedelta(days=60))
        repeats = series.draft(
            unit, runtime, viewer, "weekly", Wanted(audience=Audience(), words=words), weekly
        )
        kept = saved.keep(unit, viewer, "Everybody we write to in Spanish", Audience(language="es"))
        day = unit.now.date() + timedelta(days=1)
        start = starts.make(unit, viewer, "renewal", kept, day, "sample")
        help_in_english = words_of(runtime.library.get("help"), "en")
        changed = {"sms.text": help_in_english["sms.text"].replace(": ", ": Hello… ", 1)}
        own_words.save(unit, runtime, viewer, "help", "en", changed)
    routing.drain(runtime)
    starting.drain(runtime)
    with runtime.unit() as unit:
        strays = select(InboundMessage.id).where(InboundMessage.channel == ChannelKind.CHAT)
        worker = unit.session.scalars(select(Staff).where(Staff.email == email)).one()
        asked_id, said = unit.session.scalars(strays).one(), "Bring a photo ID. " * 9
        guest_answers.answer(unit, Viewer.of(worker), asked_id, said, "k")
    tell(runtime, office, "appointment.scheduled", party={"contacts": []})
    guest = f"/p/start/{office.agency.slug}/{sign(LinkPurpose.GUEST, guest_id, now)}"
    return {
        "email": email,
        "inbox": "/staff/inbox",
        "nothing mine": "/staff/inbox?in=mine",
        "thread": f"/staff/threads/{parent.thread.id}",
        "tasks": "/staff/tasks",
        "nothing to do": "/staff/tasks?in=mine",
        "triage": "/staff/triage",
        "a case": f"/staff/cases/{parent.case.id}",
        "a person": f"/staff/cases/people/{parent.person.id}",
        "perhaps twice": f"/staff/cases/people/{parent.person.id}/alike",
        "to join": f"/staff/cases/people/{parent.person.id}/join/{twin.person.id}",
        "events": "/staff/events",
        "a new address": "/staff/events/new",
        "an address": f"/staff/events/endpoints/{endpoint.id}",
        "settings": "/staff/settings",
        "no such branch": "/staff/settings?find=nowhere",
        "events given up": "/staff/events?in=given_up",
        "matched": f"/staff/triage?matched={parent.thread.id}",
        "in doubt": "/staff/uncertain",
        "decided": "/staff/uncertain?told=went",
        "status": "/staff/status",
        "appointments": "/staff/appointments?day=2026-03-20&in=branch",
        "sends": "/staff/sends",
        "what repeats": f"/staff/sends/series/{repeats.id}",
        "a start": f"/staff/starts/{start.id}",
        "imports": "/staff/imports",
        "a list": f"/staff/sends/{send.id}",
        "reports": "/staff/reports",
        "wording": "/staff/wording",
        "one message": "/staff/wording/help",
        "other words": "/staff/wording/help/en",
        "campaigns": "/staff/campaigns",
        "a campaign": "/staff/campaigns/renewal",
        "a version that waits": "/staff/campaigns/appointment",
        "a form": "/staff/campaigns/appointment_missed/edit",
        "not found": "/staff/threads/x",
        "chat": f"/p/chat/{sign(LinkPurpose.CHAT, parent.thread.id, now)}",
        "unsubscribe": f"/p/unsubscribe/{sign(LinkPurpose.UNSUBSCRIBE, contact.id, now)}",
        "preferences": f"/p/preferences/{sign(LinkPurpose.PREFERENCES, contact.id, now)}",
        **{f"form {number}": urlsplit(link).path for number, link in enumerate(asked_for)},
        "closed": "/p/chat/x",
        "guest": guest,
        "prove": f"{guest}/prove",
        "code": f"{guest}/code",
    }


@pytest.mark.parametrize(
    ("width", "height", "scheme"),
    [pytest.param(*look, id=f"{size}-{look[-1]}") for size, *look in LOOKS],
)
def test_every_page_is_fit_for_everyone(
    served: Site, pages: Mapping[str, str], width: int, height: int, scheme: str
) -> None:
    page = served.page(viewport={"width": width, "height": height}, color_scheme=scheme)
    rules = COLOURS if scheme == "dark" else ALSO
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda said: faults.append(said.text) if REFUSED in said.text else None)
    page.goto("/staff/login")
    faults += looked_at(page, "log in", rules)
    page.get_by_label("Work email").fill(pages["email"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#list")).to_be_attached()
    for name, address in pages.items():
        if address.startswith("/"):
            page.goto(address)
            faults += looked_at(page, name, rules)
    assert faults == []


def looked_at(page: Page, name: str, rules: Mapping[str, object] = ALSO) -> list[str]:
    found = [
        f"{name}: {each['id']} at {each['nodes'][0]['target']}"
        for each in Axe().run(page, options=rules).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{name}: scrolls sideways")
    return found
