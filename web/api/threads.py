"""Threads, as far as the key's staff member may see them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, status
from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.directory.absences import covered_by
from messaging.directory.access import Viewer
from messaging.directory.audit import note
from messaging.models.agency import Branch
from messaging.models.case import Case, Party
from messaging.models.person import Person
from messaging.models.thread import Thread
from web.api.keys import ReaderDep
from web.api.pages import USUAL, Cursor, Page, Size, after, page_of
from web.api.values import ThreadView
from web.dependencies import RuntimeDep
from web.staff.sieve import Filter, Role, Sieve, State, Tongue, people

router = APIRouter(prefix="/threads", tags=["threads"])

STATED = (
    "how it stands: snoozed by now, put away, waiting for an answer, unread, or opted out (in the "
    "last seven days); any: all of them"
)
MINE = "only cases of the key's staff member, and of colleagues they cover for"


@router.get("")
def list_threads(
    runtime: RuntimeDep,
    caller: ReaderDep,
    unread: Annotated[bool | None, Query(description="only (not) unread ones")] = None,
    mine: Annotated[bool, Query(description=MINE)] = False,
    state: Annotated[State, Query(description=STATED)] = State.ANY,
    language: Annotated[Tongue, Query(description="what the parent speaks")] = Tongue.ANY,
    role: Annotated[Role, Query(description="who the parent is on their case")] = Role.ANY,
    branch: Annotated[str | None, Query(max_length=40, description="its code")] = None,
    case_number: Annotated[str | None, Query(max_length=40)] = None,
    cursor: Cursor = None,
    limit: Size = USUAL,
) -> Page[ThreadView]:
    """In the order of their making."""
    statement = people(caller.viewer)
    if branch is not None:
        such = select(Branch.id).where(
            Branch.agency_id == caller.viewer.agency_id, Branch.code == branch
        )
        statement = statement.where(Thread.branch_id.in_(such))
    if unread is not None:
        statement = statement.where((Thread.unread > 0) if unread else (Thread.unread == 0))
    if case_number is not None:
        statement = statement.where(Case.number == case_number)
    last = after(cursor)
    if last is not None:
        statement = statement.where(Thread.id > last)
    with runtime.unit() as unit:
        sieve = Sieve(Filter.MINE if mine else Filter.BRANCH, state, language, role)
        covered = covered_by(unit.session, caller.viewer, unit.now) if mine else {}
        if state is State.ANY:
            statement = sieve.of_people(sieve.only(statement, caller.viewer, covered))
        else:
            statement = sieve.such(statement, unit.session, caller.viewer, unit.now, covered)
        rows = unit.session.execute(statement.order_by(Thread.id).limit(limit + 1)).all()
        agency_id, shown = caller.viewer.agency_id, [str(row[0].id) for row in rows[:limit]]
        note(unit, agency_id, caller.actor, "threads.listed", "threads", None, threads=shown)
        views = [ThreadView.of(*row) for row in rows]
        return page_of(views, [view.id for view in views], limit)


@router.get("/{thread_id}")
def show_thread(runtime: RuntimeDep, caller: ReaderDep, thread_id: UUID) -> ThreadView:
    with runtime.unit() as unit:
        view = ThreadView.of(*seen(unit.session, caller.viewer, thread_id))
        note(unit, caller.viewer.agency_id, caller.actor, "thread.shown", "thread", thread_id)
        return view


def seen(session: Session, viewer: Viewer, thread_id: UUID) -> tuple[Thread, Party, Case, Person]:
    """The thread and what it hangs on. Raises 404 unless `viewer` may see it."""
    row = session.execute(people(viewer).where(Thread.id == thread_id)).one_or_none()
    if row is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such thread for this key.")
    thread, party, case, person = row
    return thread, party, case, person
