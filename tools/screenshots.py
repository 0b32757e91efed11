"""Make the pictures of the docs from a running demo.

    make screenshots

Plays the demo's story, then photographs real pages in headless Chromium: the one at the top of the
README, and the main pages on a desk and on a phone, light and dark (`docs/pictures/pages/`). At
whatever hour that is, in the pictures it is the same Tuesday.
"""

import io
import shutil
import sys
import tempfile
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.models.message import Message
from messaging.models.thread import Thread
from messaging.platform.links import LinkPurpose
from messaging.platform.logs import configure_logging
from messaging.runtime import Runtime
from service.compose import compose_for_a_command
from service.demo import cast
from service.demo.__main__ import play
from service.demo.house import House, running_house
from tools.sample_time import TUESDAY, WHERE, sample_time

PICTURES = Path("docs/pictures")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 800}
SIZES = {"desk": LAPTOP, "phone": PHONE}
SCHEMES: Sequence[Literal["light", "dark"]] = ("light", "dark")
NORA, ADA = cast.STAFF[0], cast.STAFF[-1]
"""A caseworker, and the administrator of the whole agency."""
PLACES = {"send": NORA, "imports": ADA, "records": ADA, "reports": ADA, "settings": ADA}
ADDRESSES = {"send": "/staff/sends"}
QUALITY = 60
"""Of WebP: sharp enough to read, some 30 kB a page."""


def main() -> int:
    if CHROMIUM is None:
        print("Chromium is not installed; on Debian: apt install chromium", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as clock,
        tempfile.TemporaryDirectory() as folder,
        sample_time(Path(clock)),
        running_house(Path(folder)) as house,
    ):
        configure_logging(house.settings)
        runtime = compose_for_a_command(house.settings)
        missing = play(house, runtime)
        chat = _chat(runtime)
        runtime.database.dispose()
        if missing:
            print("\n".join(missing), file=sys.stderr)
            return 1
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            _photograph(browser, house)
            for size, scheme in product(SIZES, SCHEMES):
                _pages(browser, house, chat, size, scheme)
            browser.close()
    return 0


def _photograph(browser: Browser, house: House) -> None:
    parent = cast.make_cast().custodial(0)
    inbox = _new(browser, LAPTOP)
    _log_in(inbox, house, NORA)
    _open(inbox)
    inbox.locator("#text").wait_for()
    inbox.screenshot(path=PICTURES / "inbox.png")
    handset = _new(browser, PHONE)
    handset.goto(f"{house.sandbox}/handset/{parent.phone}")
    handset.get_by_text("Sí, a las 3 está bien.").first.wait_for()
    handset.screenshot(path=PICTURES / "handset.png")
    _side_by_side(browser.new_page(viewport={"width": 1700, "height": 840}))


def _chat(runtime: Runtime) -> str:
    """The address of a parent's chat in which something was said."""
    with runtime.reading() as session:
        thread_id = session.scalars(
            select(Thread.id)
            .join(Message, Message.thread_id == Thread.id)
            .where(Message.channel == ChannelKind.CHAT)
            .order_by(Message.created_at.desc())
            .limit(1)
        ).one()
    return f"/p/chat/{runtime.links.sign(LinkPurpose.CHAT, thread_id, runtime.clock())}"


def _pages(
    browser: Browser, house: House, chat: str, size: str, scheme: Literal["light", "dark"]
) -> None:
    """Each of the main pages once, as this screen shows it."""

    def fresh() -> Page:
        return _new(browser, SIZES[size], scheme)

    def keep(page: Page, name: str) -> None:
        page.wait_for_load_state("load")
        shot = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
        shot.save(PICTURES / "pages" / f"{name}-{size}-{scheme}.webp", quality=QUALITY, method=6)

    (PICTURES / "pages").mkdir(exist_ok=True)
    desks: dict[str, Page] = {}
    for worker in (NORA, ADA):
        desks[worker.email] = fresh()
        _log_in(desks[worker.email], house, worker)
    inbox = desks[NORA.email]
    keep(inbox, "inbox")
    _open(inbox)
    inbox.locator("#text").wait_for()
    keep(inbox, "thread")
    for name, worker in PLACES.items():
        desk = desks[worker.email]
        desk.goto(house.url + ADDRESSES.get(name, f"/staff/{name}"))
        keep(desk, name)
    parent = fresh()
    parent.goto(house.url + chat)
    keep(parent, "chat")
    for page in (*desks.values(), parent):
        page.close()


def _new(browser: Browser, size: ViewportSize, scheme: Literal["light", "dark"] = "light") -> Page:
    """A page whose browser stands where the story plays, on the same day."""
    page = browser.new_page(viewport=size, color_scheme=scheme, timezone_id=WHERE)
    page.clock.set_fixed_time(TUESDAY)
    return page


def _open(inbox: Page) -> None:
    """The conversation that the story is about."""
    name = f"{cast.make_cast().custodial(0).first_name} Sample"
    inbox.locator("#list a", has_text=name).first.click()


def _log_in(page: Page, house: House, worker: cast.Worker) -> None:
    page.goto(f"{house.url}/staff/inbox")
    page.locator("input[type=email]").fill(worker.email)
    page.locator("input[type=password]").fill(cast.PASSWORD)
    page.locator("main button[type=submit], form button").first.click()
    page.wait_for_url("**/staff/inbox**")


def _side_by_side(page: Page) -> None:
    """One picture of both, on a quiet ground."""
    images = "".join(
        f'<img src="{(PICTURES / name).resolve().as_uri()}" alt="">'
        for name in ("inbox.png", "handset.png")
    )
    sheet = PICTURES / "sheet.html"
    sheet.write_text(
        "<style>body{margin:20px;display:flex;gap:20px;background:#e9e6df}"
        f"img{{border-radius:8px;box-shadow:0 1px 6px #0003}}</style>{images}"
    )
    page.goto(sheet.resolve().as_uri())
    page.screenshot(path=PICTURES / "inbox-and-handset.png")
    sheet.unlink()


if __name__ == "__main__":
    sys.exit(main())
