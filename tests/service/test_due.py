"""What is due in each lane."""

import pytest
from sqlalchemy import event

from messaging.platform.lanes import SENDING_LANES, Lane
from messaging.runtime import Runtime
from service.due import DUE, count_due, has_due

INDEXES = {
    Lane.URGENT: "ix_messages_due",
    Lane.REMINDERS: "ix_messages_due",
    Lane.BULK: "ix_messages_due",
    Lane.FACTS: "ix_events_unhandled",
    Lane.JOURNEYS: "ix_enrollment_steps_due ix_sends_busy ix_import_jobs_busy",
    Lane.INBOUND: "ix_inbound_messages_waiting",
    Lane.OUTGOING: "ix_event_deliveries_due",
    Lane.FILES: "ix_files_waiting",
    Lane.PREPARING: "ix_preparations_waiting",
}


@pytest.mark.parametrize("lane", Lane)
def test_an_empty_database_has_nothing_due(runtime: Runtime, lane: Lane) -> None:
    with runtime.reading() as session:
        assert not has_due(session, runtime.settings, lane, runtime.clock())
        assert count_due(session, lane, runtime.clock()) == 0


def test_every_lane_is_looked_at() -> None:
    assert {*DUE, *SENDING_LANES} == set(Lane)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lane", Lane)
def test_looking_uses_the_index_made_for_it(runtime: Runtime, lane: Lane) -> None:
    statements: list[tuple[str, object]] = []
    with runtime.reading() as session:
        event.listen(
            session.connection(),
            "before_cursor_execute",
            lambda _c, _cur, sql, values, _ctx, _many: statements.append((sql, values)),
        )
        has_due(session, runtime.settings, lane, runtime.clock())
        plans = [
            session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()  # type: ignore[arg-type]  # as the driver was given them
            for sql, values in list(statements)
        ]
        assert [index for index in INDEXES[lane].split() if index not in str(plans)] == []
