"""Beside a conversation: the language that a parent writes in is proposed, and a worker says so."""

import pytest
from sqlalchemy import select

from messaging.models.audit import Audit
from messaging.models.person import Person
from messaging.runtime import Runtime
from tests.support.people import Office, add_parent
from tests.web.browsers import Desk, text_of
from tests.web.conversations import heard

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_what_they_write_in_is_proposed_and_holds_once_a_worker_says_so(
    desk: Desk, south_desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        heard(unit, parent, "ok")
    path = f"/staff/threads/{parent.thread.id}"
    assert "Writes in" not in text_of(desk.get(path))
    with runtime.unit() as unit:
        heard(unit, parent, "necesito ayuda con mi caso")
    assert "Write to them in Spanish" in text_of(desk.get(path))
    with runtime.unit() as unit:
        heard(unit, parent, "i need help with it")
    assert "Writes in" not in text_of(desk.get(path))
    assert south_desk.post(f"{path}/language", {"language": "es"}).status_code == 404
    assert desk.post(f"{path}/language", {"language": "tlh"}).status_code == 404
    assert desk.post(f"{path}/language", {"language": "es"}).status_code == 303
    assert "Writes in" not in text_of(desk.get(path))
    with runtime.reading() as session:
        person = session.get_one(Person, parent.person.id)
        assert (person.language, person.language_chosen) == ("es", True)
        noted = select(Audit.detail).where(Audit.action == "person.language")
        assert session.scalars(noted).all() == [{"before": "en", "after": "es"}]
