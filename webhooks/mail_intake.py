"""What both doors for mail do with one: whose agency's it is, and what is kept of it."""

import re
from dataclasses import replace
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.inbound_mail import Mail
from channels.values import DeliveryReport
from messaging.directory.agencies import agency_by_slug
from messaging.inbound import intake
from messaging.models.agency import Agency
from messaging.models.attempt import Attempt
from messaging.models.thread import Thread
from messaging.outbound import receipts
from messaging.platform.links import BadLinkError, LinkPurpose
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

_OUR_MESSAGE_ID = re.compile(r"<m\.([0-9a-f]{32})@[^@]+>")
"""As `messaging.outbound.outgoing.message_id_of` makes them."""


class UnknownAgencyError(Exception):
    """The door was told of an agency that is not here."""


class NoAgencyError(Exception):
    """Nothing says whose mail this is, and there is not just one agency."""


def deliver(unit: Unit, runtime: Runtime, mail: Mail, agency: Agency | None = None) -> bool:
    """Keep a message, or take a delivery notice into account. False when it was kept before.

    `agency` None: decided from the mail. Raises `NoAgencyError`, and then nothing was kept.
    """
    if mail.notice is not None:
        return _heard(unit, mail.notice.reports)
    new = intake.store(unit, agency or agency_of(unit.session, runtime, mail), mail.inbound)
    log.info("mail.message", new=new, automatic=mail.inbound.automatic)
    return new


def agency_of(session: Session, runtime: Runtime, mail: Mail, slug: str | None = None) -> Agency:
    """Whose mail this is: by the reply address we signed, by the mail of ours that a notice is
    about, by what the door was told (`slug`), or because there is only one.

    A reply address that we did not sign says nothing; routing will put its mail into triage.
    Raises `UnknownAgencyError`, `NoAgencyError`.
    """
    proven = _by_reply_address(session, runtime, mail) or _by_notice(session, mail)
    if proven is not None:
        return proven
    if slug is not None:
        named = agency_by_slug(session, slug)
        if named is None:
            raise UnknownAgencyError
        return named
    agencies = session.scalars(select(Agency).limit(2)).all()
    if len(agencies) != 1:
        raise NoAgencyError
    return agencies[0]


def _by_reply_address(session: Session, runtime: Runtime, mail: Mail) -> Agency | None:
    token = mail.inbound.recipient.partition("@")[0].partition("+")[2]
    try:
        # However old: routing has its own rule for how long an address may be written to.
        thread_id = runtime.links.read(LinkPurpose.REPLY, token, runtime.clock())
    except BadLinkError:
        return None
    return session.scalar(
        select(Agency).join(Thread, Thread.agency_id == Agency.id).where(Thread.id == thread_id)
    )


def _by_notice(session: Session, mail: Mail) -> Agency | None:
    for report in mail.notice.reports if mail.notice else ():
        attempt = _attempt(session, report)
        if attempt is not None:
            return session.get_one(Agency, attempt.agency_id)
    return None


def _attempt(session: Session, report: DeliveryReport) -> Attempt | None:
    """The last try of the mail of ours that a report names. The Message-ID says which mail, so a
    bounce that overtakes the mail server's own answer finds the attempt all the same."""
    ours = _OUR_MESSAGE_ID.fullmatch(report.provider_id)
    if ours is None:
        return None
    return session.scalars(
        select(Attempt)
        .where(Attempt.message_id == UUID(ours[1]), Attempt.provider == report.provider)
        .order_by(Attempt.number.desc())
        .limit(1)
    ).first()


def _heard(unit: Unit, reports: tuple[DeliveryReport, ...]) -> bool:
    for report in reports:
        attempt = _attempt(unit.session, report)
        receipts.apply(unit, replace(report, attempt_id=attempt.id) if attempt else report)
        log.info("mail.notice", status=report.status.value)
        if report.error is not None and report.error.page_operations:
            log.error("mail.operations", code=report.error.code)
    return bool(reports)
