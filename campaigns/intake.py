"""An agency's event takes effect, once: who it concerns becomes known, campaigns start, move, stop.

Two identical requests at the same instant give one result: the second waits for the first at the
unique key of the event and answers as it did.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from campaigns.arrivals import Answer, Arrivals, Arrived
from campaigns.incoming.kinds import AgencyEventIn
from campaigns.models.agency_event import AgencyEvent
from campaigns.taken import unless_taken
from messaging.directory.own_values import Book
from messaging.directory.register import (
    Registrar,
    UnfitError,
    branches_by_code,
    misfit,
)
from messaging.models.agency import Agency
from messaging.platform.bulk import among
from messaging.platform.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class Accepted:
    answer: Answer
    """What was started, in ids and words."""
    repeated: bool
    """The same event was accepted before, and nothing was done now."""


def accept(unit: Unit, agency: Agency, event: AgencyEventIn, event_id: str, raw: str) -> Accepted:
    """`event_id` is the sender's name for it, `raw` the text as it came (kept sealed).

    Raises `UnfitError`; then nothing was kept of it.
    """
    [accepted] = accept_all(unit, agency, [Arrived(event, event_id, raw)])
    if isinstance(accepted, UnfitError):
        raise accepted
    return accepted


def accept_all(
    unit: Unit, agency: Agency, arrived: Sequence[Arrived]
) -> list[Accepted | UnfitError]:
    """What `accept` would make of each, in the same order, in a fixed number of statements."""
    return unless_taken(unit, lambda: _accept_all(unit, agency, arrived))


def _accept_all(
    unit: Unit, agency: Agency, arrived: Sequence[Arrived]
) -> list[Accepted | UnfitError]:
    answers = _answers(unit, agency, {one.event_id for one in arrived})
    branches = branches_by_code(
        unit, agency, {one.event.people.case.branch for one in arrived if one.event.people}
    )
    values = Book(unit, agency.id)
    unfit: dict[int, UnfitError] = {}
    fresh: dict[str, Arrived] = {}
    for place, one in enumerate(arrived):
        people = one.event.people
        if one.event_id in answers or one.event_id in fresh:
            continue
        wrong = (
            misfit(branches, values, people.case.branch, people.party.fields) if people else None
        )
        if wrong:
            unfit[place] = wrong
        else:
            fresh[one.event_id] = one
    registrar = Registrar(
        unit,
        agency,
        branches,
        [(p.case.details, p.party.details) for one in fresh.values() if (p := one.event.people)],
        values,
    )
    new: dict[str, Answer] = {}
    if fresh:
        new = Arrivals(unit, agency, registrar, branches, list(fresh.values())).follow()
    result: list[Accepted | UnfitError] = []
    for place, one in enumerate(arrived):
        if place in unfit:
            result.append(unfit[place])
        elif one.event_id in answers:
            result.append(Accepted(answers[one.event_id], repeated=True))
        else:
            answers[one.event_id] = new[one.event_id]
            result.append(Accepted(new[one.event_id], repeated=False))
    return result


def _answers(unit: Unit, agency: Agency, event_ids: Collection[str]) -> dict[str, Answer]:
    """What was answered to those accepted before."""
    rows = unit.session.execute(
        select(AgencyEvent.event_id, AgencyEvent.answer).where(
            AgencyEvent.agency_id == agency.id, among(unit.session, AgencyEvent.event_id, event_ids)
        )
    )
    return {row.event_id: row.answer for row in rows}
