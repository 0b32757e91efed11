"""No more is begun than is sent until the next turn."""

from hypothesis import given
from hypothesis import strategies as st

from messaging.outbound.window import Window

LEAST, MOST = 4, 20


def opened(answered_a_turn: int, turns: int) -> list[int]:
    """How many are open after each turn, at a provider that answers so many between two."""
    window = Window[int](LEAST, MOST)
    for number in range(1000):
        window.add(number)
    open_, found = 0, []
    for _ in range(turns):
        for _ in range(min(answered_a_turn, open_)):
            window.answered()
            open_ -= 1
        group = window.turn()
        window.turned(len(group))
        open_ += len(group)
        found.append(open_)
    return found


def test_at_a_slow_provider_little_is_open() -> None:
    assert opened(1, 5) == [4, 6, 6, 6, 6]


def test_at_a_quick_one_it_grows_to_what_is_sent_between_two_turns_and_no_further() -> None:
    assert opened(1000, 6) == [4, 12, 20, 20, 20, 20]


def test_it_runs_low_once_more_than_half_is_answered_and_says_so_once() -> None:
    window = Window[int](LEAST, MOST)
    for number in range(6):
        window.add(number)
    window.turned(len(window.turn()))
    news = [window.answered() for _ in range(LEAST)]
    assert news == [True, False, True, False]
    assert window.runs_low
    window.turned(len(window.turn()))
    assert not window.runs_low


def test_with_nothing_left_to_begin_it_does_not_run_low() -> None:
    window = Window[int](LEAST, MOST)
    for number in range(LEAST):
        window.add(number)
    window.turned(len(window.turn()))
    assert [window.answered() for _ in range(LEAST)] == [True, False, False, False]


def test_a_slow_provider_never_has_it_run_low() -> None:
    window = Window[int](LEAST, MOST)
    for number in range(100):
        window.add(number)
    for answered in (0, 1, 2, 3, 3, 3):
        for _ in range(answered):
            window.answered()
        assert not window.runs_low
        window.turned(len(window.turn()))


@given(
    least=st.integers(1, 30),
    more=st.integers(0, 50),
    answers=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))),
)
def test_never_more_than_the_most_is_open_and_something_always_goes_on(
    least: int, more: int, answers: list[tuple[int, int]]
) -> None:
    """Each turn some answers have come, and some of the group are not to be begun after all."""
    window = Window[int](least, least + more)
    for number in range(500):
        window.add(number)
    open_, begun = 0, []
    for answered, dropped in answers:
        for _ in range(min(answered, open_)):
            window.answered()
            open_ -= 1
        group = window.turn()
        kept = group[dropped:]
        window.turned(len(kept))
        open_ += len(kept)
        begun += group
        assert open_ <= least + more
        assert open_ or window.wants_a_turn or not len(window)
    assert begun == list(range(len(begun)))
