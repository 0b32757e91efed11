"""The words and phrases that opt out, opt in and ask for help, as data.

Origins: the conclusive words of 47 CFR 64.1200(a)(10); Twilio's default keywords for long codes
and messaging services (its page "Support for opt-out keywords"); the CTIA Messaging Principles for
HELP and INFO; Spanish words as agencies announce them. The phrases are ours: the rule says that
any reasonable wording counts.

Patterns are matched against `words.plain` text: lower case, no accents, no punctuation, single
spaces, apostrophes dropped ("don't" is `dont`).
"""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.words import word_set

STOP_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": frozenset(
            {
                "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke",
                "optout", "opt out",
            }
        ),
        "es": frozenset(
            {
                "alto", "parar", "pare", "baja", "cancelar", "detener", "terminar", "no mas",
                "paren", "cancele", "darse de baja", "dar de baja", "ya no mas",
            }
        ),
    }
)  # fmt: skip
"""Opt out when they are all that was said."""

STRONG_WORDS = frozenset({"stop", "stopall", "unsubscribe", "optout"})
"""Hardly said for another reason: left over anywhere, a person should look."""

CLAUSE_WORDS = STRONG_WORDS | {"stop all", "opt out", "alto", "parar", "no mas"}
"""Opt out when they stand between two marks of punctuation: "Stop. Who is this?\""""

START_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": frozenset({"start", "unstop", "opt in", "optin", "subscribe", "resubscribe"}),
        "es": frozenset({"iniciar", "comenzar", "empezar", "reanudar"}),
    }
)
HELP_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": frozenset({"help", "info", "help me", "information"}),
        "es": frozenset({"ayuda", "informacion", "ayudeme"}),
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

SIGNS: Mapping[str, str] = MappingProxyType({"🛑": " stop ", "⛔": " stop "})

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
        "tsop": "stop", "stopp": "stop", "textos": "mensajes", "texto": "mensaje",
    }
)  # fmt: skip
MISSPELT = ("unsubscribe", "texting", "messages", "message", "mensajes", "mensaje")
"""Words of the phrases that are worth correcting."""

_THINGS = r"(?:(?:text(?:s|ing)?|messag(?:e|es|ing)|emails?|emailing|alerts?|reminders?))"
_COSAS = r"(?:mensajes?|correos?|avisos?|recordatorios?|alertas?)"
_FEW = r"(?:\w+ ){0,3}?"

STOP_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            (
                rf"\b(?:stop|quit|cease) {_FEW}(?:{_THINGS}|contacting|writing|bothering|harassing|"
                r"spamming|bugging)\b"
            ),
            (
                r"\b(?:stop|quit) (?:calling|emailing|messaging|sending|getting|receiving)"
                r"(?: to)?(?: me| us| (?:me )?(?:this|these|those|them|stuff|things))*$"
            ),
            (
                rf"\b(?:stop|quit) (?:sending|getting|receiving) {_FEW}(?:{_THINGS}|these|those|"
                rf"this)\b"
            ),
            (
                rf"\b(?:end|cancel|discontinue|cease) (?:(?:all|the|these|those|my|this|of) "
                rf")*{_THINGS}\b"
            ),
            r"^(?:can|could|would|will) you (?:stop|quit)(?: (?:it|this|that|these))?$",
            (
                r"^(?:\w+ )?stop (?:it|this|that|these|those|now|me|everything|all of (?:it|this|"
                r"them))$"
            ),
            r"\bwrong (?:person|number|guy) stop\b",
            r"\b(?:texts|messages) (?:to )?stop\b",
            (
                r"\b(?:dont|do not|never|stop trying to) (?:ever |you |be )?"
                r"(?:text|texting|message|messaging|contact|contacting|write|bother|email)\b"
                r"(?! you| my| the| back| him| her| them)"
            ),
            (
                rf"\b(?:dont|do not|never) send (?:me )?(?:any |more |of |these |those |your )*"
                rf"(?:{_THINGS}|anything|any|more|these|this|stuff)\b"
            ),
            rf"\bno more (?:of )?(?:these |this |those |your )*{_THINGS}\b",
            (
                r"\b(?:dont|do not|no longer|not) (?:want|wish)"
                r"(?: to (?:get|receive|be getting|have|keep getting))? "
                r"(?:any |more |these |those |your |the |no |from )*"
                rf"(?:{_THINGS}|to be texted|to be contacted|to hear from you|"
                r"you (?:to )?(?:text|message|contact|email|writ)\w*)\b"
            ),
            (
                r"\b(?:take|remove|delete|drop|get|erase) (?:me|my (?:number|phone|name|cell)|"
                r"this (?:number|phone))(?: (?:off|from|out|please|now|$)|$)"
            ),
            r"\boff (?:of )?(?:your|the|this) list\b",
            r"\bopt (?:me|us) out\b",
            r"\b(?:want|like|need|wish|trying) to (?:unsubscribe|opt out)\b",
            r"\b(?:unsubscribe|opt out) (?:me|from|of)\b",
            r"\b(?:revoke|withdraw|take back) (?:my |all )?(?:consent|permission)\b",
            r"\bleave (?:me|us) alone\b",
            r"\blose (?:my|this) number\b",
            r"\bquit it$",
        ),
        "es": (
            rf"\bno me (?:manden?|mandes|envien?|envies) {_FEW}(?:mas|nada|{_COSAS})\b",
            r"\bno me (?:manden?|mandes|envien?|envies)$",
            (
                r"\bno (?:me|nos) (?:escriban?|escribas|texteen?|molesten?|molestes|contacten?|"
                r"contactes|llamen mas|llame mas|busquen?)\b"
            ),
            rf"\bno (?:manden|mande|envien|envie) (?:mas|{_COSAS})",
            (
                rf"\b(?:ya )?no (?:quiero|deseo|queremos|necesito) (?:que me (?:manden?|envien?|"
                rf"escriban?)"
                rf"|(?:recibir |mas |sus |estos |los |tus |esos |de |ningun |ningunos )*{_COSAS}|"
                r"recibir (?:mas|nada))\b"
            ),
            rf"\bno mas (?:de )?(?:estos |sus |los |esos )?{_COSAS}\b",
            (
                r"\b(?:dejen?|deja|dejar|deje|paren?|para|parar|basta|alto) (?:ya )?de "
                r"(?:mandar|enviar|escribir|textear|molestar|contactar|acosar)\w*"
            ),
            (
                rf"\b(?:alto|basta|paren?|parar|detengan?|detener|cancelen?|cancelar|terminar|"
                rf"suspendan|"
                rf"suspender|quitar|quiten) (?:a |con |de |ya |todos |estos |esos |los |sus |mis "
                rf")*{_COSAS}\b"
            ),
            (
                r"\b(?:quit|saqu|borr|elimin|remuev|remov|sac|retir)\w*me de (?:la|su|esta|esa) "
                r"lista\b"
            ),
            (
                r"\b(?:quit|saqu|borr|elimin|remuev|remov)(?:e|en|enme|eme)? "
                r"(?:de (?:la|su) lista )?mi (?:numero|telefono|celular)\b"
            ),
            r"\b(?:quitenme|quiteme|saquenme|saqueme|borrenme|borreme|eliminenme|elimineme)$",
            r"\b(?:dar|darme|den|deme|denme|dame|dan) de baja\b",
            r"\b(?:dejeme|dejenme|dejame) en paz\b",
            r"\bcancel\w* (?:mi |la )?su[bs]?scripcion\b",
        ),
    }
)
"""Opt out wherever they stand, unless a limit (`LIMITS`) makes them doubtful."""

SPARED: tuple[str, ...] = (
    # the office, the road, the bus
    r"\bstop(?:ping|ped)? (?:by|at|in|over|off|into|there|here|sign|light|and (?:see|talk|pick))\b",
    r"\b(?:bus|train|rest|truck|pit|next|first|last|full|non|traffic|door) stop\b",
    # asking us not to stop
    (
        r"\b(?:dont|do not|never|no need to|please not) (?:\w+ )?(?:stop|unsubscribe|opt out|"
        r"cancel|"
        r"end|quit)\b"
    ),
    r"\bno (?:quiero|deseo) (?:que )?(?:parar|paren|cancelar|cancelen|detener|terminar|la baja)\b",
    r"\b(?:nunca|no) (?:paren|pare|cancelen|cancele|detengan)\b",
    # complaining that nobody writes
    (
        r"\b(?:you|u|he|she|they|i|we|nobody) (?:guys )?(?:never|dont|do not) (?:ever )?"
        r"(?:text|message|contact|write|call|email|bother)\b"
    ),
    r"\b(?:why|if) (?:dont|do not|cant) (?:you|u|i|we|they)\b",
    # somebody else who will not stop
    (
        r"\b(?:he|she|they|it|ex|dad|mom|father|mother|husband|wife|boyfriend|kid|baby|bills?|"
        r"pain) (?:just )?(?:wont|doesnt|didnt|cant|dont|will not|would not|wouldnt|never|"
        r"cannot|had to|"
        r"has to) stop\b"
    ),
    (
        r"\b(?:i|we) (?:cant|cannot|could not|couldnt|didnt|had to|have to) stop (?!text|messag|"
        r"getting)"
    ),
    # what an agency does with a case
    (
        r"\b(?:stop|cancel|end|quit|revoke) (?:paying|taking|garnish\w*|withhold\w*|charg\w*|"
        r"deduct\w*|work\w*|smoking|drinking|school)\b"
    ),
    (
        r"\b(?:stop|cancel|end|quit|revoke) (?:my |the |this |that |a |an |our |his |her |these |"
        r"child |wage |income |tax |automatic |auto |direct |monthly |next |\d\w* )*"
        r"(?:appointments?|appt|apt|appoint|meeting|hearing|visits?|interview|court|case|order|"
        r"support|payments?|"
        r"garnishment|withholding|deductions?|interest|renewal|application|benefits?|snap|job|"
        r"license|lease|contract|class|date|day|month|week|year|time)\b"
        r"(?! (?:text|messag|reminder|alert|email|notice))"
    ),
    r"\b(?:end|quit) of\b",
    (
        r"\bcancel(?:ar|en|e|o)? (?:mi |la |una |el |esta |mis |nuestra )*(?:cita|citas|reunion|"
        r"audiencia|caso|pago|pagos|orden|entrevista|visita|renovacion|solicitud|deuda|cuenta)\b"
    ),
    (
        r"\b(?:terminar|detener|parar|dejar) (?:mi |la |el |los |las |de |un |una )*(?:cita|caso|"
        r"pago|pagos|tramite|"
        r"escuela|trabajo|trabajar|formulario|orden|descuentos?|embargo|momento|rato|coche|carro)\b"
    ),
    # other meanings
    r"\b(?:i|he|she|they|we|just|to) quit (?:my|his|her|the|that|a|working|smoking|drinking)\b",
    (
        r"\b(?:year|month|week|day|weekend|dead|front|back|high|low|book|rear|other|deep|west|east|"
        r"north|south) end\b"
    ),
    (
        r"\b(?:by|at|in|until|til|till|before) the end\b|\bend (?:up|date|time|of|result|in)\b|"
        r"\bweek ?end\b"
    ),
    r"\b(?:es|muy|mas|tan|esta|lo|pelo|bien|salario|costo) alto\b",
    r"\b(?:estoy de|esta de|la|temporada|clase|mas|muy|es|esta|presion|voz) baja\b",
    r"\bvoy a (?:parar|terminar)\b|\b(?:no|para|sin) (?:parar|terminar)\b",
)
"""Stretches that hold a keyword and mean something else; they are taken out before the rest is
read, so that "I can't stop by, and stop texting me" still stops."""

LIMITS = (
    r"\b(?:at work|at night|at home|at school|before \d|after \d|until|till|tomorrow|today|tonight|"
    r"this week|right now while|so (?:early|late|often|much)|on (?:sunday|saturday|weekend)s?|"
    r"during|while|instead|in english|in spanish|en ingles|en espanol|en la noche|de noche|"
    r"en el trabajo|hasta|manana|hoy|tan (?:temprano|tarde|seguido))\b"
)
"""Not a plain opt-out: less, or later, or elsewhere. A person decides."""

UNCLEAR_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            r"^(?:im |i am )?not interested$",
            r"\bgo away\b",
            r"^enough$",
            r"^no more$",
            r"^(?:you|u) wont stop\b",
            r"\bhow (?:do|can) i (?:get off|opt out|unsubscribe)\b",
            r"\bblock(?:ing|ed)? (?:you|this number|your number)\b",
            r"\bwho gave you (?:my|this) number\b",
            r"\b(?:spam|spammer|spamming|scam|harassment|harassing)\b",
            (
                r"\b(?:dont|do not|never) (?:\w+ )?(?:text|texting|call|contact|bother|reach|"
                r"message)\b"
            ),
            r"\bnot to (?:text|message|contact|write|bother)\b",
        ),
        "es": (
            r"^(?:ya )?basta(?: ya)?$",
            r"^ya no$",
            r"\bno (?:me )?(?:llamen|llame|molesten|moleste)\b",
            r"\bno me interesa\b",
            r"\bcomo (?:me )?(?:cancelo|salgo|doy de baja)\b",
            r"^ya (?:pare|paren)$",
            r"\bno (?:me )?escriban?\b",
        ),
    }
)

START_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            (
                rf"\b(?:start|restart|resume|turn on) (?:sending )?(?:me )?(?:the |my |these |your "
                rf")?{_THINGS}\b"
            ),
            r"^(?:you can |can you |could you )?text me again$",
            r"\b(?:sign|opt|add) me (?:back )?(?:up|in)(?: again)?$",
            r"^subscribe me(?: again)?$",
            (
                rf"\bwant (?:to get |to receive |to start getting )?(?:your |the |my )?{_THINGS} "
                rf"again\b"
            ),
            r"^start again$",
        ),
        "es": (
            rf"\b(?:iniciar|comenzar|empezar|reanudar|activar) (?:los |mis |sus )?{_COSAS}\b",
            (
                rf"^(?:si )?quiero (?:volver a )?recibir (?:los |sus |mis )?{_COSAS}(?: otra "
                rf"vez| de "
                rf"nuevo)?$"
            ),
            r"\bvuelvan? a (?:mandar|enviar|escribir)me\b",
        ),
    }
)
