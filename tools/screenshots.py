"""Make the pictures of the docs from a running demo.

    make screenshots

Plays the demo's story, then photographs real pages in headless Chromium.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from messaging.platform.logs import configure_logging
from service.compose import compose_for_a_command
from service.demo import cast
from service.demo.__main__ import play
from service.demo.house import House, running_house

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
LAPTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 800}


def main() -> int:
    if CHROMIUM is None:
        print("Chromium is not installed; on Debian: apt install chromium", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_house(Path(folder)) as house:
        configure_logging(house.settings)
        runtime = compose_for_a_command(house.settings)
        missing = play(house, runtime)
        runtime.database.dispose()
        if missing:
            print("\n".join(missing), file=sys.stderr)
            return 1
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            _photograph(browser, house)
            browser.close()
    return 0


def _photograph(browser: Browser, house: House) -> None:
    parent = cast.make_cast().custodial(0)
    inbox = browser.new_page(viewport=LAPTOP)  # type: ignore[arg-type]  # a TypedDict by shape
    _log_in(inbox, house)
    inbox.get_by_text(f"{parent.first_name} Sample").first.click()
    inbox.locator("textarea").wait_for()
    inbox.screenshot(path=PICTURES / "inbox.png")
    handset = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]  # a TypedDict by shape
    handset.goto(f"{house.sandbox}/handset/{parent.phone}")
    handset.get_by_text("Sí, a las 3 está bien.").first.wait_for()
    handset.screenshot(path=PICTURES / "handset.png")
    _side_by_side(browser.new_page(viewport={"width": 1700, "height": 840}))


def _log_in(page: Page, house: House) -> None:
    worker = cast.STAFF[0]
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
