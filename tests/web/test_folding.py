"""What of a message is shown at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.staff.folding import OURS, THEIRS, folded

FOOTED = "Come at 3.\n\n-- \nYou get this email because…"


@pytest.mark.parametrize(
    ("text", "ours", "shown", "rest"),
    [
        (FOOTED, True, "Come at 3.", "You get this email because…"),
        (FOOTED.replace("-- \n", "--\n"), True, "Come at 3.", "You get this email because…"),
        (FOOTED, False, FOOTED, ""),
        ("Sí -- a las 3", True, "Sí -- a las 3", ""),
        ("", True, "", ""),
    ],
)
def test_our_footer_folds_away_and_a_parents_words_do_not(
    text: str, ours: bool, shown: str, rest: str
) -> None:
    assert folded(text, ours=ours) == (shown, rest)


@pytest.mark.parametrize("mark", ["\n\n", "\n", " "])
def test_a_long_message_is_cut_where_it_breaks(mark: str) -> None:
    first = "a" * (OURS - 10)
    assert folded(f"{first}{mark}{'b' * 50}", ours=True) == (first, "b" * 50)


def test_a_parent_is_read_in_full_for_much_longer() -> None:
    assert folded("a" * THEIRS, ours=False) == ("a" * THEIRS, "")
    assert folded("a" * (THEIRS + 1), ours=False) == ("a" * THEIRS, "a")


@given(st.text(), st.booleans())
def test_nothing_is_lost_by_folding(text: str, ours: bool) -> None:
    shown, rest = folded(text, ours=ours)
    kept = "".join((shown + rest).split())
    assert kept.replace("-", "") == "".join(text.split()).replace("-", "")
