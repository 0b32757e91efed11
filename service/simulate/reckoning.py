"""Our figures beside the far side's and the play's own: whatever differs is told."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from campaigns.experiments.design import HELD_OUT
from campaigns.experiments.results import Standing, standing
from campaigns.loading import load_campaigns
from campaigns.models.enrollment import Enrollment
from campaigns.models.experiment import Experiment
from campaigns.reports.cube import Cell, Period, cube, total
from campaigns.reports.tables import By, tables
from channels.values import ChannelKind
from messaging.directory.access import Viewer
from messaging.models.case import Case, Party
from service.simulate import page
from service.simulate.carrier import Ledger
from service.simulate.families import Parent
from service.simulate.house import House
from service.simulate.plan import CAMPAIGN, Plan


@dataclass(frozen=True, slots=True)
class Reckoning:
    cells: Sequence[Cell]
    standing: Standing
    arms: dict[int, str]
    """By the parent's number."""
    differences: Sequence[str]
    """What does not agree; there should be nothing."""
    planted: float
    """The effect by intent to treat that was planted: of `Plan.effect`, as far as the parents who
    take part can be reached."""


def reckon(
    house: House, viewer: Viewer, experiment: Experiment, plan: Plan,
    parents: Sequence[Parent], ledger: Ledger,
) -> Reckoning:  # fmt: skip
    runtime = house.runtime
    with runtime.reading() as session:
        cells = cube(session, viewer, _ever(runtime.clock()))
        row = session.get_one(Experiment, experiment.id)
        found = standing(session, row, runtime.clock())
        arms = {
            int(number.removeprefix("SIM-")): arm
            for number, arm in session.execute(
                select(Case.number, Enrollment.arm)
                .join(Party, Party.case_id == Case.id)
                .join(Enrollment, Enrollment.party_id == Party.id)
                .where(Enrollment.experiment_id == experiment.id)
            )
            if arm is not None
        }
    part = [parent for parent in parents if parent.number in arms]
    reach = sum(parent.can_be_reached for parent in part) / len(part)
    differences = [
        *_against_the_carrier(cells, ledger),
        *_against_the_page(page.read(house, viewer), cells),
        *_against_the_play(found, arms, parents),
        *_held_out_heard(arms, parents, ledger),
    ]
    return Reckoning(cells, found, arms, differences, plan.effect * reach)


def _ever(now: datetime) -> Period:
    return Period(now - timedelta(days=3650), now + timedelta(days=1))


def _against_the_carrier(cells: Sequence[Cell], ledger: Ledger) -> Iterator[str]:
    by_channel = {line.key[0]: line.counts for line in tables(cells)[By.CHANNEL].lines}
    texts, mails = (by_channel[kind.value] for kind in (ChannelKind.SMS, ChannelKind.EMAIL))
    pairs = (
        ("texts handed over", texts.tries, sum(ledger.texts.values())),
        ("texts delivered", texts.delivered, ledger.texts["delivered"]),
        ("segments", total(cells).segments, ledger.segments),
        ("emails handed over", mails.tries, ledger.mails),
    )
    for what, ours, theirs in pairs:
        if ours != theirs:
            yield f"{what}: the report says {ours}, the sandbox's log {theirs}"


def _against_the_page(shown: str, cells: Sequence[Cell]) -> Iterator[str]:
    if not page.says(shown, total(cells)):
        yield "page: /staff/reports does not show the same totals in each of its tables"


def _against_the_play(
    found: Standing, arms: dict[int, str], parents: Sequence[Parent]
) -> Iterator[str]:
    played = Counter(arms.values())
    if dict(found.by_arm) != dict(played):
        yield f"arms: the experiment has {dict(found.by_arm)}, the enrollments {dict(played)}"
    if not found.is_readable:
        return
    renewed = Counter(arms[p.number] for p in parents if p.number in arms and _in_time(p))
    first = found.comparisons[0]
    ours = (first.against.done, first.sample.done)
    theirs = (renewed[HELD_OUT], renewed.total() - renewed[HELD_OUT])
    if ours != theirs:
        yield f"renewed in time (held out, reminded): we count {ours}, the play {theirs}"


def _in_time(parent: Parent) -> bool:
    goal = load_campaigns()[CAMPAIGN].goal
    if goal is None or parent.renewed_on is None:
        return False
    return parent.renewed_on <= parent.due_on + goal.within_days


def _held_out_heard(
    arms: dict[int, str], parents: Sequence[Parent], ledger: Ledger
) -> Iterator[str]:
    """By the far side's own account."""
    for parent in parents:
        if arms.get(parent.number) == HELD_OUT:
            addresses = [each for each in (parent.phone, parent.email) if each]
            if count := sum(ledger.addressed[address] for address in addresses):
                yield f"parent {parent.number} is held out and was written to {count} times"
