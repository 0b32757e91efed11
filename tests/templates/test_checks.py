"""What wording must and must not say."""

import pytest

from templates import Topic, load_library
from templates.checks import SHORTENERS, Draft, Finding, check
from templates.fields import sample_values
from templates.formatting import Target, Writer
from templates.wording import parse

LIBRARY = load_library()


def findings(
    text: str, language: str = "en", channel: str = "sms", topic: Topic = Topic.RENEWAL
) -> tuple[Finding, ...]:
    wording = parse(text)
    writer = Writer(LIBRARY.fields, LIBRARY.languages[language], channel)
    sample = writer.write(wording, sample_values(LIBRARY.fields, language), Target.TEXT)
    return check(
        Draft(
            part="text" if channel == "sms" else "body",
            wording=wording,
            channel=channel,
            topic=topic,
            language=LIBRARY.languages[language],
            fields=LIBRARY.fields,
            sample=sample,
        )
    )


def rules(text: str, language: str = "en", channel: str = "sms") -> set[str]:
    return {finding.rule for finding in findings(text, language, channel)}


NAMED = "{{ agency_name }}: "


@pytest.mark.parametrize(
    ("language", "words", "rule"),
    [
        ("en", "You must call us.", "no_blame"),
        ("en", "You MUST call us.", "no_blame"),
        ("en", "Do not be a deadbeat.", "no_blame"),
        ("en", "Failure to come has effects.", "no_blame"),
        ("en", "You owe support.", "no_blame"),
        ("en", "You may go to jail.", "no_threat"),
        ("en", "There are penalties.", "no_threat"),
        ("en", "This is your final notice.", "no_threat"),
        ("en", "Your diagnosis is here.", "no_health"),
        ("en", "Your drug test is due.", "no_health"),
        ("en", "Your foster home visit.", "no_child_welfare"),
        ("en", "The custody hearing.", "no_child_welfare"),
        ("en", "Your arrears grew.", "no_money"),
        ("en", "The NCP can come.", "no_jargon"),
        ("en", "A payment of $5 came.", "no_amounts"),
        ("en", "A payment of 120.50 came.", "no_amounts"),
        ("en", "Is 123-45-6789 yours?", "no_numbers_of_people"),
        ("en", "See https://bit.ly/x or reply HELP.", "no_shorteners"),
        ("en", "See TinyURL.com/x or reply HELP.", "no_shorteners"),
        ("es", "Usted debe llamar.", "no_blame"),
        ("es", "Por incumplimiento.", "no_blame"),
        ("es", "Puede ir a la carcel.", "no_threat"),
        ("es", "Su diagnostico.", "no_health"),
        ("es", "La custodia.", "no_child_welfare"),
        ("es", "Su deuda.", "no_money"),
        ("es", "Un pago de 120,50 ha llegado.", "no_amounts"),
    ],
)
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_words_with_no_place_in_a_message(
    language: str, words: str, rule: str, channel: str
) -> None:
    assert rule in rules(NAMED + words, language, channel)


@pytest.mark.parametrize(
    "words",
    [
        "There is mustard at the office.",
        "We moved to Jailson St.",
        "The clerk knows. Trust us.",
        "Meet at 10:30 and 5pm, 3/6.",
        "See orbit.ly or reply HELP.",
        "A default is fine.",
    ],
)
def test_words_that_only_look_alike_may_stand(words: str) -> None:
    assert not rules(NAMED + words)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        (NAMED + "Look at {{ renewal_link }}.", False),
        (NAMED + "Look at {{ renewal_link }}. Reply STOP to end.", False),
        (NAMED + "Look at oakco.example/x.", False),
        (NAMED + "Look at {{ renewal_link }} or call {{ agency_phone }}.", True),
        (NAMED + "Look at {{ renewal_link }} or call 555-555-0100.", True),
        (NAMED + "Look at {{ renewal_link }}. Reply HELP for help.", True),
        (NAMED + "Look at {{ renewal_link }}. Hard? reply talk.", True),
        (NAMED + "A worker will call you. Look at {{ renewal_link }}.", True),
        (NAMED + "Nothing to look at.", True),
    ],
)
def test_a_link_is_never_the_only_way(text: str, *, passes: bool) -> None:
    assert ("link_is_not_the_only_way" not in rules(text)) is passes


def test_a_nudge_to_the_parents_own_chat_and_an_email_need_no_more_than_their_link() -> None:
    text = NAMED + "Read it at {{ chat_link }}."
    assert findings(text)
    assert not findings(text, topic=Topic.CHAT)
    assert not findings(text, channel="email")


@pytest.mark.parametrize("field", ["agency_name", "neutral_name", "sender_name"])
def test_each_of_the_agencys_names_will_do(field: str) -> None:
    assert not findings(f"{{{{ {field} }}}}: Hello.")
    assert rules("Hello.") == {"names_agency"}


def test_an_accent_that_makes_a_text_longer_is_told_with_another_spelling() -> None:
    (finding,) = findings(NAMED + "Su cita está lista.", "es")
    assert (finding.rule, finding.severity) == ("gsm_where_possible", "warning")
    assert "Su cita esta lista." in finding.mend


def test_a_script_without_gsm_spelling_is_left_alone() -> None:
    assert not findings(NAMED + "Здравствуйте.")


def test_a_second_part_is_told() -> None:
    (finding,) = findings(NAMED + "word " * 30 + "end")
    assert (finding.rule, finding.severity) == ("one_part", "warning")


@pytest.mark.parametrize("domain", SHORTENERS)
def test_public_shorteners(domain: str) -> None:
    assert "no_shorteners" in rules(f"{NAMED}Go to {domain}/abc or reply HELP.")
    assert "no_shorteners" not in rules(f"{NAMED}Go to x-{domain}/abc or reply HELP.")


def test_every_finding_says_what_to_do() -> None:
    for finding in findings("You must pay $5 at bit.ly/x, Doctor.\nEnd."):
        assert finding.what
        assert finding.mend
