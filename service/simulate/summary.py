"""What a simulation found, for people."""

from rich.console import Console
from rich.table import Table

from campaigns.experiments.results import Comparison
from campaigns.reports.tables import By, tables
from service.simulate.plan import Plan
from service.simulate.reckoning import Reckoning

COLUMNS = ("enrolled", "sent", "delivered", "answered", "done", "segments")
SHOWN = (By.CAMPAIGN, By.STEP, By.ARM, By.CHANNEL, By.LANGUAGE)


def show(console: Console, plan: Plan, found: Reckoning) -> None:
    made = tables(found.cells)
    for by in SHOWN:
        shown = Table("by " + by.value, *COLUMNS, box=None, pad_edge=False)
        for line in made[by].lines:
            name = " · ".join(word or "none" for word in line.key)
            shown.add_row(name, *(f"{getattr(line.counts, each):,}" for each in COLUMNS))
        shown.add_row("all", *(f"{getattr(made[by].total, each):,}" for each in COLUMNS))
        console.print(shown)
        console.print()
    console.print(_standing(plan, found), highlight=False)
    for words in found.differences:
        console.print(f"✗ {words}", style="red", markup=False)
    if not found.differences:
        console.print("✓ The report agrees with the sandbox's log and the play.", style="green")


def _standing(plan: Plan, found: Reckoning) -> str:
    now = found.standing
    planted = f"Planted: {found.planted:+.1%} ({plan.effect:+.1%} of those who can be reached)."
    if not now.is_readable:
        when = f"{now.readable_at:%Y-%m-%d}" if now.readable_at else "still open"
        return (
            f"{planted} Not yet told: {now.taking_part:,} take part, the time of "
            f"{now.counted:,} is over; the result can be read: {when}."
        )
    return "\n".join([planted, *(_told(one, found.planted) for one in now.comparisons)])


def _told(one: Comparison, planted: float) -> str:
    if one.effect is None:
        return "Too few take part for an estimate."
    effect = one.effect
    needed = f"one more for every {effect.number_needed}" if effect.number_needed else "not clear"
    holds = "holds" if effect.low <= planted <= effect.high else "does not hold"
    return (
        f"Found: reminded {one.sample.done:,} of {one.sample.size:,} ({one.sample.share:.1%}), "
        f"held out {one.against.done:,} of {one.against.size:,} ({one.against.share:.1%}): "
        f"{effect.difference:+.1%}, 95 % interval {effect.low:+.1%} to {effect.high:+.1%}, "
        f"p = {effect.p_value:.2g}; {needed}. The interval {holds} what was planted."
    )
