"""A branch works its own hours where it has them, and the agency's elsewhere."""

from datetime import UTC, date, datetime

import pytest

from messaging.compliance.office_hours import OfficeHours
from messaging.directory.office import hours_of_thread, office_hours
from messaging.runtime import Runtime
from service.accounts import AccountError
from service.offices import OfficeChange, change_branch_office
from tests.messaging.inbound.hearing import hear, text_from
from tests.support.clock import MovableClock
from tests.support.people import Office, add_parent

NUMBER = "+13125550142"


def test_hours_and_days_off(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        agency = unit.session.merge(office.agency)
        agency.closed_days = ["2026-12-24"]
        change = OfficeChange(opens_hour=9, closes_hour=19, closed=["2026-12-31"])
        branch = change_branch_office(unit, agency, "north", change)
        assert office_hours(agency, branch) == OfficeHours(
            "America/Chicago", "IL", 9, 19, frozenset({date(2026, 12, 24), date(2026, 12, 31)})
        )
        assert office_hours(agency).closes == 17
        back = change_branch_office(unit, agency, "north", OfficeChange(), as_agency=True)
        assert (office_hours(agency, back).opens, office_hours(agency, back).closes) == (8, 17)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("change", [OfficeChange(opens_hour=18), OfficeChange(closed=["soon"])])
def test_hours_that_are_none(runtime: Runtime, office: Office, change: OfficeChange) -> None:
    with pytest.raises(AccountError), runtime.unit() as unit:
        change_branch_office(unit, unit.session.merge(office.agency), "north", change)


def test_a_parent_is_answered_in_the_hours_of_their_branch(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    """Two working days of ten hours, from Tuesday 10 am in Chicago."""
    clock.set(datetime(2026, 3, 3, 16, tzinfo=UTC))
    with runtime.unit() as unit:
        change = OfficeChange(opens_hour=9, closes_hour=19, closed=["2026-03-04"])
        change_branch_office(unit, unit.session.merge(office.agency), "north", change)
        add_parent(unit, office, text_to=NUMBER)
    (row,) = hear(runtime, office.agency, text_from(runtime, NUMBER, "can i come at 3"))
    assert row.answer_due_at == datetime(2026, 3, 6, 16, tzinfo=UTC)
    with runtime.reading() as session:
        assert hours_of_thread(session, office.agency.id, row.thread_id).closes == 19
        assert hours_of_thread(session, office.agency.id, None).closes == 17
