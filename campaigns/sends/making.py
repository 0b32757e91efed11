"""A send begins: what somebody wants is checked, and its list is begun.

Also what a series makes on its days begins here, under the same checks.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from campaigns import own
from campaigns.in_view import RefusedError
from campaigns.models.send import Send, SendState
from campaigns.sends import listing, names
from campaigns.sends.audience import Audience
from campaigns.sends.wording import TOPICS, offered, read
from campaigns.turns import Turn
from channels.values import ChannelKind
from messaging.directory import audit, own_fields
from messaging.directory.access import Act, Viewer, require
from messaging.models.agency import Agency
from messaging.platform.database import insert_or_ignore
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.checks import Finding

FARTHEST = timedelta(days=60)
KEY_LENGTH = 32

NO_WORDS = "Choose what to send, or write it."
NOT_OFFERED = "This wording needs something that your list does not give. Choose another one."
WRONG_WORDS = "These words cannot go out as they are. See what is said beside them."
NO_WAY = "Choose a way: text, email, or both."
TOO_FAR = f"Choose a time between now and {FARTHEST.days} days from now."
NOT_A_LIST = "Something in the list does not fit together. Check the days."
NO_FIELD = "The list asks for a field that your agency does not use, or for none of its choices."
REFUSALS = (NO_WORDS, NOT_OFFERED, WRONG_WORDS, NO_WAY, TOO_FAR, NOT_A_LIST, NO_FIELD)
"""What a `SendError` says here, each in the catalogue of pages."""


class SendError(RefusedError):
    """Nothing goes to anybody for it."""

    def __init__(
        self, words: str, findings: Mapping[str, tuple[Finding, ...]] | None = None
    ) -> None:
        super().__init__(words)
        self.findings = findings or {}
        """What is wrong with free words, by language."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Wanted:
    """What somebody wants to send."""

    audience: Audience
    template: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    """Free words by language, when there is no template."""
    ways: Sequence[ChannelKind] = (ChannelKind.SMS, ChannelKind.EMAIL)
    """The first that may be used is."""
    starts_at: datetime | None = None
    again: bool = False
    """Also to those who were asked for the same lately."""


def make(
    unit: Unit,
    runtime: Runtime,
    viewer: Viewer,
    key: str,
    wanted: Wanted,
    series_id: UUID | None = None,
) -> Send:
    """Begin the list, and make as much of it as takes no longer than a page may. `key` names this
    one act: the same key makes one. With `series_id` it only shows what that series would do.
    Raises `SendError` or `ForbiddenError`."""
    require(viewer, Act.WRITE)
    check(unit, runtime, viewer.agency_id, wanted)
    made_by = by(viewer, key)
    send, new = begin(
        unit, viewer.agency_id, viewer.staff_id, viewer.branch_id, made_by, wanted,
        series_id=series_id,
    )  # fmt: skip
    if new:
        audit.note(unit, viewer.agency_id, viewer.actor, "send.listed", "send", send.id)
        turn = Turn()
        while listing.carry_on(unit, runtime, send) and not turn.is_over:
            pass
        unit.ring(Lane.JOURNEYS)
    return send


def by(viewer: Viewer, key: str) -> str:
    """What an act of theirs is known by: one press of a button is one."""
    return f"{viewer.staff_id}:{key[:KEY_LENGTH]}"


def begin(
    unit: Unit,
    agency_id: UUID,
    author_id: UUID,
    branch_id: UUID | None,
    made_by: str,
    wanted: Wanted,
    **more: Any,
) -> tuple[Send, bool]:
    """The send that `made_by` names, its list not yet begun, and whether it is new. Days that are
    counted from today are from here on those days. `more`: columns of a series."""
    agency = unit.session.get_one(Agency, agency_id)
    audience = wanted.audience.on(unit.now.astimezone(ZoneInfo(agency.time_zone)).date())
    send_id = new_id()
    new = insert_or_ignore(
        unit.session,
        Send,
        id=send_id,
        agency_id=agency_id,
        author_id=author_id,
        branch_id=branch_id,
        made_by=made_by,
        campaign=names.campaign(send_id),
        audience=audience.stored(),
        template=wanted.template,
        said_sealed=Send.said.seal(agency_id, said) if (said := words_of(wanted)) else None,
        topic=TOPICS[audience.about].value,
        edition=agency.edition,
        ways=[way.value for way in wanted.ways],
        # What is to be said every so often is not left out for having been said.
        again=wanted.again or more.get("series_id") is not None,
        state=SendState.LISTING,
        starts_at=wanted.starts_at,
        worked_at=unit.now,
        created_at=unit.now,
        **more,
    )
    send = unit.session.scalars(
        select(Send).where(Send.agency_id == agency_id, Send.made_by == made_by)
    ).one()
    return send, new


def words_of(wanted: Wanted) -> str | None:
    """The free words as they are kept; None where there is a template."""
    return None if wanted.template else json.dumps(dict(wanted.words), ensure_ascii=False)


def check(unit: Unit, runtime: Runtime, agency_id: UUID, wanted: Wanted) -> None:
    """Raises `SendError`."""
    if not wanted.audience.fits:
        raise SendError(NOT_A_LIST)
    asked = wanted.audience
    if asked.own and not asked.asks_of(own_fields.of_agency(unit.session, agency_id)):
        raise SendError(NO_FIELD)
    if not wanted.ways:
        raise SendError(NO_WAY)
    if wanted.starts_at and not unit.now <= wanted.starts_at <= unit.now + FARTHEST:
        raise SendError(TOO_FAR)
    about = wanted.audience.about
    if wanted.template:
        campaigns = own.of_agency(unit.session, agency_id).in_force
        if wanted.template not in [one.key for one in offered(runtime.library, about, campaigns)]:
            raise SendError(NOT_OFFERED)
        return
    if not any(text.strip() for text in wanted.words.values()):
        raise SendError(NO_WORDS)
    template, findings = read(runtime.library, wanted.words, about)
    if template is None:
        raise SendError(WRONG_WORDS, findings)
