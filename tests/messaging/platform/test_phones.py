"""One number, one form; and a number that cannot be texted is refused with what to do."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.platform.phones import PhoneError, ending, parse_carefully, parse_phone

NUMBER = "+13125550142"

AS_PEOPLE_WRITE_IT = [
    "+13125550142",
    "3125550142",
    "13125550142",
    "1-312-555-0142",
    "312-555-0142",
    "312.555.0142",
    "312 555 0142",
    "(312) 555-0142",
    "  (312) 555-0142\n",
    "+1 (312) 555-0142",
    "+1.312.555.0142",
    "tel:+1-312-555-0142",
    "011 1 312 555 0142",
    "\u202a(312) 555-0142\u202c",
    "３１２５５５０１４２",
    "call 312-555-0142",
]

REFUSED = [
    ("800-555-0142", "toll-free"),
    ("(888) 555-0142", "toll-free"),
    ("900-555-0142", "premium-rate"),
    ("+1 416 555 0142", "country we do not text"),
    ("+44 20 7946 0018", "country we do not text"),
    ("+52 55 1234 5678", "country we do not text"),
    ("312-555-0142 ext. 5", "extension"),
    ("312-555-0142 x5", "extension"),
    ("312-555-014", "check the digits"),
    ("555-0142", "check the digits"),
    ("000-000-0000", "check the digits"),
    ("911", "check the digits"),
    ("55555", "check the digits"),
    ("312-555-0142 or 773-555-0143", "is not"),
    ("", "write it as"),
    ("none", "write it as"),
    ("maria@example.org", "write it as"),
    ("+1", "write it as"),
    ("1" * 300, "write it as"),
    ("\x00", "write it as"),
]


@pytest.mark.parametrize("text", AS_PEOPLE_WRITE_IT)
def test_every_way_of_writing_a_number_gives_one_form(text: str) -> None:
    assert parse_phone(text) == NUMBER


@pytest.mark.parametrize(("text", "says"), REFUSED)
def test_what_cannot_be_texted_is_refused_with_what_to_do(text: str, says: str) -> None:
    with pytest.raises(PhoneError, match=says):
        parse_phone(text)


@pytest.mark.parametrize("text", [text for text, _ in REFUSED if any(c.isdigit() for c in text)])
def test_the_number_is_never_in_the_message(text: str) -> None:
    with pytest.raises(PhoneError) as refused:
        parse_phone(text)
    said = str(refused.value).replace("(312) 555-0142", "")
    assert not any(letter.isdigit() for letter in said)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("area", ["312", "787", "939", "340", "671", "670", "808", "907"])
def test_the_territories_are_texted_too(area: str) -> None:
    assert parse_phone(f"({area}) 555-0142") == f"+1{area}5550142"


def test_a_country_code_wins_over_the_region_assumed() -> None:
    assert parse_phone(NUMBER, region="MX") == NUMBER


areas = st.sampled_from(["312", "773", "217", "618", "847", "205", "907", "787"])
lines = st.integers(0, 99)
marks = st.sampled_from(["", " ", "-", ".", ") ", "\u00a0"])


@given(areas, lines, marks, marks, st.sampled_from(["", "1", "+1", "+1 ", "1-"]))
def test_marks_between_the_digits_do_not_matter(
    area: str, line: int, first: str, second: str, country: str
) -> None:
    written = f"{country}{'(' if ')' in first else ''}{area}{first}555{second}01{line:02}"
    assert parse_phone(written) == f"+1{area}55501{line:02}"


@given(st.text())
def test_no_text_breaks_it_and_its_own_form_stays(text: str) -> None:
    try:
        phone = parse_phone(text)
    except PhoneError:
        return
    assert parse_phone(phone) == phone


@pytest.mark.parametrize(("phone", "shown"), [(NUMBER, "0142"), ("55555", "5555"), ("", "")])
def test_the_ending_tells_two_numbers_apart(phone: str, shown: str) -> None:
    assert ending(phone) == shown


AREA = st.integers(0, 999).map("{:03}".format)
SHAPES = (
    "{}{}{}", "({}) {}-{}", "{}-{}-{}", "+1{}{}{}", "1 ({}) {}-{}", "+1-{}-{}-{}", "{}.{}.{}",
    "{} {} {}", "1{}{}{}", "({}){}-{}", " {}-{}{} ", "+1 {} {} {}", "({} {}-{}", "+{}{}{}",
)  # fmt: skip


@given(AREA, AREA, st.integers(0, 9999).map("{:04}".format), st.sampled_from(SHAPES))
def test_the_short_way_says_what_the_long_way_says(
    area: str, exchange: str, line: str, shape: str
) -> None:
    said = shape.format(area, exchange, line)
    assert outcome(parse_phone, said) == outcome(parse_carefully, said)


def test_every_area_code_comes_out_the_same() -> None:
    for area in range(200, 1000):
        for rest in ("555-0142", "200-1234", "999-9999"):
            said = f"({area}) {rest}"
            assert outcome(parse_phone, said) == outcome(parse_carefully, said)


def outcome(parse: Callable[[str], str], said: str) -> str:
    """The number, or why not."""
    try:
        return parse(said)
    except PhoneError as error:
        return str(error)
