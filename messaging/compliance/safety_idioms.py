"""Turns of phrase that hold a word of distress and are surely harmless, as data, for `safety`.

Short on purpose: a false alarm costs a glance, a missed one may cost a life. Patterns are matched
against `words.plain` text.
"""

_BODY = r"(?:espalda|cabeza|pies?|rodillas?|muelas?|cuello|estomago)"
_ACHES = (
    r"(?:backs?|knees?|head|foot|feet|tooth|teeth|stomach|arms?|legs?|shoulders?|hands?|neck|ankle|"
    r"hip|wrist|throat|eyes?)"
)
_DEVICES = (
    r"(?:phone|battery|car|laptop|computer|cell|tablet|charger|wifi|truck|engine|line|internet|van)"
)
_TREAT = (
    r"(?:coffee|cafe|nap|soda|coke|drink|beer|pizza|burger|taco|tacos|snack|sandwich|cigarette|"
    r"vacation|day off|break)"
)

EVERYDAY = (
    r"\bhit me (?:up|back)\b",
    r"\bit (?:just |finally )?hit me (?:that|i|how)\b",
    r"\b(?:that|it|this|what|which) beats me\b(?! up)|^beats me$|\bbeats me (?:why|how|what)\b",
    r"\bshoot (?:me |you |him |her |them |over )?(?:an? )?(?:text|email|message|call|note)\b",
    r"^(?:oh |aw )?shoot i (?:forgot|missed|thought|meant)\b",
    (
        r"\b(?:im |i am |was )afraid (?:i (?:cant|cannot|wont|will not|missed|forgot|have)|"
        r"we cant|so|not)\b"
    ),
    r"\bkill (?:two|2) birds\b",
    r"\bkill(?:ing|ed)? (?:time|the time|some time|the engine|my phone|my battery|my back)\b",
    rf"\b(?:could|would|id|i would|i could) (?:just )?kill for (?:an? |some )?{_TREAT}\b",
    rf"\b{_ACHES} (?:still |really |is |are )*(?:hurts?|hurting|killing me)\b",
    rf"\bhurts? (?:my |his |her )?(?:credit|budget|wallet|feelings|{_ACHES})\b",
    (
        r"\b(?:wait|waiting|traffic|heat|cold|gas|rent|prices?|suspense|allerg\w+|commute|stairs|"
        "hours) "
        r"(?:is|are|be|was)? ?killing me\b"
    ),
    r"\bhurt (?:at work|on the job|playing \w+)\b",
    r"\bhitting (?:(?:me|us|my phone|my line) up|my phone|my line|the road|traffic)\b",
    (
        rf"\b{_DEVICES} (?:\w+ )?(?:is |was |are |about to |almost |going to |gonna |just |keeps |"
        "keep )*(?:die|"
        r"dying|dead)\b"
    ),
    r"\bdead tired\b",
    rf"\bdead (?:{_DEVICES}|end|beat|line|zone|weight|week|tree|air)\b",
    (
        r"\bdying (?:to (?:know|see|hear|try|meet|eat)|of (?:laughter|laughing|boredom|curiosity|"
        "hunger|heat)|"
        r"for a|laughing)\b"
    ),
    r"\bbirth control pills?\b",
    (
        r"\bme (?:muero|muera|estoy muriendo) (?:de (?:hambre|risa|sueno|sed|frio|calor|verguenza|"
        "ganas|"
        r"curiosidad|la risa)|por (?:saber|verlos?|verlas?))\b"
    ),
    r"\b(?:telefono|celular|carro|bateria|pila|troca|computadora) (?:\w+ )?(?:esta )?muert[oa]\b",
    r"\bdia de (?:los )?muertos\b|\bnaturaleza muerta\b",
    r"\bme obligan? a pagar\b",
    (
        r"\bemergency (?:contacts?|fund|exit|number|form|room|surgery|custody|snap|benefits|"
        r"assistance|housing|food|rent|shelter list|vehicle|brake)\b"
    ),
    r"\b(?:only for|in case of|for|en caso de|para) (?:an? |una? )?emergenc(?:y|ies|ia|ias)\b",
    r"\bcontactos? de emergencia\b|\b(?:a|en|de) emergencias\b",
    r"\b(?:fondo|ayuda|asistencia|vivienda) de emergencia\b",
    r"\bno puedo mas (?:tarde|temprano|que)\b",
    r"\bknife and fork\b",
    r"\bwaiting for me to (?:call|sign|send|pay|respond|answer|finish|bring)\b",
    r"\bblow(?:ing|n|s|in)? up (?:my|our|the) (?:phone|cell|line|inbox)\b",
    (
        r"\bjump (?:on|in|into|over) (?:a |the |that |your |my )?(?:call|bus|train|phone|zoom|"
        r"meeting|line|car|shower)\b"
    ),
    r"\b(?:the|a|your|this|another) (?:whole )?(?:bottle|pill) of (?:formula|milk|water|juice)\b",
    (
        r"\bcant (?:keep going|go on) (?:to (?:court|work|school|the)|back|mon\w*|tue\w*|"
        r"wed\w*|thu\w*|fri\w*|sat\w*|sun\w*|that day|the \d+)\b"
    ),
    (
        r"\bwant (?:this|the|my|our) (?:case|court|hearing|order|process|divorce|paperwork|wait)"
        r"(?: thing)? to (?:be over|end)\b"
    ),
    r"\bdomestic (?:flight|partner|partners)\b",
    r"\b(?:bath|photo) bombs?\b",
    r"\bbomba de (?:gasolina|agua)\b",
    rf"\bme matan? (?:el|la|los|las) (?:{_BODY}|trafico|calor|curiosidad|espera)\b",
    (
        r"\bme (?:pego|pega) (?:(?:el|la|un|una|mucho|mucha) )?(?:sol|gripa|gripe|susto|frio|"
        "hambre|sueno|"
        r"tos|covid|virus|calor)\b"
    ),
    r"\bno se donde (?:viven?|trabajan?)\b",
    (
        r"\bhits? (?:(?:my|the|his|her) )?"
        r"(?:card|account|bank|direct deposit|inbox|(?:wrong )?button)\b"
    ),
    r"\bkilling (?:my|our) (?:credit|budget|wallet|score|savings|paycheck)\b",
    r"\bkilling me with (?:\w+ )?(?:fees?|payments?|interest|paperwork|arrears)\b",
    (
        r"\btrack(?:ing)? (?:my|the|your|this) "
        r"(?:payments?|checks?|case|deposits?|package|order|number)\b"
    ),
    r"\bgun (?:range|shop|store|club)\b",
    r"\bcut (?:my|our|his|her) (?:hours|pay|check|benefits|wages|shifts?|grass|hair)\b",
    r"^(?:please )?(?:stop|quit) harass?ing me\b",
    r"\bmatar (?:el|un) (?:tiempo|rato)\b",
)
"""Turns of phrase that hold such words and are surely harmless; taken out before the rest is read,
so that what else is said still counts."""
