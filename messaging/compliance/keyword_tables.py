"""The words that opt out, opt in and ask for help, as data. Whole phrases stand in
`stop_phrases`, what only looks like one in `spared_phrases`.

Origins: the conclusive words of 47 CFR 64.1200(a)(10); Twilio's default keywords for long codes
and messaging services (its page "Support for opt-out keywords"); the CTIA Messaging Principles for
HELP and INFO; Spanish words as agencies announce them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.words import word_set

STOP_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": frozenset(
            {
                "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke",
                "optout", "opt out", "unsub", "unsub me", "unsubscribed", "desubscribe",
                "un subscribe",
                "opting out", "opt me out", "no more", "stop to end",
                "stop to end texts",
            }
        ),
        "es": frozenset(
            {
                "alto", "parar", "pare", "baja", "cancelar", "detener", "terminar", "no mas",
                "paren", "cancele", "darse de baja", "dar de baja", "ya no mas", "cancelen",
                "detengase", "detenganse", "desuscribir", "desuscribirme", "desinscribirme",
                "desinscribir", "darme de baja",
            }
        ),
    }
)  # fmt: skip
"""Opt out when they are all that was said."""

STRONG_WORDS = frozenset({"stop", "stopall", "unsubscribe", "optout", "unsub"})
"""Hardly said for another reason: left over anywhere, a person should look."""

CLAUSE_WORDS = STRONG_WORDS | {"stop all", "opt out", "alto", "parar", "no mas"}
"""Opt out when they stand between two marks of punctuation: "Stop. Who is this?\""""

START_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": frozenset(
            {"start", "unstop", "opt in", "optin", "subscribe", "resubscribe", "resume"}
        ),
        "es": frozenset(
            {
                "iniciar",
                "comenzar",
                "empezar",
                "reanudar",
                "suscribir",
                "suscribirme",
                "inscribirme",
            }
        ),
    }
)
HELP_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": frozenset(
            {"help", "info", "help me", "information", "more info", "more information"}
        ),
        "es": frozenset(
            {"ayuda", "informacion", "ayudeme", "ayudenme", "ayudame", "mas informacion"}
        ),
    }
)
YES_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"en": frozenset({"yes", "y", "yeah", "yep"}), "es": frozenset({"si"})}
)
"""START only from someone who has opted out and has no open question."""

FILLERS = word_set(
    """please pls plz plss pleas kindly hey hi hello ok okay now just thanks thank you ty sir
    maam already immediately por favor porfavor porfa xfa gracias ya ahora hola oiga mire"""
)
"""Said around a keyword without changing it."""

SIGNS: Mapping[str, str] = MappingProxyType({"🛑": " stop ", "⛔": " stop ", "🚫": " stop "})

SPANISH_MARKS = word_set(
    "por favor porfavor porfa gracias mensaje mensajes texto textos quiero numero mas hola"
)
"""Words that tell Spanish where the keyword itself does not."""

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "txt": "text", "txts": "texts", "txting": "texting", "textin": "texting",
        "msg": "message", "msging": "messaging", "txtng": "texting", "msgs": "messages",
        "sms": "texts", "msj": "mensaje",
        "msjs": "mensajes", "mensajitos": "mensajes", "mensage": "mensaje",
        "dnt": "dont", "u": "you", "ur": "your", "anymore": "any more", "nomore": "no more",
        "optout": "opt out", "wanna": "want to", "q": "que", "stpo": "stop", "sotp": "stop",
        "tsop": "stop", "stopp": "stop", "sop": "stop", "stp": "stop", "textos": "mensajes",
        "texto": "mensaje", "txtn": "texting", "txtin": "texting", "texing": "texting",
        "textng": "texting", "unsub": "unsubscribe", "yall": "you",
        "appt": "appointment", "appts": "appointments", "til": "until", "cel": "celular",
        "fone": "phone", "phne": "phone", "num": "number", "nmbr": "number", "messg": "message",
        "mesages": "messages", "mensages": "mensajes", "k": "que", "pa": "para",
    }
)  # fmt: skip
MISSPELT = (
    "unsubscribe", "texting", "messages", "message", "mensajes", "mensaje", "notifications",
    "reminders", "notificaciones", "sending", "renewal", "appointment", "appointments", "payment",
    "payments", "recordatorios", "renovacion",
)  # fmt: skip
"""Words of the phrases that are worth correcting."""
