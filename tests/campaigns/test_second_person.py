"""A draft waits for a second person: those who could be it are told, and who wrote it hears what
became of it. Nobody is told what they cannot act on, or twice."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from campaigns import second_person, versions
from campaigns.loading import load_campaigns
from campaigns.models.version import CampaignVersion
from campaigns.wordings import acts
from messaging.directory.access import Viewer
from messaging.directory.approving import Move
from messaging.models.message import Message, MessageStatus
from messaging.models.own_wording import OwnWording
from messaging.models.staff import Staff, StaffRole
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.own_words import words_of
from tests.campaigns.own_versions import at_hour, changed
from tests.support.people import Office, add_staff

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Write = Callable[[Unit, Runtime, Viewer], CampaignVersion | OwnWording]


def write_campaign(unit: Unit, runtime: Runtime, who: Viewer) -> CampaignVersion:
    table = changed(load_campaigns()["renewal"], at_hour(11))
    return versions.save(unit, runtime, who, "renewal", table)


def write_words(unit: Unit, runtime: Runtime, who: Viewer) -> OwnWording:
    words = words_of(runtime.library.get("help"), "en")
    words["sms.text"] = words["sms.text"].replace("STOP to end", "Text STOP to end")
    return acts.save(unit, runtime, who, "help", "en", words)


def step(
    unit: Unit, runtime: Runtime, who: Viewer, move: Move, row: CampaignVersion | OwnWording
) -> None:
    if isinstance(row, CampaignVersion):
        versions.act(unit, runtime, who, move, row.campaign, row.version, said="Later in the day.")
    else:
        acts.act(unit, runtime, who, move, row.id, seen=row.revision, said="Say when we open.")


@pytest.fixture
def people(runtime: Runtime, office: Office) -> dict[str, Staff]:
    with runtime.unit() as unit:
        found = {
            "ana": add_staff(unit, office.agency, role=StaffRole.SUPERVISOR),
            "ben": add_staff(unit, office.agency, role=StaffRole.ADMINISTRATOR),
            "cleo": add_staff(unit, office.agency, role=StaffRole.SUPERVISOR),
            "of one branch": add_staff(
                unit, office.agency, office.branch, role=StaffRole.SUPERVISOR
            ),
            "worker": add_staff(unit, office.agency),
            "gone": add_staff(unit, office.agency, role=StaffRole.SUPERVISOR),
        }
        found["gone"].active = False
        found["cleo"].language = "es"
    return found


def mails(runtime: Runtime, people: dict[str, Staff]) -> list[tuple[str, str | None, bool]]:
    """To whom, under which subject, and whether it still goes."""
    names = {str(staff.id): name for name, staff in people.items()}
    with runtime.reading() as session:
        rows = session.scalars(select(Message).order_by(Message.id))
        return [
            (names[row.origin.rpartition(":")[2]], row.subject, row.status is MessageStatus.QUEUED)
            for row in rows
        ]


WAITS, ESPERA = "Kinline: a draft waits for approval", "Kinline: un borrador espera aprobación"


@pytest.mark.parametrize(
    ("write", "page"),
    [(write_campaign, "/staff/campaigns/renewal"), (write_words, "/staff/wording/help")],
    ids=["a campaign", "wording"],
)
@pytest.mark.parametrize(
    ("move", "heard"),
    [
        (Move.APPROVE, [("ana", "Kinline: your draft was approved", True)]),
        (Move.REFUSE, [("ana", "Kinline: your draft came back", True)]),
        (Move.DISCARD, []),
    ],
    ids=["approved", "sent back", "given up"],
)
def test_who_could_approve_is_told_and_then_who_wrote_it(
    runtime: Runtime,
    people: dict[str, Staff],
    write: Write,
    page: str,
    move: Move,
    heard: list[tuple[str, str, bool]],
) -> None:
    viewers = {name: Viewer.of(staff) for name, staff in people.items()}
    with runtime.unit() as unit:
        row = write(unit, runtime, viewers["ana"])
        step(unit, runtime, viewers["ana"], Move.PROPOSE, row)
    assert mails(runtime, people) == [("ben", WAITS, True), ("cleo", ESPERA, True)]
    with runtime.reading() as session:
        assert all(page in (one.text or "") for one in session.scalars(select(Message)))
        waiting = {
            name: second_person.waiting(session, viewer, type(row))
            for name, viewer in viewers.items()
        }
    assert {name for name, number in waiting.items() if number} == {"ben", "cleo", "gone"}

    with runtime.unit() as unit:
        step(unit, runtime, viewers["ben"], move, row)
    settled = [("ben", WAITS, False), ("cleo", ESPERA, False)]
    assert mails(runtime, people) == [*settled, *heard], "those who wait are not called any more"
    with runtime.reading() as session:
        assert second_person.waiting(session, viewers["cleo"], type(row)) == 0
        assert not any("Later in" in (one.text or "") for one in session.scalars(select(Message)))


def test_what_is_written_anew_waits_no_more_and_is_told_of_again(
    runtime: Runtime, people: dict[str, Staff]
) -> None:
    ana = Viewer.of(people["ana"])
    with runtime.unit() as unit:
        row = write_campaign(unit, runtime, ana)
        step(unit, runtime, ana, Move.PROPOSE, row)
    with runtime.unit() as unit:
        table = changed(load_campaigns()["renewal"], at_hour(12))
        again = versions.save(unit, runtime, ana, "renewal", table, seen=1)
    assert mails(runtime, people) == [("ben", WAITS, False), ("cleo", ESPERA, False)]
    with runtime.unit() as unit:
        step(unit, runtime, ana, Move.PROPOSE, again)
    assert mails(runtime, people)[2:] == [("ben", WAITS, True), ("cleo", ESPERA, True)]
