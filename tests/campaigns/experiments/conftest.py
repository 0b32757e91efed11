"""What tests of experiments start from."""

from collections.abc import Callable

import pytest

from campaigns.experiments import running
from campaigns.experiments.design import Design
from campaigns.loading import load_campaigns
from campaigns.models import Experiment
from messaging.runtime import Runtime
from tests.support.people import Office

Begin = Callable[..., Experiment]


@pytest.fixture
def begin(runtime: Runtime, office: Office) -> Begin:
    """Start an experiment with renewal."""

    def started(campaign: str = "renewal", **design: object) -> Experiment:
        plan = {"holdout": 0.5, "baseline": 0.5, "smallest_effect": 0.1, **design}
        with runtime.unit() as unit:
            return running.start(
                unit,
                office.agency.id,
                load_campaigns()[campaign],
                Design.model_validate(plan),
                "staff:1",
            )

    return started
