"""Refusing messages, and being somebody else, as ideas for `keywords` and `wrong_number`.

What only these find is doubtful: everything is held until a person has read it, so that nothing
ordinary ever stops. The words are ours; 47 CFR 64.1200(a)(10) asks for any reasonable means.
"""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.phrases import listed

IDEAS: Mapping[str, str] = MappingProxyType(
    {
        "refuse": """rather not, prefer not, prefer you not, prefer that you not, mind not, asked
            you not, told you not, do not wish, dont wish, may not, refrain, cease, quit, done
            getting, done with, tired of, sick of, dont have permission, do not have permission,
            enough of, enough with, prohibo, les prohibo, no autorizo, prefiero que no, no vuelvan,
            no me vuelvan, hart*, ya basta, dejen de, deje de""",
        "contact": """text, texts, texting, textin, txt, txts, message, messages, messaging, msgs,
            notifications, alerts, contact me, contacting, contacted, hitting me up, hit me up,
            these, bother, mensajes, mensaje, textos, escribir, escribirme, escriban, mandar,
            mandarme, manden, molestar, contacten""",
        "erase": """delete, erase, remove, wipe, forget, lose, borre, borren, elimine, eliminen,
            quiten""",
        "mine": """my number, my contact, my phone, my info, my information, this number, this
            phone, mi numero, mi telefono, mis datos, mi informacion, este numero""",
    }
)
REFUSALS = listed("refuse contact, erase mine")

STRANGER_IDEAS: Mapping[str, str] = MappingProxyType(
    {
        "wrong": "wrong, mistaken, mal, equivocado, equivocada, equivoco, equivocaron, confundio",
        "one": """number, phone, cell, person, individual, guy, lady, somebody else, someone else,
            numero, telefono, celular, persona""",
        "line": "this number, this phone, this cell, the number, este numero, este telefono",
        "not-theirs": """isnt his, isnt her, isnt hers, isnt their, not his, not her, not hers,
            doesnt belong, dont belong, does not belong, belongs to me, gave up, is mine now, mine
            now, i got it, ya no es, ya no tiene, ahora es mio""",
        "unknown": """never heard of, no clue who, no idea who, whoever this is for, not the person,
            no se quien es esa, no se quien es ese, no es mi nombre, thats not my name, mean to text
            somebody else, mean to text someone else, meant to text somebody, nunca he tenido un
            caso, never had a case, dont have any case, isnt her phone, isnt his
            phone, changed his number this is mine, changed her number this is mine""",
    }
)
STRANGERS = listed("wrong one, line not-theirs, unknown")
