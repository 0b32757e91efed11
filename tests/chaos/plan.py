"""How much is sent, and how much goes wrong meanwhile."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Numbers, and bounds in seconds. Everything else follows from the seed."""

    parents: int
    pairs: int
    """Times two texts in a row are composed for each parent."""
    replies: int
    """Per parent of every third one."""
    told: int
    """Parents of whom the agency's system tells, each through its signed door."""
    shared: int
    """Phones that two parents use."""
    landlines: int
    load_seconds: float
    kills: int
    """Of each process that is killed."""
    flushes: int
    weathers: int
    """Times the carrier changes how it misbehaves."""
    away_seconds: float
    """How long the database is gone."""
    settle_seconds: float
    patience: float
    """Of the house: a share of its usual waiting times."""


SHORT = Plan(
    parents=36,
    pairs=4,
    replies=2,
    told=24,
    shared=2,
    landlines=1,
    load_seconds=22,
    kills=2,
    flushes=3,
    weathers=7,
    away_seconds=5,
    settle_seconds=75,
    patience=0.04,
)
LONG = Plan(
    parents=800,
    pairs=6,
    replies=2,
    told=300,
    shared=10,
    landlines=10,
    load_seconds=240,
    kills=12,
    flushes=20,
    weathers=30,
    away_seconds=60,
    settle_seconds=600,
    patience=0.1,
)
