"""Whether someone tells us that we write to the wrong person.

A clear yes takes the number off every case, so a question about it ("do I have the wrong number?"),
a number in a letter ("wrong number on my form"), a name that is not theirs and news about somebody
else's phone are only doubtful: a person decides, and until then nothing is sent.
"""

import re
from enum import StrEnum

from messaging.compliance.concepts import ConceptBook
from messaging.compliance.phrases import PhraseBook, listed
from messaging.compliance.refusal_concepts import STRANGER_IDEAS, STRANGERS
from messaging.compliance.words import plain, without_courtesy


class WrongNumber(StrEnum):
    NO = "no"
    UNCLEAR = "unclear"
    YES = "yes"


_TELLING = listed(
    """
    wrong number, wrong person, =used =to have this number, number isnt hers, number isnt his,
    number =is =not hers, number =is =not =his, whoever =you =are looking, whoever youre
    looking, whoever your looking, not =the number =for, isnt =the number =for, isnt =the right
    number, meant =for =someone else, meant =for =somebody else, wrong contact, texting =a
    stranger, number =was reassigned, number =got reassigned, number =is =mine now, =this =is
    =mine now, not =the right person, wrong phone number, wrong phone, wrong guy, wrong lady,
    wrong cell, wrong =num, wrong numba, =rong number, wrong woman, wrong man, wrong dude,
    nobody =by that name, =no one =by that name, =noone =by that name, nobody here =by, nobody
    named, =no one named, dont know that person, dont know this person, dont know anyone named,
    dont know anybody named, dont know anyone =by, dont know that =is, dont know who that =is,
    =no longer their number, =no longer his number, =no longer her number, isnt her number, isnt
    his number, not her number, not his number, not their number, got this number new, just got
    this number, got this number =a, got this number last, =new =owner =of =this, this used =to
    =be =someone, someone elses number, not the person you, im not the person, not who you
    think, not who you are looking, not who youre looking, not who your looking, number belongs
    =to someone, phone belongs =to someone, number doesnt belong =to, number =no longer belongs,
    =to =be =someone elses, =had this number before, previous owner, doesnt have this number
    anymore, doesnt have this number =any, dont have this number =no, doesnt have this number
    =no, doesnt have this phone anymore, doesnt have this phone =any, doesnt use this number
    anymore, does not use this number anymore, does not have this number anymore, =this =is =a
    business, not hers wrong, =work phone not hers, =dont =have =a child support case, never had
    =a case, =no kids =and =no case

    numero equivocado, numero equibocado, ya =no =es =de ella, ya =no =es =de =el, me confunde =con,
    me confundio =con, me esta confundiendo, no =es =la persona correcta, numero =no =es =de =la
    persona, numero incorrecto, equivocado =de numero, equivoco =de numero, numero
    ekivocado, equivocaron =de numero, equivocados =de numero, equivocada =de numero, persona
    equivocada, telefono equivocado, =no soy =esa persona, =no soy =la persona, =no soy =a
    =quien, =no soy =quien, =no conozco =a =esa, =no conozco =a =nadie, =no conozco =a =ninguna,
    =no conozco =a =ningun, aqui =no hay nadie, aqui =no hay ninguna, aqui =no hay ningun, aqui
    =no vive, =no =es =el numero =de, este numero ya =no =es, =ya =no =es =su numero, =ya =no
    tiene este numero, =ya =no usa este numero, este numero =ahora =es =mio, acabo =de sacar
    este numero, acaban =de dar este numero, acabo =de obtener este numero, numero =era =de
    =otra, dueno anterior, no tengo ningun caso =con, =este =es =un negocio
    """
)
_TOLD = PhraseBook(_TELLING)
_LIKELY = ConceptBook(STRANGER_IDEAS, STRANGERS)

_ALONE = re.compile(
    "^(?:(?:sorry|hi|hello|um|no|lo siento|perdon|hola|wrong) )*(?:thats not me|not me|that "
    "is not me|"
    r"thats not my name|not my name|(?:youre |your )?mistaken|esta equivocad[oa]|estan equivocados|"
    "se equivoc(?:o|aron)|no soy yo|aqui no es|(?:you |u )?(?:got |have )?the wrong one|"
    "(?:usted |ud )?marc(?:o|aste) mal|i dont have (?:any )?(?:kids|children)|i have no "
    "(?:kids|children)|"
    "(?:yo )?no tengo hijos|this is a new number|this is my number now|i?ve had this "
    r"number(?: \w+)*|"
    r"i have had this number(?: \w+)*|(?:yo )?tengo este numero desde(?: \w+)*|este numero es "
    "nuevo(?: mio)?|i dont know (?:who )?(?:that|this) (?:person )?is|"
    "(?:not|(?:im|this is|thats|its) not|(?:this|that|it) (?:aint|isnt)) (?:him|her))$"
)
"""Likely, but a parent on a case may say it too ("that's not me" of a letter)."""

_DOUBT = re.compile(
    r"\b(?:do i have|did i|have i|am i|is this the|was that the|maybe|not (?:the |a )?wrong|"
    r"isnt (?:the |a )?wrong|wrong number (?:on|in|of|for (?:my|the|him|her|his)|was (?:on|in))|"
    r"(?:account|case|routing|social security|license|house|apartment|fax) (?:is|was|number)|"
    "my (?:mom|mother|dad|father|sister|brother|wife|husband|ex|son|daughter|mothers?) "
    "(?:doesnt|does)|"
    r"tengo el|no es (?:numero )?equivocado|numero (?:de caso|de cuenta))\b"
)
_NAME = (
    "(?!right|good|fair|true|my|the|a|an|ok|okay|working|for|what|how|it|sure|able|going|"
    "coming|home|"
    "here|there|feeling|available|interested|late|ready|done|free|at|in|on|from|scared|"
    "afraid|happy|"
    "bueno|justo|mi|la|el|un|una|buena|cierto|verdad|posible|facil|seguro|segura|de|su|para|"
    "lo|asi|"
    "necesario|mucho|tarde|hoy|suficiente|safe|suicidal|violent|hitting|gonna|trying|doing|"
    "getting|"
    r"mad|upset|sick|well|that|this|so|too|very|his|her|their|your|paying|a?bout|allowed|his)"
)
_NAMED = re.compile(
    "^(?:(?:no|sorry|hi|hello|yo|lo siento) )*(?:this is not|this isnt|no soy|no es|im not|i "
    "am not|"
    rf"my name is not|my name isnt|no me llamo) {_NAME}\w+(?: {_NAME}\w+)?$"
)
_NOBODY = re.compile(
    r"\b(?:(?:i )?(?:dont|do not) know (?:who |a |any )(?!it|this|that|what|more|of|to|about|"
    "else|the|"
    r"he|she|they|i|my|called|sent|is|will|can|does|do)\w+(?: is)?$|idk (?:any|who) (?!it|"
    "this|that|is|"
    r"called|to)\w+(?: is)?$|(?:there is |theres )?no (?:\w+ ){1,2}(?:here|lives here|at this "
    "number)$|"
    r"no conozco a \w+$|aqui no (?:hay|vive) \w+$|(?:esa|esta) persona (?:ya )?no vive aqui$|"
    "(?:you|u) (?:got|have) the wrong one$|"
    r"\w+ (?:doesnt|dont|does not|do not) (?:have|use|own) this (?:number|phone)|"
    r"\w+ ya no (?:tiene|usa) este (?:numero|telefono|celular))"
)
"""Someone who says a name is not theirs, or not known: likely, but it may be something else."""

_LONG = 15
"""Longer messages seldom come from a stranger."""


def read_wrong_number(text: str) -> WrongNumber:
    """Whether `text`, in English or Spanish, says that its sender is not the one we mean."""
    said = without_courtesy(plain(text.replace("#", " number ")))
    if not _TOLD.found_in(said):
        likely = any(pattern.search(said) for pattern in (_ALONE, _NAMED, _NOBODY))
        likely = likely or bool(_LIKELY.found_in(said) and not _DOUBT.search(said))
        return WrongNumber.UNCLEAR if likely else WrongNumber.NO
    doubtful = _DOUBT.search(said) or len(said.split()) > _LONG
    return WrongNumber.UNCLEAR if doubtful else WrongNumber.YES
