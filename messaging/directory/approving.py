"""Two people for what the whole agency says: one writes, another approves. Whatever is approved so
(wording, campaigns) has these states, these acts and these refusals.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from messaging.directory.access import Act, Viewer, require
from messaging.models.stage import OPEN, Stage

__all__ = [
    "CHANGED",
    "NOT_NOW",
    "NO_REASON",
    "OPEN",
    "OWN_WORK",
    "REASON_LENGTH",
    "REFUSALS",
    "RULES",
    "ApprovalError",
    "Move",
    "Rule",
    "Stage",
    "after",
    "reason",
]


class Move(StrEnum):
    """What is done to a version."""

    SAVE = "save"
    PROPOSE = "propose"
    APPROVE = "approve"
    REFUSE = "refuse"
    DISCARD = "discard"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class Rule:
    act: Act
    """What must be open to whoever does it."""
    of: frozenset[Stage]
    """Where the version may stand."""
    to: Stage
    by_another: bool = False
    """Never by who wrote it."""


RULES: Mapping[Move, Rule] = MappingProxyType(
    {
        # Who changes what waits for approval has it wait no more.
        Move.SAVE: Rule(Act.PROPOSE, OPEN, Stage.DRAFT),
        Move.PROPOSE: Rule(Act.PROPOSE, frozenset({Stage.DRAFT}), Stage.PROPOSED),
        Move.DISCARD: Rule(Act.PROPOSE, OPEN, Stage.RETIRED),
        Move.APPROVE: Rule(Act.APPROVE, frozenset({Stage.PROPOSED}), Stage.APPROVED, True),
        Move.REFUSE: Rule(Act.APPROVE, frozenset({Stage.PROPOSED}), Stage.REFUSED, True),
        # Back to what stood before takes one person: it is what stops words that do harm.
        Move.RETIRE: Rule(Act.APPROVE, frozenset({Stage.APPROVED}), Stage.RETIRED),
    }
)

REASON_LENGTH = 300

OWN_WORK = "You wrote this. A colleague approves it, or says what to change."
CHANGED = "This has changed since you opened it. Look at it again."
NOT_NOW = "This is no longer where that can be done. Load the page again."
NO_REASON = "Say in a few words what should change."
REFUSALS = (OWN_WORK, CHANGED, NOT_NOW, NO_REASON)
"""What an `ApprovalError` says, each in the catalogue of pages."""


class ApprovalError(Exception):
    """Why not, in words for staff; nothing was changed."""


def after(
    viewer: Viewer,
    move: Move,
    stage: Stage,
    *,
    author_id: UUID,
    revision: int,
    seen: int | None = None,
) -> Stage:
    """Where a version stands after `viewer` did this.

    `author_id` is who wrote its present words last. `revision` counts its changes, and `seen` is
    the one whoever acts had before them: nobody approves words that they have not read. Raises
    `ForbiddenError` or `ApprovalError`.
    """
    rule = RULES[move]
    require(viewer, rule.act)
    if stage not in rule.of:
        raise ApprovalError(NOT_NOW)
    if seen is not None and seen != revision:
        raise ApprovalError(CHANGED)
    if rule.by_another and author_id == viewer.staff_id:
        raise ApprovalError(OWN_WORK)
    return rule.to


def reason(said: str) -> str:
    """Why somebody says no, at most `REASON_LENGTH` characters. Raises `ApprovalError`."""
    if not said.strip():
        raise ApprovalError(NO_REASON)
    return said.strip()[:REASON_LENGTH]
