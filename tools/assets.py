"""Take the browser files out of the wheels that carry them: python tools/assets.py WHEELS TARGET.

WHEELS is the folder `pip download --require-hashes` filled, TARGET the folder the pages serve.
"""

import shutil
import sys
import zipfile
from pathlib import Path

STATIC = "django_htmx/static/django_htmx"
WANTED = {
    f"{STATIC}/htmx-4.min.js": "htmx-4.min.js",
    f"{STATIC}/ext/hx-sse-4.min.js": "hx-sse-4.min.js",
    "django_htmx-1.29.0.dist-info/licenses/LICENSE": "LICENSE.django-htmx",
}
"""Where a file is in the wheel, and what it is called here."""


def extract(wheels: Path, target: Path) -> list[Path]:
    """Fill `target` afresh. Raises `FileNotFoundError` when a wanted file is in no wheel."""
    found = {}
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            found.update({name: archive.read(name) for name in WANTED.keys() & archive.namelist()})
    if missing := sorted(WANTED.keys() - found.keys()):
        raise FileNotFoundError(f"not in the wheels of {wheels}: {', '.join(missing)}")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    written = []
    for name, content in sorted(found.items()):
        path = target / WANTED[name]
        path.write_bytes(content)
        written.append(path)
    return written


if __name__ == "__main__":
    for path in extract(Path(sys.argv[1]), Path(sys.argv[2])):
        print(path)
