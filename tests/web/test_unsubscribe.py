"""The way out of every email."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentState
from messaging.directory import consents
from messaging.models.contact_point import ContactPoint
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.people import Office, add_parent
from tests.web.browsers import ORIGIN, text_of


@pytest.fixture
def page(runtime: Runtime, office: Office) -> str:
    with runtime.unit() as unit:
        add_parent(unit, office, language="es", email_to="maria@example.org")
        contact = unit.session.scalars(select(ContactPoint)).one()
        return f"/p/unsubscribe/{runtime.links.sign(LinkPurpose.UNSUBSCRIBE, contact.id, unit.now)}"


def held(runtime: Runtime) -> ConsentState:
    with runtime.reading() as session:
        contact = session.scalars(
            select(ContactPoint).where(ContactPoint.kind == ChannelKind.EMAIL)
        ).one()
        return consents.state_of(session, contact, "conversation")


def test_looking_changes_nothing(stranger: TestClient, page: str, runtime: Runtime) -> None:
    answer = stranger.get(page)
    assert "¿No recibir más mensajes aquí?" in text_of(answer)
    assert "m•••@example.org" in answer.text
    assert "maria@" not in answer.text
    assert held(runtime) is ConsentState.GRANTED


def test_one_click_from_a_mail_program_acts(
    stranger: TestClient, page: str, runtime: Runtime
) -> None:
    """RFC 8058, section 3.2: no cookies, no page of ours, this very body."""
    program = TestClient(stranger.app, base_url=ORIGIN)
    answer = program.post(page, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert held(runtime) is ConsentState.REVOKED
    assert program.post(page, data={"List-Unsubscribe": "One-Click"}).status_code == 200


def test_coming_back_is_as_easy(stranger: TestClient, page: str, runtime: Runtime) -> None:
    stranger.post(page)
    assert "Recibir mensajes de nuevo" in stranger.get(page).text
    stranger.post(page, data={"again": "true"})
    assert held(runtime) is ConsentState.GRANTED


def test_however_old_the_mail_its_way_out_works(
    stranger: TestClient, page: str, runtime: Runtime, clock: MovableClock
) -> None:
    clock.move(timedelta(days=2000))
    stranger.post(page)
    assert held(runtime) is ConsentState.REVOKED


def test_a_link_that_is_not_ours_does_nothing(stranger: TestClient, page: str) -> None:
    for answer in (stranger.get("/p/unsubscribe/x"), stranger.post("/p/unsubscribe/x")):
        assert answer.status_code == 404
        assert "not open any more" in text_of(answer)
