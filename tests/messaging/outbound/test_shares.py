"""Fair shares: nobody's many stand before another's few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.outbound.shares import share_out

Stock = dict[str, int]


def shares(stock: Stock, room: int) -> dict[str, int]:
    """How many each of those who have so many gets."""
    left = dict(stock)

    def take(name: str, most: int) -> list[str]:
        got = min(most, left[name])
        left[name] -= got
        return [name] * got

    found = share_out(list(stock), room, take)
    return {name: found.count(name) for name in stock}


@pytest.mark.parametrize(
    ("stock", "room", "expected"),
    [
        ({}, 100, {}),
        ({"a": 500}, 100, {"a": 100}),
        ({"a": 500_000, "b": 50}, 100, {"a": 50, "b": 50}),
        ({"a": 50, "b": 500_000}, 100, {"a": 50, "b": 50}),
        ({"a": 500_000, "b": 5}, 100, {"a": 95, "b": 5}),
        ({"a": 500, "b": 500, "c": 500}, 100, {"a": 34, "b": 33, "c": 33}),
        ({"a": 500, "b": 0, "c": 1}, 100, {"a": 99, "b": 0, "c": 1}),
        ({"a": 9, "b": 9, "c": 9}, 2, {"a": 1, "b": 1, "c": 0}),
        ({"a": 0, "b": 0, "c": 9}, 2, {"a": 0, "b": 0, "c": 2}),
        ({"a": 3, "b": 4}, 100, {"a": 3, "b": 4}),
    ],
)
def test_shares(stock: Stock, room: int, expected: Stock) -> None:
    assert shares(stock, room) == expected


@given(
    stock=st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 300), max_size=12),
    room=st.integers(0, 40) | st.integers(0, 400),
)
def test_room_is_filled_and_nobody_with_more_to_send_gets_less_than_another(
    stock: Stock, room: int
) -> None:
    got = shares(stock, room)
    assert sum(got.values()) == min(room, sum(stock.values()))
    for name, share in got.items():
        if share < stock[name]:
            assert share >= max(got.values()) - 1
