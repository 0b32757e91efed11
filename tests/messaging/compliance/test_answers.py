"""Which of the offered choices a parent took."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.compliance.answers import Choice, Taken, read_answer, read_taken
from tests.messaging.compliance.texts import each

YES_NO = (Choice("YES"), Choice("NO"))
SI_NO = (Choice("SÍ"), Choice("NO"))
SLOTS = (Choice("A", ("tuesday",)), Choice("B", ("wednesday", "2pm")), Choice("C", ("call me",)))
TALK = (Choice("TALK"),)
SCORES = tuple(Choice(str(score)) for score in range(1, 6))


@pytest.mark.parametrize(
    ("text", "choices", "taken"),
    [
        *[
            (text, YES_NO, "YES")
            for text in each("""yes|YES!|Yes.|yess|yeah|sí|si|Si por favor|yes please|ok
            claro que si|👍
            👍👍|of course|yes i want help|yes?|sure thanks|y|yse|ues|sii porfa|ci|vale|bale""")
        ],
        *[
            (text, YES_NO, "NO")
            for text in each("""no|NO.|nope|no thanks|no gracias|👎|no puedo ir|n""")
        ],
        *[(text, SI_NO, "SÍ") for text in each("""si|SÍ|yes|sí, gracias""")],
        *[
            (text, SLOTS, "A")
            for text in each("""a|A)|I want A|the first one|1|one|opción a|la primera|tuesday
            quiero la a por favor""")
        ],
        *[
            (text, SLOTS, "B")
            for text in each("""b please|B|option b|opcion b|la b|b works for me|the second one
            la segunda|2|#2|2nd|wednesday please|wensday|2pm""")
        ],
        *[(text, SLOTS, "C") for text in each("""c|call me|the last one|la ultima|tercera""")],
        *[(text, TALK, "TALK") for text in each("""talk|TALK!|tallk|talk i lost my job""")],
        *[(text, SCORES, text.strip("! ")) for text in each("""1|3|5!| 4 """)],
    ],
)
def test_is_understood(text: str, choices: tuple[Choice, ...], taken: str) -> None:
    assert read_answer(text, choices) == taken


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        *[
            (text, YES_NO)
            for text in each("""   |yes and no|yes or no?|no se|no sé|i dont know|not sure
            maybe|what
            thanks|no problem|si no puedo ir que pasa?|when is it|stop|👍👎|yes no
            is it ok if i come late on that day?""")
        ],
        *[
            (text, SLOTS)
            for text in each("""a or b|a o b|a y b|both|a friend told me|not b|neither|4|yes
            either one
            can i do thursday|i need one|which is sooner|i|6""")
        ],
        *[(text, TALK) for text in each("""can we talk tomorrow|walk|i got a job""")],
        *[(text, SCORES) for text in each("""6|0|12|3 or 4""")],
        ("yes", ()),
    ],
)
def test_in_doubt_nothing_is_taken(text: str, choices: tuple[Choice, ...]) -> None:
    assert read_answer(text, choices) is None


@pytest.mark.parametrize(
    ("text", "choices", "taken"),
    [
        ("yes but I need a ride", YES_NO, Taken("YES", more=True)),
        ("yes but can you call after 3", YES_NO, Taken("YES", more=True)),
        ("no I already renewed it online last week", YES_NO, Taken("NO", more=True)),
        ("si pero no tengo carro", YES_NO, Taken("YES", more=True)),
        ("si pero no puedo antes de las 3", YES_NO, Taken("YES", more=True)),
        ("yes but no", YES_NO, None),
        ("si pero no gracias", YES_NO, None),
        ("no i already did it", YES_NO, Taken("NO", more=True)),
        ("not yet", YES_NO, None),
        ("yes this is her mom", YES_NO, None),
        ("si soy su hermana", YES_NO, None),
        ("hola si quiero ayuda", YES_NO, Taken("YES", more=False)),
        ("Hello, yes I would like some help please. Thank you", YES_NO, Taken("YES", more=False)),
        ("si necesito ayuda", YES_NO, Taken("YES", more=False)),
        ("yes i need help my son is sick", YES_NO, Taken("YES", more=True)),
        ("b but a is better", SLOTS, None),
        ("b pero no puedo antes de las 3", SLOTS, None),
        ("sí, pero necesito un intérprete", YES_NO, Taken("YES", more=True)),
        ("yes what time?", YES_NO, None),
        ("yes please", YES_NO, Taken("YES", more=False)),
        ("yes i want help", YES_NO, Taken("YES", more=False)),
        ("YESSS", YES_NO, Taken("YES", more=False)),
        ("yessir", YES_NO, Taken("YES", more=False)),
        ("👍🏽", YES_NO, Taken("YES", more=False)),
        ("no thanks", YES_NO, Taken("NO", more=False)),
        ("nah im good", YES_NO, Taken("NO", more=False)),
        ("1", YES_NO, None),
        ("👍", SLOTS, None),
        ("neither", SLOTS, None),
        ("ninguna", SLOTS, None),
        ("la segunda", SLOTS, Taken("B", more=False)),
        ("the second one please", SLOTS, Taken("B", more=False)),
        ("option 2", SLOTS, Taken("B", more=False)),
        ("number two", SLOTS, Taken("B", more=False)),
        ("la dos por favor", SLOTS, Taken("B", more=False)),
        ("1", SLOTS, Taken("A", more=False)),
        ("uno", SLOTS, Taken("A", more=False)),
        ("b or c", SLOTS, None),
        ("not b", SLOTS, None),
        ("talk i lost my job", TALK, Taken("TALK", more=False)),
    ],
)
def test_what_is_said_besides_an_answer_is_for_a_person(
    text: str, choices: tuple[Choice, ...], taken: Taken | None
) -> None:
    assert read_taken(text, choices) == taken


@given(
    st.text() | st.sampled_from(["yes", "no", "b", "la 2", "no si", "last"]),
    st.sampled_from([YES_NO, SI_NO, SLOTS, TALK, SCORES, ()]),
)
def test_what_is_taken_was_on_offer(text: str, choices: tuple[Choice, ...]) -> None:
    assert read_answer(text, choices) in {None, *(choice.value for choice in choices)}


@given(st.sampled_from([*YES_NO, *SLOTS, *TALK]), st.text(" .!,)(", max_size=3), st.booleans())
def test_the_word_on_offer_is_taken_in_any_case_and_punctuation(
    choice: Choice, around: str, upper: bool
) -> None:
    said = choice.value.upper() if upper else choice.value.lower()
    choices = next(group for group in (YES_NO, SLOTS, TALK) if choice in group)
    assert read_answer(f"{around}{said}{around}", choices) == choice.value
