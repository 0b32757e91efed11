"""The bell curves that chances are read from; the one file that asks scipy.

`scipy.special` and not `scipy.stats`: that asks the same functions, and takes seconds to import.
Even so it would be half of what a process needs to start, and most never ask: so it is imported
when first asked.
"""

from typing import Any


def normal_point(chance: float) -> float:
    """The point below which a standard normal variable falls with `chance`."""
    return float(_special().ndtri(chance))


def normal_two_sided(z: float) -> float:
    """How often a standard normal variable is at least as far from 0 as `z`."""
    return float(2 * _special().ndtr(-abs(z)))


def student_point(chance: float, freedom: float) -> float:
    """As `normal_point`, of Student's t with `freedom` degrees of freedom."""
    return float(_special().stdtrit(freedom, chance))


def student_two_sided(t: float, freedom: float) -> float:
    return float(2 * _special().stdtr(freedom, -abs(t)))


def _special() -> Any:
    from scipy import special  # noqa: PLC0415 (see above)

    return special
