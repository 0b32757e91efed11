"""Which room reacts to which fact: the one table.

A reaction may be called twice for one fact and must then change nothing more. It never commits.
"""

from types import MappingProxyType

from campaigns.reactions import on_answer, on_send_undelivered, on_undelivered
from casework.reactions import (
    CLOSES,
    OPENS,
    on_person_needed,
    on_person_no_longer_needed,
)
from messaging.outbound import nudges
from messaging.platform.events import FactType
from service.facts import Reactions

CAMPAIGNS: Reactions = {
    FactType.ANSWER_GIVEN: [on_answer],
    FactType.MESSAGE_FAILED: [on_undelivered, on_send_undelivered],
    FactType.MESSAGE_REFUSED: [on_undelivered, on_send_undelivered],
}
CASEWORK: Reactions = {fact: [on_person_needed] for fact in OPENS} | {
    fact: [on_person_no_longer_needed] for fact in CLOSES
}
MESSAGING: Reactions = {
    FactType.MESSAGE_FAILED: [nudges.on_undelivered],
    FactType.MESSAGE_REFUSED: [nudges.on_undelivered],
}

REACTIONS: Reactions = MappingProxyType(
    {
        fact: [*MESSAGING.get(fact, ()), *CAMPAIGNS.get(fact, ()), *CASEWORK.get(fact, ())]
        for fact in sorted(MESSAGING.keys() | CAMPAIGNS.keys() | CASEWORK.keys())
    }
)
