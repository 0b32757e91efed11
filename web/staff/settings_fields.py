"""Fields of an agency's own, on the settings page: added, called otherwise, at rest."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Response, status

from campaigns.asking import asking_for
from messaging.directory import own_fields
from messaging.directory.own_settings import NotFoundError, SettingError
from messaging.models.own_field import FieldKind
from messaging.platform.unit_of_work import Unit
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.staff.settings import Line, SettlingDep, again, back

router = APIRouter(prefix="/settings/fields")

GONE = N_("There is no such field any more.")
ASKED_FOR = N_("%(campaigns)s asks for it. Take it out there first, or let it be used.")
Choices = Annotated[str, Form(max_length=8_000)]


@router.post("")
def add_field(
    runtime: RuntimeDep,
    person: SettlingDep,
    kind: Annotated[FieldKind, Form()],
    key: Line = "",
    label: Line = "",
    choices: Choices = "",
) -> Response:
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            own_fields.add(unit, viewer.agency_id, viewer.actor, key, label, kind, choices)
    except SettingError as error:
        return again(
            runtime, person, "field", str(error),
            key=key, label=label, kind=kind.value, choices=choices,
        )  # fmt: skip
    return back("field-added")


@router.post("/{field_id}")
def set_field(
    runtime: RuntimeDep,
    person: SettlingDep,
    field_id: UUID,
    label: Line = "",
    choices: Choices = "",
    used: Annotated[bool, Form()] = False,
) -> Response:
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            changed = own_fields.change(
                unit, viewer.agency_id, viewer.actor, field_id, label, choices, rests=not used
            )
            if not used and (names := _asking(unit, viewer.agency_id, field_id)):
                raise SettingError(person.voice.say(ASKED_FOR, campaigns=", ".join(names)))
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE) from None
    except SettingError as error:
        return again(
            runtime, person, f"field-{field_id}", str(error),
            label=label, choices=choices, used=used,
        )  # fmt: skip
    return back("field" if changed else "same")


def _asking(unit: Unit, agency_id: UUID, field_id: UUID) -> list[str]:
    known = own_fields.of_agency(unit.session, agency_id).values()
    key = next(one.key for one in known if one.id == field_id)
    return asking_for(unit.session, agency_id, key)
