"""`make soak`: the property tests with ten times as many cases. The last line counts findings.

Each set of tests keeps one promise; a set that fails counts as one finding of that kind.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOAKED = {
    "leaked": ("tests/wall", "tests/templates/test_rendering.py"),
    "lost": ("tests/messaging/compliance", "tests/messaging/inbound/test_spool.py"),
    "doubled": ("tests/campaigns/test_intake.py",),
    "stuck": ("tests/campaigns/test_schedule.py", "tests/fuzz", "tests/web/test_api_fuzz.py"),
    "misordered": ("tests/messaging/outbound/test_receipts.py",),
}
ORDER = ("lost", "doubled", "stuck", "misordered", "leaked")


def main() -> int:
    found = {kind: _failures(paths) for kind, paths in SOAKED.items()}
    sys.stdout.write(" ".join(f"{kind}={found[kind]}" for kind in ORDER) + "\n")
    return 1 if any(found.values()) else 0


def _failures(paths: tuple[str, ...]) -> int:
    """0 when all hold; a run that ends early is a finding too."""
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "--timeout", "21600", *paths],
        cwd=ROOT,
        env={**os.environ, "HYPOTHESIS_PROFILE": "soak", "PYTHONHASHSEED": "0"},
        check=False,
    )
    return int(ended.returncode != 0)


if __name__ == "__main__":
    raise SystemExit(main())
