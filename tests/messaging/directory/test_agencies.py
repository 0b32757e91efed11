"""Which agency a request or a message belongs to; never a guess between two."""

import pytest
from sqlalchemy.exc import IntegrityError

from messaging.directory.agencies import agency_by_slug, agency_of_text_sender
from messaging.directory.audit import note
from messaging.models.audit import Audit
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from tests.support.people import Office, add_agency

OAK, ELM, SERVICE = "+13125550100", "+13125550101", "MG" + "a" * 32


@pytest.mark.parametrize(
    ("slug", "found"),
    [
        ("oak", True),
        ("elm", False),
        ("", False),
        ("OAK", False),
        ("oak ", False),
        ("oak\x00", False),
        ("oa%", False),
        ("../oak", False),
        ("oak' OR '1'='1", False),
        ("\ud800", False),
        ("o" * 10_000, False),
    ],
)
def test_an_agency_is_found_by_its_name_in_urls(
    runtime: Runtime, office: Office, slug: str, found: bool
) -> None:
    with runtime.reading() as session:
        assert (agency_by_slug(session, slug) is not None) is found


@pytest.mark.parametrize(
    ("own", "named", "whose"),
    [
        ({"oak": OAK, "elm": ELM}, (OAK, ""), "oak"),
        ({"oak": OAK, "elm": ELM}, (ELM, ""), "elm"),
        ({"oak": OAK, "elm": SERVICE}, ("+13125550109", SERVICE), "elm"),
        ({"oak": OAK, "elm": SERVICE}, (OAK, SERVICE), "oak"),
        ({"oak": SERVICE, "elm": ELM}, (ELM, SERVICE), "elm"),
        ({"oak": OAK, "elm": None}, (OAK, ""), "oak"),
        ({"oak": OAK, "elm": None}, (ELM, SERVICE), "elm"),
        ({"oak": None}, ("", ""), "oak"),
        ({"oak": OAK, "elm": ELM}, ("+13125550109", ""), None),
        ({"oak": None, "elm": None}, (OAK, ""), None),
        ({"oak": None, "elm": None, "ash": OAK}, (OAK, ""), "ash"),
        ({}, (OAK, ""), None),
    ],
)
def test_a_message_belongs_to_the_agency_that_texts_from_there(
    runtime: Runtime, own: dict[str, str | None], named: tuple[str, str], whose: str | None
) -> None:
    with runtime.unit() as unit:
        for slug, sender in own.items():
            add_agency(unit, slug, text_sender=sender)
    with runtime.reading() as session:
        found = agency_of_text_sender(session, *named)
    assert (found.slug if found else None) == whose


def test_two_agencies_cannot_text_from_one_sender(runtime: Runtime) -> None:
    """An answer to it would lead to either."""
    with runtime.unit() as unit:
        add_agency(unit, "oak", text_sender=OAK)
    with pytest.raises(IntegrityError), runtime.unit() as unit:
        add_agency(unit, "elm", text_sender=OAK)


def test_who_did_what_is_written_down(runtime: Runtime, office: Office) -> None:
    subject = new_id()
    with runtime.unit() as unit:
        note(unit, office.agency.id, "system", "match", "inbound", subject, thread="t-1")
        note(unit, office.agency.id, "system", "agency.added", "agency", None)
    with runtime.reading() as session:
        first, second = session.query(Audit).order_by(Audit.id).all()
    assert (first.actor, first.action, first.subject_type) == ("system", "match", "inbound")
    assert (first.subject_id, first.detail, first.at) == (subject, {"thread": "t-1"}, unit.now)
    assert (second.subject_id, second.detail) == (None, {})
