"""What no field of an agency's own may be about, in either language."""

import pytest

from messaging.compliance import field_words as words

REFUSED = (
    ("diagnosis", words.HEALTH), ("has_disability", words.HEALTH), ("Salud mental", words.HEALTH),
    ("Monthly income", words.SUMS), ("arrears", words.SUMS), ("Deuda total", words.SUMS),
    ("ssn", words.NUMBERS), ("last_4_ssn", words.NUMBERS), ("Seguro Social", words.NUMBERS),
    ("tax_intercept", words.TAX), ("IRS offset", words.TAX), ("form_1099", words.TAX),
    ("home_address", words.WAYS), ("Employer", words.WAYS), ("correo", words.WAYS),
    ("abuse_history", words.DANGER), ("In a shelter", words.DANGER),
    ("other_parent_name", words.OTHER), ("Name of the ex", words.OTHER), ("ncp_attorney",
                                                                          words.OTHER),
)  # fmt: skip
ALLOWED = (
    "needs_interpreter", "County office", "Preferred day", "Sumner office", "Exeter",
    "Text me first",
    "Order stage", "School term", "Taxi voucher", "Oficina del condado", "Cpl. Sample", "tribe",
)  # fmt: skip


@pytest.mark.parametrize(("name", "why"), REFUSED)
def test_what_kinline_does_not_keep_is_no_field(name: str, why: str) -> None:
    assert words.not_a_field(name) == why


@pytest.mark.parametrize("name", ALLOWED)
def test_anything_else_is(name: str) -> None:
    assert words.not_a_field(name) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("123-45-6789", words.NUMBERS), ("paid $40", words.SUMS), ("12.50 short", words.SUMS),
        ("Comes on Tuesdays at 10", None), ("Room 12, 3rd floor", None),
    ],
)  # fmt: skip
def test_nor_does_it_stand_in_a_text(text: str, why: str | None) -> None:
    assert words.not_a_value(text) == why
