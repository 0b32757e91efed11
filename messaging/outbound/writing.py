"""From a draft that has its address to a message in words."""

from collections.abc import Sequence
from functools import cache
from uuid import UUID

import structlog
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.compliance.gate import Reason
from messaging.compliance.languages import written_in
from messaging.models.agency import Agency
from messaging.models.message import Direction, Message, MessageStatus
from messaging.outbound.addressing import Addressed
from messaging.outbound.context import (
    DEFAULT_LANGUAGE,
    OURS,
    agency_fields,
    contact_fields,
    recipient_fields,
)
from messaging.outbound.reasons import WORDING_INCOMPLETE
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates import calendar
from templates.errors import RenderError
from templates.fields import FieldValue
from templates.library import Library, Template

log = structlog.get_logger(__name__)


class Writer:
    """Writes the messages of one unit of work."""

    def __init__(self, unit: Unit, runtime: Runtime, addressed: Sequence[Addressed]) -> None:
        self._unit = unit
        self._runtime = runtime
        self._agencies = {one.to.agency.id: one.to.agency for one in addressed if one.to}
        self._strangers({one.draft.agency_id for one in addressed} - self._agencies.keys())
        self._agency_fields = cache(self._fields_of)
        self._library = cache(self._library_of)

    def message(self, one: Addressed) -> Message:
        """The row, not stored yet: queued, or refused where its wording cannot be filled in."""
        draft, contact = one.draft, one.contact
        library = self._library(draft.agency_id)
        template = draft.words or library.get(draft.template)
        message = Message(
            id=new_id(),
            agency_id=draft.agency_id,
            thread_id=draft.thread_id,
            contact_point_id=contact.id if contact else None,
            direction=Direction.OUT,
            channel=draft.channel,
            origin=draft.origin,
            purpose=draft.purpose,
            lane=draft.lane,
            status=MessageStatus.QUEUED,
            reason=None,
            topic=draft.topic,
            language=draft.language or _written_in(one) or _language(one),
            template_key=template.key,
            template_version=template.version,
            own_version=None,
            generic=template.generic,
            fallback_of_id=draft.fallback_of_id,
            campaign=draft.campaign,
            created_at=self._unit.now,
            due_at=draft.due_at or self._unit.now,
            expires_at=draft.expires_at,
            settled_at=None,
        )
        try:
            self._fill_in(message, one, library, template)
        except RenderError as error:
            if contact is not None or draft.channel is ChannelKind.CHAT:
                log.error("outbox.wording_incomplete", message=str(message.id), problem=str(error))
            message.text = ""
            refuse(self._unit, message, WORDING_INCOMPLETE)
        return message

    def _fill_in(
        self, message: Message, one: Addressed, library: Library, template: Template
    ) -> None:
        rendered = library.write(
            template,
            channel="email" if one.draft.channel is ChannelKind.EMAIL else "sms",
            language=message.language,
            values=self._values(one, message.language),
        )
        message.text = rendered.text
        message.subject = rendered.subject
        message.html = rendered.html
        message.calendar = self._calendar(one, message, template)
        message.language = rendered.language
        message.own_version = rendered.own
        message.segments = rendered.segments.segments if rendered.segments else 0

    def _calendar(self, one: Addressed, message: Message, template: Template) -> str | None:
        entry, to = one.draft.calendar, one.to
        if entry is None or to is None or message.channel is not ChannelKind.EMAIL:
            return None
        fields = self._agency_fields(message.agency_id, message.language, True)
        return calendar.write(
            entry,
            self._runtime.library.languages[message.language].calendar,
            agency=str(fields["email_name"]),
            mail_from=self._runtime.settings.mail_from,
            private=to.party.nondisclosure or one.users.several or template.generic,
            now=self._unit.now,
        )

    def _values(self, one: Addressed, language: str) -> dict[str, FieldValue]:
        unit, runtime, to, contact = self._unit, self._runtime, one.to, one.contact
        neutral = to is None or one.users.several
        return {
            **self._agency_fields(one.draft.agency_id, language, neutral),
            **{name: value for name, value in one.draft.values.items() if name not in OURS},
            **(recipient_fields(unit, runtime, to) if to else {}),
            **(contact_fields(unit, runtime, contact) if contact else {}),
        }

    def _fields_of(self, agency_id: UUID, language: str, neutral: bool) -> dict[str, FieldValue]:
        return agency_fields(self._agencies[agency_id], language, neutral=neutral)

    def _library_of(self, agency_id: UUID) -> Library:
        return self._runtime.library_of(self._unit.session, self._agencies[agency_id])

    def _strangers(self, agency_ids: set[UUID]) -> None:
        if agency_ids:
            found = self._unit.session.scalars(select(Agency).where(Agency.id.in_(agency_ids)))
            self._agencies |= {agency.id: agency for agency in found}


def refuse(unit: Unit, message: Message, reason: str) -> None:
    expired = reason == Reason.EXPIRED
    message.status = MessageStatus.EXPIRED if expired else MessageStatus.REFUSED
    message.reason = reason
    message.settled_at = unit.now


def _written_in(one: Addressed) -> str | None:
    chosen = one.to is not None and one.to.person.language_chosen
    return None if chosen else written_in(one.draft.answers)


def _language(one: Addressed) -> str:
    """A stranger's is what all whom we know at that address speak, if it is one."""
    spoken = {one.to.person.language} if one.to else set(one.users.languages)
    return spoken.pop() if len(spoken) == 1 else DEFAULT_LANGUAGE
