"""An agency's own wording: one writes, another approves, that agency alone says it from then on,
and what was written before keeps its words."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event, select

from campaigns.approval import NotFoundError
from campaigns.models.send import Send
from campaigns.sends import acts as send_acts
from campaigns.sends import making, sending
from campaigns.sends.audience import About, Audience
from campaigns.sends.making import Wanted
from campaigns.wordings import acts
from campaigns.wordings.acts import SAME, WordsError
from messaging.directory.access import ForbiddenError, Viewer
from messaging.directory.approving import CHANGED, OWN_WORK, ApprovalError, Move, Stage
from messaging.directory.register import Registered
from messaging.models.agency import Agency
from messaging.models.audit import Audit
from messaging.models.message import Message, wording_name
from messaging.models.own_wording import OwnWording
from messaging.models.staff import StaffRole
from messaging.outbound.outbox import compose_all
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from templates.own_words import Words, words_of
from tests.campaigns.telling import tell
from tests.messaging.outbound.saying import say, wish
from tests.support.people import Office, add_office, add_parent, add_staff

KEY = "renewal_reminder"
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def ana(boss: Viewer) -> Viewer:
    """Who writes."""
    return boss


@pytest.fixture
def ben(runtime: Runtime, office: Office) -> Viewer:
    """Who approves."""
    with runtime.unit() as unit:
        return Viewer.of(add_staff(unit, office.agency, role=StaffRole.ADMINISTRATOR))


def words(runtime: Runtime, text: str, key: str = KEY, language: str = "en") -> Words:
    """As shipped, but for the text: `text` in the place of its first sentence."""
    shipped = words_of(runtime.library.get(key), language)
    _, _, rest = shipped["sms.text"].partition("}}. " if key == KEY else ". ")
    return {**shipped, "sms.text": f"{{{{ agency_name }}}}: {text} {rest}"}


SOON = "Please renew by {{ due_date }}."
SOONER = "Do renew by {{ due_date }}."


def saved(
    runtime: Runtime, viewer: Viewer, text: str = SOON, seen: int | None = None
) -> OwnWording:
    with runtime.unit() as unit:
        return acts.save(unit, runtime, viewer, KEY, "en", words(runtime, text), seen=seen)


def proposed(runtime: Runtime, viewer: Viewer, text: str = SOON) -> OwnWording:
    row = saved(runtime, viewer, text)
    with runtime.unit() as unit:
        return acts.act(unit, runtime, viewer, Move.PROPOSE, row.id)


def in_force(runtime: Runtime, author: Viewer, approver: Viewer, text: str = SOON) -> OwnWording:
    row = proposed(runtime, author, text)
    with runtime.unit() as unit:
        return acts.act(unit, runtime, approver, Move.APPROVE, row.id, seen=row.revision)


def stages(runtime: Runtime, viewer: Viewer) -> list[tuple[int, Stage]]:
    with runtime.reading() as session:
        return [(row.version, row.stage) for row in acts.versions(session, viewer, KEY, "en")]


def test_only_what_a_second_person_approved_is_said(
    runtime: Runtime, ana: Viewer, ben: Viewer, parent: Registered
) -> None:
    before = say(runtime, wish(parent))
    draft = proposed(runtime, ana)
    meanwhile = say(runtime, wish(parent))
    with pytest.raises(ApprovalError, match=OWN_WORK), runtime.unit() as unit:
        acts.act(unit, runtime, ana, Move.APPROVE, draft.id, seen=draft.revision)
    with runtime.unit() as unit:
        acts.act(unit, runtime, ben, Move.APPROVE, draft.id, seen=draft.revision)
    after = say(runtime, wish(parent))

    assert meanwhile.text == before.text != after.text
    assert "Please renew by" in after.text
    assert [(one.template_version, one.own_version) for one in (before, after)] == [
        (1, None),
        (1, 1),
    ]
    assert wording_name(after.template_key, 1, after.own_version) == "renewal_reminder.v1.own1"
    with runtime.reading() as session:
        assert session.get_one(Message, before.id).text == before.text


def test_another_agency_and_another_language_are_not_touched(
    runtime: Runtime, office: Office, ana: Viewer, ben: Viewer, parent: Registered
) -> None:
    with runtime.unit() as unit:
        elsewhere = add_parent(unit, add_office(unit, "elm", text_sender="+13125550101"))
        spanish = add_parent(unit, office, language="es")
    first = say(runtime, wish(elsewhere)).text, say(runtime, wish(spanish)).text
    in_force(runtime, ana, ben)
    with runtime.unit() as unit:
        mixed = compose_all(unit, runtime, [wish(elsewhere), wish(parent), wish(spanish)])

    assert (mixed[0].text, mixed[2].text) == first
    assert [one.own_version for one in mixed] == [None, 1, None]


def test_a_new_version_takes_the_place_of_the_old_one_and_who_wants_goes_back_to_the_shipped(
    runtime: Runtime, ana: Viewer, ben: Viewer, parent: Registered
) -> None:
    shipped = say(runtime, wish(parent))
    in_force(runtime, ana, ben)
    first = say(runtime, wish(parent))
    second_row = in_force(runtime, ben, ana, SOONER)
    second = say(runtime, wish(parent))
    assert stages(runtime, ana) == [(2, Stage.APPROVED), (1, Stage.RETIRED)]
    with runtime.unit() as unit:
        acts.act(unit, runtime, ana, Move.RETIRE, second_row.id)
    last = say(runtime, wish(parent))

    assert [one.own_version for one in (first, second, last)] == [1, 2, None]
    assert "Do renew by" in second.text
    assert last.text == shipped.text
    with runtime.reading() as session:
        to_parents = select(Message).where(Message.thread_id.is_not(None))
        kept = session.scalars(to_parents.order_by(Message.id)).all()
        assert [one.text for one in kept] == [one.text for one in (shipped, first, second, last)]


def test_a_list_that_was_shown_goes_out_as_it_was_shown(
    runtime: Runtime, office: Office, ana: Viewer, ben: Viewer
) -> None:
    tell(runtime, office, "renewal.due")
    audience = Audience(about=About.RENEWAL, first=date(2026, 4, 1), last=date(2026, 5, 30))
    with runtime.unit() as unit:
        send = making.make(
            unit, runtime, ana, str(new_id()), Wanted(audience=audience, template=KEY)
        )
    in_force(runtime, ana, ben)
    with runtime.unit() as unit:
        send_acts.confirm(unit, ana, send.id, 1)
    while sending.drain(runtime):
        pass

    with runtime.reading() as session:
        sent = session.scalars(select(Message).where(Message.campaign == send.campaign)).one()
        assert "Your renewal is due" in sent.text
        assert sent.own_version is None
        agency = session.get_one(Agency, office.agency.id)
        assert (session.get_one(Send, send.id).edition, agency.edition) == (0, 1)


@sqlite
def test_words_of_its_own_cost_a_hundred_messages_no_more_statements_than_one(
    runtime: Runtime, ana: Viewer, ben: Viewer, parent: Registered
) -> None:
    def statements(number: int) -> int:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            seen.append(statement)

        with runtime.unit() as unit:
            event.listen(runtime.database.engine, "before_cursor_execute", note)
            compose_all(unit, runtime, [wish(parent) for _ in range(number)])
            event.remove(runtime.database.engine, "before_cursor_execute", note)
        return len(seen)

    as_shipped = statements(1)
    in_force(runtime, ana, ben)
    statements(1)
    assert statements(100) == statements(1) == as_shipped


@sqlite
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Renew by {{ due_date }}. You owe $50.", "sum of money"),
        ("Renew by {{ due_date }} or face arrest.", "threats"),
        ("Renew soon.", "{{ due_date }} is missing"),
        ("Renew by {{ due_date }}. {{ balance }}", "forbidden"),
    ],
)
def test_words_that_may_not_go_out_are_refused_and_change_nothing(
    runtime: Runtime, ana: Viewer, text: str, told: str
) -> None:
    with pytest.raises(WordsError) as error:
        saved(runtime, ana, text)
    assert told in " ".join(one.what for one in error.value.findings["sms.text"])
    assert stages(runtime, ana) == []


@sqlite
def test_what_passed_once_is_checked_again_before_it_goes_out(
    runtime: Runtime, ana: Viewer, ben: Viewer, parent: Registered
) -> None:
    draft = proposed(runtime, ana)
    with runtime.unit() as unit:
        row = unit.session.get_one(OwnWording, draft.id)
        row.texts = {**row.texts, "sms.text": "{{ agency_name }}: Renew now or face arrest."}
    with pytest.raises(WordsError), runtime.unit() as unit:
        acts.act(unit, runtime, ben, Move.APPROVE, draft.id, seen=draft.revision)
    assert stages(runtime, ana) == [(1, Stage.PROPOSED)]
    assert say(runtime, wish(parent)).own_version is None


@sqlite
def test_nobody_approves_or_writes_over_words_that_they_have_not_seen(
    runtime: Runtime, ana: Viewer, ben: Viewer
) -> None:
    draft = proposed(runtime, ana)
    changed = saved(runtime, ana, SOONER)
    assert (changed.id, changed.stage) == (draft.id, Stage.DRAFT)
    with runtime.unit() as unit:
        acts.act(unit, runtime, ana, Move.PROPOSE, draft.id)
    with pytest.raises(ApprovalError, match=CHANGED), runtime.unit() as unit:
        acts.act(unit, runtime, ben, Move.APPROVE, draft.id, seen=draft.revision)
    with pytest.raises(ApprovalError, match=CHANGED):
        saved(runtime, ben, SOON, seen=draft.revision)
    with pytest.raises(ApprovalError, match=CHANGED):
        saved(runtime, ben, SOON, seen=0)


@sqlite
def test_who_changes_a_colleagues_draft_is_its_author(
    runtime: Runtime, ana: Viewer, ben: Viewer
) -> None:
    saved(runtime, ana)
    draft = proposed(runtime, ben, SOONER)
    with pytest.raises(ApprovalError, match=OWN_WORK), runtime.unit() as unit:
        acts.act(unit, runtime, ben, Move.APPROVE, draft.id, seen=draft.revision)
    with runtime.unit() as unit:
        acts.act(unit, runtime, ana, Move.APPROVE, draft.id, seen=draft.revision)


@sqlite
def test_what_is_refused_or_given_up_makes_room_for_another_draft(
    runtime: Runtime, ana: Viewer, ben: Viewer
) -> None:
    draft = proposed(runtime, ana)
    with runtime.unit() as unit:
        assert (
            acts.act(unit, runtime, ben, Move.REFUSE, draft.id, said="Say when we open.").reason
            == "Say when we open."
        )
    second = saved(runtime, ana, SOONER)
    with runtime.unit() as unit:
        acts.act(unit, runtime, ana, Move.DISCARD, second.id)
    assert saved(runtime, ana).version == 3
    assert [stage for _, stage in stages(runtime, ana)] == [
        Stage.DRAFT, Stage.RETIRED, Stage.REFUSED
    ]  # fmt: skip


@sqlite
def test_words_that_say_nothing_new_are_no_version(runtime: Runtime, ana: Viewer) -> None:
    shipped = words_of(runtime.library.get(KEY), "en")
    asked = {place: text.replace("\n", "\r\n") for place, text in shipped.items()}
    with pytest.raises(WordsError, match=SAME), runtime.unit() as unit:
        acts.save(unit, runtime, ana, KEY, "en", asked)


@sqlite
def test_who_may(runtime: Runtime, ana: Viewer, ben: Viewer) -> None:
    draft = proposed(runtime, ana)
    caseworker = replace(ben, role=StaffRole.CASEWORKER)
    with pytest.raises(ForbiddenError):
        saved(runtime, caseworker)
    with pytest.raises(ForbiddenError), runtime.unit() as unit:
        acts.act(unit, runtime, caseworker, Move.APPROVE, draft.id, seen=draft.revision)
    with pytest.raises(ForbiddenError), runtime.unit() as unit:
        acts.act(unit, runtime, replace(ben, branch_id=new_id()), Move.APPROVE, draft.id, seen=1)
    with runtime.unit() as unit:
        elm = add_office(unit, "elm", text_sender="+13125550101").agency
    with pytest.raises(NotFoundError), runtime.unit() as unit:
        acts.act(unit, runtime, replace(ben, agency_id=elm.id), Move.DISCARD, draft.id)
    for key, language in (("gone", "en"), (KEY, "xx")):
        with pytest.raises(NotFoundError), runtime.unit() as unit:
            acts.save(unit, runtime, ana, key, language, {})


@sqlite
def test_the_audit_says_who_did_what_and_no_words(
    runtime: Runtime, ana: Viewer, ben: Viewer
) -> None:
    row = in_force(runtime, ana, ben)
    with runtime.reading() as session:
        noted = session.scalars(select(Audit).where(Audit.subject_id == row.id).order_by(Audit.id))
        said = [(one.actor, one.action, one.detail) for one in noted]
    detail = {"template": KEY, "language": "en", "version": 1, "revision": 1}
    assert said == [
        (ana.actor, "wording.saved", detail),
        (ana.actor, "wording.proposed", detail),
        (ben.actor, "wording.approved", detail),
    ]
