"""Receipts: in any order, repeated, late, before our own record exists. Only ever forward."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_

from channels.values import ChannelKind, DeliveryReport, SendError
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.message import Message, MessageStatus
from messaging.models.receipt import Receipt
from messaging.outbound import contact_faults, results
from messaging.outbound.outbox import record_outcome
from messaging.outbound.states import FINAL, OF_REPORT, may_follow
from messaging.platform.bulk import among
from messaging.platform.database import insert_new
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

UNSAID = SendError("failed", "The carrier did not deliver the message.")

FACTS = {MessageStatus.DELIVERED: FactType.MESSAGE_DELIVERED}


def apply(unit: Unit, report: DeliveryReport) -> None:
    """Take one provider report into account. A repeat changes nothing; one whose attempt is not
    known yet is kept, and applied when it is."""
    apply_many(unit, [report])


def apply_many(unit: Unit, reports: Sequence[DeliveryReport]) -> None:
    """As `apply`, in this order."""
    known = _Attempts(unit, reports)
    rows = [_row(unit, report, known.of(report)) for report in reports]
    new = insert_new(unit.session, Receipt, rows)
    told = [
        (attempt.id, report, row["id"] in new)
        for row, report in zip(rows, reports, strict=True)
        if (attempt := known.of(report)) is not None
    ]
    if not told:
        return
    locked = results.locked_many(unit, {attempt_id for attempt_id, _, _ in told})
    for attempt_id, report, is_new in told:
        if is_new:
            _advance(unit, *locked[attempt_id], report)
    # What it repeats may have been kept in the very moment when its attempt became known: neither
    # of the two transactions saw the other's row.
    repeated = [
        (attempt_id, report.provider_id) for attempt_id, report, is_new in told if not is_new
    ]
    if repeated:
        apply_waiting(unit, repeated)


def _row(unit: Unit, report: DeliveryReport, attempt: Attempt | None) -> dict[str, Any]:
    return {
        "id": new_id(),
        "agency_id": attempt.agency_id if attempt else None,
        "attempt_id": attempt.id if attempt else report.attempt_id,
        "provider": report.provider,
        "provider_id": report.provider_id,
        "status": report.status,
        "error_code": report.error.code if report.error else None,
        "error": _kept(report.error),
        "received_at": unit.now,
        "applied_at": unit.now if attempt else None,
    }


def apply_waiting(unit: Unit, attempts: list[tuple[UUID, str]]) -> None:
    """Apply what was reported before we knew whose it was. `attempts`: ids and provider ids."""
    by_provider_id = {provider_id: attempt_id for attempt_id, provider_id in attempts}
    waiting = unit.session.scalars(
        select(Receipt)
        .where(
            Receipt.applied_at.is_(None), among(unit.session, Receipt.provider_id, by_provider_id)
        )
        .order_by(Receipt.received_at, Receipt.id)
    ).all()
    for receipt in waiting:
        attempt, message = results.locked(unit, by_provider_id[receipt.provider_id])
        receipt.attempt_id, receipt.agency_id = attempt.id, attempt.agency_id
        receipt.applied_at = unit.now
        error = SendError(**receipt.error) if receipt.error else None
        report = DeliveryReport(
            receipt.provider, receipt.provider_id, receipt.status, attempt.id, error
        )
        _advance(unit, attempt, message, report)


class _Attempts:
    """The attempts that reports are about: by the provider's id, or else by our own, which the
    callback carried."""

    def __init__(self, unit: Unit, reports: Sequence[DeliveryReport]) -> None:
        ours = {report.attempt_id for report in reports if report.attempt_id}
        self._by_id = {
            attempt.id: attempt
            for attempt in unit.session.scalars(select(Attempt).where(Attempt.id.in_(ours)))
        }
        self._by_provider_id = {
            # Another report of the same batch may be what tells us the provider's id.
            (report.provider, report.provider_id): attempt
            for report in reports
            if (attempt := self._mine(report)) is not None and attempt.provider_id is None
        }
        theirs = [(report.provider, report.provider_id) for report in reports]
        for attempt in unit.session.scalars(
            select(Attempt).where(tuple_(Attempt.provider, Attempt.provider_id).in_(theirs))
        ):
            self._by_provider_id[attempt.provider, attempt.provider_id or ""] = attempt

    def of(self, report: DeliveryReport) -> Attempt | None:
        return self._by_provider_id.get((report.provider, report.provider_id)) or self._mine(report)

    def _mine(self, report: DeliveryReport) -> Attempt | None:
        return self._by_id.get(report.attempt_id) if report.attempt_id else None


def _advance(unit: Unit, attempt: Attempt, message: Message, report: DeliveryReport) -> None:
    if attempt.provider_id is None:
        # The callback overtook the answer, or the answer never came: it was sent after all.
        results.accepted(unit, attempt, message, report.provider_id)
    elif attempt.provider_id != report.provider_id:
        return
    status = OF_REPORT[report.status]
    if status is MessageStatus.FAILED:
        _failed(unit, attempt, message, report.error or UNSAID)
        return
    overtaken = attempt.outcome is AttemptOutcome.REFUSED and status is MessageStatus.SENT
    if overtaken or not may_follow(message.status, status):
        return
    message.status = status
    if status in FACTS:
        message.settled_at = unit.now
        record_outcome(unit, message, FACTS[status])
    elif message.thread_id is not None:
        unit.touch(message.agency_id, str(message.thread_id))


def _failed(unit: Unit, attempt: Attempt, message: Message, error: SendError) -> None:
    """It was accepted, yet did not arrive."""
    if message.status in FINAL:
        return
    ours = error.page_operations and attempt.sender is not None
    if ours and message.channel is not ChannelKind.EMAIL:
        results.refused(unit, attempt, message, error)
        return
    # A mail server that bounces one mail says nothing of our others; its word stops none of them.
    attempt.outcome = AttemptOutcome.REFUSED
    attempt.error_code, attempt.error_reason = error.code, error.reason
    if error.suppresses_contact:
        contact_faults.suppress(unit, message, error)
    if results.others_count(unit, attempt):
        return
    # Who bounces a mail has done the retrying (RFC 3464 2.3.3), and ours would bear the same id.
    if error.retryable and message.channel is not ChannelKind.EMAIL:
        results.try_again(unit, message, error)
    else:
        results.fail(unit, message, contact_faults.why(message.channel, error))


def _kept(error: SendError | None) -> dict[str, Any] | None:
    """The parts of an error that still matter when its receipt is applied later."""
    if error is None:
        return None
    kept = asdict(error)
    del kept["retry_after"]
    return kept
