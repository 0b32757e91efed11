"""The wording that ships: complete, short, plain, safe."""

import pytest

from templates import Role, Sensitivity, Topic, load_library
from templates.grade import ENOUGH, school_grade

LIBRARY = load_library()
KEYS = sorted(LIBRARY.templates)
EVERY = [(key, language) for key in KEYS for language in ("en", "es")]

GENERIC = {
    "chat_code",
    "crisis_danger",
    "crisis_self_harm",
    "help",
    "shared_phone_notice",
    "shared_phone_refusal",
    "start_confirm",
    "stop_confirm",
    "topic_start_confirm",
    "topic_stop_confirm",
    "wrong_number",
}
SMS_ONLY = {
    "help",
    "start_confirm",
    "stop_confirm",
    "topic_start_confirm",
    "topic_stop_confirm",
    "wrong_number",
}


def test_an_editor_has_nothing_to_better() -> None:
    assert LIBRARY.warnings == {}


@pytest.mark.parametrize(("key", "language"), EVERY)
def test_each_text_goes_out_as_one_gsm_part(key: str, language: str) -> None:
    size = LIBRARY.preview(key, channel="sms", language=language).segments
    assert size is not None
    assert (size.encoding, size.segments) == ("GSM-7", 1)


@pytest.mark.parametrize("key", KEYS)
def test_each_template_speaks_both_languages_on_each_channel(key: str) -> None:
    template = LIBRARY.get(key)
    assert template.languages == {"en", "es"}
    assert template.channels == ({"sms"} if key in SMS_ONLY else {"sms", "email"})


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("key", [key for key in KEYS if key not in SMS_ONLY])
def test_emails_ask_for_six_years_of_school_at_most(key: str, language: str) -> None:
    mail = LIBRARY.preview(key, channel="email", language=language)
    found = school_grade(mail.text.split("-- ")[0], language)
    assert found is not None
    assert found <= ENOUGH


def test_which_templates_are_safe_for_a_shared_phone() -> None:
    assert {key for key in KEYS if LIBRARY.get(key).generic} == GENERIC


@pytest.mark.parametrize("key", sorted(GENERIC))
def test_a_generic_template_says_nothing_of_a_program_a_person_or_a_role(key: str) -> None:
    template = LIBRARY.get(key)
    assert not template.roles
    footer = {"preferences_link", "unsubscribe_link"}
    for name in template.fields.all - footer:
        assert LIBRARY.fields[name].sensitivity is Sensitivity.PUBLIC


@pytest.mark.parametrize(
    ("key", "roles"),
    [
        ("payment_due", {Role.NONCUSTODIAL}),
        ("payment_due_talk", {Role.NONCUSTODIAL}),
        ("payment_posted", {Role.CUSTODIAL, Role.GUARDIAN}),
        ("renewal_reminder", set()),
        ("appointment_scheduled", set()),
    ],
)
def test_whom_a_template_is_for(key: str, roles: set[Role]) -> None:
    template = LIBRARY.get(key)
    assert template.roles == roles
    for role in Role:
        assert template.suits(role) is (not roles or role in roles)


@pytest.mark.parametrize(
    ("key", "topic"),
    [
        ("renewal_yes", Topic.RENEWAL),
        ("payment_due", Topic.PAYMENT),
        ("appointment_missed", Topic.APPOINTMENT),
        ("chat_nudge", Topic.CHAT),
        ("help", Topic.SERVICE),
        ("crisis_danger", Topic.SAFETY),
    ],
)
def test_what_a_template_is_about(key: str, topic: Topic) -> None:
    assert LIBRARY.get(key).topic is topic


@pytest.mark.parametrize(
    "name",
    [
        "amount",
        "arrears",
        "balance",
        "child_name",
        "diagnosis",
        "employer",
        "other_party_address",
        "other_party_name",
        "other_party_phone",
        "payment_source",
        "protective_order",
        "ssn",
        "tax_refund",
    ],
)
def test_what_must_never_travel_is_declared_so_with_its_reason(name: str) -> None:
    spec = LIBRARY.fields[name]
    assert spec.sensitivity is Sensitivity.FORBIDDEN
    assert spec.reason


def test_a_first_name_travels_by_email_only() -> None:
    assert LIBRARY.fields["first_name"].channels == ("email",)


def test_what_a_caller_reads_from_a_template() -> None:
    template = LIBRARY.get("appointment_reminder")
    assert template.uses["sms"].required == {"agency_name", "appointment_at", "appointment_place"}
    assert template.uses["sms"].optional == {"chat_link"}
    assert template.fields.required >= {"unsubscribe_link", "preferences_link", "email_name"}
    assert template.fields.optional == {"chat_link", "first_name"}
