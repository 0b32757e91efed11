"""From an enrollment to the one party it writes to, and to what a message to them is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from campaigns import origins, own
from campaigns import values as kept
from campaigns.dates import calendar_entry
from campaigns.definition import FAREWELL, Campaign, Step
from campaigns.experiments.arms import as_heard
from campaigns.experiments.design import Design
from campaigns.experiments.stored import designs
from campaigns.models.enrollment import Enrollment, EnrollmentStep
from channels.values import ChannelKind
from messaging.directory.contact_points import kinds_of
from messaging.outbound.context import Recipient, recipients_by_party
from messaging.outbound.outbox import Draft
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.fields import FieldValue


@dataclass(frozen=True, slots=True)
class Way:
    """One step of one enrollment, with all that it takes to say it."""

    campaign: Campaign
    step: Step
    """As their arm has it; a farewell goes the way of the first step."""
    template: str
    row: EnrollmentStep
    enrollment: Enrollment
    to: Recipient


def way(unit: Unit, enrollment: Enrollment, row: EnrollmentStep) -> Way | None:
    """As the version says that it was laid out under. None when the campaign or the step is no
    longer there."""
    return ways(unit, [(row, enrollment)])[0]


def ways(unit: Unit, steps: Sequence[tuple[EnrollmentStep, Enrollment]]) -> list[Way | None]:
    """What `way` gives, for many."""
    campaigns = own.of_agencies(unit.session, {one.agency_id for _, one in steps})
    recipients = recipients_by_party(unit.session, {one.party_id for _, one in steps})
    started = designs(unit.session, (one.experiment_id for _, one in steps))
    found: list[Way | None] = []
    for row, enrollment in steps:
        campaign = campaigns[enrollment.agency_id].of(enrollment.campaign, row.version)
        design = started.get(enrollment.experiment_id) if enrollment.experiment_id else None
        wording = _wording(campaign, design, enrollment, row) if campaign else None
        if campaign is None or wording is None:
            found.append(None)
        else:
            to = recipients[enrollment.party_id]
            found.append(Way(campaign, *wording, row, enrollment, to))
    return found


def has_address(unit: Unit, one: Way, channel: ChannelKind) -> bool:
    """Whether the parent gave us one of this kind, usable or not."""
    return channel in kinds_of(unit.session, [one.to.person])[one.to.person.id]


def zone_of(to: Recipient) -> ZoneInfo:
    return ZoneInfo(to.person.time_zone or to.agency.time_zone)


def said_values(runtime: Runtime, one: Way) -> dict[str, FieldValue]:
    return kept.load(one.enrollment.values, runtime.library.fields, zone_of(one.to))


def draft(
    runtime: Runtime, one: Way, channel: ChannelKind, *, fallback_of_id: UUID | None = None
) -> Draft:
    values = said_values(runtime, one)
    return Draft(
        agency_id=one.enrollment.agency_id,
        thread_id=one.to.thread.id,
        template=one.template,
        values=values,
        channel=channel,
        purpose=one.campaign.purpose_of(one.row.step),
        lane=one.campaign.lane,
        topic=runtime.library.get(one.template).topic.value,
        origin=origins.of_message(one.row.id, channel),
        expires_at=one.row.expires_at,
        fallback_of_id=fallback_of_id,
        campaign=one.campaign.key,
        calendar=calendar_entry(one.enrollment, values, cancelled=one.row.step == FAREWELL),
    )


def _wording(
    campaign: Campaign, design: Design | None, enrollment: Enrollment, row: EnrollmentStep
) -> tuple[Step, str] | None:
    if row.step == FAREWELL:
        stop = campaign.stop_on(enrollment.ended_reason or "")
        return (campaign.steps[0], stop.tell) if stop and stop.tell else None
    step = as_heard(campaign, design, enrollment.arm).step(row.step)
    return (step, step.wording(moved=row.generation > 1)) if step else None
