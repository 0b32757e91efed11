"""Inviting a colleague by mail, and choosing a new password when the old one is forgotten."""

import asyncio
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event, select

from messaging.compliance.gate import Purpose
from messaging.models.audit import Audit
from messaging.models.invitation import Invitation, PasswordReset, ResetRequest
from messaging.models.message import Message
from messaging.models.second_factor import Authenticator
from messaging.models.staff import Staff, StaffRole
from messaging.runtime import Runtime
from service.forgetting import PRUNES
from tests.support.clock import MovableClock
from tests.support.people import Office, add_office
from tests.web.browsers import PASSWORD, Desk, MemoryThrottle, add_worker, browser, log_in, text_of
from web.identity import authenticators, inviting, links, resetting
from web.identity.inviting import HERE_ALREADY, NO_BRANCH, NO_EMAIL, NO_NAME, TAKEN
from web.identity.letters import SAID, Change
from web.identity.strength import EASY, SHORT
from web.staff.choosing import NO_SUCH
from web.staff.new_password import ASKED
from web.staff.throttle import TRIES_PER_ACCOUNT

NEW = "four unrelated words here"
DANA = {"email": "Dana@oak.example", "name": "Dana Sample", "role": "supervisor"}


@pytest.fixture
def admin(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Desk]:
    """An administrator of Oak Co, logged in."""
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.ADMINISTRATOR)
    with browser(app) as client:
        log_in(client, email)
        yield Desk(client)


@pytest.fixture
def email(runtime: Runtime, office: Office) -> str:
    with runtime.unit() as unit:
        return add_worker(unit, office.agency, office.branch)


@pytest.fixture
def swept(runtime: Runtime) -> Callable[[], int]:
    """What the clock does with those who forgot a password."""

    def sweep() -> int:
        with asyncio.Runner() as runner:
            return resetting.sweep(runtime, runner)

    return sweep


def mails(runtime: Runtime) -> list[Message]:
    with runtime.reading() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def link(message: Message) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/staff/\S+)", message.text)
    assert found is not None
    return found[1]


def asks(client: TestClient, email: str) -> None:
    answer = client.post("/staff/forgot", data={"email": email})
    assert (answer.status_code, ASKED in text_of(answer)) == (200, True)


def staff(runtime: Runtime, email: str) -> Staff | None:
    with runtime.reading() as session:
        return session.scalar(select(Staff).where(Staff.email == email))


def test_a_colleague_is_invited_chooses_a_password_and_is_in(
    admin: Desk, stranger: TestClient, runtime: Runtime, office: Office
) -> None:
    form = {**DANA, "branch": str(office.branch.id), "programs": "medical, child_support,"}
    assert admin.post("/staff/people", form).headers["location"] == "/staff/people?told=invited"
    [mail] = mails(runtime)
    assert (mail.thread_id, mail.purpose) == (None, Purpose.STAFF_ALERT)
    with runtime.reading() as session:
        assert mail.expires_at == session.scalars(select(Invitation.expires_at)).one()
    assert staff(runtime, "dana@oak.example") is None
    page = stranger.get(link(mail))
    assert "dana@oak.example" in page.text
    for weak, said in (("short", SHORT), ("dana@oak.example", EASY)):
        answer = stranger.post(link(mail), data={"password": weak})
        assert (answer.status_code, said in text_of(answer)) == (422, True)
    answer = stranger.post(link(mail), data={"password": NEW})
    assert answer.headers["location"] == "/staff/login?told=welcome"
    assert "Your account is ready" in text_of(stranger.get("/staff/login?told=welcome"))
    assert log_in(stranger, "dana@oak.example", NEW).status_code == 303
    made = staff(runtime, "dana@oak.example")
    assert made is not None
    assert (made.role, made.branch_id, made.programs) == (
        StaffRole.SUPERVISOR, office.branch.id, ["child_support", "medical"],
    )  # fmt: skip
    # The link was good once.
    for again in (stranger.get(link(mail)), stranger.post(link(mail), data={"password": NEW})):
        assert again.status_code == 404
    with runtime.reading() as session:
        actions = set(session.scalars(select(Audit.action)))
    assert {"staff.invited", "staff.invitation_taken"} <= actions


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"email": "dana"}, NO_EMAIL),
        ({"name": "  "}, NO_NAME),
        ({"branch": "019a0000-0000-7000-8000-000000000000"}, NO_BRANCH),
        ({"branch": "nowhere"}, NO_SUCH),
    ],
)
def test_what_cannot_be_is_said_and_nothing_goes_out(
    admin: Desk, runtime: Runtime, changed: dict[str, str], said: str
) -> None:
    answer = admin.post("/staff/people", {**DANA, **changed})
    assert (answer.status_code, said in text_of(answer)) == (422, True)
    assert mails(runtime) == []


def test_an_invitation_is_over_after_a_week_and_can_be_sent_again_or_taken_back(
    admin: Desk, stranger: TestClient, runtime: Runtime, clock: MovableClock
) -> None:
    admin.post("/staff/people", DANA)
    csrf = admin.csrf()
    clock.move(inviting.LASTS)
    assert stranger.get(link(mails(runtime)[0])).status_code == 404
    clock.move(timedelta(hours=-6))
    with runtime.reading() as session:
        [its] = session.scalars(select(Invitation.id))
    assert stranger.get(link(mails(runtime)[0])).status_code == 200
    log_in(admin.client, _admin(runtime))
    assert csrf != admin.csrf()
    assert admin.post(f"/staff/people/invitations/{its}/again").status_code == 303
    first, second = mails(runtime)
    assert stranger.get(link(first)).status_code == 404
    assert stranger.get(link(second)).status_code == 200
    admin.post("/staff/people", {**DANA, "role": "auditor"})
    assert stranger.get(link(second)).status_code == 404
    assert text_of(admin.get("/staff/people")).count("Invited; the link is good") == 1
    with runtime.reading() as session:
        [open_one] = inviting.waiting(session, session.scalars(select(Staff.agency_id)).first())  # type: ignore[arg-type]  # there is one
    assert admin.post(f"/staff/people/invitations/{open_one.id}/withdraw").status_code == 303
    assert stranger.get(link(mails(runtime)[-1])).status_code == 404
    assert admin.post(f"/staff/people/invitations/{open_one.id}/again").status_code == 404


def _admin(runtime: Runtime) -> str:
    with runtime.reading() as session:
        return session.scalars(
            select(Staff.email).where(Staff.role == StaffRole.ADMINISTRATOR)
        ).one()


def test_of_an_account_at_another_agency_only_its_owner_learns(
    admin: Desk, stranger: TestClient, runtime: Runtime, email: str
) -> None:
    with runtime.unit() as unit:
        elm = add_office(unit, "elm", text_sender="+13125550199")
        theirs = add_worker(unit, elm.agency, elm.branch)
    assert HERE_ALREADY in text_of(admin.post("/staff/people", {**DANA, "email": email}))
    answer = admin.post("/staff/people", {**DANA, "email": theirs})
    assert answer.headers["location"] == "/staff/people?told=invited"
    answer = stranger.post(link(mails(runtime)[0]), data={"password": NEW})
    assert (answer.status_code, TAKEN in text_of(answer)) == (409, True)
    assert log_in(stranger, theirs).status_code == 303


def test_who_forgot_their_password_chooses_another_one(
    stranger: TestClient, app: FastAPI, runtime: Runtime, email: str, swept: Callable[[], int]
) -> None:
    with browser(app) as old:
        log_in(old, email)
        asks(stranger, f" {email.upper()} ")
        assert swept() == 1
        assert swept() == 0
        [mail] = mails(runtime)
        assert stranger.get(link(mail)).status_code == 200
        assert old.get("/staff/inbox").status_code == 200
        answer = stranger.post(link(mail), data={"password": NEW})
        assert answer.headers["location"] == "/staff/login?told=reset"
        # Whoever was in with the old one is out, and its owner hears of it.
        assert old.get("/staff/inbox").status_code == 303
    assert mails(runtime)[-1].text.startswith(SAID["en"][Change.PASSWORD_CHANGED])
    assert log_in(stranger, email).status_code == 401
    assert log_in(stranger, email, NEW).status_code == 303
    assert stranger.post(link(mail), data={"password": NEW}).status_code == 404


def test_a_known_and_an_unknown_address_are_answered_alike_after_the_same_work(
    stranger: TestClient, runtime: Runtime, email: str, swept: Callable[[], int]
) -> None:
    done: list[str] = []
    said = []
    event.listen(
        runtime.database.engine, "before_cursor_execute", lambda *args: done.append(args[2])
    )
    work = []
    for address in (email, "nobody@oak.example", "no address", ""):
        done.clear()
        said.append(stranger.post("/staff/forgot", data={"email": address}).text)
        work.append(list(done))
    assert len(set(said)) == 1
    assert all(each == work[0] for each in work)
    assert swept() == 4
    assert len(mails(runtime)) == 1
    with runtime.reading() as session:
        assert session.scalars(select(ResetRequest)).all() == []


def test_of_a_link_only_a_hash_is_kept(
    stranger: TestClient, admin: Desk, runtime: Runtime, email: str, swept: Callable[[], int]
) -> None:
    admin.post("/staff/people", DANA)
    asks(stranger, email)
    swept()
    with runtime.reading() as session:
        hashes = {
            *session.scalars(select(Invitation.token_hash)),
            *session.scalars(select(PasswordReset.token_hash)),
        }
        sealed = session.scalars(select(Message.text_sealed)).all()
    tokens = [link(mail).rpartition("/")[2].encode() for mail in mails(runtime)]
    assert len(tokens) == len(hashes) == 2
    assert not any(token in kept for token in tokens for kept in (*hashes, *sealed))


def test_a_link_is_over_after_an_hour_and_one_that_is_used_ends_the_others(
    stranger: TestClient, runtime: Runtime, email: str, clock: MovableClock,
    swept: Callable[[], int],
) -> None:  # fmt: skip
    asks(stranger, email)
    swept()
    clock.move(resetting.LASTS)
    assert stranger.get(link(mails(runtime)[0])).status_code == 404
    for _ in range(2):
        asks(stranger, email)
        swept()
    *_, second, third = mails(runtime)
    assert stranger.post(link(third), data={"password": NEW}).status_code == 303
    assert stranger.post(link(second), data={"password": NEW}).status_code == 404


def test_nobodys_mailbox_is_filled_by_somebody_else(
    stranger: TestClient, runtime: Runtime, email: str, throttle: MemoryThrottle,
    swept: Callable[[], int],
) -> None:  # fmt: skip
    for _ in range(resetting.MOST + 2):
        throttle.tries.clear()
        asks(stranger, email)
        swept()
    assert len(mails(runtime)) == resetting.MOST
    throttle.tries.clear()
    for _ in range(TRIES_PER_ACCOUNT):
        asks(stranger, email)
    assert stranger.post("/staff/forgot", data={"email": email}).status_code == 429


def test_a_closed_account_gets_no_link(
    stranger: TestClient, runtime: Runtime, email: str, swept: Callable[[], int]
) -> None:
    with runtime.unit() as unit:
        unit.session.scalars(select(Staff).where(Staff.email == email)).one().active = False
    asks(stranger, email)
    assert swept() == 1
    assert mails(runtime) == []


def test_an_administrator_ends_sessions_closes_accounts_and_lets_in_who_lost_everything(
    admin: Desk, stranger: TestClient, runtime: Runtime, email: str
) -> None:
    log_in(stranger, email)
    theirs = staff(runtime, email)
    assert theirs is not None
    at = f"/staff/people/{theirs.id}"
    assert "logged in at 1 place" in text_of(admin.get("/staff/people"))
    assert admin.post(f"{at}/sessions/end").status_code == 303
    assert stranger.get("/staff/inbox").status_code == 303
    with runtime.unit() as unit:
        authenticators.offer(unit, theirs.agency_id, theirs.id)
        unit.session.flush()
        unit.session.scalars(select(Authenticator)).one().confirmed_at = unit.now
    assert log_in(stranger, email).headers["location"].startswith("/staff/login/code")
    assert admin.post(f"{at}/factors/remove", {"proved": "they say so"}).status_code == 422
    assert admin.post(f"{at}/factors/remove", {"proved": "in_person"}).status_code == 303
    assert log_in(stranger, email).headers["location"] == "/staff/inbox"
    assert mails(runtime)[-1].text.startswith(SAID["en"][Change.FACTORS_REMOVED])
    assert admin.post(f"{at}/close").status_code == 303
    assert stranger.get("/staff/inbox").status_code == 303
    assert log_in(stranger, email).status_code == 401
    assert admin.post(f"{at}/reopen").status_code == 303
    assert log_in(stranger, email).status_code == 303


def test_links_that_are_good_no_more_go_after_a_month_and_those_that_may_be_used_stay(
    admin: Desk, stranger: TestClient, runtime: Runtime, email: str, clock: MovableClock,
    swept: Callable[[], int],
) -> None:  # fmt: skip
    def left() -> tuple[list[str], int]:
        """Whom the invitations are for, and how many reset links there are."""
        with runtime.unit() as unit:
            number = links.forget_old(unit)
        with runtime.reading() as session:
            invited = sorted(session.scalars(select(Invitation.email)))
            resets = len(session.scalars(select(PasswordReset.id)).all())
        assert number == was - len(invited) - resets
        return invited, resets

    for name in ("lapses", "lasts", "taken"):
        admin.post("/staff/people", {**DANA, "email": f"{name}@oak.example"})
    taken = link(mails(runtime)[-1])
    stranger.post(taken, data={"password": NEW})
    asks(stranger, email)
    swept()
    was = 4
    clock.move(inviting.LASTS - timedelta(minutes=1))
    with runtime.reading() as session:
        lasts = session.scalars(
            select(Invitation.id).where(Invitation.email == "lasts@oak.example")
        ).one()
    log_in(admin.client, _admin(runtime))
    assert admin.post(f"/staff/people/invitations/{lasts}/again").status_code == 303
    clock.move(links.KEPT - inviting.LASTS)
    assert left() == (["lapses@oak.example", "lasts@oak.example", "taken@oak.example"], 1)
    clock.move(timedelta(hours=1, minutes=2))
    assert left() == (["lapses@oak.example", "lasts@oak.example"], 0)
    was = 2
    clock.move(inviting.LASTS - timedelta(hours=1))
    assert left() == (["lasts@oak.example"], 0)
    assert links.forget_old in PRUNES
    with runtime.reading() as session:
        actions = set(session.scalars(select(Audit.action)))
    assert {"staff.invited", "staff.invitation_taken", "staff.reset_asked"} <= actions


def test_nobody_closes_their_own_account(admin: Desk, runtime: Runtime) -> None:
    own = staff(runtime, _admin(runtime))
    assert own is not None
    for what, form in (("close", {}), ("factors/remove", {"proved": "in_person"})):
        assert admin.post(f"/staff/people/{own.id}/{what}", form).status_code == 409


def test_a_password_is_changed_by_who_knows_it_and_ends_the_other_sessions(
    admin: Desk, app: FastAPI, runtime: Runtime
) -> None:
    email = _admin(runtime)
    with browser(app) as other:
        log_in(other, email)
        for present, new, told in (
            ("wrong", NEW, "wrong_password"),
            (PASSWORD, "short", "short"),
            (PASSWORD, email, "easy"),
        ):
            answer = admin.post("/staff/account/password", {"present": present, "new": new})
            assert answer.headers["location"] == f"/staff/account?told={told}"
        assert other.get("/staff/inbox").status_code == 200
        answer = admin.post("/staff/account/password", {"present": PASSWORD, "new": NEW})
        assert answer.headers["location"] == "/staff/account?told=password"
        assert other.get("/staff/inbox").status_code == 303
        assert log_in(other, email, NEW).status_code == 303
    assert admin.get("/staff/inbox").status_code == 200
    assert mails(runtime)[-1].text.startswith(SAID["en"][Change.PASSWORD_CHANGED])


def test_a_session_left_open_is_no_place_to_guess_the_password(
    admin: Desk, runtime: Runtime
) -> None:
    def told(present: str) -> str:
        form = {"present": present, "new": NEW}
        return admin.post("/staff/account/password", form).headers["location"]

    tries = {told("wrong") for _ in range(TRIES_PER_ACCOUNT)}
    assert tries == {"/staff/account?told=wrong_password"}
    assert told(PASSWORD) == "/staff/account?told=too_many"
    assert "Too many tries" in text_of(admin.get("/staff/account?told=too_many"))


def test_somebody_sees_where_they_are_logged_in_and_ends_one_or_all_others(
    admin: Desk, app: FastAPI, runtime: Runtime
) -> None:
    email = _admin(runtime)
    with browser(app) as phone, browser(app) as home:
        phone.headers["User-Agent"] = "Mozilla/5.0 (iPhone) AppleWebKit/605.1 Version/18 Safari/604"
        home.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"
        log_in(phone, email)
        log_in(home, email)
        page = admin.get("/staff/account")
        for words in ("Safari, iPhone", "Firefox, Linux", "with a password", "A browser · here"):
            assert words in text_of(page)
        each = r'sessions/([0-9a-f-]{36})/end"(?:(?!</form>).)*Safari'
        found = re.search(each, page.text, re.DOTALL)
        assert found is not None
        assert admin.post(f"/staff/account/sessions/{found[1]}/end").status_code == 303
        assert phone.get("/staff/inbox").status_code == 303
        assert home.get("/staff/inbox").status_code == 200
        assert admin.post("/staff/account/sessions/end").status_code == 303
        assert home.get("/staff/inbox").status_code == 303
    assert admin.get("/staff/inbox").status_code == 200
