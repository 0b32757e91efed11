"""A campaign started from a CSV file."""

import hashlib
import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from campaigns.arrivals import Arrived
from campaigns.csv_columns import THINGS, Row, Thing, identity, row_of, shape_of
from campaigns.csv_file import CsvRunError, Source
from campaigns.csv_run import Good, OnBad, Progress, Report, run_file
from campaigns.definition import Campaign
from campaigns.intake import Accepted, accept_all
from campaigns.loading import load_campaigns
from messaging.directory.register import UnfitError
from messaging.models.agency import Agency
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

REPEATED = "repeated"


def run(
    runtime: Runtime,
    agency_slug: str,
    campaign_key: str,
    source: Source,
    *,
    rehearsal: bool = False,
    progress: Progress = lambda _: None,
    on_bad: OnBad = lambda _header, _cells, _bad: None,
) -> Report:
    """Start `campaign_key` for every good row; rows that were started before change nothing.

    Raises `CsvRunError`.
    """
    door = CampaignDoor(*campaign_and_thing(campaign_key))
    return run_file(
        runtime, agency_slug, door, source, rehearsal=rehearsal, progress=progress, on_bad=on_bad
    )


def campaign_and_thing(key: str) -> tuple[Campaign, Thing]:
    """What `CampaignDoor` takes. Raises `CsvRunError` for a campaign that no file can start."""
    campaign = load_campaigns().get(key)
    if campaign is None:
        known = ", ".join(load_campaigns())
        raise CsvRunError(f"there is no campaign {key}; use one of: {known}")
    thing = THINGS.get(campaign.starts_on[0])
    if thing is None:
        raise CsvRunError(f"{key} starts only on events of the agency's systems, not from a file")
    return campaign, thing


class CampaignDoor:
    """Every row is an event that the campaign starts on."""

    def __init__(self, campaign: Campaign, thing: Thing) -> None:
        self._campaign, self.thing = campaign, thing
        self.shape = shape_of(thing)

    def row_of(self, cells: dict[str, str], zone: ZoneInfo) -> Row:
        return row_of(cells, self.thing, zone)

    def document(self, row: Row, now: str) -> str:
        document = {"type": self._campaign.starts_on[0], "timestamp": now, "data": row.data}
        return json.dumps(document, ensure_ascii=False)

    def key(self, row: Row) -> str:
        parts = json.dumps(identity(row, self.thing, self._campaign.key))
        return f"csv:{hashlib.sha256(parts.encode()).hexdigest()}"

    def take(self, unit: Unit, agency: Agency, rows: Sequence[Good]) -> Sequence[str | UnfitError]:
        arrived = [Arrived(one.event, one.key, one.text) for one in rows]
        return [self._outcome(one) for one in accept_all(unit, agency, arrived)]

    def _outcome(self, accepted: Accepted | UnfitError) -> str | UnfitError:
        """How this one campaign took it; others may start on the same event."""
        if isinstance(accepted, UnfitError):
            return accepted
        if accepted.repeated:
            return REPEATED
        return next(
            str(one["did"])
            for one in accepted.answer["campaigns"]
            if one["campaign"] == self._campaign.key and one["did"] != "stopped"
        )
