"""What the spool holds, and where it goes once the database is back."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
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

        def one_text(item_id: UUID, payload: bytes) -> None:
            some_texts([(item_id, payload)])

        def some_texts(kept: Sequence[tuple[UUID, bytes]]) -> None:
            texts = [(item_id, _TEXT.validate_json(payload)) for item_id, payload in kept]
            with runtime.unit() as unit:
                for outcome in store_texts(unit, texts):
                    outcome.checked()

        def one_report(item_id: UUID, payload: bytes) -> None:
            some_reports([(item_id, payload)])

        def some_reports(kept: Sequence[tuple[UUID, bytes]]) -> None:
            with runtime.unit() as unit:
                receipts.apply_many(unit, [_REPORT.validate_json(payload) for _, payload in kept])

        return self.texts.flush(one_text, AWAY, some_texts) + self.reports.flush(
            one_report, AWAY, some_reports
        )


class Stored(Enum):
    """What became of a text."""

    NEW = "new"
    REPEATED = "repeated"
    NOBODYS = "nobody's"
    """No agency uses the sender that it was written to, or several do."""

    def checked(self) -> None:
        """Raises `NoAgencyError`."""
        if self is Stored.NOBODYS:
            raise NoAgencyError


def store_texts(unit: Unit, texts: Sequence[tuple[UUID, Text]]) -> list[Stored]:
    """Under ids made when the texts came: routing goes by them, so one that had to wait still
    comes before those that came later."""
    owners = {
        senders: agency_of_text_sender(unit.session, *senders)
        for senders in {text.senders for _, text in texts}
    }
    ours = [
        (item_id, agency.id, text.inbound)
        for item_id, text in texts
        if (agency := owners[text.senders]) is not None
    ]
    stored = dict(
        zip((item_id for item_id, _, _ in ours), intake.store_many(unit, ours), strict=True)
    )
    return [_STORED[stored.get(item_id)] for item_id, _ in texts]


_STORED = {True: Stored.NEW, False: Stored.REPEATED, None: Stored.NOBODYS}
