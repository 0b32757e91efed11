"""Both walks, end to end, with real processes: an agency's signed events become texts and emails,
receipts come home, parents answer by text, email and chat, a caseworker replies. As it comes: on
servers the storm says the same and more (tests/chaos).

The story and what must be true after it are those of `make demo ONCE=1`.
"""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.timeout(600)


def test_the_story_is_told_once_and_whole() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "service.demo", "--once"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout[-4000:] + told.stderr[-2000:]
    for words in ("Messages by final state", "Answers", "Tasks opened", "Not sent, by reason"):
        assert words in told.stdout
