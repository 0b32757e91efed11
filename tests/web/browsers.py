"""What tests do with a page as a browser would: log in, post with the page's own token."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from html import unescape

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from pwdlib.hashers.argon2 import Argon2Hasher

from messaging.models.agency import Agency, Branch
from messaging.models.staff import StaffRole
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.support.people import add_staff
from web import site
from web.staff.throttle import TRIES_PER_ACCOUNT, Throttle

ORIGIN = "http://127.0.0.1:8000"
"""The sample settings' PUBLIC_URL."""
PASSWORD = "correct horse battery"


@lru_cache
def password_hash() -> str:
    """As weak as argon2 gets: here nobody guesses, and every test logs in."""
    return Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


class MemoryThrottle:
    """Counts wrong tries in this process."""

    def __init__(self) -> None:
        self.tries: Counter[tuple[str, str]] = Counter()

    def blocked(self, account: str, address: str) -> bool:
        return self.tries[account, address] >= TRIES_PER_ACCOUNT

    def failed(self, account: str, address: str) -> None:
        self.tries[account, address] += 1

    def forget(self, account: str, address: str) -> None:
        del self.tries[account, address]


_laid_out: dict[str, FastAPI] = {}
"""By public address."""


def pages(runtime: Runtime, throttle: Throttle | None = None) -> FastAPI:
    """The app of pages and API, around `runtime` until it is asked for again: laying out its
    hundreds of routes takes longer than most tests, so that is done once."""
    app = _laid_out.get(runtime.settings.public_url)
    if app is None:
        app = _laid_out[runtime.settings.public_url] = FastAPI(openapi_url=None)
        site.install(app, runtime)
    site.furnish(app, runtime, throttle=throttle or MemoryThrottle())
    return app


def browser(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=False)


def add_worker(
    unit: Unit, agency: Agency, branch: Branch | None, *, role: StaffRole = StaffRole.CASEWORKER
) -> str:
    """Their email; the password is `PASSWORD`."""
    return add_staff(unit, agency, branch, role=role, password_hash=password_hash()).email


def log_in(client: TestClient, email: str, password: str = PASSWORD) -> Response:
    return client.post("/staff/login", data={"email": email, "password": password})


def text_of(response: Response) -> str:
    """The page as it reads: without tags, in one line."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.text)))


class Desk:
    """A logged-in caseworker's browser."""

    def __init__(self, client: TestClient, home: str = "/staff/inbox") -> None:
        self.client = client
        self._home = home

    def get(self, path: str, **headers: str) -> Response:
        return self.client.get(path, headers=headers)

    def post(self, path: str, data: Mapping[str, str] | None = None, **headers: str) -> Response:
        return self.client.post(path, data={"csrf": self.csrf(), **(data or {})}, headers=headers)

    def post_file(self, path: str, data: Mapping[str, str], name: str, content: bytes) -> Response:
        """One file, in the field `file`."""
        form = {"csrf": self.csrf(), **data}
        return self.client.post(path, data=form, files={"file": (name, content)})

    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="(\w+)"', self.get(self._home).text)
        assert found is not None
        return found[1]


SELECT = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)


def as_shown(page: str) -> dict[str, str]:
    """What a browser would send, if nothing were touched."""
    form: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            form[name[1]] = unescape(value[1]) if value else ""
    for name, inside in SELECT.findall(page):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        first = re.search(r'<option value="([^"]*)"', inside)
        found = chosen or first
        form[name] = unescape(found[1]) if found else ""
    form.pop("csrf", None)
    return form
