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
_BURDENS = (
    r"(?:bills?|fees?|payments?|rent|jobs?|work|school|homework|paperwork|line|hold|schedule|"
    r"shifts?|overtime|interest|taxes|deadlines?|website|site|app|forms?|insurance|daycare cost)"
)
_CARGAS = (
    r"(?:cuentas?|biles?|renta|trabajo|trafico|calor|frio|intereses|espera|tareas?|gripa|alergias?|"
    r"tos|hambre|sueno|escuela|papeleo|tramites?|impuestos|horario|fila)"
)
_DAYS = r"(?:mon|tues?|wed(?:nes)?|thurs?|thur|fri|sat(?:ur)?|sun)(?:days?)?"
_DIAS = r"(?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?)"
_ERRANDS = (
    rf"(?:(?:on|this|next|every|for|all|over|during|until|til|by|the) )*(?:{_DAYS}|weekends?|"
    r"summer|holidays?|spring break|christmas|to (?:school|practice|daycare|church|the (?:park|"
    r"doctor|dentist|zoo|pool|store|movies|library|bus)))"
)
_PLAYING = (
    r"(?:playing|riding|skating|skateboarding|(?:at|in|during|on) (?:\w+ )?(?:practice|school|"
    r"recess|work|job|game|park|playground|trampoline|football|soccer|gym|pe|class))"
)

EVERYDAY = (
    # Burdens that "kill"
    (
        rf"\b{_BURDENS} (?:\w+ )?(?:is |are |be |r |keeps |just |really |literally )*"
        r"killing (?:me|us)\b"
    ),
    rf"\b{_CARGAS} (?:ya )?(?:me|nos) (?:esta|estan|anda|va a|van a) (?:matando|matar)\b",
    rf"\b(?:me|nos) (?:esta|estan) matando (?:el|la|los|las|este|esta) {_CARGAS}\b",
    r"\b(?:could|would|id|ill) (?:just |literally )?kill for (?!him|her|me|us|you|them)\w+",
    # The animals of a feast, and pests
    (
        r"\bmat(?:ar|amos|aron|o|an|e) (?:a |un |el |al |una |la |los |las |unos |unas )*"
        r"(?:marranos?|puercos?|cochinos?|cerdos?|pollos?|gallinas?|chivos?|borregos?|vacas?|res|"
        r"pavos?|guajolotes?|zancudos?|moscas?|cucarachas?|ratas?|hambre)\b"
    ),
    # Sports, sights and needles
    r"\bshooting (?:range|guard|star|for)\b",
    (
        r"\bsho(?:o?t|ots|oting) (?:some )?(?:hoops|pool|baskets|free throws|pictures|photos|"
        r"videos?)\b"
    ),
    r"\b(?:flu|covid|booster|tetanus|allergy|vaccine|vaccination|baby|school) shots?\b",
    r"\bshots? records?\b|\b(?:his|her|their|the kids) (?:\w+ )?shots\b",
    r"\bpunching bags?\b|\bkick ?(?:off|ball)\b|\b(?:hitting|batting) practice\b|\bhome run\b",
    r"\bbeat the (?:traffic|rush|heat|clock|deadline)\b",
    r"\b(?:pega|pegar|pegarle|patea|patear) (?:a |al |la |el )*(?:balon|pelota)\b",
    r"\btiros? libres?\b|\bgolpe de (?:calor|suerte)\b",
    rf"\bbroke (?:his|her|my|their) \w+ {_PLAYING}\b",
    # Who has the children when: only the verb goes, so that whatever else is said still counts
    (
        r"\b(?:take|takes|taking|took|taken|have|has|had|keep|keeps|kept|get|gets|got)"
        r"(?= (?:the |my |our |both |his |her )*(?:kids?|baby|boys?|girls?|children|son|daughter) "
        rf"{_ERRANDS}\b)"
    ),
    (
        r"\b(?:lleva|llevo|llevan|llevar)(?= a (?:los|las|mis|sus|mi|la|el) \w+ (?:al (?:parque|"
        rf"doctor|dentista|cine)|a la (?:escuela|iglesia|guarderia)|(?:el|los|este) {_DIAS})\b)"
    ),
    (
        r"\b(?:he|she|they|who|mom|dad|mother|sister|to|can|could|will|i|im|hes|shes) "
        r"watch(?:es|ed|ing)?(?= (?:my|the|our|his|her) (?:kids?|baby|boys|girls|children|son|"
        r"daughter))"
    ),
    (
        r"\b(?:me|le|les|nos) toca(?:n|ba)? (?:a (?:el|ella|mi|mi ex|usted) )?(?:(?:el )?turno|"
        rf"(?:este|el|los) (?:{_DIAS}|fin|fines|pago|\d+)|{_DIAS}|ir|pagar|trabajar|recoger|"
        r"cuidar)\b"
    ),
    # In jail, and out of the car
    (
        r"\b(?:hes|shes|he is|she is|he was|she was|still|currently|got) locked up(?: (?:again|"
        r"right now|til\w*|until|since|for|in (?:jail|prison|county|\w+ county))\b|$)"
    ),
    r"\bencerrad[oa]s? (?:a ?)?fuera\b|\blocked (?:my |the )?keys in\b",
    r"\bdont worry(?= (?:ill|i will|i got|i have|we|im (?:coming|on|almost|here)))",
    # Forms, services and hours
    (
        r"\b(?:me|nos|le|les) (?:re)?cort\w+ (?:las? horas?|la luz|el agua|el telefono|"
        r"el celular|el gas|el internet|el servicio|el cable|el sueldo|la ayuda|los beneficios|"
        r"las estampillas)\b"
    ),
    (
        r"\bmiedo (?:de |a |que )?(?:llenar\w*|equivocarme|manejar|las agujas|al dentista|"
        r"perder (?:el|mi) (?:trabajo|empleo|licencia|cita))\b"
    ),
    (
        r"\b(?:no|ya no) puedo mas con (?:este|el|tanto|tantos|estos|tanta|esta) (?:papel\w*|"
        r"tramites?|trafico|calor|formularios?|tos|gripa)\b"
    ),
    (
        r"\b(?:hours|pay|paycheck|check|benefits|shifts?) (?:got |were |was |been |getting )*"
        r"(?:slashed|cut)\b"
    ),
    r"\bcut (?:me|us|him|her|you|them) (?:a|the|another) check\b",
    r"\b(?:getting|get|got) killed (?:on|by|with) (?:gas|rent|bills|fees|taxes|interest|prices)\b",
    r"\b(?:id|i would|would|could) die for (?!him|her|them|my)",
    r"\bmuert[oa]s? de (?:cansancio|hambre|risa|sueno|frio|calor|sed|verguenza|ganas)\b",
    r"\bse (?:me|le|nos|les) (?:quebro|rompio|descompuso)\b",
    r"\ben la puerta de (?:la|su|esta) (?:oficina|corte|agencia)\b|\ben la puerta del edificio\b",
    r"\bshoot (?:it |that |them |this )?over\b",
    r"\b(?:mordio (?:un|el|mi) perro|bit by (?:a|my|the|our) dog)\b",
    # Illness, and people who are away
    (
        r"\b(?:mom|mother|dad|father|grandma|grandmother|grandpa|grandfather|uncle|aunt) "
        r"(?:is|was) dying\b"
    ),
    r"\b(?:he|she|ex|dad|father|mom|husband|wife) (?:got|was|has been) deported\b",
    r"\bl[oa] deportaron\b",
    r"\b(?:im|i am|i|got|was|were|keep getting|keeps|being|get) locked out\b",
    # Ourselves: the office has papers, the parent waits outside it, things break by themselves
    (
        r"\b(?:you|yall|they|office|ustedes|la oficina) (?:still |already |ya |todavia )*"
        r"(?:have|got|has|tienen|tiene) (?:my|our|mis|nuestros) "
        r"(?:papers|papeles|documents|documentos)\b"
    ),
    (
        r"\b(?:im|i am|i was|estoy|ando) (?:\w+ )?(?:outside|afuera)"
        r"(?= (?:of )?(?:the |de la |del )"
        r"(?:office|court|courthouse|building|oficina|corte|edificio))"
    ),
    r"\bmy (?:phone|cell) (?:just )?(?:broke|is broken)\b(?! by)",
    r"\ble tocan (?:los ninos|las ninas|a el|a ella)\b",
    r"\bnothing to hide\b|\b(?:he|she) (?:is not|isnt) here\b",
    # Idioms of single words
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
