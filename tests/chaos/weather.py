"""How the carrier and the mail server can behave.

Where answers to creates are lost, callbacks are too, or they would tell what became of a text.
"""

from collections.abc import Sequence
from random import Random
from typing import Any

Weather = dict[str, Any]

TEXTS: Sequence[Weather] = (
    {"rate_429": 0.3, "retry_after": 1, "latency_ms": 100},
    {"rate_500": 0.2, "rate_500_after_accept": 0.3, "callbacks": {"lose": 0.8}},
    {"drop_before_accept": 0.2, "drop_after_accept": 0.3, "callbacks": {"lose": 1}},
    {"callbacks": {"repeat": 0.6, "shuffle": True, "late_ms": 400}, "inbound": {"repeat": 0.5}},
    {"latency_ms": 600, "drop_after_accept": 0.3, "callbacks": {"lose": 1}},
    {"latency_ms": 200, "callbacks": {"late_ms": 1500, "repeat": 0.3, "stray": 0.5}},
    {"answer_ms": 500, "callbacks": {"stray": 0.3}, "rate_500_after_accept": 0.1},
    {"rate_429": 0.2, "rate_500_after_accept": 0.3, "callbacks": {"lose": 0.6, "shuffle": True}},
)
MAILS: Sequence[Weather] = (
    {"refuse_temporarily": 0.15},
    {"defer_after_data": 0.15, "greeting_ms": 400},
    {"refuse_after_data": 0.1},
    {"drop_after_data": 0.1, "drop_untaken": 0.1},
    {"drop_before_data": 0.2, "greeting_ms": 1500},
    {},
)


class Forecast:
    """All of them in turn, texts and mails, each in an order drawn from the seed."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._texts: list[Weather] = []
        self._mails: list[Weather] = []

    def next(self, *, refused: str | None = None) -> Weather:
        """`refused`: a number of ours that cannot send meanwhile, which pauses it."""
        self._texts = self._texts or self._random.sample(TEXTS, len(TEXTS))
        self._mails = self._mails or self._random.sample(MAILS, len(MAILS))
        weather = {**self._texts.pop(), "mail": self._mails.pop()}
        if refused:
            weather["refuse_senders"] = [refused]
        return {**weather, "seed": self._random.randrange(10**6)}


def named(weather: Weather) -> str:
    """In a few words, for whoever watches."""
    texts = [name for name in weather if name not in {"seed", "mail"}]
    return ", ".join([*texts, *(f"mail {name}" for name in weather["mail"])])
