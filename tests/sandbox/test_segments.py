import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.carrier.segments import count


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the € would straddle, so it moves to the next part
        ("¿Puedo ir mañana?", 1),
        ("é" * 160, 1),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("á" * 134, 2),
        ("á" * 135, 3),
        ("🛑" * 35, 1),
        ("🛑" * 36, 2),
    ],
)
def test_counts_parts_as_the_air_interface_does(body: str, parts: int) -> None:
    assert count(body) == parts


@given(st.text(max_size=700), st.text(max_size=5))
def test_more_text_never_takes_fewer_parts(body: str, more: str) -> None:
    assert count(body + more) >= count(body)
