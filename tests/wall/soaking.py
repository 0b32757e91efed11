"""How many cases a property test tries: some in `make test`, ten times as many in `make soak`."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings

TEN_TIMES = 10
SLOW = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large)


def soaking() -> bool:
    return settings.get_current_profile_name() == "soak"


def examples(
    *, fast: int, shrink: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`fast` cases, or ten times as many under the profile `soak`. A case that takes seconds is not
    made smaller when it fails."""
    count = fast * TEN_TIMES if soaking() else fast
    phases = tuple(Phase) if shrink else (Phase.explicit, Phase.reuse, Phase.generate)
    return settings(max_examples=count, phases=phases, suppress_health_check=SLOW, deadline=None)
