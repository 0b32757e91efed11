"""What the report's page says, asked for as a supervisor's browser does."""

import re
from html import unescape

import httpx2

from campaigns.reports.cube import Counts
from campaigns.reports.tables import tables
from messaging.directory.access import Viewer
from messaging.models.staff import Way
from service.simulate.house import House
from service.simulate.plan import FIRST_DAY
from web.identity import sessions
from web.identity.sessions import Account
from web.staff.sessions import COOKIE

TIMEOUT = httpx2.Timeout(120)


def read(house: House, viewer: Viewer) -> str:
    """Its text, in one line."""
    with house.runtime.unit() as unit:
        account = Account(viewer.agency_id, viewer.staff_id, "", viewer.role)
        token = sessions.begin(unit, account, Way.PASSWORD)
    answer = httpx2.get(
        f"{house.url}/staff/reports",
        params={"from": f"{FIRST_DAY:%Y-%m}", "to": f"{house.clock():%Y-%m}"},
        cookies={COOKIE: token},
        timeout=TIMEOUT,
    )
    answer.raise_for_status()
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text)))


def says(page: str, total: Counts) -> bool:
    """Whether every one of its tables ends with these figures."""
    figures = (total.enrolled, total.sent, total.delivered, total.answered, total.done)
    line = " ".join(f"{figure:,}" for figure in figures)
    return page.count(f"All {line} ") == len(tables([]))
