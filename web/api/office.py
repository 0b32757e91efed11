"""When offices work: the agency, and its branches where they have hours of their own."""

from collections.abc import Callable, Sequence
from datetime import date

from fastapi import APIRouter, HTTPException, status
from pydantic import BaseModel, Field

from messaging.directory import office_setting
from messaging.directory.office_setting import MOST_DAYS, Hours, OfficeError
from messaging.models.agency import Agency
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.api.keys import OfficeDep
from web.api.messages import IdempotencyKey
from web.dependencies import RuntimeDep

router = APIRouter(prefix="/office", tags=["office"])

NOT_THERE = "There is no such branch, or its hours are not this key's to set."


class BranchHours(BaseModel):
    """When a branch works. Weekends, public holidays and the agency's days off are off anyway."""

    model_config = {"extra": "forbid"}

    opens_hour: int | None = Field(description="local; null: as the agency has it")
    closes_hour: int | None = Field(description="local; null: as the agency has it")
    closed_days: list[date] = Field(max_length=MOST_DAYS, description="its own days off, all")


class AgencyHours(BaseModel):
    """When an agency works. Weekends and public holidays are off anyway."""

    model_config = {"extra": "forbid"}

    opens_hour: int = Field(description="local")
    closes_hour: int = Field(description="local")
    closed_days: list[date] = Field(max_length=MOST_DAYS, description="its days off, all of them")
    answer_work_days: int = Field(description="how long a parent waits for an answer at most")


class OfficeView(BaseModel):
    agency: AgencyHours
    branches: dict[str, BranchHours] = Field(
        description="by code, those whose hours are the key's to set"
    )


@router.get("")
def show(runtime: RuntimeDep, caller: OfficeDep) -> OfficeView:
    with runtime.reading() as session:
        agency = session.get_one(Agency, caller.viewer.agency_id)
        found = office_setting.branches(session, caller.viewer)
        return OfficeView(
            agency=AgencyHours(
                opens_hour=agency.opens_hour,
                closes_hour=agency.closes_hour,
                closed_days=_days(agency.closed_days),
                answer_work_days=agency.answer_work_days,
            ),
            branches={
                each.code: BranchHours(
                    opens_hour=each.opens_hour,
                    closes_hour=each.closes_hour,
                    closed_days=_days(each.closed_days),
                )
                for each in found
            },
        )


@router.post("/agency", status_code=status.HTTP_204_NO_CONTENT)
def set_agency(
    runtime: RuntimeDep,
    caller: OfficeDep,
    hours: AgencyHours,
    idempotency_key: IdempotencyKey,  # every POST carries one; set again it is what it was
) -> None:
    """For keys that act for somebody who sees the whole agency."""
    said = Hours(hours.opens_hour, hours.closes_hour, hours.closed_days)

    def act(unit: Unit) -> None:
        office_setting.set_agency(unit, caller.viewer, caller.actor, said, hours.answer_work_days)

    _set(runtime, act)


@router.post("/branches/{code}", status_code=status.HTTP_204_NO_CONTENT)
def set_branch(
    runtime: RuntimeDep,
    caller: OfficeDep,
    code: str,
    hours: BranchHours,
    idempotency_key: IdempotencyKey,
) -> None:
    """The branch's own hours and days off, all of them."""
    said = Hours(hours.opens_hour, hours.closes_hour, hours.closed_days)
    _set(
        runtime,
        lambda unit: office_setting.set_branch(unit, caller.viewer, caller.actor, code, said),
    )


def _set(runtime: Runtime, act: Callable[[Unit], None]) -> None:
    try:
        with runtime.unit() as unit:
            act(unit)
    except office_setting.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NOT_THERE) from None
    except OfficeError as error:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, str(error)) from None


def _days(written: Sequence[str]) -> list[date]:
    return [date.fromisoformat(day) for day in written]
