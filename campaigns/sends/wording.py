"""What a send says: a template that campaigns use, or free words."""

import json
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy.orm import Session

from campaigns.definition import Campaign, Question
from campaigns.incoming.kinds import EVENTS
from campaigns.loading import Campaigns
from campaigns.models.send import Send
from campaigns.sends.audience import STARTED_BY, About, campaigns_about
from campaigns.values import FROM_CONTEXT
from messaging.models.agency import Agency
from messaging.runtime import Runtime
from templates import free_words
from templates.files import Topic
from templates.free_words import Findings
from templates.library import Library, Template

TOPICS: Mapping[About | None, Topic] = MappingProxyType(
    {
        About.APPOINTMENT: Topic.APPOINTMENT,
        About.RENEWAL: Topic.RENEWAL,
        About.PAYMENT: Topic.PAYMENT,
        None: Topic.SERVICE,
    }
)
"""What free words are about, as far as a parent can choose to hear of it."""


def fields(about: About | None) -> frozenset[str]:
    """Those that can be filled in for everybody on such a list."""
    return FROM_CONTEXT | (EVENTS[STARTED_BY[about]].gives if about else frozenset())


def offered(library: Library, about: About | None, campaigns: Campaigns) -> list[Template]:
    """The templates of `campaigns` about the same that need nothing else."""
    if about is None:
        return []
    known = fields(about)
    keys = dict.fromkeys(
        name
        for campaign in campaigns_about(about)
        for step in reversed(campaigns[campaign].steps)
        for name in step.templates
    )
    found = (library.get(key) for key in keys)
    return [one for one in found if one.fields.required <= known]


def read(
    library: Library, texts: Mapping[str, str], about: About | None
) -> tuple[Template | None, Findings]:
    """Free words, checked."""
    return free_words.read(library, texts, TOPICS[about], fields(about))


def template_of(session: Session, runtime: Runtime, send: Send) -> Template:
    """With the agency's own words as they were when its list was made. Raises `RenderError` for one
    that is in the library no more, ValueError for words that a newer table of words would not let
    pass."""
    if send.template is not None:
        agency = session.get_one(Agency, send.agency_id)
        return runtime.library_of(session, agency, send.edition).get(send.template)
    template, _ = read(runtime.library, json.loads(send.said), about_of(send))
    if template is None:
        raise ValueError("these words do not pass any more")
    return template


def about_of(send: Send) -> About | None:
    name = send.audience.get("about")
    return About(name) if name else None


def asks(campaign: Campaign, template: str) -> tuple[tuple[str, ...], Question] | None:
    """The question that a template puts in a campaign, with the steps that ask it so."""
    keys = tuple(s.key for s in campaign.steps if s.question and template in s.templates)
    question = campaign.question(keys[0]) if keys else None
    return (keys, question) if question else None
