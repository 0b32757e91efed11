"""An agency's campaigns: the shipped files, with its own approved versions laid over them.

What a parent was enrolled under speaks for them until their date moves, whatever comes in force
meanwhile (docs/decisions/0023-campaigns-of-an-agencys-own.md).
"""

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.definition import Campaign
from campaigns.loading import Campaigns, load_campaigns
from campaigns.models.version import CampaignVersion
from messaging.directory.approving import Stage

log = structlog.get_logger(__name__)


class Laid(NamedTuple):
    """One version that is or was in force."""

    campaign: str
    version: int
    in_force: bool
    definition: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Own:
    """What one agency says when."""

    in_force: Campaigns
    """By key, in the order of their names: what whoever is newly enrolled is enrolled under."""
    ever: Sequence[Campaign]
    """Every version that somebody may be enrolled under, the files among them."""
    _by_version: Mapping[tuple[str, int], Campaign]

    def of(self, key: str, version: int) -> Campaign | None:
        """As it was when somebody was enrolled under that version. What is in force stands in for
        one that cannot be read any more, so that no step is lost; None: there is no such campaign.
        """
        return self._by_version.get((key, version)) or self.in_force.get(key)


def lay_over(base: Campaigns, versions: Iterable[Laid]) -> Own:
    """`base` as one agency has it. A version of a campaign that `base` has not is left out, as is
    one that does not read as a campaign any more."""
    by_version = {(key, 0): campaign for key, campaign in base.items()}
    in_force = dict(base)
    for one in versions:
        campaign = _read(one) if one.campaign in base else None
        if campaign is None:
            continue
        by_version[one.campaign, one.version] = campaign
        if one.in_force:
            in_force[one.campaign] = campaign
    return Own(MappingProxyType(in_force), tuple(by_version.values()), by_version)


def of_agency(session: Session, agency_id: UUID) -> Own:
    return of_agencies(session, [agency_id])[agency_id]


def of_agencies(session: Session, agency_ids: Collection[UUID]) -> Mapping[UUID, Own]:
    """In one small query, unless a version has come in force since the last time."""
    stamps: dict[UUID, list[tuple[UUID, Stage]]] = {one: [] for one in agency_ids}
    if stamps:
        rows = session.execute(
            select(CampaignVersion.agency_id, CampaignVersion.id, CampaignVersion.stage)
            .where(CampaignVersion.agency_id.in_(sorted(stamps)), WAS_APPROVED)
            .order_by(CampaignVersion.campaign, CampaignVersion.version)
        )
        for agency_id, version_id, stage in rows:
            stamps[agency_id].append((version_id, stage))
    return {one: _known(session, one, tuple(stamp)) for one, stamp in stamps.items()}


WAS_APPROVED = CampaignVersion.approved_at.is_not(None)

_cache: dict[UUID, tuple[object, Own]] = {}
"""What was last read of each agency, with which versions that was."""


@functools.cache
def shipped() -> Own:
    return lay_over(load_campaigns(), ())


def _known(session: Session, agency_id: UUID, stamp: tuple[object, ...]) -> Own:
    if not stamp:
        return shipped()
    known = _cache.get(agency_id)
    if known is None or known[0] != stamp:
        known = _cache[agency_id] = (stamp, _laid_over(session, agency_id))
    return known[1]


def _laid_over(session: Session, agency_id: UUID) -> Own:
    rows = session.scalars(
        select(CampaignVersion)
        .where(CampaignVersion.agency_id == agency_id, WAS_APPROVED)
        .order_by(CampaignVersion.campaign, CampaignVersion.version)
    )
    return lay_over(
        load_campaigns(),
        (
            Laid(row.campaign, row.version, row.stage is Stage.APPROVED, row.definition)
            for row in rows
        ),
    )


def _read(one: Laid) -> Campaign | None:
    try:
        return Campaign.model_validate(
            {**one.definition, "key": one.campaign, "version": one.version}
        )
    except ValidationError:
        log.error("campaign.unreadable", campaign=one.campaign, version=one.version)
        return None
