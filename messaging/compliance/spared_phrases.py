"""Stretches that hold a keyword and mean something else, as data, for `keywords`.

They are taken out before the rest is read, so that "I can't stop by, and stop texting me" still
stops. Patterns are matched as those of `stop_phrases` are.
"""

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
        "asking|"
        r"deduct\w*|work\w*|smoking|drinking|school)\b"
    ),
    (
        r"\b(?:stop|cancel|end|quit|revoke) (?:my |the |this |that |a |an |our |his |her |these |"
        r"child |wage |income |tax |automatic |auto |direct |monthly |next |\d\w* )*"
        r"(?:appointments?|appt|apt|appoint|meeting|hearing|visits?|interview|court|case|order|"
        r"support|payments?|"
        r"garnishment|withholding|deductions?|interest|renewal|application|benefits?|snap|job|"
        r"license|suspension|lease|contract|class|date|day|month|week|year|time)\b"
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
    (
        r"\b(?:como|cuando|puedo|quiero) (?:se )?(?:paro|paran|parar|detengo|cancelo|quito) "
        r"(?:el|la|los|las|este|esta|mi) (?:descuento|embargo|pagos?|caso|manutencion|orden)\w*"
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
    r"\b(?:estoy de|esta de|(?<!quiero )la|temporada|clase|mas|muy|es|esta|presion|voz) baja\b",
    r"\bvoy a (?:parar|terminar)\b|\b(?:no|para|sin) (?:parar|terminar)\b",
    # our own words, quoted back to us
    (
        r"\b(?:reply |text |send |or |responda |envie )?stop to (?:end|opt out|unsubscribe|cancel|"
        r"quit|stop)(?: (?:all )?(?:texts?|messages))?\b"
    ),
    (
        r"\b(?:responda |envie )?alto para (?:no recibir|dejar de recibir|cancelar|terminar)(?: "
        r"\w+)?\b"
    ),
    r"\b(?:reply|text|responda) (?:start|iniciar) (?:to|para) (?:get|volver|recibir)\b(?: texts)?",
    # questions about what has stopped
    r"\b(?:why|when|how come) (?:did|do|does|have|has|are|were) (?:\w+ ){0,3}?stop(?:ped)?\b",
    r"\bdid (?:they|you|the|my|it|he|she|u) (?:\w+ ){0,2}?stop\b",
    r"\bpain to stop\b|\bone stop\b|\bplanta baja\b",
    r"\bno (?:me )?(?:dejen?|dejes) de (?:mandar|enviar|escribir|avisar|textear)\w*",
    # other lists, and other people's names on them
    (
        r"\b(?:take|remove|drop|get) (?:me|my name) (?:off|from|out of|off of) (?:the |this |"
        "my |your |"
        r"child |that |his |her )*(?:case|order|support|lease|account|insurance|plan|schedule|"
        r"calendar|docket|garnish\w*|birth|policy|wait ?list|waiting list|hold|class|program|title|"
        r"loan|house|apartment|home)\b"
    ),
    # what other people will not leave off
    (
        r"\b(?:want|ask|tell|make|get|need|told|asked|wanted) (?:him|her|them|my \w+|the \w+) to "
        r"(?:stop|(?:leave|let) (?:me|us) (?:\w+ )?alone)\b"
    ),
    (
        r"\b(?:he|she|they|ex|dad|mom|father|mother|husband|wife|boyfriend|girlfriend|landlord) "
        r"(?:just )?(?:wont|will not|doesnt|never|dont|didnt) (?:ever )?leave (?:me|us) alone\b"
    ),
    r"\b(?:dont|do not|please dont) leave (?:me|us) alone\b",
    r"\b(?:dont|do not|never) (?:give|share|tell|send) (?:\w+ ){0,4}?(?:him|her|them|my ex)\b",
)
