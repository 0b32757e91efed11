"""Whether someone tells us that we write to the wrong person.

A clear yes takes the number off every case, so a question about it ("do I have the wrong number?")
and a number in a letter ("wrong number on my form") are only doubtful: a person decides.
"""

import re
from enum import StrEnum

from messaging.compliance.phrases import PhraseBook, listed
from messaging.compliance.words import plain


class WrongNumber(StrEnum):
    NO = "no"
    UNCLEAR = "unclear"
    YES = "yes"


_TELLING = listed(
    """
    wrong number, wrong person, wrong phone, wrong guy, wrong lady, wrong cell, nobody =by that
    name, =no one =by that name, noone =by that name, nobody named, =no one named, dont know
    that person, dont know this person, dont know anyone named, dont know who that =is, =no
    longer their number, =no longer his number, =no longer her number, isnt her number anymore,
    isnt his number anymore, got this number new, just got this number, have had this number,
    someone elses number, not the person you, im not the person, number belongs =to someone,
    numero equivocado, numero incorrecto, equivocado =de numero, equivoco =de numero,
    equivocaron =de numero, persona equivocada, telefono equivocado, =no soy =esa persona, =no
    soy =la persona, =no conozco =a esa, =no conozco =a nadie, aqui =no hay nadie, =no es =el
    numero =de, este numero ya =no es
    """
)
_TOLD = PhraseBook(_TELLING)

_DOUBT = re.compile(
    r"\b(?:do i have|did i|have i|am i|is this the|was that the|maybe|not (?:the |a )?wrong|"
    r"isnt (?:the |a )?wrong|wrong number (?:on|in|of|for my|was (?:on|in))|"
    r"(?:account|case|routing|social security|license|house|apartment|fax) (?:is|was|number)|"
    r"tengo el|no es (?:numero )?equivocado|numero (?:de caso|de cuenta))\b"
)
_NAMED = re.compile(
    r"^(?:no |sorry |hi )*(?:this is not|this isnt|no soy|no es) "
    r"(?!right|good|fair|true|my|the|a|an|ok|working|for|what|how|it|bueno|justo|mi|la|el|un|una)"
    r"\w+(?: \w+)?$"
)
"""Someone who says a name is not theirs: likely, but it may be anything else that is not so."""

_LONG = 15
"""Longer messages seldom come from a stranger."""


def read_wrong_number(text: str) -> WrongNumber:
    """Whether `text`, in English or Spanish, says that its sender is not the one we mean."""
    said = plain(text)
    if not _TOLD.found_in(said):
        return WrongNumber.UNCLEAR if _NAMED.search(said) else WrongNumber.NO
    doubtful = _DOUBT.search(said) or len(said.split()) > _LONG
    return WrongNumber.UNCLEAR if doubtful else WrongNumber.YES
