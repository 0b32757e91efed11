"""What the API shows. Contact addresses never: a thread is reached by its id."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from casework.models.task import Task, TaskKind, TaskState
from channels.values import ChannelKind
from messaging.models.case import Case, Party, PartyRole
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.outbound.reasons import sentence
from web.masking import without_their_links


class PartyView(BaseModel):
    external_id: str = Field(description="the agency's own number for this person")
    role: PartyRole
    first_name: str
    last_name: str
    language: str
    nondisclosure: bool = Field(
        description="nothing about this person may reach another party, by any path"
    )


class ThreadView(BaseModel):
    id: UUID
    case_number: str
    program: str
    party: PartyView
    unread: int
    last_message_at: datetime | None
    last_inbound_at: datetime | None
    snoozed_until: datetime | None = Field(
        description="laid aside until then; over, it is back, and nobody has looked since"
    )
    put_away_at: datetime | None = Field(description="null: it is open")

    @classmethod
    def of(cls, thread: Thread, party: Party, case: Case, person: Person) -> "ThreadView":
        return cls(
            id=thread.id,
            case_number=case.number,
            program=case.program,
            party=PartyView(
                external_id=person.external_id,
                role=party.role,
                first_name=person.first_name,
                last_name=person.last_name,
                language=person.language,
                nondisclosure=party.nondisclosure,
            ),
            unread=thread.unread,
            last_message_at=thread.last_message_at,
            last_inbound_at=thread.last_inbound_at,
            snoozed_until=thread.snoozed_until,
            put_away_at=thread.closed_at,
        )


class MessageView(BaseModel):
    id: UUID
    thread_id: UUID
    direction: Direction
    channel: ChannelKind
    status: MessageStatus
    reason: str = Field(description="why it waits or did not go, in words; empty otherwise")
    text: str = Field(description="a parent's own signed links stand as words")
    language: str
    segments: int = Field(description="parts of a text; 0 elsewhere")
    author_id: UUID | None = Field(description="the staff member who wrote it")
    template: str | None
    template_version: int | None = Field(description="of the wording as it is shipped")
    own_version: int | None = Field(
        description="which version of the agency's own words it was sent with; null: as shipped"
    )
    fallback_of_id: UUID | None
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None

    @classmethod
    def of(cls, row: Message, thread_id: UUID, language: str) -> "MessageView":
        return cls(
            id=row.id,
            thread_id=thread_id,
            direction=row.direction,
            channel=row.channel,
            status=row.status,
            reason=sentence(row.reason, language),
            text=without_their_links(row.text, language),
            language=row.language,
            segments=row.segments,
            author_id=row.author_id,
            template=row.template_key,
            template_version=row.template_version,
            own_version=row.own_version,
            fallback_of_id=row.fallback_of_id,
            created_at=row.created_at,
            due_at=row.due_at,
            sent_at=row.sent_at,
            settled_at=row.settled_at,
        )


class NewMessage(BaseModel):
    """A reply to a parent."""

    model_config = {"extra": "forbid"}

    text: str = Field(min_length=1, max_length=10_000)
    channel: ChannelKind


class TaskView(BaseModel):
    id: UUID
    kind: TaskKind
    state: TaskState
    urgent: bool
    thread_id: UUID | None
    inbound_id: UUID | None = Field(description="what came in and asks for it, also in triage")
    assignee_id: UUID | None
    opened_at: datetime
    due_at: datetime
    taken_at: datetime | None
    taken_by_id: UUID | None = Field(description="the staff member who sees to it")
    closed_at: datetime | None

    @classmethod
    def of(cls, row: Task) -> "TaskView":
        return cls.model_validate(row, from_attributes=True)
