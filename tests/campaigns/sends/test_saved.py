"""Lists kept under a name: shared, asked anew within the view of whoever asks, never ageing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from campaigns.models.audience import SavedAudience
from campaigns.sends import saved
from campaigns.sends.audience import About, Audience
from campaigns.sends.making import Wanted
from campaigns.sends.saved import NoListError, SavedAudienceError
from messaging.directory.access import Viewer
from messaging.models.audit import Audit
from messaging.models.case import PartyRole
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from tests.campaigns.sends.lists import HELLO, REMINDER, appointment, made, people
from tests.support.clock import MovableClock
from tests.support.people import Office, add_branch, add_parent, add_staff

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WEEK = Audience(about=About.APPOINTMENT, first_in=0, last_in=7)
MONDAY = date(2026, 3, 2)


def kept(runtime: Runtime, viewer: Viewer, name: str, audience: Audience) -> SavedAudience:
    with runtime.unit() as unit:
        return saved.keep(unit, viewer, name, audience)


@pytest.mark.parametrize(
    ("asks", "fits", "first", "last"),
    [
        (WEEK, True, MONDAY, date(2026, 3, 9)),
        (Audience(about=About.RENEWAL, first_in=30), True, date(2026, 4, 1), None),
        (Audience(about=About.RENEWAL, last_in=0), True, None, MONDAY),
        (Audience(about=About.RENEWAL, first_in=3, last_in=2), False, None, None),
        (Audience(about=About.RENEWAL, first=MONDAY, last_in=2), False, None, None),
        (Audience(first_in=0, last_in=7), False, None, None),
        (Audience(first=MONDAY, last=MONDAY), False, None, None),
        (Audience(about=About.PAYMENT, first=MONDAY, last=date(2026, 3, 1)), False, None, None),
        (Audience(), True, None, None),
    ],
)
def test_days_counted_from_today_are_named_when_the_list_is_made(
    asks: Audience, fits: bool, first: date | None, last: date | None
) -> None:
    assert asks.fits is fits
    if fits:
        named = asks.on(MONDAY)
        assert (named.first, named.last) == (first, last)
        assert named.on(MONDAY + timedelta(days=1)) == named


@sqlite
def test_a_kept_list_does_not_age_and_a_list_made_of_it_does_not_move(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock
) -> None:
    appointment(runtime, office, 1, starts_at="2026-03-09T14:00:00-05:00")
    appointment(runtime, office, 2, starts_at="2026-03-16T14:00:00-05:00")
    row = kept(runtime, boss, "The coming week", WEEK)
    first = made(runtime, boss, Wanted(audience=saved.asked(row), template=REMINDER))
    clock.move(timedelta(days=7))
    second = made(runtime, boss, Wanted(audience=saved.asked(row), template=REMINDER))
    assert [one.subject for one in people(runtime, first)] == ["appointment:A-1"]
    assert sorted(one.subject for one in people(runtime, second)) == [
        "appointment:A-1", "appointment:A-2",
    ]  # fmt: skip
    assert (first.audience["first"], first.audience["last"]) == ("2026-03-02", "2026-03-09")


@sqlite
def test_everybody_in_the_agency_finds_it_and_each_finds_only_those_they_may_see(
    runtime: Runtime, office: Office, office_2: Office, boss: Viewer
) -> None:
    with runtime.unit() as unit:
        south = add_branch(unit, office.agency, "south")
        nora = Viewer.of(add_staff(unit, office.agency, office.branch))
        sam = Viewer.of(add_staff(unit, office.agency, south))
        elm = Viewer.of(add_staff(unit, office_2.agency, office_2.branch))
        add_parent(unit, office)
    row = kept(runtime, nora, "  Custodial   parents ", Audience(role=PartyRole.CUSTODIAL))
    assert row.name == "Custodial parents"
    for viewer, found in ((nora, 1), (sam, 0), (boss, 1)):
        with runtime.reading() as session:
            asks = saved.asked(saved.find(session, viewer, row.id))
        assert len(people(runtime, made(runtime, viewer, Wanted(audience=asks, words=HELLO)))) == (
            found
        )
    with runtime.reading() as session, pytest.raises(NoListError):
        saved.find(session, elm, row.id)


@sqlite
@pytest.mark.parametrize(
    ("name", "asks", "words"),
    [
        (" ", WEEK, saved.NO_SHORT_NAME),
        ("x" * 61, WEEK, saved.NO_SHORT_NAME),
        ("the COMING week", WEEK, saved.NAMED_ALIKE),
        ("One", Audience(thread_id=new_id()), saved.OF_ONE),
        ("Days", Audience(first_in=1), saved.NOT_A_LIST),
    ],
    ids=["no name", "long", "named alike", "of one", "days"],
)
def test_what_cannot_be_kept_is_refused_in_words(
    runtime: Runtime, boss: Viewer, name: str, asks: Audience, words: str
) -> None:
    kept(runtime, boss, "The coming week", WEEK)
    with pytest.raises(SavedAudienceError, match=f"^{words[:30]}"):
        kept(runtime, boss, name, asks)


def test_of_two_who_choose_one_name_at_once_one_is_told_that_it_is_taken(
    runtime: Runtime, boss: Viewer
) -> None:
    rows = [kept(runtime, boss, name, WEEK) for name in ("One", "Two")]

    def rename(row: SavedAudience, name: str) -> str:
        try:
            with runtime.unit() as unit:
                saved.rename(unit, boss, row.id, name)
        except SavedAudienceError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as both:
        for name in ("Three", "Four", "Five"):
            assert sorted(both.map(rename, rows, [name, name])) == ["", saved.NAMED_ALIKE]


@sqlite
def test_it_is_renamed_and_deleted_and_all_of_that_is_on_record(
    runtime: Runtime, boss: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = kept(runtime, boss, "One", WEEK)
    kept(runtime, boss, "Two", WEEK)
    with runtime.unit() as unit, pytest.raises(SavedAudienceError, match="of that name"):
        saved.rename(unit, boss, row.id, "two")
    with runtime.unit() as unit:
        saved.rename(unit, boss, row.id, "ONE")
        saved.delete(unit, boss, row.id)
    with runtime.unit() as unit, pytest.raises(NoListError):
        saved.delete(unit, boss, row.id)
    monkeypatch.setattr(saved, "MOST", 1)
    with pytest.raises(SavedAudienceError, match="one that nobody uses"):
        kept(runtime, boss, "Three", WEEK)
    with runtime.reading() as session:
        noted = session.scalars(select(Audit.action).order_by(Audit.id)).all()
    assert noted == ["audience.saved", "audience.saved", "audience.renamed", "audience.deleted"]
