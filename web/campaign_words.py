"""A campaign in plain sentences."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from campaigns.definition import Answer, Audience, Campaign, HelpKind, Step, Stop
from campaigns.models.version import CampaignVersion
from campaigns.schedule import Skip
from channels.values import ChannelKind
from messaging.directory.approving import Stage
from messaging.directory.own_fields import Fields
from web.catalogue import N_
from web.own_field_words import said as said_of
from web.voice import Voice
from web.wording import GIVEN_UP, ROLE, STAGE, language_name

BY: Mapping[ChannelKind, str] = MappingProxyType(
    {ChannelKind.SMS: N_("text"), ChannelKind.EMAIL: N_("email")}
)
HELP: Mapping[HelpKind, str] = MappingProxyType(
    {
        HelpKind.CALL_BACK: N_("to call back"),
        HelpKind.INCOME_CHANGE: N_("to look into another income"),
        HelpKind.BOOK_APPOINTMENT: N_("to book an appointment"),
    }
)
SKIPPED: Mapping[Skip, str] = MappingProxyType(
    {
        Skip.TIME_PASSED: N_("Not sent: its time has passed already."),
        Skip.AFTER_EVENT: N_("Not sent: it would come after the date."),
        Skip.JUST_TOLD: N_("Not sent: they were told less than twelve hours before."),
        Skip.ANSWERED_OTHERWISE: N_("Not sent: they answered otherwise, or not at all."),
        Skip.HELD_OUT: N_("Not sent: in the comparison group."),
    }
)


NOT_TO = N_("Not to who answered %(answers)s.")


def stage_of(row: CampaignVersion) -> str:
    """For `voice.say`."""
    given_up = row.stage is Stage.RETIRED and row.approved_at is None
    return GIVEN_UP if given_up else STAGE[row.stage]


def sentences(campaign: Campaign, fields: Fields, voice: Voice) -> list[str]:
    """Who hears what when, what their answers do, and when it ends. `fields`: of the agency's
    own."""
    return [
        _audience(campaign.audience, fields, voice),
        *(step(one, campaign, voice) for one in campaign.steps),
        *(
            _answer(one, voice)
            for question in campaign.questions.values()
            for one in question.values()
        ),
        *(_stop(one, voice) for one in campaign.stops),
        *_late(campaign, voice),
    ]


def step(one: Step, campaign: Campaign, voice: Voice) -> str:
    """`7 days before the date, at 10:00 on the parent's clock: text, else email:
    "renewal_reminder".`"""
    said = f"{when(one, campaign, voice)}: {how(one, voice)}: “{one.template}”."
    if not one.unless_answered:
        return said
    others = _offered(campaign, one.unless_answered)
    return f"{said} {voice.say(NOT_TO, answers=others)}"


def when(one: Step, campaign: Campaign, voice: Voice) -> str:
    if one.after_answer:
        return _after_answer(one, _offered(campaign, one.after_answer), voice)
    if one.at_once:
        return voice.say(N_("As soon as we hear of it"))
    hour = f"{one.hour}:00"
    if one.work_days_after:
        return voice.count(
            "%(number)s working day after the date, at %(hour)s on the parent's clock",
            "%(number)s working days after the date, at %(hour)s on the parent's clock",
            one.work_days_after,
            hour=hour,
        )
    if one.work_days_before:
        return voice.count(
            "%(number)s working day before the date, at %(hour)s on the parent's clock",
            "%(number)s working days before the date, at %(hour)s on the parent's clock",
            one.work_days_before,
            hour=hour,
        )
    if one.days_after:
        return voice.count(
            "%(number)s day after the date, at %(hour)s on the parent's clock",
            "%(number)s days after the date, at %(hour)s on the parent's clock",
            one.days_after,
            hour=hour,
        )
    if not one.days_before:
        return voice.say(N_("On the day, at %(hour)s on the parent's clock"), hour=hour)
    return voice.count(
        "%(number)s day before the date, at %(hour)s on the parent's clock",
        "%(number)s days before the date, at %(hour)s on the parent's clock",
        one.days_before,
        hour=hour,
    )


def _after_answer(one: Step, answers: str, voice: Voice) -> str:
    if one.at_once:
        return voice.say(N_("As soon as they answer %(answers)s"), answers=answers)
    if one.by_work_days:
        return voice.count(
            "%(number)s working day after they answer %(answers)s, "
            "at %(hour)s on the parent's clock",
            "%(number)s working days after they answer %(answers)s, "
            "at %(hour)s on the parent's clock",
            one.days,
            answers=answers,
            hour=f"{one.hour}:00",
        )
    return voice.count(
        "%(number)s day after they answer %(answers)s, at %(hour)s on the parent's clock",
        "%(number)s days after they answer %(answers)s, at %(hour)s on the parent's clock",
        one.days,
        answers=answers,
        hour=f"{one.hour}:00",
    )


def _offered(campaign: Campaign, names: Sequence[str]) -> str:
    """The words that parents are offered for these answers."""
    pairs = (name.split(".") for name in names)
    return ", ".join(_words(campaign.questions[question][key]) for question, key in pairs)


def _words(answer: Answer) -> str:
    return " / ".join(dict.fromkeys(answer.words.values()))


def how(one: Step, voice: Voice) -> str:
    """`text and email`, or `text, else email`."""
    sent = voice.say(N_(" and ")).join(voice.say(BY[way]) for way in one.send_by)
    others = (voice.say(N_(", else %(way)s"), way=voice.say(BY[way])) for way in one.fall_back_to)
    return sent + "".join(others)


def _audience(audience: Audience, fields: Fields, voice: Voice) -> str:
    parts = [
        [voice.say(ROLE[role]) for role in sorted(audience.roles)],
        sorted(program.replace("_", " ") for program in audience.programs),
        [language_name(code, voice.language) for code in sorted(audience.languages)],
        [voice.say(N_("branch %(code)s"), code=code) for code in sorted(audience.branches)],
    ]
    asked = [
        f"{fields[key].label}: {', '.join(sorted(said_of(fields[key], w, voice) for w in wanted))}"
        for key, wanted in sorted(audience.fields.items())
        if key in fields
    ]
    said = "; ".join([*(", ".join(part) for part in parts if part), *asked])
    return voice.say(N_("For: %(whom)s."), whom=said or voice.say(N_("everybody it is about")))


def _answer(one: Answer, voice: Voice) -> str:
    return " ".join(_answered(one, voice))


def _answered(one: Answer, voice: Voice) -> Iterator[str]:
    yield voice.say(N_("Whoever answers %(words)s:"), words=_words(one))
    if one.reply:
        yield voice.say(N_("is told “%(wording)s” at once."), wording=one.reply)
    if one.task:
        yield voice.count(
            "A worker is asked %(what)s within %(number)s working day.",
            "A worker is asked %(what)s within %(number)s working days.",
            one.within_work_days,
            what=voice.say(HELP[one.task]),
        )
    if one.books:
        yield voice.say(N_("The appointment moves to the time they chose."))
    if one.ends:
        yield voice.say(N_("Nothing more comes of this campaign."))
    if one.stays_open:
        yield voice.say(N_("They may answer once more."))


def _stop(one: Stop, voice: Voice) -> str:
    events = ", ".join(one.on)
    said = (
        voice.say(N_("It ends for everybody on the case with: %(events)s."), events=events)
        if one.whole_case
        else voice.say(N_("It ends with: %(events)s."), events=events)
    )
    if not one.tell:
        return said
    told = voice.say(N_("Who had heard of it is told “%(wording)s” at once."), wording=one.tell)
    return f"{said} {told}"


def _late(campaign: Campaign, voice: Voice) -> Iterator[str]:
    if campaign.catch_up:
        yield voice.say(N_("If we hear of it late, the last step that was missed goes at once."))
    if campaign.useful_days_after:
        yield voice.count(
            "What could not go waits until %(number)s day after the date, and no longer.",
            "What could not go waits until %(number)s days after the date, and no longer.",
            campaign.useful_days_after,
        )
