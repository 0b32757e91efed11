"""Answers that no rule understood, each with its question, and a person's word on them."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, HTTPException, status
from pydantic import BaseModel, Field

from casework.open_answers import read_as, to_read
from messaging.directory.audit import note
from messaging.inbound.open_answers import (
    NotFoundError,
    NotOfferedError,
    NotOpenError,
    Unread,
)
from web.api.keys import ReaderDep, WriterDep
from web.api.messages import IdempotencyKey
from web.api.problems import Problem
from web.api.threads import seen
from web.dependencies import RuntimeDep
from web.masking import without_their_links

router = APIRouter(prefix="/threads/{thread_id}/questions", tags=["answers"])


class OfferView(BaseModel):
    answer: str = Field(description="the word the message offered, which is what is decided")
    beside: str = Field(description="what the message said beside it; empty for plain words")


class QuestionView(BaseModel):
    id: UUID
    text: str = Field(description="the message that asked, as the parent had it")
    language: str
    offers: list[OfferView]
    asked_at: datetime
    closes_at: datetime | None
    message_id: UUID = Field(description="what the parent wrote, which was not understood")

    @classmethod
    def of(cls, row: Unread, language: str) -> "QuestionView":
        asked = row.asked
        return cls(
            id=row.question.id,
            text=without_their_links(asked.text, language) if asked else "",
            language=asked.language if asked else language,
            offers=[OfferView(answer=value, beside=said) for value, said in row.offers],
            asked_at=row.question.asked_at,
            closes_at=row.question.closes_at,
            message_id=row.message.id,
        )


class QuestionList(BaseModel):
    items: list[QuestionView]


class AnswerWord(BaseModel):
    """What a person took the parent's words to mean."""

    model_config = {"extra": "forbid"}

    answer: str = Field(max_length=40, description="one of `offers`")


@router.get("")
def list_questions(runtime: RuntimeDep, caller: ReaderDep, thread_id: UUID) -> QuestionList:
    """The open question whose answer waits for a person, if there is one. The reading goes on
    record."""
    with runtime.unit() as unit:
        thread, *_ = seen(unit.session, caller.viewer, thread_id)
        note(unit, caller.viewer.agency_id, caller.actor, "read", "thread", thread_id)
        found = to_read(unit.session, thread.agency_id, thread_id)
        return QuestionList(items=[QuestionView.of(found, caller.language)] if found else [])


@router.post(
    "/{question_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses={409: {"model": Problem, "description": "It has been read, or it is over."}},
)
def settle(
    runtime: RuntimeDep,
    caller: WriterDep,
    thread_id: UUID,
    question_id: UUID,
    word: AnswerWord,
    idempotency_key: IdempotencyKey,  # every POST carries one; an answer is read once anyway
) -> None:
    """What follows is what the parent's own plain answer would have set going."""
    try:
        with runtime.unit() as unit:
            seen(unit.session, caller.viewer, thread_id)
            read_as(unit, caller.viewer, caller.actor, thread_id, question_id, word.answer)
    except NotFoundError:
        raise HTTPException(
            status.HTTP_404_NOT_FOUND, "There is no such question for this key."
        ) from None
    except NotOpenError:
        raise HTTPException(
            status.HTTP_409_CONFLICT, "It has been read meanwhile, or the question is over."
        ) from None
    except NotOfferedError:
        raise HTTPException(
            status.HTTP_422_UNPROCESSABLE_CONTENT, "answer: the question offers no such answer."
        ) from None
