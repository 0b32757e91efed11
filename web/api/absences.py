"""Who is away and who covers, as far as the key's staff member sees to it."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, HTTPException, status
from pydantic import BaseModel, Field

from messaging.directory import absences
from messaging.models.absence import Absence
from web.api.keys import TaskReaderDep, TaskWriterDep
from web.api.messages import IdempotencyKey
from web.dependencies import RuntimeDep

router = APIRouter(prefix="/absences", tags=["absences"])

NOT_THERE = "There is no such absence or worker for this key."


class NewAbsence(BaseModel):
    """Days on which somebody is away."""

    model_config = {"extra": "forbid"}

    staff_id: UUID = Field(description="who is away")
    cover_id: UUID = Field(description="who has what comes in meanwhile as well")
    first_day: date = Field(description="in the agency's calendar")
    last_day: date = Field(description="the last one on which they are away")


class AbsenceView(BaseModel):
    id: UUID
    staff_id: UUID
    cover_id: UUID
    first_day: date
    last_day: date

    @classmethod
    def of(cls, row: Absence) -> "AbsenceView":
        return cls.model_validate(row, from_attributes=True)


class Absences(BaseModel):
    items: list[AbsenceView]


@router.get("")
def list_absences(runtime: RuntimeDep, caller: TaskReaderDep) -> Absences:
    """Those that last or are to come, of colleagues of the key's staff member."""
    with runtime.reading() as session:
        found = absences.current(session, caller.viewer, runtime.clock())
        return Absences(items=[AbsenceView.of(each.absence) for each in found])


@router.post("")
def enter(
    runtime: RuntimeDep,
    caller: TaskWriterDep,
    new: NewAbsence,
    idempotency_key: IdempotencyKey,  # every POST carries one; entered again it stands once
) -> AbsenceView:
    """What comes in for them on those days reaches the cover too. One's own; for keys that act for
    supervisors and administrators, their people's."""
    days = (new.first_day, new.last_day)
    try:
        with runtime.unit() as unit:
            row = absences.enter(
                unit, caller.viewer, caller.actor, new.staff_id, days, new.cover_id
            )
            return AbsenceView.of(row)
    except absences.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NOT_THERE) from None
    except absences.AbsenceError as error:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, str(error)) from None


@router.post("/{absence_id}/end", status_code=status.HTTP_204_NO_CONTENT)
def end(
    runtime: RuntimeDep, caller: TaskWriterDep, absence_id: UUID, idempotency_key: IdempotencyKey
) -> None:
    """They are back, or it was a mistake."""
    try:
        with runtime.unit() as unit:
            absences.end(unit, caller.viewer, caller.actor, absence_id)
    except absences.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NOT_THERE) from None
