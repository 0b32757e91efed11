"""What the spool holds, and where it goes once the database is back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.exc import (
    InterfaceError,
    InternalError,
    OperationalError,
    PendingRollbackError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

from channels.values import DeliveryReport, Inbound
from messaging.directory.agencies import agency_of_text_sender
from messaging.inbound import intake
from messaging.inbound.spool import MOST_BYTES, MOST_FILES, Spool
from messaging.outbound import receipts
from messaging.platform.settings import Settings
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

AWAY: tuple[type[Exception], ...] = (
    OperationalError,
    InterfaceError,
    InternalError,
    # Tables that are not there (yet): an installation in the middle of a migration.
    ProgrammingError,
    PendingRollbackError,
    NoConnectionFreeError,
)
"""The database cannot store anything now, whatever it is given."""


class NoAgencyError(Exception):
    """No agency uses the sender that a text was written to, or several do."""


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """A text from a parent, and the senders of ours that lead to its agency."""

    inbound: Inbound
    senders: tuple[str, ...]


_TEXT = TypeAdapter(Text)
_REPORT = TypeAdapter(DeliveryReport)


@dataclass(frozen=True, slots=True)
class Spools:
    """Texts and reports wait apart: a campaign's reports must not take the room of what parents
    write, nor be in its way."""

    texts: Spool
    reports: Spool

    @classmethod
    def of(cls, settings: Settings) -> Self:
        secrets = [settings.secret, *(old.get_secret_value() for old in settings.old_secret_keys)]
        folder = settings.var_dir / "spool"
        bounds = {"most_files": MOST_FILES, "most_bytes": MOST_BYTES}
        return cls(
            Spool(folder / "texts", secrets, **bounds), Spool(folder / "reports", secrets, **bounds)
        )

    @property
    def every(self) -> Sequence[Spool]:
        return (self.texts, self.reports)

    def keep_text(self, item_id: UUID, text: Text) -> None:
        """Raises `SpoolFullError`."""
        self.texts.put(item_id, _TEXT.dump_json(text))

    def keep_report(self, item_id: UUID, report: DeliveryReport) -> None:
        """Raises `SpoolFullError`."""
        self.reports.put(item_id, _REPORT.dump_json(report))

    def flush(self, runtime: Runtime) -> int:
        """Store all that waits; how many. Raises one of `AWAY` while the database still is."""

        def text(item_id: UUID, payload: bytes) -> None:
            with runtime.unit() as unit:
                store_text(unit, item_id, _TEXT.validate_json(payload))

        def report(_item_id: UUID, payload: bytes) -> None:
            with runtime.unit() as unit:
                receipts.apply(unit, _REPORT.validate_json(payload))

        def some_reports(payloads: Sequence[bytes]) -> None:
            with runtime.unit() as unit:
                for payload in payloads:
                    receipts.apply(unit, _REPORT.validate_json(payload))

        return self.texts.flush(text, AWAY) + self.reports.flush(report, AWAY, some_reports)


def store_text(unit: Unit, item_id: UUID, text: Text) -> bool:
    """Under `item_id`, made when the text came: routing goes by it, so one that had to wait still
    comes before those that came later. False for a repeat. Raises `NoAgencyError`."""
    agency = agency_of_text_sender(unit.session, *text.senders)
    if agency is None:
        raise NoAgencyError
    return intake.store(unit, agency, text.inbound, item_id)
