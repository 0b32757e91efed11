"""Fields of an agency's own: defined, told of one party, forgotten with them."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from messaging.directory import own_fields, own_values
from messaging.directory.own_fields import Choice, Field
from messaging.directory.own_settings import SettingError
from messaging.directory.own_values import UnfitValueError, Value, parsed
from messaging.directory.register import (
    CaseDetails,
    PartyDetails,
    Registered,
    UnfitFieldsError,
    register,
)
from messaging.models.case import PartyRole
from messaging.models.own_field import FieldKind, OwnField, OwnValue
from messaging.runtime import Runtime
from tests.support.people import Office, add_office

CASE = CaseDetails("CS-1", "child_support", "north")
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
COUNTY = "lake = Lake County\nCook County"


def field(kind: FieldKind, *choices: Choice) -> Field:
    return Field(uuid4(), "sample", "Sample", kind, choices, rests=False)


CHOICE = field(FieldKind.CHOICE, Choice("lake", "Lake County"), Choice("old", "Old one", True))
YES_NO, DAY, TEXT = (field(one) for one in (FieldKind.YES_NO, FieldKind.DATE, FieldKind.TEXT))


@pytest.mark.parametrize(
    ("kind", "told", "value"),
    [
        (CHOICE, "lake", "lake"), (CHOICE, "LAKE county", "lake"), (CHOICE, "Old one", "old"),
        (YES_NO, True, "yes"), (YES_NO, "No", "no"), (YES_NO, "1", "yes"),
        (DAY, "2026-03-14", date(2026, 3, 14)), (DAY, " 3/4/2026 ", date(2026, 3, 4)),
        (TEXT, " by the bridge ", "by the bridge"), (TEXT, True, "yes"),
    ],
)  # fmt: skip
def test_what_is_told_is_read_as_its_field_says(
    kind: Field, told: str | bool, value: Value
) -> None:
    assert parsed(kind, told) == value


@pytest.mark.parametrize(
    ("kind", "told", "why"),
    [
        (CHOICE, "moon", own_values.NO_WORD), (CHOICE, True, own_values.NO_WORD),
        (CHOICE, "", own_values.NO_WORD), (YES_NO, "maybe", own_values.NO_YES),
        (DAY, "2026-02-30", own_values.NO_DAY), (DAY, "1999-12-31", own_values.NO_DAY),
        (DAY, "13/1/2026", own_values.NO_DAY), (DAY, "soon", own_values.NO_DAY),
        (TEXT, "x" * 201, own_values.NO_TEXT), (TEXT, "two\nlines", own_values.NO_TEXT),
        (TEXT, "\u202e", own_values.NO_TEXT), (TEXT, "123-45-6789", "identity numbers"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_without_its_value(
    kind: Field, told: str | bool, why: str
) -> None:
    with pytest.raises(UnfitValueError, match=why) as refused:
        parsed(kind, told)
    assert str(told) not in str(refused.value) or len(str(told)) < 5


@pytest.fixture
def fields(runtime: Runtime, office: Office) -> dict[str, UUID]:
    return define(runtime, office)


def define(runtime: Runtime, office: Office) -> dict[str, UUID]:
    kinds = {
        "county": FieldKind.CHOICE, "interpreter": FieldKind.YES_NO, "court_day": FieldKind.DATE,
        "remark": FieldKind.TEXT,
    }  # fmt: skip
    with runtime.unit() as unit:
        return {
            key: own_fields.add(unit, office.agency.id, "test", key, key.title(), kind, COUNTY).id
            for key, kind in kinds.items()
        }


def tell(runtime: Runtime, office: Office, person: str = "P-1", **own: Any) -> Registered:
    details = PartyDetails(person, PartyRole.CUSTODIAL, own=own)
    with runtime.unit() as unit:
        return register(unit, office.agency, CASE, details)


def known(runtime: Runtime, office: Office) -> dict[tuple[UUID, str], Value | None]:
    with runtime.reading() as session:
        fields = {one.id: one for one in own_fields.of_agency(session, office.agency.id).values()}
        rows = session.scalars(select(OwnValue).where(OwnValue.agency_id == office.agency.id))
        return {
            (row.party_id, fields[row.field_id].key): own_values.value_of(fields[row.field_id], row)
            for row in rows
        }


def test_a_value_is_of_one_party_changes_and_goes(
    runtime: Runtime, office: Office, fields: dict[str, UUID]
) -> None:
    maria = tell(runtime, office, county="Lake County", interpreter=True, remark="by bus").party
    james = tell(runtime, office, "P-2", county="cook_county", court_day="2026-05-01").party
    assert known(runtime, office) == {
        (maria.id, "county"): "lake", (maria.id, "interpreter"): "yes",
        (maria.id, "remark"): "by bus", (james.id, "county"): "cook_county",
        (james.id, "court_day"): date(2026, 5, 1),
    }  # fmt: skip
    tell(runtime, office, county="cook_county", interpreter=None, remark="on foot")
    tell(runtime, office, "P-2")
    assert known(runtime, office) == {
        (maria.id, "county"): "cook_county", (maria.id, "remark"): "on foot",
        (james.id, "county"): "cook_county", (james.id, "court_day"): date(2026, 5, 1),
    }  # fmt: skip
    with runtime.reading() as session:
        raw = session.scalars(select(OwnValue.text_sealed)).all()
    assert not any(b"on foot" in (each or b"") for each in raw)


def refusals() -> Iterator[tuple[dict[str, Any], set[str]]]:
    yield {"county": "moon", "interpreter": True}, {"/data/party/fields/county"}
    yield {"shoe_size": "9"}, {"/data/party/fields/shoe_size"}
    yield (
        {"court_day": "soon", "interpreter": "maybe"},
        {"/data/party/fields/court_day", "/data/party/fields/interpreter"},
    )


@SQLITE
def test_what_does_not_fit_changes_nothing(
    runtime: Runtime, office: Office, fields: dict[str, UUID]
) -> None:
    for own, pointers in refusals():
        with pytest.raises(UnfitFieldsError) as refused:
            tell(runtime, office, **own)
        assert set(refused.value.problems) == pointers
    assert known(runtime, office) == {}


@SQLITE
def test_another_agencys_field_is_unknown(
    runtime: Runtime, office: Office, fields: dict[str, UUID]
) -> None:
    with runtime.unit() as unit:
        elm = add_office(unit, "elm")
    with pytest.raises(UnfitFieldsError):
        tell(runtime, elm, county="lake")


@SQLITE
def test_what_rests_is_passed_over_and_keeps_what_is_known(
    runtime: Runtime, office: Office, fields: dict[str, UUID]
) -> None:
    party = tell(runtime, office, county="lake", interpreter=True).party
    with runtime.unit() as unit:
        one = office.agency.id, "test"
        own_fields.change(unit, *one, fields["interpreter"], "Interpreter", rests=True)
        own_fields.change(unit, *one, fields["county"], "County", "Cook County\nwill", rests=False)
    tell(runtime, office, interpreter="anything", county="will")
    assert known(runtime, office) == {
        (party.id, "county"): "will",
        (party.id, "interpreter"): "yes",
    }
    tell(runtime, office, county="lake")
    with runtime.reading() as session:
        county = own_fields.of_agency(session, office.agency.id)["county"]
    assert county.choices == (
        Choice("cook_county", "Cook County"), Choice("will", "will"),
        Choice("lake", "Lake County", rests=True),
    )  # fmt: skip


@SQLITE
@pytest.mark.parametrize(
    ("key", "label", "choices", "why"),
    [
        ("Bad Key", "Sample", "", own_fields.NO_KEY),
        ("9lives", "Sample", "", own_fields.NO_KEY),
        ("county", "County", COUNTY, own_fields.TAKEN),
        ("new", " ", COUNTY, own_fields.NO_LABEL),
        ("new", "Sample", "", own_fields.NO_CHOICES),
        ("new", "Sample", "a = One\na = Two", own_fields.NO_CHOICES),
        ("new", "Sample", "\n".join(map(str, range(51))), own_fields.TOO_MANY_CHOICES),
        ("income", "Sample", COUNTY, "Sums of money"),
        ("new", "Diagnosis", COUNTY, "Health"),
        ("new", "Sample", "yes\nIRS = ok", "tax office"),
    ],
)
def test_what_cannot_be_a_field_says_why(
    runtime: Runtime, office: Office, fields: dict[str, UUID], key: str, label: str, choices: str,
    why: str,
) -> None:  # fmt: skip
    with pytest.raises(SettingError, match=why), runtime.unit() as unit:
        own_fields.add(unit, office.agency.id, "test", key, label, FieldKind.CHOICE, choices)


@SQLITE
def test_no_more_than_thirty_are_used(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        one = office.agency.id, "test"
        for number in range(own_fields.MOST_FIELDS):
            own_fields.add(unit, *one, f"f_{number}", "Sample", FieldKind.YES_NO)
        with pytest.raises(SettingError, match="at most 30"):
            own_fields.add(unit, *one, "more", "Sample", FieldKind.YES_NO)
        first = unit.session.scalars(select(OwnField).where(OwnField.key == "f_0")).one()
        own_fields.change(unit, *one, first.id, "Sample", rests=True)
        own_fields.add(unit, *one, "more", "Sample", FieldKind.YES_NO)
        with pytest.raises(SettingError, match="at most 30"):
            own_fields.change(unit, *one, first.id, "Sample", rests=False)
