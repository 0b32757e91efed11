"""Parents, cases, contacts and consents from a CSV file, without starting anything."""

import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from campaigns.csv_columns import PEOPLE, Row, party_identity, row_of
from campaigns.csv_file import Source
from campaigns.csv_run import Good, OnBad, Progress, Report, run_file
from messaging.directory.own_values import Book
from messaging.directory.register import Registrar, UnfitError, branches_by_code, misfit
from messaging.models.agency import Agency
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

ADDED = "added"
KNOWN = "known"
"""The party was there; what the row tells of it counts from now on."""


def import_parents(
    runtime: Runtime,
    agency_slug: str,
    source: Source,
    *,
    rehearsal: bool = False,
    progress: Progress = lambda _: None,
    on_bad: OnBad = lambda _header, _cells, _bad: None,
) -> Report:
    """Register every good row. The same file again adds nothing.

    Raises `CsvRunError`.
    """
    door = PeopleDoor()
    return run_file(
        runtime, agency_slug, door, source, rehearsal=rehearsal, progress=progress, on_bad=on_bad
    )


class PeopleDoor:
    """Every row is a party on a case. No event is kept of it: told again it says the same, and
    what an agency takes back in a later file must count."""

    shape = PEOPLE

    def row_of(self, cells: dict[str, str], zone: ZoneInfo) -> Row:
        return row_of(cells, None, zone)

    def document(self, row: Row, now: str) -> str:
        document = {"type": "party.updated", "timestamp": now, "data": row.data}
        return json.dumps(document, ensure_ascii=False)

    def key(self, row: Row) -> str:
        return json.dumps(party_identity(row))

    def take(self, unit: Unit, agency: Agency, rows: Sequence[Good]) -> Sequence[str | UnfitError]:
        people = [people for one in rows if (people := one.event.people)]
        branches = branches_by_code(unit, agency, {each.case.branch for each in people})
        values = Book(unit, agency.id)
        told = [
            (each, misfit(branches, values, each.case.branch, each.party.fields)) for each in people
        ]
        fit = [(each.case.details, each.party.details) for each, unfit in told if not unfit]
        registrar = Registrar(unit, agency, branches, fit, values)
        outcomes: list[str | UnfitError] = []
        added = set(registrar.new)
        for each, unfit in told:
            if unfit:
                outcomes.append(unfit)
                continue
            known = registrar.register(each.case.details, each.party.details)
            outcomes.append(ADDED if known.party.id in added else KNOWN)
            added.discard(known.party.id)
        values.write()
        return outcomes
