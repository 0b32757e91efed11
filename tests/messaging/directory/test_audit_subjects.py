"""The audit of one case or person: every kind of thing of theirs, and nothing of anyone else."""

from uuid import UUID

from sqlalchemy import select

from casework.models.task import Task, TaskKind
from casework.tasks import open_task
from channels.values import ChannelKind
from messaging.directory import audit_reading
from messaging.directory.access import Viewer
from messaging.directory.audit import note
from messaging.directory.audit_reading import Wanted
from messaging.directory.audit_subjects import subjects
from messaging.directory.register import Registered
from messaging.models.case import PartyRole
from messaging.models.contact_point import PersonContact
from messaging.models.file import File, FileState
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.person import Person
from messaging.models.staff import StaffRole
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.support.people import Office, add_office, add_parent, add_staff
from tests.web.conversations import doubtful, told


def everything(unit: Unit, parent: Registered) -> set[UUID]:
    """One of each kind of row that an audit row names."""
    session, party, agency_id = unit.session, parent.party, parent.party.agency_id
    message = told(unit, parent, "private")
    inbound = InboundMessage(
        id=new_id(), agency_id=agency_id, channel=ChannelKind.SMS, provider="twilio",
        provider_id=str(new_id()), sender_index=b"", state=InboundState.THREADED,
        thread_id=parent.thread.id, received_at=unit.now,
    )  # fmt: skip
    inbound.sender, inbound.recipient, inbound.text, inbound.raw = "+1312", "+1312", "", ""
    file = File(
        id=new_id(), agency_id=agency_id, inbound_id=inbound.id, position=0,
        state=FileState.WAITING, created_at=unit.now, next_try_at=unit.now,
    )  # fmt: skip
    file.source = file.name = "private"
    twin = Person(
        id=new_id(), agency_id=agency_id, external_id=f"{parent.person.external_id} again",
        one_with_id=party.person_id,
    )  # fmt: skip
    twin.first_name = twin.last_name = "Maria"
    session.add_all([inbound, twin])
    session.flush()
    session.add(file)
    task = open_task(
        unit, agency_id=agency_id, kind=TaskKind.CALL_BACK, origin=f"sample {new_id()}",
        due_at=unit.now, thread_id=parent.thread.id,
    )  # fmt: skip
    contact = session.scalars(
        select(PersonContact.contact_point_id).where(PersonContact.person_id == party.person_id)
    ).one()
    return {
        party.case_id, party.id, party.person_id, twin.id, parent.thread.id, message.id,
        inbound.id, doubtful(unit, message).id, file.id, task.id, contact,
    }  # fmt: skip


def test_every_kind_of_thing_of_theirs_is_found_and_nothing_of_anyone_elses(
    runtime: Runtime, office: Office
) -> None:
    """Of mother and father of one case, another mother, and one of another agency whose case has
    the same number."""
    with runtime.unit() as unit:
        elm = add_office(unit, "elm")
        parents = {
            "mother": add_parent(unit, office, case="CS-1"),
            "father": add_parent(unit, office, case="CS-1", role=PartyRole.NONCUSTODIAL),
            "other": add_parent(unit, office, case="CS-2"),
            "elsewhere": add_parent(unit, elm, case="CS-1"),
        }
        known = {who: everything(unit, parent) for who, parent in parents.items()}
    numbers = {who: parent.person.external_id for who, parent in parents.items()}
    asked: list[tuple[str | None, str | None, set[str]]] = [
        ("CS-1", None, {"mother", "father"}),
        ("CS-2", None, {"other"}),
        (None, numbers["father"], {"father"}),
        (None, f"{numbers['father']} again", {"father"}),
        ("CS-1", numbers["mother"], {"mother"}),
        ("CS-2", numbers["mother"], set()),
        ("CS-9", None, set()),
        (None, numbers["elsewhere"], set()),
    ]
    with runtime.reading() as session:
        for case, person, whose in asked:
            found = subjects(session, office.agency.id, case, person, [Task.thread_id])
            assert found == {each for who in whose for each in known[who]}, (case, person)


def test_the_audit_of_a_case_is_read_from_any_row_on(runtime: Runtime, office: Office) -> None:
    """All of one moment, as what one transaction writes is."""
    with runtime.unit() as unit:
        mother, other = (add_parent(unit, office, case=f"CS-{number}") for number in (1, 2))
        for subject_id in (mother.party.id, mother.thread.id, other.party.id) * 3:
            note(unit, office.agency.id, "test", "read", "sample", subject_id)
        auditor = Viewer.of(add_staff(unit, office.agency, role=StaffRole.AUDITOR))
    hers, before = Wanted(case_number="CS-1", actor="test"), None
    seen: list[UUID | None] = []
    with runtime.reading() as session:
        about = audit_reading.subjects(session, auditor, hers)
        whole = audit_reading.rows(session, auditor, hers, 100, about=about)
        for _ in whole:
            rows = audit_reading.rows(session, auditor, hers, 1, about=about, before=before)
            seen += [row.id for row in rows]
            before = rows[-1].id
        assert not audit_reading.rows(session, auditor, hers, 1, about=about, before=before)
        assert not audit_reading.rows(session, auditor, hers, 1, before=mother.party.id)
    assert {row.subject_id for row in whole} == {mother.party.id, mother.thread.id}
    assert seen == sorted((row.id for row in whole), reverse=True)
    assert len(seen) == 6
