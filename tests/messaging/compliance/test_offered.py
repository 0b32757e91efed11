"""What our own message offered beside each letter names it too, in either language."""

import pytest

from messaging.compliance.answers import Taken, read_answer, read_taken
from messaging.compliance.offered import offered
from tests.messaging.compliance.texts import each

ENGLISH = (
    "Oak Co Child Support: Sorry we missed you today. Pick a new time: A) Tue 3/5 10am "
    "B) Thu 3/7 2:30pm C) call me. Reply A, B or C. STOP to end."
)
SPANISH = (
    "Oak Co: Sentimos no verle hoy. Elija: A) martes 5 de marzo 10am B) jueves 7 de marzo 2pm "
    "C) que me llamen. Responda A, B o C. ALTO para salir."
)
MAIL = (
    "Pick a new time:\n\nA) Tue March 5 at 10am\nB) Thu March 7 at 2pm\nC) call me\n\nReply A, B."
)
TWO_FIRST = "Pick: A) Thu 3/7 2pm B) Fri 3/8 10am C) call me. Reply A, B or C."
SAME_DAY = "Pick: A) Thu 3/7 10am B) Thu 3/7 2pm C) call me. Reply A, B or C."
VALUES = ("A", "B", "C")


def answer(text: str, asked: str) -> str | None:
    return read_answer(text, offered(asked, VALUES))


@pytest.mark.parametrize(
    ("asked", "texts", "taken"),
    [
        (ENGLISH, "tuesday|Tues|tue please|the tuesday one|martes|10am|at 10|3/5|the 5th", "A"),
        (ENGLISH, "morning works|yes tuesday|i can do tuesday|tuesday at 10am", "A"),
        (ENGLISH, "thursday works|thursday|thrusday|el jueves|2:30|2:30pm|at 2:30 pm", "B"),
        (ENGLISH, "the second one|2|la segunda|b please|3/7 please|i can make it thursday", "B"),
        (ENGLISH, "call me|Call me please|c|the last one|3", "C"),
        (SPANISH, "el martes|martes por favor|a las 10|puedo el martes|la primera", "A"),
        (SPANISH, "el jueves|jueves|la segunda|si puedo el jueves|el jueves a las 2pm|2", "B"),
        (SPANISH, "que me llamen|c", "C"),
        (MAIL, "march 5 works for me|tuesday|Tue", "A"),
        (MAIL, "thursday please|march 7|2pm", "B"),
        (TWO_FIRST, "at 2|a las 2|la de las 2|thursday at 2|at 2pm", "A"),
        (TWO_FIRST, "2|the 2nd one|la 2|at 10", "B"),
        (SAME_DAY, "10am|the morning|the first one", "A"),
        (SAME_DAY, "2pm|afternoon works", "B"),
    ],
)
def test_a_day_a_time_or_a_place_in_the_list_is_understood(
    asked: str, texts: str, taken: str
) -> None:
    assert {text: answer(text, asked) for text in each(texts)} == dict.fromkeys(each(texts), taken)


@pytest.mark.parametrize(
    ("asked", "texts"),
    [
        (ENGLISH, "wednesday|friday works|4pm|thursday doesnt work|not thursday|cant do tuesday"),
        (ENGLISH, "tuesday or thursday|tuesday at 2:30pm|is tuesday ok with you or is it full?"),
        (ENGLISH, "thursday i have no ride|the 3rd of april|no puedo el jueves"),
        (SAME_DAY, "thursday|el jueves|3/7|at 3|a las 3"),
    ],
)
def test_what_names_none_or_two_or_is_denied_is_for_a_person(asked: str, texts: str) -> None:
    taken = {text: answer(text, asked) for text in each(texts)}
    assert {text for text, choice in taken.items() if choice} == set()


def test_what_is_said_besides_a_day_is_for_a_person_too() -> None:
    choices = offered(ENGLISH, VALUES)
    assert read_taken("thursday but i need a ride", choices) == Taken("B", more=True)


@pytest.mark.parametrize("asked", ["", "Reply A, B or C.", "YES or NO?"])
def test_a_message_that_offers_nothing_beside_them_leaves_the_letters(asked: str) -> None:
    assert [choice.words for choice in offered(asked, VALUES)] == [(), (), ()]
