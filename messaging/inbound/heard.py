"""A parent's message with everything its readers need to know, and how it is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from channels.values import ChannelKind
from messaging.compliance.gate import Purpose, Reachability
from messaging.compliance.keywords import KeywordVerdict
from messaging.directory import contact_points
from messaging.models.agency import Agency
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import Disposition, InboundMessage
from messaging.models.message import Message
from messaging.models.question import Question
from messaging.models.thread import Thread
from messaging.outbound.outbox import Draft, compose
from messaging.platform.events import FactType
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Heard:
    """One message with where it stands; without a thread it is in triage."""

    unit: Unit
    runtime: Runtime
    inbound: InboundMessage
    contact: ContactPoint | None
    thread: Thread | None
    message: Message | None
    keyword: KeywordVerdict
    question: Question | None
    urgent: bool
    """Its words tell of danger."""
    watched: bool
    """It tells of danger, and someone else may read the phone: nothing is answered."""
    stranger: bool
    """Sent from an address that is not known as this parent's: answered as one of whom we know
    nothing, since an answer carries the parent's name and links."""

    def answer(
        self, template: str, purpose: Purpose, origin: str | None = None, *, topic: str = SERVICE
    ) -> None:
        """Answer on the channel it came by, unless that could put the parent in danger."""
        to = None if self.stranger else self.thread
        if self.watched or (to is None and self.contact is None) or not self._has_wording(template):
            return
        compose(
            self.unit,
            self.runtime,
            Draft(
                agency_id=self.inbound.agency_id,
                thread_id=to.id if to else None,
                contact_point_id=self.contact.id if self.contact else None,
                template=template,
                values={},
                channel=self.inbound.channel,
                purpose=purpose,
                lane=Lane.URGENT,
                topic=topic,
                origin=origin or f"inbound:{self.inbound.id}:answer",
                # STOP is known in every language; a Spanish word tells which one they want.
                language="es" if self.keyword.language == "es" else None,
                answers=self.inbound.text,
            ),
        )

    def record(self, fact: FactType, **data: object) -> None:
        self.unit.record(
            fact,
            self.inbound.agency_id,
            thread_id=self.thread.id if self.thread else None,
            subject_id=self.message.id if self.message else self.inbound.id,
            inbound_id=str(self.inbound.id),
            **data,
        )

    def _has_wording(self, template: str) -> bool:
        wanted = "email" if self.inbound.channel is ChannelKind.EMAIL else "sms"
        return wanted in self.runtime.library.get(template).channels


Reader = Callable[[Heard], Disposition | None]
"""What became of the message, when it was what the reader looks for; else None."""


def person_id(heard: Heard) -> UUID | None:
    """Whose words these are; None while that is a guess."""
    if heard.thread is not None:
        return heard.unit.session.scalars(
            select(Party.person_id).where(
                Party.agency_id == heard.thread.agency_id, Party.id == heard.thread.party_id
            )
        ).one()
    if heard.contact is None or heard.contact.reachability is Reachability.WRONG_PERSON:
        return None
    people = contact_points.people_of(heard.unit.session, heard.contact)
    return people[0].id if len(people) == 1 else None


def today(heard: Heard) -> date:
    """Where the agency is."""
    zone = heard.unit.session.scalars(
        select(Agency.time_zone).where(Agency.id == heard.inbound.agency_id)
    ).one()
    return heard.unit.now.astimezone(ZoneInfo(zone)).date()
