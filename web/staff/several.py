"""One act on several conversations at once: each for itself, and refused for itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, status
from fastapi.responses import HTMLResponse

from casework import handing_over
from messaging.directory import closing, snoozing
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.staff.choosing import ChoiceError, Of, meant
from web.staff.desk import NO_SUCH_THREAD
from web.staff.frame import inbox_page
from web.staff.handing_over import NOBODY, STILL_WAITING
from web.staff.inbox_list import PAGE, counts, listing, of_threads
from web.staff.list_head import head
from web.staff.people import Who
from web.staff.sessions import SignedIn, WriterDep
from web.staff.sieve import SieveDep
from web.staff.snooze_times import When, until
from web.staff.snoozing import NO_TIME, UNREAD
from web.voice import Voice

router = APIRouter()

MOST = 400
NOBODY_YET = N_("Nobody yet")
NO_WORKER = N_("Choose who gets these conversations.")
NOT_ABLE = N_("That colleague cannot have this case where it is.")


class Act(StrEnum):
    GIVE = "give"
    SNOOZE = "snooze"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Asked:
    """What goes with the act."""

    worker: UUID | None
    when: When


Do = Callable[[Unit, Runtime, SignedIn, UUID, Asked], None]


def _give(unit: Unit, runtime: Runtime, person: SignedIn, thread_id: UUID, asked: Asked) -> None:
    viewer = person.viewer
    handing_over.hand_over(unit, runtime, viewer, viewer.actor, thread_id, asked.worker)


def _snooze(unit: Unit, _runtime: Runtime, person: SignedIn, thread_id: UUID, asked: Asked) -> None:
    time = until(asked.when, person.voice)
    snoozing.snooze(unit, person.viewer, person.viewer.actor, thread_id, time)


def _close(unit: Unit, _runtime: Runtime, person: SignedIn, thread_id: UUID, _asked: Asked) -> None:
    closing.close(unit, person.viewer, person.viewer.actor, thread_id)


ACTS: Mapping[Act, Do] = MappingProxyType({Act.GIVE: _give, Act.SNOOZE: _snooze, Act.CLOSE: _close})
DONE: Mapping[Act, Callable[[Voice, int], str]] = MappingProxyType(
    {
        Act.GIVE: lambda voice, number: voice.count(
            "%(number)s conversation handed over.", "%(number)s conversations handed over.", number
        ),
        Act.SNOOZE: lambda voice, number: voice.count(
            "%(number)s conversation snoozed.", "%(number)s conversations snoozed.", number
        ),
        Act.CLOSE: lambda voice, number: voice.count(
            "%(number)s conversation put away.", "%(number)s conversations put away.", number
        ),
    }
)
REFUSED: Mapping[type[Exception], str] = MappingProxyType(
    {
        handing_over.NotFoundError: NOT_ABLE,
        closing.NotFoundError: NO_SUCH_THREAD,
        closing.StillWaitingError: STILL_WAITING,
        snoozing.UnreadError: UNREAD,
        snoozing.NoTimeError: NO_TIME,
    }
)


@dataclass(frozen=True, slots=True, repr=False)
class Refusal:
    thread_id: UUID
    who: Who
    why: str


@dataclass(frozen=True, slots=True, repr=False)
class Outcome:
    done: str
    refused: Sequence[Refusal]
    unknown: int
    """Conversations that are not there, or not theirs to see."""


@router.post("/inbox/several")
def act_on_several(
    runtime: RuntimeDep,
    person: WriterDep,
    sieve: SieveDep,
    act: Annotated[Act, Form()],
    thread: Annotated[list[UUID], Form(max_length=MOST)] = [],  # noqa: B006 (read only)
    worker: Annotated[str, Form(max_length=120)] = "",
    when: Annotated[When, Form()] = When.TOMORROW,
) -> HTMLResponse:
    """A unit of work for each, so that a refusal takes nothing back of the others."""
    asked = Asked(_worker(runtime, person, worker) if act is Act.GIVE else None, when)
    chosen = list(dict.fromkeys(thread))
    with runtime.reading() as session:
        whose = of_threads(session, person.viewer, person.voice, chosen)
    seen = [thread_id for thread_id in chosen if thread_id in whose]
    why = {thread_id: _tried(runtime, person, act, thread_id, asked) for thread_id in seen}
    refused = [
        Refusal(each, whose[each], person.voice.say(words)) for each, words in why.items() if words
    ]
    outcome = Outcome(
        done=DONE[act](person.voice, len(seen) - len(refused)),
        refused=refused,
        unknown=len(chosen) - len(seen),
    )
    with runtime.reading() as session:
        return inbox_page(
            person,
            counts(session, person.viewer, person.voice.now),
            listing(session, person.viewer, person.voice, sieve),
            head(session, person),
            sieve=sieve,
            limit=PAGE,
            outcome=outcome,
        )


def _worker(runtime: Runtime, person: SignedIn, written: str) -> UUID | None:
    """None: nobody yet. Raises 422."""
    whole = written.strip()
    if whole in (NOBODY, person.voice.say(NOBODY_YET)):
        return None
    if not whole:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, NO_WORKER)
    try:
        with runtime.reading() as session:
            return meant(session, person.viewer, Of.COLLEAGUES, whole)
    except ChoiceError as error:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, str(error)) from None


def _tried(runtime: Runtime, person: SignedIn, act: Act, thread_id: UUID, asked: Asked) -> str:
    """Why not, or nothing."""
    try:
        with runtime.unit() as unit:
            ACTS[act](unit, runtime, person, thread_id, asked)
    except tuple(REFUSED) as error:
        return REFUSED[type(error)]
    return ""
