"""Whether someone asks where another person lives, works, or can be reached.

Nothing about one parent may reach the other by any path (45 CFR 303.21; Social Security Act
453(b)(2), 454(26)), so such a question gets a refusal and a flag for a worker. Asking too often
costs a glance; places of our own (the office, the court) are left alone.
"""

import re

from messaging.compliance.words import plain

_OTHER = (
    r"(?:he|she|they|him|her|them|my ex|my (?:wife|husband|kids?|sons?|daughters?|child|children|"
    r"baby|babys? (?:mom|mother|mama|dad|father|daddy))|the (?:mother|father|mom|dad|kids?|child|"
    r"children|"
    r"other (?:parent|party|person))|(?:his|her) (?:mom|mother|dad|father)|my kids (?:mom|mother|"
    r"dad|father))"
)
_WHOSE = (
    r"(?:his|her|their|hers|my exs|the (?:mothers?|fathers?|moms?|dads?|other (?:parents?|"
    r"partys?))|"
    r"my (?:wifes?|husbands?|kids|sons|daughters|childs|childrens|babys? (?:moms?|mothers?|dads?|"
    r"fathers?)))"
)
_WAYS = (
    r"(?:address|phone|number|cell|job|work|workplace|employer|boss|house|home|apartment|location|"
    r"school|daycare|schedule|shift|email)"
)
_ASKING = (
    r"(?:what|whats|where|which|need|give|tell|send|find|know|get|have|want|text|share|"
    r"looking for|can i)"
)
_QUIEN = (
    r"(?:el|ella|ellos|ellas|mi ex|mi (?:esposa|esposo|hij[oa]|bebe|marido|mujer)|mis hij[oa]s|"
    r"los ninos|(?:la|el) (?:mama|madre|papa|padre)(?: de mis? hij[oa]s?)?|l[oa] otr[oa])"
)

_PATTERNS = (
    (
        rf"\bwhere(?:s|d)? (?:is |are |r |does |do |did |has |have |can i find |was )*{_OTHER}\b"
        r"(?: (?:be |been |now|at|living?|lives?|stay\w*|work\w*|move\w*|go|went|gone|right|"
        r"currently|"
        r"hiding|located|sleep\w*)| *$)"
    ),
    rf"\bwhere {_OTHER} (?:lives?|works?|stays?|moved|is|are|went)\b",
    rf"\b{_ASKING}\b (?:\w+ ){{0,6}}?{_WHOSE} (?:new |current |home |work |phone |cell )*{_WAYS}\b",
    rf"\b(?:address|phone|number|location|whereabouts|employer) (?:of|for|to) {_OTHER}\b",
    rf"\b(?:who|where|what) (?:does|is|do|are) {_OTHER} (?:work|employ|job)\w*",
    (
        rf"\b(?:does|do|is|are) {_OTHER} (?:still |even )?(?:work|have a (?:new )?job|live|living|"
        rf"employed|stay)\w*"
    ),
    (
        rf"\b(?:what|which) (?:school|daycare|city|town|state|street|house|job|car|truck) "
        rf"(?:is|are|does|do|did) {_OTHER}\b"
    ),
    rf"\b(?:find|locate|track down) {_OTHER}(?: now| please| for me)?$",
    rf"\b(?:did|has|have) {_OTHER} moved?\b",
    (
        rf"\b(?:is|are) {_OTHER} (?:still )?(?:at|in|staying|living) (?:the |a |her |his "
        r")?(?:shelter|hotel|motel|\w+ house|town)\b"
    ),
    (
        rf"\b(?:what time|when) (?:does|do|is) {_OTHER} (?:get off|leave|go to|start|finish|at) "
        "?(?:work|home)?"
    ),
    (
        r"\b(?:necesito|deme|dame|quiero|tiene|tienen|sabe|saben) su (?:nueva )?(?:direccion|"
        r"domicilio|paradero)\b"
    ),
    (
        r"\b(?:a|en) (?:que|cual) (?:escuela|guarderia|ciudad|calle|lugar) (?:esta|estan|va|van|"
        r"vive|viven)\b"
    ),
    (
        r"\bdonde (?:es que )?(?:vive|viven|trabaja|trabajan|se mudo|se mudaron|se fue|duerme|"
        r"estudia|"
        r"esta viviendo|esta trabajando|estan viviendo)\b(?! (?:usted|mi caso))"
    ),
    r"\bque (?:carro|coche|auto|troca) (?:maneja|trae|tiene)\b(?! (?:usted|mi caso))",
    rf"\bdonde (?:esta|estan|anda|andan) (?:ahora )?{_QUIEN}\b",
    (
        r"\b(?:direccion|domicilio|telefono|numero|trabajo|empleo|escuela|paradero|horario) "
        rf"(?:nuev[oa] )?(?:de|del) (?:{_QUIEN}|(?:la |el )?(?:mama|papa|padre|madre))\b"
    ),
    (
        rf"\b(?:en que|para quien|con quien) (?:lugar |calle |ciudad )?(?:vive|trabaja|esta) "
        rf"*(?:{_QUIEN})?"
    ),
)
_ASKED = re.compile("|".join(_PATTERNS))

_OUR_PLACES = re.compile(
    r"\b(?:where|donde) (?:is|are|esta|estan|queda) (?:the |la |el |your |su |my |mi )*"
    r"(?:office|oficina|court|corte|tribunal|check|cheque|payment|pago|form|formulario|case|caso|"
    r"worker|caseworker|trabajadora?|hearing|audiencia|appointment|cita)\b"
)


def asks_location(text: str) -> bool:
    """Whether `text`, in English or Spanish, asks for another person's whereabouts or contact."""
    return bool(_ASKED.search(_OUR_PLACES.sub(" _ ", plain(text))))
