"""Setting when an office works: a branch, or the whole agency."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, status
from fastapi.responses import RedirectResponse, Response

from messaging.directory import office_setting
from messaging.directory.office_setting import NO_HOURS, NO_PROMISE, Hours, OfficeError
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.staff.listed import Sought, SoughtDep
from web.staff.office import AGENCY, HERE, Written, office_page
from web.staff.sessions import SettingUpDep, SignedIn

router = APIRouter(prefix="/office/hours")

NO_BRANCH = N_("There is no such branch, or its hours are not yours to set.")
NO_DAY = N_("Write each day off as 2026-12-24, one on a line.")
BETWEEN = re.compile(r"[\s,;]+")

Short = Annotated[str, Form(max_length=20)]
Days = Annotated[str, Form(max_length=10_000)]


@router.post("")
def set_agency(
    runtime: RuntimeDep,
    person: SettingUpDep,
    opens: Short = "",
    closes: Short = "",
    within: Short = "",
    closed: Days = "",
) -> Response:
    def act(unit: Unit) -> None:
        viewer, promised = person.viewer, _number(within, NO_PROMISE)
        if promised is None:
            raise OfficeError(NO_PROMISE)
        hours = _hours(opens, closes, closed)
        office_setting.set_agency(unit, viewer, viewer.actor, hours, promised)

    return _set(runtime, person, act, Written(AGENCY, opens, closes, closed, within), Sought())


@router.post("/{code}")
def set_branch(
    runtime: RuntimeDep,
    person: SettingUpDep,
    code: str,
    sought: SoughtDep,
    opens: Short = "",
    closes: Short = "",
    closed: Days = "",
) -> Response:
    """Hours that are left empty are the agency's."""

    def act(unit: Unit) -> None:
        viewer, hours = person.viewer, _hours(opens, closes, closed)
        office_setting.set_branch(unit, viewer, viewer.actor, code, hours)

    return _set(runtime, person, act, Written(code, opens, closes, closed), sought)


def _set(
    runtime: Runtime,
    person: SignedIn,
    act: Callable[[Unit], None],
    written: Written,
    sought: Sought,
) -> Response:
    try:
        with runtime.unit() as unit:
            act(unit)
    except office_setting.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_BRANCH) from None
    except OfficeError as error:
        return office_page(runtime, person, hours_problem=str(error), hours_written=written)
    asked = f"?{sought.query}" if sought.query else ""
    return RedirectResponse(f"{HERE}{asked}#hours", status.HTTP_303_SEE_OTHER)


def _hours(opens: str, closes: str, closed: str) -> Hours:
    """Raises `OfficeError`."""
    try:
        days = [date.fromisoformat(day) for day in BETWEEN.split(closed) if day]
    except ValueError:
        raise OfficeError(NO_DAY) from None
    return Hours(_number(opens, NO_HOURS), _number(closes, NO_HOURS), days)


def _number(written: str, why: str) -> int | None:
    """None where nothing is written. Raises `OfficeError`."""
    bare = written.strip()
    if not bare:
        return None
    if not bare.isascii() or not bare.isdigit():
        raise OfficeError(why)
    return int(bare)
