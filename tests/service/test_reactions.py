"""The table of reactions."""

import pytest

from campaigns.reactions import on_answer, on_send_undelivered, on_undelivered
from casework.reactions import (
    CLOSES,
    OPENS,
    on_person_needed,
    on_person_no_longer_needed,
)
from messaging.outbound import nudges
from messaging.platform.events import FactType
from service.facts import Reaction
from service.reactions import REACTIONS

NOT_GONE = [nudges.on_undelivered, on_undelivered, on_send_undelivered]


@pytest.mark.parametrize(
    ("fact", "reactions"),
    [
        (FactType.ANSWER_GIVEN, [on_answer]),
        (FactType.MESSAGE_FAILED, NOT_GONE),
        (FactType.MESSAGE_REFUSED, NOT_GONE),
        *[(fact, [on_person_needed]) for fact in OPENS],
        *[(fact, [on_person_no_longer_needed]) for fact in CLOSES],
    ],
)
def test_who_reacts_to_what(fact: FactType, reactions: list[Reaction]) -> None:
    assert REACTIONS[fact] == reactions


@pytest.mark.parametrize("fact", [FactType.MESSAGE_SENT, FactType.MESSAGE_DELIVERED])
def test_what_happens_most_costs_no_reaction(fact: FactType) -> None:
    assert fact not in REACTIONS
