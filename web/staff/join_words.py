"""What will hold for two records of one human once they are joined, in sentences."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from messaging.compliance.consent import ALL_TOPICS
from messaging.compliance.preferences import Wish
from messaging.directory.join_plan import Plan
from messaging.directory.stricter import Carried, Stop
from messaging.models.contact_point import ContactPoint
from templates.files import Topic
from web.catalogue import N_
from web.masking import masked
from web.topics import ABOUT
from web.voice import Voice
from web.wording import CHANNEL, language_name


def holds(made: Plan, voice: Voice) -> Sequence[str]:
    return list(_holds(made, voice))


def _holds(made: Plan, voice: Voice) -> Iterator[str]:
    language = language_name(made.language, voice.language)
    yield voice.say(N_("They are written to in %(language)s."), language=language)
    if made.protected:
        yield voice.say(
            N_("They are protected on every case: nothing about them may reach another party.")
        )
    if made.paused_until is not None:
        day = voice.day(made.paused_until)
        yield voice.say(N_("Campaigns leave them alone on every case until %(day)s."), day=day)
    for stop in made.stops:
        yield _stop(stop, voice)
    for one in made.wishes:
        yield _wish(one, voice)
    for contact, (opens, closes) in made.safe_hours:
        yield _hours(contact, f"{opens}–{closes}", voice)


def _stop(stop: Stop, voice: Voice) -> str:
    where = _where(stop.contact, voice)
    if stop.topic == ALL_TOPICS:
        return voice.say(
            N_("%(address)s gets nothing more, as was asked of the other record."), address=where
        )
    return voice.say(
        N_("%(address)s gets no more of this, as was asked of the other record: %(topic)s."),
        address=where,
        topic=voice.say(ABOUT[Topic(stop.topic)]),
    )


def _wish(one: Carried, voice: Voice) -> str:
    if one.wish is Wish.HOURS:
        return _hours(one.contact, one.value.replace("-", "–"), voice)
    return voice.say(
        N_("%(address)s is paused until %(day)s."),
        address=_where(one.contact, voice),
        day=voice.day(datetime.fromisoformat(one.value)),
    )


def _hours(contact: ContactPoint, hours: str, voice: Voice) -> str:
    return voice.say(
        N_("%(address)s is written to only in these hours: %(hours)s."),
        address=_where(contact, voice),
        hours=hours,
    )


def _where(contact: ContactPoint, voice: Voice) -> str:
    return f"{voice.say(CHANNEL[contact.kind])} {masked(contact.kind, contact.address)}"
