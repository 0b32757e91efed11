"""What was known before some events came: who is on their cases, and what was heard of before."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from campaigns.models.agency_event import AgencyEvent
from messaging.directory.register import Registered
from messaging.models.case import Party
from messaging.platform.bulk import among
from messaging.platform.unit_of_work import Unit


class Parties:
    """Who is on which case."""

    def __init__(self, unit: Unit, agency_id: UUID) -> None:
        self._unit, self._agency_id = unit, agency_id
        self._on: dict[UUID, set[UUID]] = {}

    @property
    def ids(self) -> set[UUID]:
        return set().union(*self._on.values())

    def add(self, known: Registered) -> None:
        self._on.setdefault(known.case.id, set()).add(known.party.id)

    def load(self, case_ids: Collection[UUID]) -> None:
        """Everybody else on these cases."""
        if not case_ids:
            return
        rows = self._unit.session.execute(
            select(Party.case_id, Party.id).where(
                Party.agency_id == self._agency_id,
                among(self._unit.session, Party.case_id, case_ids),
            )
        )
        for case_id, party_id in rows:
            self._on.setdefault(case_id, set()).add(party_id)

    def on(self, case_id: UUID) -> set[UUID]:
        return self._on[case_id]


class Heard:
    """What was told before of the same things, and when it happened."""

    def __init__(self, unit: Unit, agency_id: UUID) -> None:
        self._unit, self._agency_id = unit, agency_id
        self._times: dict[tuple[UUID, str], list[tuple[str, datetime]]] = {}

    def load(
        self, party_ids: Collection[UUID], subjects: Collection[str], types: Collection[str]
    ) -> None:
        if not party_ids or not subjects:
            return
        session = self._unit.session
        rows = session.execute(
            select(
                AgencyEvent.party_id,
                AgencyEvent.subject,
                AgencyEvent.type,
                AgencyEvent.occurred_at,
            ).where(
                AgencyEvent.agency_id == self._agency_id,
                among(session, AgencyEvent.party_id, party_ids),
                among(session, AgencyEvent.subject, subjects),
                AgencyEvent.type.in_(sorted(types)),
            )
        )
        for party_id, subject, kind, at in rows:
            if party_id and subject:
                self._times.setdefault((party_id, subject), []).append((kind, at))

    def add(self, row: AgencyEvent) -> None:
        if row.party_id and row.subject:
            times = self._times.setdefault((row.party_id, row.subject), [])
            times.append((row.type, row.occurred_at))

    def later(self, row: AgencyEvent, types: Collection[str], whose: Collection[UUID]) -> bool:
        """Whether one of `types` about the same thing happened after `row`."""
        return row.subject is not None and any(
            kind in types and at > row.occurred_at
            for party_id in whose
            for kind, at in self._times.get((party_id, row.subject), ())
        )
