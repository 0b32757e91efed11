"""Phrases that may opt out, as data, for `keywords`: all is held until a person has read them."""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.message_words import COSAS, FEW, THINGS, THOSE

UNCLEAR_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            r"^(?:im |i am )?(?:not|no longer) interested$",
            r"\bgo away\b",
            r"^(?:that is |thats )?enough(?: already| now)?$",
            r"^(?:knock it off|cut it out|blocked|cancel it|not this again)$",
            r"^(?:i )?(?:really )?(?:dont|do not) want (?:these|this|it|them)(?: any more)?$",
            r"^(?:you|u) wont stop\b",
            r"\b(?:dont|do not) want (?:nothing|anything) (?:else |more )?from (?:you|yall)\b",
            (
                r"\bhow (?:do|can) i (?:get off|opt out|unsubscribe|turn (?:this|these|it|them) "
                r"off|end)\b"
            ),
            r"\bblock(?:ing|ed)? (?:you|this number|your number)\b",
            r"\b(?:who gave you|how did you get|where did you get) (?:my|this) number\b",
            r"\b(?:spam|spammer|spamming|scam|harassment|harassing|annoying)\b",
            (
                r"\b(?:dont|do not|never) (?:\w+ )?(?:text|texting|call|contact|bother|reach|"
                r"message)\b(?! him| her| them| my)"
            ),
            r"\bnot to (?:text|message|contact|write|bother)\b",
            (
                rf"\b(?:too many|less|fewer|not so many|so many) {THINGS}\b|\btext (?:me )?(?:too "
                r"much|less)\b"
            ),
            rf"\bpause (?:all |the |my |these )*{THINGS}\b",
            r"\bonly (?:text|message|contact) me (?:if|for|when|about)\b",
            r"\bcall me instead\b|\binstead of text\w*\b",
            rf"\bonly (?:send me|want|need) {FEW}{THINGS}",
            rf"\b(?:sick|tired) of {FEW}{THINGS}\b",
            (
                rf"\b(?:never|didnt|did not|dont remember) (?:ask\w*|sign\w* up|subscrib\w*|"
                r"agree\w*|request\w*|want\w*) (?:for |to )?(?:get |receive |getting )?"
                rf"{THOSE}(?:{THINGS}|this)\b"
            ),
            r"^(?:im|i am) done with (?:this|these|you)$",
            r"^take me$|^get me out of (?:this|here)$",
            r"^cancel i (?:cant|cannot|wont|am|have)\b",
        ),
        "es": (
            r"^(?:ya )?(?:basta|estuvo|fue suficiente|es suficiente|suficiente)(?: ya)?$",
            r"^ya no$|^nomas$|^(?:ya )?no quiero(?: esto| eso| nada)?$",
            r"\b(?:saqu|quit|borr)\w*me de (?:esto|eso|estos|esos|su|sus|ahi)\b",
            rf"\b(?:me tienen|ya me) (?:hart|cans|fastidi)\w+ (?:con|de) {FEW}{COSAS}\b",
            r"\bno (?:me )?(?:llamen|llame|molesten|moleste)\b|\bparen? de llamar\w*\b",
            r"\bno me interesa$",
            (
                r"\bcomo (?:me |le )?(?:cancelo|salgo|doy de baja|paro|quito|hago para (?:que no|"
                r"no|dejar))\b"
            ),
            r"^ya (?:pare|paren)$",
            r"\bno (?:me )?escriban?\b",
            rf"\b(?:muchos|demasiados|tantos) {COSAS}\b",
            r"\b(?:bloquear|bloqueo|bloqueados?) ?(?:este numero|los|a ustedes)?\b",
            r"\b(?:estafa|fraude|estafadores)\b",
            (
                r"\b(?:quien (?:les|le) dio|de donde sacaron|como (?:consiguieron|obtuvieron)) mi "
                r"numero\b"
            ),
            r"\b(?:pongo|digo|mando|escribo|respondo) (?:alto|stop|parar|baja)\b",
        ),
    }
)
