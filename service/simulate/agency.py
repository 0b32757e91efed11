"""The made-up agency: set up as a real one is, and its own system, which posts signed events."""

import json
from collections.abc import Mapping

import httpx2
from standardwebhooks.webhooks import Webhook

from campaigns.experiments import running
from campaigns.experiments.design import Design
from campaigns.loading import load_campaigns
from campaigns.models.experiment import Experiment
from messaging.directory.access import Viewer
from messaging.models.staff import StaffRole
from messaging.platform.clock import Clock
from messaging.runtime import Runtime
from service.accounts import NewAgency, NewStaff, add_agency, add_staff
from service.demo.cast import NAME, NEUTRAL_NAME, PASSWORD, PHONE, PROGRAM, WORDING
from service.simulate.families import BRANCHES, Parent
from service.simulate.plan import CAMPAIGN, ZONE, Plan

SLUG = "oak"
TIMEOUT = httpx2.Timeout(120)
AGREED = "2025-11-02T00:00:00Z"
SHORTEST_DAYS = 7
"""That an experiment takes people in."""


def set_up(runtime: Runtime, plan: Plan) -> tuple[Viewer, str, Experiment]:
    """A supervisor's view, the agency's secret, and the experiment, which begins now."""
    design = Design(
        holdout=plan.holdout,
        baseline=plan.baseline,
        smallest_effect=plan.effect * 3 / 4,
        longest_days=max(SHORTEST_DAYS, plan.enrolling_days),
    )
    with runtime.unit() as unit:
        agency, secret = add_agency(
            unit,
            NewAgency(
                slug=SLUG,
                name=NAME,
                neutral_name=NEUTRAL_NAME,
                phone=PHONE,
                time_zone=ZONE.key,
                state="IL",
                wording=WORDING,
                branches={code: f"{code.capitalize()} office" for code in BRANCHES},
            ),
        )
        who = NewStaff("ruth@oak.example", "Ruth Vale", StaffRole.SUPERVISOR, PASSWORD, None)
        viewer = Viewer.of(add_staff(unit, agency, who))
        campaign = load_campaigns()[CAMPAIGN]
        experiment = running.start(unit, agency.id, campaign, design, viewer.actor)
    return viewer, secret, experiment


class AgencySystem:
    """Tells Kinline what happened, as an agency's own system does."""

    def __init__(self, url: str, secret: str, clock: Clock, plan: Plan) -> None:
        self._http = httpx2.Client(base_url=url, timeout=TIMEOUT)
        self._webhook = Webhook(secret)
        self._clock, self._plan = clock, plan

    def renewal_due(self, parent: Parent) -> None:
        due = self._plan.date(parent.due_on).isoformat()
        self._tell("renewal.due", parent, {"id": parent.case, "due_on": due})

    def renewal_completed(self, parent: Parent) -> None:
        self._tell("renewal.completed", parent, {"id": parent.case})

    def close(self) -> None:
        self._http.close()

    def _tell(self, kind: str, parent: Parent, renewal: Mapping[str, str]) -> None:
        now = self._clock()
        case = {"number": parent.case, "program": PROGRAM, "branch": parent.branch}
        data = {"case": case, "party": _described(parent), "renewal": renewal}
        body = json.dumps({"type": kind, "timestamp": now.isoformat(), "data": data})
        key = f"{kind}:{parent.case}"
        answer = self._http.post(
            f"/webhooks/agency/{SLUG}",
            content=body,
            headers={
                "content-type": "application/json",
                "webhook-id": key,
                "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": self._webhook.sign(key, now, body),
            },
        )
        answer.raise_for_status()


def _described(parent: Parent) -> dict[str, object]:
    consent = {"source": "application", "at": AGREED}
    given = (("sms", parent.phone), ("email", parent.email))
    return {
        "external_id": parent.external_id,
        "role": "custodial",
        "first_name": "Maria",
        "last_name": "Sample",
        "language": parent.language,
        "time_zone": ZONE.key,
        "contacts": [
            {"kind": kind, "address": address, "consent": consent}
            for kind, address in given
            if address
        ],
    }
