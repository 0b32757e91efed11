"""When a campaign fails too often to go on. Pure."""

from dataclasses import dataclass

from campaigns.definition import PauseRule


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of a campaign's messages of late."""

    tried: int
    """Handed to a provider, with an answer."""
    failed: int
    """Of those: did not arrive, and will not. A bad number is one of them."""

    @property
    def share(self) -> float:
        return self.failed / self.tried if self.tried else 0.0


def too_many(tally: Tally, rule: PauseRule) -> bool:
    """Whether it should pause. A few bad numbers say nothing of a campaign, so it never does before
    enough has been tried."""
    return tally.tried >= rule.tried_at_least and tally.share > rule.failed_share
