"""What each agency can say: the shipped library with its own words laid over."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from messaging.models.own_wording import OwnWording
from templates.library import Library
from templates.own_words import OwnText, overlaid

log = structlog.get_logger(__name__)

MOST = 256
"""Libraries of agencies that one process keeps."""


@dataclass(frozen=True, slots=True)
class Libraries:
    """Those that were asked for last. An edition never changes, so each is read once."""

    _kept: OrderedDict[tuple[UUID, int], Library] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, session: Session, base: Library, agency_id: UUID, edition: int) -> Library:
        """`edition` is the agency's own count (`Agency.edition`), of which nothing that was not
        committed may be asked for. An agency that has no words of its own costs nothing."""
        if not edition:
            return base
        key = agency_id, edition
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        library, left = overlaid(base, _in_force(session, agency_id, edition))
        for one in left:
            log.error("wording.does_not_fit", template=one.key, version=one.version)
        with self._lock:
            self._kept[key] = library
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return library


def _in_force(session: Session, agency_id: UUID, edition: int) -> list[OwnText]:
    rows = session.scalars(
        select(OwnWording)
        .where(
            OwnWording.agency_id == agency_id,
            OwnWording.in_force_from <= edition,
            or_(OwnWording.in_force_until.is_(None), OwnWording.in_force_until > edition),
        )
        .order_by(OwnWording.template, OwnWording.language)
    )
    return [
        OwnText(key=row.template, language=row.language, version=row.version, words=row.texts)
        for row in rows
    ]
