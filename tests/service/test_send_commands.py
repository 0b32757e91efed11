"""Messages to many at the keyboard: listed, paused, let go on, cancelled."""

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from campaigns.models.send import Send
from campaigns.sends import acts, making, numbers, sending
from campaigns.sends.audience import Audience
from campaigns.sends.making import Wanted
from messaging.directory.access import Viewer
from messaging.models.audit import Audit
from messaging.models.message import Message, MessageStatus
from messaging.models.staff import StaffRole
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from service.cli import app
from tests.support.people import Office, add_parent, add_staff

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WORDS = {"en": "{{ agency_name }}: The office is closed on Friday. Call {{ agency_phone }}."}


@pytest.fixture
def send(runtime: Runtime, office: Office) -> Send:
    """To two parents, confirmed and on its way."""
    with runtime.unit() as unit:
        boss = add_staff(unit, office.agency, role=StaffRole.SUPERVISOR)
        for number in (1, 2):
            add_parent(unit, office, text_to=f"+1312555015{number}")
        viewer = Viewer.of(boss)
        made = making.make(
            unit, runtime, viewer, str(new_id()), Wanted(audience=Audience(), words=WORDS)
        )
    with runtime.unit() as unit:
        row = acts.confirm(unit, viewer, made.id, numbers.to_go(unit.session, made))
    while sending.drain(runtime):
        pass
    return row


def said(kinline: CliRunner, *arguments: str) -> tuple[int, str]:
    """How it ended, and with what words."""
    result = kinline.invoke(app, ["send", *arguments])
    return result.exit_code, result.output.splitlines()[-1]


def waiting(runtime: Runtime) -> int:
    with runtime.reading() as session:
        rows = session.scalars(select(Message).where(Message.status == MessageStatus.QUEUED))
        return len(rows.all())


def test_a_list_is_shown_paused_resumed_and_cancelled(
    kinline: CliRunner, runtime: Runtime, send: Send
) -> None:
    assert waiting(runtime) == 2
    code, line = said(kinline, "list")
    assert (code, line.split()[-5:]) == (0, ["2", "0", "2", "0", "0"])
    for act, first, again in (
        ("pause", "Paused.", "It was paused already."),
        ("resume", "It goes on.", "It was not paused."),
        ("cancel", "Cancelled.", "It was cancelled already."),
    ):
        assert said(kinline, act, str(send.id)) == (0, first)
        assert said(kinline, act, str(send.id)) == (0, again)
        assert ("paused" in said(kinline, "list")[1]) is (act == "pause")
    assert waiting(runtime) == 0
    assert said(kinline, "pause", str(send.id)) == (1, "It is not under way.")
    with runtime.reading() as session:
        done = session.execute(select(Audit.action, Audit.actor).order_by(Audit.id)).all()
    assert [tuple(row) for row in done][-3:] == [
        ("send.paused", "keyboard"),
        ("send.resumed", "keyboard"),
        ("send.cancelled", "keyboard"),
    ]


@pytest.mark.parametrize("act", ["pause", "resume", "cancel"])
def test_a_list_nobody_knows_is_refused(kinline: CliRunner, office: Office, act: str) -> None:
    code, told = said(kinline, act, str(new_id()))
    assert (code, "There is no such list" in told) == (1, True)
