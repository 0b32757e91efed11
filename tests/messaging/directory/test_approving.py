"""One writes, another approves: where a version stands after what was done to it, and by whom."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from messaging.directory.access import ForbiddenError, Viewer
from messaging.directory.approving import (
    CHANGED,
    NO_REASON,
    NOT_NOW,
    OWN_WORK,
    REASON_LENGTH,
    RULES,
    ApprovalError,
    Move,
    Stage,
    after,
    reason,
)
from messaging.models.staff import StaffRole

ANA, BEN = (Viewer(UUID(int=1), uuid4(), None, StaffRole.SUPERVISOR) for _ in range(2))


def done(
    move: Move, stage: Stage, by: Viewer, *, author: Viewer = ANA, seen: int | None = None
) -> Stage:
    return after(by, move, stage, author_id=author.staff_id, revision=3, seen=seen)


def test_one_writes_and_another_approves() -> None:
    stage = done(Move.SAVE, Stage.DRAFT, ANA)
    stage = done(Move.PROPOSE, stage, ANA)
    stage = done(Move.APPROVE, stage, BEN, seen=3)
    assert stage is Stage.APPROVED


@pytest.mark.parametrize("move", [Move.APPROVE, Move.REFUSE])
@pytest.mark.parametrize("role", [StaffRole.SUPERVISOR, StaffRole.ADMINISTRATOR])
def test_nobody_approves_or_refuses_what_they_wrote(move: Move, role: StaffRole) -> None:
    author = replace(ANA, role=role)
    with pytest.raises(ApprovalError, match=OWN_WORK):
        done(move, Stage.PROPOSED, author, author=author)


def test_who_changes_what_waits_has_it_wait_no_more_and_is_its_author() -> None:
    assert done(Move.SAVE, Stage.PROPOSED, BEN) is Stage.DRAFT
    with pytest.raises(ApprovalError, match=OWN_WORK):
        done(Move.APPROVE, Stage.PROPOSED, BEN, author=BEN)


def test_nobody_approves_words_that_they_have_not_read() -> None:
    with pytest.raises(ApprovalError, match=CHANGED):
        done(Move.APPROVE, Stage.PROPOSED, BEN, seen=2)


ALLOWED = {
    Move.SAVE: (Stage.DRAFT, Stage.PROPOSED),
    Move.PROPOSE: (Stage.DRAFT,),
    Move.DISCARD: (Stage.DRAFT, Stage.PROPOSED),
    Move.APPROVE: (Stage.PROPOSED,),
    Move.REFUSE: (Stage.PROPOSED,),
    Move.RETIRE: (Stage.APPROVED,),
}


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("stage", list(Stage))
def test_each_act_has_its_time(move: Move, stage: Stage) -> None:
    if stage in ALLOWED[move]:
        assert done(move, stage, BEN) is RULES[move].to
    else:
        with pytest.raises(ApprovalError, match=NOT_NOW):
            done(move, stage, BEN)


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("role", list(StaffRole))
def test_it_is_for_supervisors_and_administrators(move: Move, role: StaffRole) -> None:
    stage = ALLOWED[move][0]
    someone = replace(BEN, role=role)
    if role in (StaffRole.SUPERVISOR, StaffRole.ADMINISTRATOR):
        assert done(move, stage, someone) is RULES[move].to
    else:
        with pytest.raises(ForbiddenError):
            done(move, stage, someone)


@pytest.mark.parametrize(
    "bounded", [replace(BEN, branch_id=uuid4()), replace(BEN, programs=frozenset({"medical"}))]
)
def test_who_sees_one_branch_or_program_may_propose_but_not_approve(bounded: Viewer) -> None:
    assert done(Move.PROPOSE, Stage.DRAFT, bounded) is Stage.PROPOSED
    with pytest.raises(ForbiddenError):
        done(Move.APPROVE, Stage.PROPOSED, bounded)


def test_who_says_no_says_why() -> None:
    assert reason("  Say when the office opens.\n") == "Say when the office opens."
    assert len(reason("x" * 900)) == REASON_LENGTH
    with pytest.raises(ApprovalError, match=NO_REASON):
        reason(" \n")
