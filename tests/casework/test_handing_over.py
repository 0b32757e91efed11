"""A case goes to a colleague, or with its whole history to another branch; conversations are put
away and come back."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import select

from casework.handing_over import NotFoundError, hand_over, move, workers
from casework.models.task import Task, TaskKind
from casework.tasks import open_task, take_task
from channels.values import ChannelKind
from messaging.directory import closing
from messaging.directory.access import ForbiddenError, Viewer, visible_threads
from messaging.directory.register import Registered
from messaging.models.agency import Agency
from messaging.models.audit import Audit
from messaging.models.case import Case, PartyRole
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.staff import Staff, StaffRole
from messaging.models.thread import Thread
from messaging.outbound import replies
from messaging.runtime import Runtime
from tests.messaging.inbound.hearing import hear, mail_from, reply_address, said_in, text_from
from tests.support.people import Office, add_branch, add_parent, add_staff

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NUMBER = "+13125550142"


class Town:
    """Two parents on one case of Ana's in the north, and people in both branches."""

    def __init__(self, runtime: Runtime, office: Office) -> None:
        self.runtime, self.office = runtime, office
        with runtime.unit() as unit:
            agency, north = office.agency, office.branch
            self.south = add_branch(unit, agency, "south")
            self.ana = add_staff(unit, agency, north)
            self.ben = add_staff(unit, agency, north)
            self.boss = add_staff(unit, agency, north, role=StaffRole.SUPERVISOR)
            self.sol = add_staff(unit, agency, self.south)
            self.partner = add_staff(unit, agency, role=StaffRole.PARTNER)
            self.maria: Registered = add_parent(
                unit, office, case="CS-7", text_to=NUMBER, email_to="maria@example.org"
            )
            self.david: Registered = add_parent(
                unit, office, case="CS-7", role=PartyRole.NONCUSTODIAL,
                email_to="david@example.org", language="es",
            )  # fmt: skip
            unit.session.get_one(Case, self.maria.case.id).caseworker_id = self.ana.id

    def gives(self, who: Staff, worker: Staff | None) -> None:
        with self.runtime.unit() as unit:
            viewer = Viewer.of(who)
            hand_over(
                unit, self.runtime, viewer, viewer.actor, self.maria.thread.id,
                worker.id if worker else None,
            )  # fmt: skip

    def moves(self, who: Staff) -> None:
        with self.runtime.unit() as unit:
            viewer = Viewer.of(who)
            move(unit, viewer, viewer.actor, self.maria.thread.id, self.south.id)

    def task(self, *, urgent: bool = False, taken_by: Staff | None = None) -> UUID:
        with self.runtime.unit() as unit:
            task = open_task(
                unit, agency_id=self.office.agency.id, kind=TaskKind.SAFETY, origin="sample",
                due_at=unit.now, thread_id=self.maria.thread.id, urgent=urgent,
            )  # fmt: skip
            if taken_by is not None:
                viewer = Viewer.of(taken_by)
                assert take_task(unit, viewer, viewer.actor, task.id)
            return task.id

    def case(self) -> Case:
        with self.runtime.reading() as session:
            return session.get_one(Case, self.maria.case.id)

    def row(self, task_id: UUID) -> Task:
        with self.runtime.reading() as session:
            return session.get_one(Task, task_id)

    def thread(self) -> Thread:
        with self.runtime.reading() as session:
            return session.get_one(Thread, self.maria.thread.id)

    def seen_by(self, staff: Staff) -> set[UUID]:
        with self.runtime.reading() as session:
            found = visible_threads(Viewer.of(staff)).with_only_columns(Thread.id)
            return set(session.scalars(found))

    def acts(self) -> Sequence[str]:
        with self.runtime.reading() as session:
            kinds = Audit.action.startswith("case.") | Audit.action.startswith("thread.")
            return session.scalars(select(Audit.action).where(kinds).order_by(Audit.id)).all()

    def told(self) -> list[tuple[str | None, UUID | None, ChannelKind, str]]:
        with self.runtime.reading() as session:
            rows = session.scalars(
                select(Message).where(Message.direction == Direction.OUT).order_by(Message.id)
            ).all()
        return [(row.template_key, row.thread_id, row.channel, row.text) for row in rows]


@pytest.fixture
def town(runtime: Runtime, office: Office) -> Town:
    return Town(runtime, office)


@SQLITE
def test_a_case_is_given_to_a_colleague_with_what_waits(town: Town) -> None:
    waiting = town.task()
    for _ in range(2):
        town.gives(town.ana, town.ben)
    assert town.case().caseworker_id == town.ben.id
    assert town.row(waiting).assignee_id == town.ben.id
    assert town.acts() == ["case.handed_over"]
    town.gives(town.ben, None)
    assert town.case().caseworker_id is None


@SQLITE
def test_what_a_colleague_has_taken_stays_with_them(town: Town) -> None:
    taken = town.task(taken_by=town.boss)
    town.gives(town.ana, town.ben)
    assert town.row(taken).assignee_id == town.boss.id


@SQLITE
def test_nobody_gets_a_case_they_could_not_work_on(town: Town) -> None:
    with town.runtime.unit() as unit:
        gone = add_staff(unit, town.office.agency, town.office.branch)
        gone.active = False
        other_program = add_staff(unit, town.office.agency, town.office.branch)
        other_program.programs = ["medical"]
    for nobody in (town.sol, town.partner, gone, other_program):
        with pytest.raises(NotFoundError):
            town.gives(town.boss, nobody)
    assert town.case().caseworker_id == town.ana.id
    with town.runtime.reading() as session:
        could = [each.id for each in workers(session, Viewer.of(town.boss), town.case())]
    assert sorted(could) == sorted([town.ana.id, town.ben.id, town.boss.id])


@SQLITE
def test_another_branch_gives_nothing(town: Town) -> None:
    with pytest.raises(NotFoundError):
        town.gives(town.sol, town.sol)
    with pytest.raises(ForbiddenError):
        town.gives(town.partner, town.ana)


@SQLITE
def test_parents_are_told_each_by_themselves_if_the_agency_wants_it(
    town: Town, runtime: Runtime
) -> None:
    town.gives(town.ana, town.ben)
    assert town.told() == []
    with runtime.unit() as unit:
        unit.session.get_one(Agency, town.office.agency.id).tells_new_worker = True
    town.gives(town.ben, town.ana)
    maria, david = sorted(town.told(), key=lambda said: said[2] is ChannelKind.EMAIL)
    assert maria[:3] == ("new_worker", town.maria.thread.id, ChannelKind.SMS)
    assert maria[3] == (
        "Oak Co Child Support: You have a new worker here. You can write to this number as before, "
        "or call (312) 555-0100. STOP to end texts."
    )
    assert david[:3] == ("new_worker", town.david.thread.id, ChannelKind.EMAIL)
    assert david[3].startswith("Hola Maria: ahora le atiende otra persona.")
    # Nobody has it: there is nobody to tell of.
    town.gives(town.ana, None)
    assert len(town.told()) == 2


def test_a_case_moves_to_another_branch_with_its_whole_history(
    town: Town, runtime: Runtime
) -> None:
    hear(runtime, town.office.agency, text_from(runtime, NUMBER, "can i come at 3"))
    waiting = town.task()
    town.moves(town.boss)
    both = {town.maria.thread.id, town.david.thread.id}
    assert (town.seen_by(town.ana), town.seen_by(town.sol)) == (set(), both)
    assert said_in(runtime, town.maria.thread.id) == ["can i come at 3"]
    assert (town.case().branch_id, town.case().caseworker_id) == (town.south.id, None)
    moved = town.row(waiting)
    assert (moved.branch_id, moved.assignee_id) == (town.south.id, None)
    assert town.acts() == ["case.moved"]
    # What is said next goes on in the same conversation.
    hear(runtime, town.office.agency, text_from(runtime, NUMBER, "or at 4"))
    assert said_in(runtime, town.maria.thread.id) == ["can i come at 3", "or at 4"]
    # The branch that had it can do nothing any more.
    with pytest.raises(NotFoundError):
        town.moves(town.boss)


@SQLITE
def test_an_urgent_task_that_was_taken_alerts_the_branch_it_comes_to(town: Town) -> None:
    taken = town.task(urgent=True, taken_by=town.ana)
    assert town.row(taken).alert_at is None
    town.moves(town.boss)
    moved = town.row(taken)
    assert (moved.taken_by_id, moved.alert_at) == (None, town.runtime.clock())


@SQLITE
def test_a_caseworker_moves_no_case(town: Town) -> None:
    with pytest.raises(ForbiddenError):
        town.moves(town.ana)


# Putting a conversation away


def close(town: Town) -> None:
    with town.runtime.unit() as unit:
        viewer = Viewer.of(town.ana)
        closing.close(unit, viewer, viewer.actor, town.maria.thread.id)


@SQLITE
def test_it_is_not_put_away_while_the_parent_waits(town: Town, runtime: Runtime) -> None:
    hear(runtime, town.office.agency, text_from(runtime, NUMBER, "can i come at 3"))
    with pytest.raises(closing.StillWaitingError):
        close(town)
    assert town.thread().closed_at is None


@SQLITE
def test_the_parents_next_word_opens_it_again(town: Town, runtime: Runtime) -> None:
    for _ in range(2):
        close(town)
    assert town.thread().closed_at == runtime.clock()
    away = mail_from(
        runtime, "maria@example.org", "I am away",
        recipient=reply_address(runtime, town.maria), automatic=True,
    )  # fmt: skip
    hear(runtime, town.office.agency, away)
    assert town.thread().closed_at is not None
    hear(runtime, town.office.agency, text_from(runtime, NUMBER, "one more thing"))
    assert town.thread().closed_at is None
    assert town.thread().unread == 2
    assert town.acts() == ["thread.closed", "thread.reopened"]


@SQLITE
def test_our_next_word_opens_it_again(town: Town, runtime: Runtime) -> None:
    close(town)
    with runtime.unit() as unit:
        replies.reply(
            unit, runtime, Viewer.of(town.ana), town.maria.thread.id, "Hello",
            ChannelKind.SMS, "once-only",
        )  # fmt: skip
    assert town.thread().closed_at is None


@SQLITE
def test_who_writes_after_their_case_was_closed_is_no_stranger(
    town: Town, runtime: Runtime
) -> None:
    with runtime.unit() as unit:
        unit.session.get_one(Case, town.maria.case.id).closed_at = unit.now
    [inbound] = hear(runtime, town.office.agency, text_from(runtime, NUMBER, "is it over?"))
    assert inbound.thread_id == town.maria.thread.id
    assert inbound.answer_due_at is not None


@SQLITE
def test_news_of_a_worker_waits_for_nobody_who_must_not_be_written_to(
    town: Town, runtime: Runtime
) -> None:
    with runtime.unit() as unit:
        unit.session.get_one(Agency, town.office.agency.id).tells_new_worker = True
    hear(runtime, town.office.agency, text_from(runtime, NUMBER, "STOP"))
    town.gives(town.ana, town.ben)
    with runtime.reading() as session:
        news = session.scalars(
            select(Message.status).where(
                Message.template_key == "new_worker", Message.channel == ChannelKind.SMS
            )
        ).all()
    assert news == [MessageStatus.REFUSED]
