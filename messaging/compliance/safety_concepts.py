"""What danger is made of, as ideas and rows of ideas, for `safety`; see `concepts`.

The categories are those of public sources, the words ours: intimate partner violence as the CDC
divides it (physical, sexual, stalking, psychological aggression with coercive control); the Danger
Assessment of J. C. Campbell (choking, weapons, threats to kill, leaving, jealous control, following
and spying, violence in pregnancy, threats to harm children); the Columbia-Suicide Severity Rating
Scale (wish to be dead, thoughts, method, intent, plan, preparation); the kinds of child
maltreatment that the Child Welfare Information Gateway names (physical, sexual and emotional abuse,
neglect, abandonment, parental drug use); and the National Human Trafficking Hotline's indicators.
"""

from collections import ChainMap
from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.signs import (
    children,
    control,
    farewell,
    fear,
    people,
    self_harm,
    stalking,
    threats,
    violence,
)

_DANGER = (violence, threats, control, stalking, fear, children)
_SELF_HARM = (self_harm, farewell)

IDEAS: Mapping[str, str] = MappingProxyType(
    ChainMap(*(dict(subject.IDEAS) for subject in (people, *_DANGER, *_SELF_HARM)))
)
"""Every idea by its name; a row of one subject may name the ideas of another."""

DANGER_ROWS: tuple[str, ...] = tuple(row for subject in _DANGER for row in subject.ROWS)
SELF_ROWS: tuple[str, ...] = tuple(row for subject in _SELF_HARM for row in subject.ROWS)
