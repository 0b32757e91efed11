"""How much is sent, and how much goes wrong meanwhile."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Numbers, and bounds in seconds. Everything else follows from the seed."""

    parents: int
    pairs: int
    """Times two texts in a row are composed for each parent."""
    mailed: int
    """Parents who have an address too."""
    mails: int
    """For each of them, and for each of the other agency's."""
    replies: int
    """Per parent of every third one."""
    told: int
    """Parents of whom the agency's system tells, each through its signed door."""
    shared: int
    """Phones that two parents use."""
    elsewhere: int
    """Parents of another agency who have the phone and address of one of ours."""
    landlines: int
    rate: float
    """Of the other agency's sender, in segments a second."""
    load_seconds: float
    kills: int
    """Of each process that is killed."""
    houses: int
    """Times the supervisor is killed or, in turn, told to end; then it is started again."""
    flushes: int
    damaged: int
    """Files put on the spool that nobody can read."""
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
    mailed=16,
    mails=2,
    replies=2,
    told=24,
    shared=2,
    elsewhere=6,
    landlines=1,
    rate=8,
    load_seconds=22,
    kills=2,
    houses=1,
    flushes=3,
    damaged=2,
    weathers=7,
    away_seconds=5,
    settle_seconds=150,
    patience=0.04,
)
LONG = Plan(
    parents=640,
    pairs=6,
    mailed=500,
    mails=5,
    replies=2,
    told=300,
    shared=10,
    elsewhere=60,
    landlines=10,
    rate=8,
    load_seconds=260,
    kills=12,
    houses=4,
    flushes=20,
    damaged=10,
    weathers=30,
    away_seconds=60,
    settle_seconds=600,
    patience=0.1,
)
