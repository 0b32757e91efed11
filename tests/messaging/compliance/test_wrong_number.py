"""Who is not the one we mean."""

import pytest

from messaging.compliance.wrong_number import WrongNumber, read_wrong_number


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("wrong number who is this", WrongNumber.YES),
        ("Wrong number.", WrongNumber.YES),
        ("wrong numbr", WrongNumber.YES),
        ("You have the wrong person", WrongNumber.YES),
        ("nobody here by that name", WrongNumber.YES),
        ("I just got this number", WrongNumber.YES),
        ("I dont know who that is", WrongNumber.YES),
        ("número equivocado", WrongNumber.YES),
        ("se equivocó de número", WrongNumber.YES),
        ("no soy esa persona", WrongNumber.YES),
        ("aquí no hay nadie con ese nombre", WrongNumber.YES),
        ("do i have the wrong number?", WrongNumber.UNCLEAR),
        ("the wrong number was on my letter", WrongNumber.UNCLEAR),
        ("my account number is wrong, you have the wrong number on file", WrongNumber.UNCLEAR),
        ("this isnt maria", WrongNumber.UNCLEAR),
        ("no soy maria", WrongNumber.UNCLEAR),
        ("this aint him", WrongNumber.UNCLEAR),
        ("i am not the father of any kid you have the wrong one", WrongNumber.UNCLEAR),
        ("este número es nuevo mío", WrongNumber.UNCLEAR),
        ("esta persona no vive aquí", WrongNumber.UNCLEAR),
        ("thats him", WrongNumber.NO),
        ("you have the wrong one on file", WrongNumber.NO),
        ("this is not right", WrongNumber.NO),
        ("who is this", WrongNumber.NO),
        ("what number do I call", WrongNumber.NO),
        ("mi numero cambio", WrongNumber.NO),
        ("", WrongNumber.NO),
        (
            "i called the office and they said a wrong number was noted so i came in and waited",
            WrongNumber.UNCLEAR,
        ),
    ],
)
def test_who_says_so_and_who_may(text: str, told: WrongNumber) -> None:
    assert read_wrong_number(text) is told
