"""What the form asks for, and a list as the form says it and as a sentence."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Form
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.sends import making
from campaigns.sends.audience import Audience
from campaigns.sends.making import SendError
from messaging.directory.own_fields import Fields
from messaging.models.agency import Branch
from web.catalogue import N_
from web.staff.sends import own_asked
from web.staff.sends.own_asked import OwnAsked
from web.staff.sends.words import ABOUT
from web.voice import Voice
from web.wording import ROLE, language_name

Word = Annotated[str, Form(max_length=40)]

EVERYBODY = N_("Everybody")
DAYS_AHEAD = N_("%(first)s to %(last)s days ahead")
ONE_DAY_AHEAD = N_("%(first)s days ahead")
TODAY = N_("today")
FROM_TO = N_("from %(first)s to %(last)s")
WRITTEN = {True: N_("Only who has written"), False: N_("Only who has not")}


def _asked(
    own: OwnAsked,
    thread: Word = "",
    branch: Word = "",
    program: Word = "",
    role: Word = "",
    language: Word = "",
    about: Word = "",
    first: Word = "",
    last: Word = "",
    first_in: Word = "",
    last_in: Word = "",
    answered: Word = "",
) -> dict[str, str]:
    return {
        "thread": thread, "branch": branch, "program": program, "role": role,
        "language": language, "about": about, "first": first, "last": last,
        "first_in": first_in, "last_in": last_in, "answered": answered, **own,
    }  # fmt: skip


Asked = Annotated[dict[str, str], Depends(_asked)]
"""The form's fields that say who."""


def audience(given: Mapping[str, str]) -> Audience:
    """Raises `SendError`."""
    try:
        return Audience.model_validate(
            {
                "thread_id": given["thread"] or None,
                "branch_id": given["branch"] or None,
                "program": given["program"],
                "role": given["role"] or None,
                "language": given["language"],
                "about": given["about"] or None,
                "first": given["first"] or None,
                "last": given["last"] or given["first"] or None,
                "first_in": given["first_in"] or None,
                "last_in": given["last_in"] or given["first_in"] or None,
                "answered": given["answered"] or None,
                "own": own_asked.asked(given),
            }
        )
    except ValidationError:
        raise SendError(making.NOT_A_LIST) from None


def given_of(asks: Audience) -> dict[str, str]:
    """What the form would have said."""
    stored = asks.stored()
    names = {"branch_id": "branch"}
    own = own_asked.given_of(stored.pop("own", {}))
    given = {**own, **{names.get(key, key): str(value) for key, value in stored.items()}}
    if asks.answered is not None:
        given["answered"] = str(asks.answered).lower()
    return given


def said(session: Session, asks: Audience, fields: Fields, voice: Voice) -> str:
    """Who is asked for, in a line."""
    parts = [
        voice.say(ABOUT[asks.about]) if asks.about else "",
        _days(asks, voice),
        asks.program.replace("_", " "),
        voice.say(ROLE[asks.role]) if asks.role else "",
        language_name(asks.language, voice.language) if asks.language else "",
        _branch(session, asks.branch_id),
        *own_asked.in_words(asks.own, fields, voice),
        voice.say(WRITTEN[asks.answered]) if asks.answered is not None else "",
    ]
    return " · ".join(part for part in parts if part) or voice.say(EVERYBODY)


def _days(asks: Audience, voice: Voice) -> str:
    if asks.last_in is not None:
        if asks.first_in == asks.last_in:
            return (
                voice.say(ONE_DAY_AHEAD, first=asks.first_in) if asks.last_in else voice.say(TODAY)
            )
        return voice.say(DAYS_AHEAD, first=asks.first_in or 0, last=asks.last_in)
    if asks.last is not None:
        first = voice.on(asks.first) if asks.first else voice.say(TODAY)
        return voice.say(FROM_TO, first=first, last=voice.on(asks.last))
    return ""


def _branch(session: Session, branch_id: UUID | None) -> str:
    if branch_id is None:
        return ""
    return session.scalar(select(Branch.name).where(Branch.id == branch_id)) or ""
