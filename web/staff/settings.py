"""Settings, for administrators of the whole agency. Every form stands by itself: what cannot be set
is said beside it, and then nothing is changed."""

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, HTTPException, Response, status
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.directory import own_settings, retention
from messaging.directory.access import Act, ForbiddenError
from messaging.directory.audit import note
from messaging.directory.own_settings import NotFoundError, Own, SettingError
from messaging.models.agency import Agency
from messaging.models.retention import Record, Retention
from messaging.outbound import senders
from messaging.outbound.senders import BY_HAND, SenderKey
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.staff.listed import Sought, SoughtDep
from web.staff.sessions import SignedIn, acting, posting_to
from web.staff.settings_page import ALL, FORM, SHARED, Problem, settings_page

router = APIRouter(prefix="/settings")

HERE = "/staff/settings"
GONE = N_("There is no such branch any more.")
NO_SENDER = N_("Your agency does not write from this number or address.")
NO_RATE = N_("Write how many a second as a number between 0.1 and 1000, or leave it empty.")
LONGER = N_("Nothing is removed before 30 days have passed. Write a number of days, from 30 on.")
NOT_SURE = N_("Say that you are sure: what is older then is removed, and nothing brings it back.")
SLOWEST, FASTEST = 0.1, 1000.0
MOST_DAYS = 36_525
"""A century; more is for ever."""
DONE = {"pause": "paused", "resume": "resumed", "rate": "rate"}
TOLD: Mapping[str, str] = MappingProxyType(
    {
        "agency": N_("Your agency's details are saved. What is laid out already keeps its times."),
        "same": N_("Nothing was otherwise, so nothing is changed."),
        "added": N_("The branch is there."),
        "branch": N_("The branch is saved."),
        "paused": N_("Nothing goes from it until somebody resumes it. What waits keeps its place."),
        "resumed": N_("It sends again."),
        "rate": N_("Its rate is set."),
        "kept": N_("How long that is kept is set."),
        "field-added": N_("The field is there."),
        "field": N_("The field is saved."),
    }
)


def whole(act: Act, person: SignedIn) -> SignedIn:
    """Whoever sees a part of the agency does not set what holds for all of it."""
    if person.viewer.bounded:
        raise ForbiddenError(act)
    return person


def _reading(person: Annotated[SignedIn, Depends(acting(Act.SETTINGS))]) -> SignedIn:
    return whole(Act.SETTINGS, person)


def _posting(person: Annotated[SignedIn, Depends(posting_to(Act.SETTINGS))]) -> SignedIn:
    return whole(Act.SETTINGS, person)


SettlerDep = Annotated[SignedIn, Depends(_reading)]
SettlingDep = Annotated[SignedIn, Depends(_posting)]
Line = Annotated[str, Form(max_length=200)]


@router.get("")
def show(
    runtime: RuntimeDep, person: SettlerDep, sought: SoughtDep, told: str = ""
) -> HTMLResponse:
    return settings_page(runtime, person, sought, told=TOLD.get(told, ""))


@router.post("/agency")
def set_agency(
    runtime: RuntimeDep,
    person: SettlingDep,
    name: Line = "",
    neutral_name: Line = "",
    phone: Line = "",
    time_zone: Line = "",
    state: Line = "",
    reminder_cap: Line = "",
) -> Response:
    wanted = Own(name, neutral_name, phone, time_zone, state, reminder_cap)
    try:
        with runtime.unit() as unit:
            agency_id, actor = person.viewer.agency_id, person.viewer.actor
            changed = own_settings.change(unit, agency_id, actor, wanted)
    except SettingError as error:
        return again(runtime, person, "agency", str(error), **asdict(wanted))
    return back("agency" if changed else "same")


@router.post("/branches")
def add_branch(
    runtime: RuntimeDep, person: SettlingDep, code: Line = "", name: Line = ""
) -> Response:
    try:
        with runtime.unit() as unit:
            viewer = person.viewer
            own_settings.add_branch(unit, viewer.agency_id, viewer.actor, code, name)
    except SettingError as error:
        return again(runtime, person, "branch", str(error), code=code, name=name)
    return back("added")


@router.post("/branches/{branch_id}")
def set_branch(
    runtime: RuntimeDep,
    person: SettlingDep,
    branch_id: UUID,
    sought: SoughtDep,
    name: Line = "",
    enabled: Annotated[bool, Form()] = False,
) -> Response:
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            own_settings.change_branch(
                unit, viewer.agency_id, viewer.actor, branch_id, name, enabled=enabled
            )
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE) from None
    except SettingError as error:
        return again(runtime, person, f"{FORM}{branch_id}", str(error), name=name, enabled=enabled)
    return back("branch", sought)


@router.post("/senders")
def set_sender(
    runtime: RuntimeDep,
    person: SettlingDep,
    act: Annotated[Literal["pause", "resume", "rate"], Form()],
    channel: Annotated[ChannelKind, Form()],
    address: Annotated[str, Form(max_length=320)],
    rate: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    viewer, key = person.viewer, (channel, address)
    a_second = _rate(rate)
    with runtime.unit() as unit:
        _own_sender(unit, runtime, viewer.agency_id, key)
        if act == "rate" and not isinstance(a_second, str):
            senders.set_rate(unit, channel, address, a_second)
            row = senders.locked(unit, channel, address)
            note(
                unit, viewer.agency_id, viewer.actor, "sender.rate", "sender", row.id, rate=a_second
            )
        elif act == "pause":
            senders.pause(unit, channel, address, BY_HAND, viewer.actor)
        elif act == "resume":
            senders.resume(unit, channel, address, viewer.actor)
    if act == "rate" and isinstance(a_second, str):
        return again(runtime, person, f"sender-{channel.value}", a_second, rate=rate)
    return back(DONE[act])


@router.post("/retention")
def set_retention(
    runtime: RuntimeDep,
    person: SettlingDep,
    record: Annotated[Record, Form()],
    days: Annotated[str, Form(max_length=10)] = "",
    sure: Annotated[bool, Form()] = False,
) -> Response:
    viewer, wanted = person.viewer, days.strip()
    problem, number = "", None
    if wanted:
        number = int(wanted) if wanted.isascii() and wanted.isdigit() else 0
        problem = LONGER if not retention.SHORTEST.days <= number <= MOST_DAYS else ""
    if not problem:
        with runtime.unit() as unit:
            if _removes_more(unit, viewer.agency_id, record, number) and not sure:
                problem = NOT_SURE
            else:
                retention.keep(unit, viewer.agency_id, viewer.actor, record, number)
    if problem:
        return again(runtime, person, f"kept-{record.value}", problem, days=days)
    return back("kept")


def _rate(typed: str) -> float | str | None:
    """The number, None for the usual one, or why it is none."""
    if not typed.strip():
        return None
    try:
        number = float(typed.strip().replace(",", "."))
    except ValueError:
        return NO_RATE
    return number if SLOWEST <= number <= FASTEST else NO_RATE


def _own_sender(unit: Unit, runtime: Runtime, agency_id: UUID, key: SenderKey) -> None:
    agency = unit.session.get_one(Agency, agency_id)
    if senders.sender_of(runtime.settings, agency, key[0]) != key:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SENDER)
    if senders.is_shared(unit.session, runtime.settings, key):
        raise HTTPException(status.HTTP_403_FORBIDDEN, SHARED)


def _removes_more(unit: Unit, agency_id: UUID, record: Record, days: int | None) -> bool:
    """Whether something may go that would have stayed."""
    if days is None:
        return False
    now = unit.session.scalar(
        select(Retention.days).where(Retention.agency_id == agency_id, Retention.record == record)
    )
    return now is None or days < now


def back(told: str, sought: Sought = ALL) -> RedirectResponse:
    """To the same place in the list of offices."""
    asked = f"&{sought.query}" if sought.query else ""
    return RedirectResponse(f"{HERE}?told={told}{asked}", status.HTTP_303_SEE_OTHER)


def again(runtime: Runtime, person: SignedIn, form: str, words: str, **typed: Any) -> HTMLResponse:
    return settings_page(runtime, person, problem=Problem(form, words, typed))
