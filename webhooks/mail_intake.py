"""What both doors for mail do with one: whose agency's it is, and what is kept of it."""

import re
from dataclasses import replace
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from channels import smtp_words
from channels.inbound_mail import Mail, Notice
from channels.values import ChannelKind, DeliveryReport
from messaging.directory.agencies import agency_by_slug
from messaging.inbound import intake
from messaging.models.agency import Agency
from messaging.models.attempt import Attempt
from messaging.models.message import Direction, Message
from messaging.models.thread import Thread
from messaging.outbound import complaints, receipts
from messaging.outbound.outgoing import bounce_of, message_id
from messaging.platform.links import BadLinkError, LinkPurpose
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

_OUR_MESSAGE_ID = re.compile(r"<m\.([0-9a-f]{32})@[^@]+>")
"""As `messaging.outbound.outgoing.message_id` makes them."""


class UnknownAgencyError(Exception):
    """The door was told of an agency that is not here."""


class NoAgencyError(Exception):
    """Nothing says whose mail this is, and there is not just one agency."""


def deliver(unit: Unit, runtime: Runtime, mail: Mail, agency: Agency | None = None) -> bool:
    """Keep a message, or take news of a mail of ours into account. False when it was kept before.

    `agency` None: decided from the mail. Raises `NoAgencyError`, and then nothing was kept.
    """
    notice = mail.notice
    if notice is not None:
        message_id = _about(unit.session, runtime, mail)
        if message_id is not None or _says_enough(notice):
            return _heard(unit, runtime, notice, message_id)
    new = intake.store(unit, agency or agency_of(unit.session, runtime, mail), mail.inbound)
    log.info("mail.message", new=new, automatic=mail.inbound.automatic)
    return new


def _says_enough(notice: Notice) -> bool:
    """Whether nobody needs to read it, though it is not known yet which mail it is about."""
    if notice.complaint or notice.presumed:
        return False
    # A report may come before we know the attempt; receipts wait for it.
    return bool(notice.original) or not notice.reports


def agency_of(session: Session, runtime: Runtime, mail: Mail, slug: str | None = None) -> Agency:
    """Whose mail this is: by the reply address we signed, by the mail of ours that a notice is
    about, by what the door was told (`slug`), or because there is only one.

    A reply address that we did not sign says nothing; routing will put its mail into triage.
    Raises `UnknownAgencyError`, `NoAgencyError`.
    """
    proven = _by_reply_address(session, runtime, mail) or _by_notice(session, runtime, mail)
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


def _by_notice(session: Session, runtime: Runtime, mail: Mail) -> Agency | None:
    message_id = _about(session, runtime, mail)
    if message_id is None:
        return None
    return session.scalar(
        select(Agency).join(Message, Message.agency_id == Agency.id).where(Message.id == message_id)
    )


def _about(session: Session, runtime: Runtime, mail: Mail) -> UUID | None:
    """The mail of ours that this is about: by the return path that we signed for it, else by its
    Message-ID, which nobody can guess."""
    notice = mail.notice or Notice()
    signed = (
        bounce_of(runtime, address, runtime.clock())
        for address in (mail.inbound.recipient, notice.return_path)
    )
    ours = _OUR_MESSAGE_ID.fullmatch(notice.original)
    found = next((one for one in signed if one), UUID(ours[1]) if ours else None)
    if found is None:
        return None
    return session.scalar(
        select(Message.id).where(
            Message.id == found,
            Message.direction == Direction.OUT,
            Message.channel == ChannelKind.EMAIL,
        )
    )


def _heard(unit: Unit, runtime: Runtime, notice: Notice, message_id: UUID | None) -> bool:
    attempt = _last_attempt(unit.session, message_id)
    for report in notice.reports:
        receipts.apply(unit, _of(runtime, report, attempt))
        log.info("mail.notice", status=report.status.value)
        if report.error is not None and report.error.page_operations:
            log.error("mail.operations", code=report.error.code)
    if notice.complaint and message_id is not None:
        log.info("mail.complaint", kind=notice.complaint)
        return complaints.complained(unit, message_id, notice.complaint)
    return bool(notice.reports)


def _of(runtime: Runtime, report: DeliveryReport, attempt: Attempt | None) -> DeliveryReport:
    """Under the id that the attempt has or will have: a bounce may overtake the mail server's own
    answer to us."""
    if attempt is None:
        return report
    known = attempt.provider_id or report.provider_id or message_id(runtime, attempt.message_id)
    return replace(report, provider_id=known, attempt_id=attempt.id)


def _last_attempt(session: Session, message_id: UUID | None) -> Attempt | None:
    return session.scalars(
        select(Attempt)
        .where(Attempt.message_id == message_id, Attempt.provider == smtp_words.PROVIDER)
        .order_by(Attempt.number.desc())
        .limit(1)
    ).first()
