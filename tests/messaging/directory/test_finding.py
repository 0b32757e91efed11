"""People are found by a whole phone or email, however it is written, and only within one's view."""

import pytest

from channels.values import ChannelKind
from messaging.directory import finding
from messaging.directory.access import Viewer
from messaging.models.case import PartyRole
from messaging.models.staff import StaffRole
from messaging.platform import sealing
from messaging.platform.sealing import Keyring
from messaging.runtime import Runtime
from tests.support.people import Office, add_branch, add_office, add_parent, add_staff
from tests.support.runtimes import SECRET

PHONE = "+13125550142"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(312) 555-0142", PHONE),
        ("312-555-0142", PHONE),
        ("312.555.0142", PHONE),
        ("312 555 0142", PHONE),
        ("312/555/0142", PHONE),
        ("312\u2013555\u20110142", PHONE),
        ("3125550142", PHONE),
        ("1 312 555 0142", PHONE),
        ("+1 (312) 555-0142 ", PHONE),
        ("tel:+13125550142", PHONE),
        (" Maria@Example.ORG", "maria@example.org"),
        ("mailto:maria@example.org", "maria@example.org"),
        ("555-0142", None),
        ("CS-3125550142", None),
        ("maria@", None),
        ("maria", None),
        ("0000000000", None),
        ("", None),
    ],
)
def test_an_address_is_known_in_every_usual_form(text: str, found: str | None) -> None:
    address = finding.address_in(text)
    assert (address and address[1]) == found
    if address is not None:
        assert address[0] is (ChannelKind.EMAIL if "@" in text else ChannelKind.SMS)


def test_whoever_uses_it_is_found_within_ones_view(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        one = add_parent(unit, office, case="CS-1", text_to=PHONE)
        other = add_parent(unit, office, case="CS-1", text_to=PHONE, role=PartyRole.NONCUSTODIAL)
        add_parent(unit, office)
        elm = add_office(unit, "elm")
        add_parent(unit, elm, text_to=PHONE)
        near = add_staff(unit, office.agency, office.branch)
        south = add_staff(unit, office.agency, add_branch(unit, office.agency, "south"))
        medical = add_staff(unit, office.agency, office.branch)
        medical.programs = ["medical"]
        auditor = add_staff(unit, office.agency, None, role=StaffRole.AUDITOR)
        viewers = [Viewer.of(each) for each in (near, south, medical, auditor)]
    both = frozenset({one.party.person_id, other.party.person_id})
    # Also while a key takes over: the rows still stand under the old one.
    sealing.install(Keyring(["the secret it was changed to, also long enough", SECRET]))
    with runtime.reading() as session:
        found = [finding.people_with_address(session, each, "312 555 0142") for each in viewers]
        assert found == [both, frozenset(), frozenset(), frozenset()]
        assert not finding.people_with_address(session, viewers[0], "maria sample")
