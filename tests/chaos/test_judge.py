"""The judge itself: whatever is planted in a spotless run is found, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.models.inbound import InboundState
from messaging.models.message import MessageStatus as S
from messaging.platform.ids import new_id
from service.demo.cast import AGENCY, Parent
from tests.chaos.ears import Heard
from tests.chaos.evidence import MAIL, Evidence, Key, Row, Stored, Taken, Told, Typed
from tests.chaos.judge import KINDS, Verdict, judge
from tests.chaos.people import OTHER_AGENCY, SENDERS, cast, mark_of, text_id
from tests.chaos.plan import SHORT
from tests.chaos.said import Said

PEOPLE = cast(SHORT)
ONE, TWO = PEOPLE.composed[2:4]
"""Of one case. The other agency knows people of the same phones and addresses."""
TWIN = PEOPLE.elsewhere[1]
SHARING = PEOPLE.shared[0]
ON_A_LANDLINE = PEOPLE.composed[0]
THREADS = {mark_of(parent): new_id() for _, parent in PEOPLE.everyone()}
START = datetime(2026, 3, 2, 12, tzinfo=UTC)

Spoil = Callable[[Evidence], Evidence]


def text_row(parent: Parent, place: int, agency: str = AGENCY) -> Row:
    words = f"Come to Room {text_id(parent, 'c', place)}."
    key = SENDERS[agency], str(parent.phone), words
    return Row(new_id(), key, agency, S.DELIVERED, None, 1, words, for_later=False)


def mail_row(parent: Parent, place: int, agency: str = AGENCY) -> Row:
    row_id = new_id()
    key = MAIL, str(parent.email), f"<m.{row_id.hex}@kinline.example>"
    words = f"Hello {mark_of(parent)}, come to Room {text_id(parent, 'm', place)}."
    return Row(row_id, key, agency, S.SENT, None, 1, words, for_later=False)


def taken(row: Row, seconds: float) -> Taken:
    return Taken(row.key, START + timedelta(seconds=seconds), row.words)


def without(place: int) -> Spoil:
    return lambda seen: replace(
        seen, taken=[each for at, each in enumerate(seen.taken) if at != place]
    )


def again(place: int) -> Spoil:
    return lambda seen: replace(seen, taken=[*seen.taken, seen.taken[place]])


def with_taken(key: Key, words: str) -> Spoil:
    return lambda seen: replace(seen, taken=[*seen.taken, Taken(key, START, words)])


def swapped(one: int, other: int) -> Spoil:
    def swap(seen: Evidence) -> Evidence:
        order = list(seen.taken)
        order[one], order[other] = order[other], order[one]
        return replace(seen, taken=order)

    return swap


def with_row(place: int, **changed: object) -> Spoil:
    def change(seen: Evidence) -> Evidence:
        rows = list(seen.rows)
        rows[place] = replace(rows[place], **changed)  # type: ignore[arg-type]  # of the row's own
        return replace(seen, rows=rows)

    return change


def both(first: Spoil, second: Spoil) -> Spoil:
    return lambda seen: second(first(seen))


def changed(**parts: object) -> Spoil:
    return lambda seen: replace(seen, **parts)  # type: ignore[arg-type]  # of the evidence's own


ROWS = [
    text_row(ONE, 0),
    text_row(ONE, 1),
    text_row(TWO, 0),
    mail_row(ONE, 0),
    mail_row(ONE, 1),
    text_row(TWIN, 0, OTHER_AGENCY),
    mail_row(TWIN, 0, OTHER_AGENCY),
]
TO_SHARED = replace(text_row(SHARING, 0), status=S.REFUSED, reason="shared_contact", attempts=0)
TO_LANDLINE = replace(text_row(ON_A_LANDLINE, 0), status=S.FAILED, reason="landline")
QUESTION = f"Question {text_id(ONE, 'i', 0)}"
FROM_SHARED = f"Question {text_id(SHARING, 'i', 0)}"
SPOTLESS = Evidence(
    taken=[taken(row, second) for second, row in enumerate(ROWS)],
    typed=[Typed(QUESTION, [None, 200]), Typed(FROM_SHARED, [200, 200])],
    rows=[*ROWS, TO_SHARED, TO_LANDLINE],
    stored=[Stored(QUESTION, InboundState.THREADED), Stored(FROM_SHARED, InboundState.TRIAGE)],
    threaded=[(QUESTION, THREADS[mark_of(ONE)])],
)
SAID = Said(
    to_phone={
        text_id(parent, "c", place): str(parent.phone)
        for parent, place in ((ONE, 0), (ONE, 1), (TWO, 0), (TWIN, 0), (ON_A_LANDLINE, 0))
    },
    to_mail={
        text_id(parent, "m", place): str(parent.email)
        for parent, place in ((ONE, 0), (ONE, 1), (TWIN, 0))
    },
    to_shared={text_id(SHARING, "c", 0): str(SHARING.phone)},
    from_phone={text_id(ONE, "i", 0): ONE, text_id(SHARING, "i", 0): SHARING},
)


def verdict_on(evidence: Evidence, rates: dict[str, float] | None = None) -> Verdict:
    return judge(evidence, SAID, PEOPLE, THREADS, rates)


def found(verdict: Verdict) -> dict[str, int]:
    return {kind: len(getattr(verdict, kind)) for kind in KINDS if getattr(verdict, kind)}


def test_a_spotless_run_is_clean() -> None:
    verdict = verdict_on(SPOTLESS)
    assert verdict.line == "lost=0 doubled=0 stuck=0 misordered=0 leaked=0"
    assert verdict.clean
    assert verdict.parked == []


NOT_IN_THE_LOG = {
    "a text": without(0),
    "a mail": without(3),
    "a text of the other agency": without(5),
}


@pytest.mark.parametrize("spoil", NOT_IN_THE_LOG.values(), ids=NOT_IN_THE_LOG.keys())
def test_what_we_believe_delivered_and_the_carrier_never_had_is_lost(spoil: Spoil) -> None:
    # Once as a row that claims too much, once as words that never came.
    assert found(verdict_on(spoil(SPOTLESS))) == {"lost": 2}


LOST: dict[str, tuple[Spoil, dict[str, int]]] = {
    "given up without anybody's word": (
        both(without(0), with_row(0, status=S.FAILED, reason="too many tries")),
        {"lost": 1},
    ),
    "a mail that failed though no server refused it": (
        both(without(3), with_row(3, status=S.FAILED, reason="refused")),
        {"lost": 1},
    ),
    "taken from whoever said it, and no row": (
        both(without(0), changed(rows=SPOTLESS.rows[1:])),
        {"lost": 1},
    ),
    "refused on a landline without a reason": (with_row(8, reason=None), {"lost": 1}),
    "a parent's text taken and not stored": (
        changed(stored=SPOTLESS.stored[1:], threaded=()),
        {"lost": 1},
    ),
    "a parent's text stored and in no thread": (changed(threaded=()), {"lost": 1}),
    "a text to a shared phone that was never refused": (
        with_row(7, status=S.EXPIRED),
        {"lost": 1},
    ),
}


@pytest.mark.parametrize(("spoil", "expected"), LOST.values(), ids=LOST.keys())
def test_what_was_said_and_did_not_arrive_is_lost(spoil: Spoil, expected: dict[str, int]) -> None:
    assert found(verdict_on(spoil(SPOTLESS))) == expected


DOUBLED: dict[str, Spoil] = {
    "a text": again(1),
    "a mail, under the same Message-ID": again(4),
    "one that our database says never left": with_row(0, status=S.CANCELLED),
    "one that is none of ours": with_taken((SENDERS[AGENCY], str(ONE.phone), "Hello"), "Hello"),
    "a mail under an id that is none of ours": with_taken(
        (MAIL, str(ONE.email), "<x@kinline.example>"), "Hello"
    ),
    "a parent's text, stored twice": changed(stored=[*SPOTLESS.stored, SPOTLESS.stored[0]]),
    "a parent's text, twice in its thread": changed(threaded=list(SPOTLESS.threaded) * 2),
}


@pytest.mark.parametrize("spoil", DOUBLED.values(), ids=DOUBLED.keys())
def test_what_came_twice_is_doubled(spoil: Spoil) -> None:
    assert found(verdict_on(spoil(SPOTLESS))) == {"doubled": 1}


@pytest.mark.parametrize("status", [S.SENDING, S.UNCERTAIN, S.QUEUED])
def test_what_is_still_under_way_in_the_end_is_stuck(status: S) -> None:
    assert verdict_on(with_row(0, status=status)(SPOTLESS)).stuck


def test_a_text_at_sent_is_stuck_and_a_mail_is_not() -> None:
    assert found(verdict_on(with_row(0, status=S.SENT)(SPOTLESS))) == {"stuck": 1}


STUCK: dict[str, Spoil] = {
    "a parent's text that was never routed": changed(
        stored=[Stored(QUESTION, InboundState.RECEIVED), SPOTLESS.stored[1]]
    ),
    "a parent's text that nobody took": changed(
        typed=[Typed(QUESTION, [None, 503]), SPOTLESS.typed[1]]
    ),
    "a sender that nobody let go on": changed(resting=frozenset({SENDERS[AGENCY]})),
    "damaged files in the way": changed(damaged_left=1),
}


@pytest.mark.parametrize("spoil", STUCK.values(), ids=STUCK.keys())
def test_what_does_not_get_on_is_stuck(spoil: Spoil) -> None:
    assert found(verdict_on(spoil(SPOTLESS))) == {"stuck": 1}


@pytest.mark.parametrize(("one", "other"), [(0, 1), (3, 4)], ids=["texts", "mails"])
def test_what_overtook_is_misordered(one: int, other: int) -> None:
    assert found(verdict_on(swapped(one, other)(SPOTLESS))) == {"misordered": 1}


def test_the_order_of_two_parents_is_nobodys_concern() -> None:
    assert verdict_on(swapped(1, 2)(SPOTLESS)).clean


def readdressed(place: int, to: Key) -> Spoil:
    """The row says so too: the judge does not take our word for whom it may tell."""

    def change(seen: Evidence) -> Evidence:
        rows, log = list(seen.rows), list(seen.taken)
        rows[place] = replace(rows[place], key=to)
        log[place] = replace(log[place], key=to)
        return replace(seen, rows=rows, taken=log)

    return change


LEAKED: dict[str, Spoil] = {
    "a text to the other parent's phone": readdressed(
        1, (SENDERS[AGENCY], str(TWO.phone), ROWS[1].words)
    ),
    "a text from the other agency's number": readdressed(
        1, (SENDERS[OTHER_AGENCY], str(ONE.phone), ROWS[1].words)
    ),
    "a text with words of the other parent in it": lambda seen: replace(
        seen,
        taken=[
            replace(each, words=f"{each.words} {mark_of(TWO)}") if at == 0 else each
            for at, each in enumerate(seen.taken)
        ],
    ),
    "a mail with another's name in a header": lambda seen: replace(
        seen,
        taken=[
            replace(each, words=f"{each.words}\nTo: {mark_of(TWO)}") if at == 3 else each
            for at, each in enumerate(seen.taken)
        ],
    ),
    "a parent's words in another's thread": changed(
        threaded=[*SPOTLESS.threaded, (QUESTION, THREADS[mark_of(TWO)])]
    ),
    "words from a shared phone in a thread": changed(
        threaded=[*SPOTLESS.threaded, (FROM_SHARED, THREADS[mark_of(SHARING)])]
    ),
}


@pytest.mark.parametrize("spoil", LEAKED.values(), ids=LEAKED.keys())
def test_what_somebody_else_could_read_is_leaked(spoil: Spoil) -> None:
    assert len(verdict_on(spoil(SPOTLESS)).leaked) == 1


def test_a_mail_of_one_agency_with_the_others_client_in_it_is_leaked() -> None:
    """Both know the address."""
    spoiled = with_row(6, agency=AGENCY)(SPOTLESS)
    assert found(verdict_on(spoiled)) == {"leaked": 1}


def test_words_on_a_shared_phone_are_leaked() -> None:
    row = replace(TO_SHARED, status=S.DELIVERED)
    spoiled = replace(
        SPOTLESS,
        rows=[*SPOTLESS.rows[:7], row, SPOTLESS.rows[8]],
        taken=[*SPOTLESS.taken, taken(row, 9)],
    )
    assert len(verdict_on(spoiled).leaked) == 1


EXCUSED: dict[str, Spoil] = {
    "a person has been asked, and it did not arrive": both(
        without(3), with_row(3, status=S.UNCERTAIN, parked=True)
    ),
    "a person has been asked, and it did": with_row(3, status=S.UNCERTAIN, parked=True),
    "the mail server refused it": both(
        both(without(3), with_row(3, status=S.FAILED, reason="refused")),
        changed(refused_mails=frozenset({ROWS[3].key[2]})),
    ),
    "held for tomorrow": changed(
        rows=[*SPOTLESS.rows, replace(text_row(TWO, 5), status=S.QUEUED, for_later=True)]
    ),
}


@pytest.mark.parametrize("spoil", EXCUSED.values(), ids=EXCUSED.keys())
def test_what_somebody_was_told_of_is_no_finding(spoil: Spoil) -> None:
    assert verdict_on(spoil(SPOTLESS)).clean


def test_what_a_person_was_asked_about_is_told() -> None:
    (parked,) = verdict_on(with_row(3, status=S.UNCERTAIN, parked=True)(SPOTLESS)).parked
    assert parked == f"mail {ROWS[3].id}"


EVENTS = [
    Told(OTHER_AGENCY, f"event-{place}", f"object-{place % 2}", settled=True) for place in range(4)
]


def heard(place: int, *, accepted: bool = True, signed: bool = True, words: str = "") -> Heard:
    told = EVENTS[place]
    return Heard(told.agency, told.event_id, words or TWIN.external_id, accepted, signed)


@pytest.mark.parametrize(
    "ears",
    [
        [heard(0), heard(1), heard(2), heard(3)],
        [heard(1), heard(0), heard(3), heard(2)],
        [heard(0, accepted=False), heard(0), heard(1), heard(2), heard(0), heard(3)],
    ],
    ids=["in their order", "of two objects as it comes", "with repeats"],
)
def test_events_may_come_again_and_those_of_two_objects_in_any_order(ears: list[Heard]) -> None:
    assert verdict_on(replace(SPOTLESS, told=EVENTS, heard=ears)).clean


EVENT_FINDINGS: dict[str, tuple[list[Heard], str]] = {
    "one that never came": ([heard(0), heard(1), heard(2)], "lost"),
    "one that was only turned away": (
        [heard(0), heard(1), heard(2), heard(3, accepted=False)],
        "lost",
    ),
    "one that overtook": ([heard(2), heard(1), heard(0), heard(3)], "misordered"),
    "one about the other agency's parent": (
        [heard(0, words=ONE.external_id), heard(1), heard(2), heard(3)],
        "leaked",
    ),
    "one that anybody could have sent": (
        [heard(0, signed=False), heard(1), heard(2), heard(3)],
        "leaked",
    ),
}


@pytest.mark.parametrize(("ears", "kind"), EVENT_FINDINGS.values(), ids=EVENT_FINDINGS.keys())
def test_what_is_wrong_with_an_agencys_events_is_found(ears: list[Heard], kind: str) -> None:
    assert found(verdict_on(replace(SPOTLESS, told=EVENTS, heard=ears))) == {kind: 1}


def test_an_event_that_still_waits_is_stuck_and_one_never_laid_out_is_lost() -> None:
    waiting = [*EVENTS[:3], replace(EVENTS[3], settled=False)]
    ears = [heard(0), heard(1), heard(2)]
    seen = replace(SPOTLESS, told=waiting, heard=ears, untold=1)
    assert found(verdict_on(seen)) == {"stuck": 1, "lost": 1}


@pytest.mark.parametrize(("rate", "hasty"), [(1.0, 1), (1.5, 0)])
def test_a_second_far_above_the_rate_is_hasty(rate: float, hasty: int) -> None:
    sender = SENDERS[AGENCY]
    rows = [text_row(ONE, place) for place in range(6)]
    seen = Evidence(taken=[taken(row, place / 10) for place, row in enumerate(rows)], rows=rows)
    verdict = judge(seen, Said(), PEOPLE, THREADS, {sender: rate})
    assert len(verdict.hasty) == hasty
    assert verdict.clean is not bool(hasty)


@given(st.sets(st.integers(0, len(ROWS) - 1), min_size=1), st.booleans())
def test_every_one_that_is_missing_or_there_twice_is_told(places: set[int], missing: bool) -> None:
    seen: Evidence = SPOTLESS
    if missing:
        kept = [each for at, each in enumerate(seen.taken) if at not in places]
        seen = replace(seen, taken=kept)
    else:
        seen = replace(seen, taken=[*seen.taken, *(seen.taken[at] for at in places)])
    verdict = verdict_on(seen)
    assert len(verdict.lost if missing else verdict.doubled) >= len(places)
    assert not verdict.clean


def test_the_sample_people_are_what_they_are_said_to_be() -> None:
    assert TWIN.phone == ONE.phone
    assert TWIN.email == ONE.email
    assert ONE.case == TWO.case
    assert PEOPLE.shared[0].phone == PEOPLE.shared[1].phone
    marks = [mark_of(parent) for _, parent in PEOPLE.everyone()]
    assert len(set(marks)) == len(marks)
    assert isinstance(THREADS[mark_of(ONE)], UUID)
