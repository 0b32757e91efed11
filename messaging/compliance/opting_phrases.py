"""Phrases that opt out, may opt out, or opt in, as data, for `keywords`.

They are ours: 47 CFR 64.1200(a)(10) says that any reasonable wording counts. Patterns are matched
against `words.plain` text with short forms spelt out: lower case, no accents, no punctuation,
single spaces, apostrophes dropped ("don't" is `dont`). What the messages are about stands behind
them as a mark: "the renewal texts" and "texts about my renewal" are both `texts zzrenewal`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from templates.files import Topic

_THINGS = (
    r"(?:(?:text messages?|texts?|texting|messag(?:e|es|ing)|emails?|emailing|alerts?|reminders?|"
    r"notifications?|notices?|updates|mensajes?))"
)
_COSAS = (
    r"(?:mensajes?(?: de texto)?|texts?|correos?|avisos?|recordatorios?|alertas?|notificaci\w+)"
)
_FEW = r"(?:\w+ ){0,3}?"
_THOSE = r"(?:all |any |the |these |those |your |ur |my |this |that |of |more |every |such |damn )*"
_ESOS = (
    r"(?:los |estos |esos |sus |tus |mis |mas |de |ningun |ningunos |todos |estas |las |a |con )*"
)
_NUMBER = (
    r"(?:cell |phone |cellphone |mobile |home |telephone )*(?:number|phone|cell|cellphone|line)"
)
_NEVER = r"(?:dont|do not|never|stop trying to|no longer)"
_REACH = (
    r"(?:text|texting|message|messaging|contact|contacting|write|writing|bother|bothering|email|"
    r"emailing|reach out to|notify)"
)

TOPIC_WORDS: Mapping[Topic, str] = MappingProxyType(
    {
        Topic.RENEWAL: r"(?:renew\w*|recert\w*|renovacion\w*|renovar|recertificacion\w*)",
        Topic.PAYMENT: r"(?:pay|payments?|paying|paid|money|pagos?|pagar|dinero)",
        Topic.APPOINTMENT: r"(?:appointments?|apt|meetings?|citas?|audiencias?|hearings?)",
    }
)
"""What a parent can choose to hear of, in their words."""

MARK = "zz"
_ABOUT = r"(?:about|for|regarding|on|of|concerning|sobre|de|del|acerca de|por|para)"
_REACHED = (
    r"(?:text(?:ing)?|messag(?:e|ing)|contact(?:ing)?|notify(?:ing)?|remind(?:ing)?)(?: me| us)?"
)

TOPIC_MARKS: tuple[tuple[str, str], ...] = tuple(
    row
    for topic, word in TOPIC_WORDS.items()
    for row in (
        (rf"\b{word} (?:due )?({_THINGS}|{_COSAS})\b", rf"\1 {MARK}{topic.value}"),
        (
            (
                rf"\b({_THINGS}|{_COSAS}|{_REACHED})(?: anymore| any more)? {_ABOUT} "
                rf"(?:my |the |this |mi |la |los |las |el |mis |a |child |support ){{0,3}}{word}\b"
            ),
            rf"\1 {MARK}{topic.value}",
        ),
    )
)
"""How the mark is put behind what it is about: patterns and replacements."""

AFTER_MATCH = (
    rf"^(?:\s*(?:me|us|from|of|out|any more|more|again|this number|{_THINGS}|{_COSAS}))*"
    rf"\s*{MARK}(\w+)"
)
"""The topic of the messages that a phrase ended with."""

STOP_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            (
                rf"\b(?:stop|quit|cease) {_FEW}(?:{_THINGS}|contacting|writing|bothering|harassing|"
                r"spamming|bugging|communicat\w+|contact|correspondence)\b"
            ),
            (
                r"\b(?:stop|quit) (?:calling|emailing|messaging|sending|getting|receiving|mandando)"
                r"(?: to)?(?: me| us| (?:me )?(?:this|these|those|them|stuff|things))*$"
            ),
            (
                rf"\b(?:stop|quit) (?:sending|getting|receiving) {_FEW}(?:{_THINGS}|these|those|"
                rf"this)\b"
            ),
            (
                rf"\b(?:stop|quit) {_FEW}(?:blow(?:ing|in) up|hitting) my (?:phone|line|cell)\b|"
                rf"\b(?:stop|quit) sending {_FEW}to (?:my|this) {_NUMBER}|\bcease and desist\b"
            ),
            (
                rf"\b(?:end|cancel|discontinue|cease|deactivate|disable|mute) "
                rf"{_THOSE}(?:{_THINGS}|contact|communication)\b"
            ),
            rf"\b(?:turn|shut|switch) (?:off {_THOSE}{_THINGS}|{_THOSE}{_THINGS} (?:\w+ )?off)\b",
            r"^(?:can|could|would|will) you (?:stop|quit)(?: (?:it|this|that|these))?$",
            (r"^(?:\w+ )?stop (?:it|this|these|now|me|everything|all of (?:it|this|them))$"),
            r"\bwrong (?:person|number|guy|lady) stop\b|^stop wrong (?:person|number)\b",
            r"\b(?:texts|messages) (?:(?:need |have |got |must )?to )?stop\b",
            (
                r"^(?:\w+ )?stop (?:i (?!guess|think|dunno|want to stop)|im |ive |id |or (?:i|"
                "im|ill) |"
                r"we |who |what is|why |you |thank|thanks\b|ty\b|god|bye|good|have a|already|"
                "forever|"
                r"immediately|means|and ty|asap|effective|wrong)"
            ),
            (
                r"\b(?:i|we) (?:have |already |just |have already |even )*(?:said|told you(?: "
                "guys| all| "
                r"people)?(?: to)?|texted|wrote|typed|sent|replied|asked you to|say) stop\b"
            ),
            r"\b(?:to|gotta) (?:say|tell you(?: to)?|text|type) stop\b",
            (
                r"\b(?:you|ya|guys|people) (?:all |guys )?(?:need to|must|have to|gotta|better) "
                r"(?:just )?stop\b$"
            ),
            (
                r"\b(?:this|with you|thanks|thank you|reply|kids|case|number|me|please|just|want) "
                "stop$"
            ),
            r"\b(?:i )?(?:want|need) (?:you |yall )to stop$",
            (
                rf"\b{_NEVER} (?:ever |you |be )?{_REACH}\b"
                r"(?! you| my| the| back| him| her| them)"
            ),
            (
                r"\b(?:dont|do not|never) send (?:me )?(?:any |no |more |another |one |of |"
                "these |those |your )*"
                rf"(?:{_THINGS}|anything|nothing|any|more|these|this|stuff)\b"
            ),
            (
                rf"\bno more (?:of )?(?:these |this |those |your |text )*{_THINGS}\b|"
                rf"^(?:ok |and )?no {_THINGS}(?: any more| ever| from you\w*| to this \w+)?$|"
                rf"\bno mas {_THINGS}\b"
            ),
            (
                rf"\b(?:dont|do not|no longer|not) (?:want|wish|need|like)"
                r"(?: to (?:get|receive|be getting|have|keep getting|see))? "
                r"(?:any |more |these |those |your |the |no |from |getting |receiving |this )*"
                rf"(?:{_THINGS}|to be texted|to be contacted|to hear from you|"
                r"you (?:to )?(?:text|message|contact|email|writ)\w*)\b"
            ),
            (
                r"\b(?:dont|do not|no longer) (?:want|wish) to (?:get|receive|see) (?:these|"
                "this|any of "
                r"(?:this|these)|this stuff)\b"
            ),
            rf"\bnot interested in (?:getting |receiving |your |these |any )*{_THINGS}\b",
            rf"\bnumber (?:doesnt|does not) want {_THOSE}{_THINGS}",
            rf"\b(?:enough|done|finished) (?:with |of )?{_THOSE}{_THINGS}\b",
            rf"\b(?:knock|cut) it (?:off|out) with {_THOSE}{_THINGS}\b",
            (
                r"\b(?:can|could|would|will|please|just) (?:you )?(?:guys |all |please |just "
                ")*not (?:be )?"
                r"(?:text|contact|message|messag)\w*\b(?! him| her| them| my)|^not texting me\b"
            ),
            (
                rf"\b(?:cut off|get rid of) (?:(?:the|these|those|your|all) {_THOSE}{_THINGS}|my "
                rf"{_NUMBER})\b"
            ),
            (
                r"\b(?:remove|delete|erase|take) my (?:contact|contacts|info|information|details) "
                "(?:from|off|"
                r"out of) (?:your|the|this)\b"
            ),
            (
                r"\bwant (?:to be )?off (?:of )?(?:this|these|your|the) (?:text\w*|list|messages?|"
                r"thing)\b"
            ),
            rf"\bwant out of {_THOSE}(?:{_THINGS}|list|program)\b",
            (
                rf"\b(?:(?:take|remove|delete|drop|erase) (?:me|(?:my|this|our) {_NUMBER})|"
                f"(?:forget|lose|scratch) (?:my|this) {_NUMBER})(?: (?:off|from|out|please|"
                "now|$)|$)"
            ),
            (
                r"\b(?:take|remove|delete|drop|erase) my name (?:off|from|out of|off of) "
                "(?:of )?(?:your|"
                "the|this) (?:text |texting |contact |mailing )?(?:list|system|records|texts|"
                r"messages)\b"
            ),
            (
                rf"^(?:delete|remove) me from (?:your|the|this) \w+$|\bget (?:me|my {_NUMBER}|this "
                rf"{_NUMBER}) (?:off|out|from)\b(?! work)"
            ),
            (
                r"\b(?:off|from|out of) (?:of )?(?:your|the|this) (?:text |texting |contact |"
                r"phone )?list\b"
            ),
            r"\bopt (?:me|us) out\b|\b(?:im|i am|i|we) opt(?:ing)? out\b",
            r"\b(?:want|like|need|wish|trying) to (?:unsubscribe|opt out)\b",
            r"\b(?:unsubscribe|opt out) (?:me|from|of|my|this|all|now|us)\b",
            r"\b(?:revoke|withdraw|take back) (?:my |all )?(?:consent|permission)\b",
            (
                rf"\b(?:dont|do not|didnt|never|did not) (?:consent|agree|agreed|consented) to "
                rf"{_FEW}(?:{_THINGS}|texted|contacted)\b"
            ),
            (
                r"\b(?:dont|do not) (?:give|have) (?:you )?(?:my |any )?(?:permission|consent) to "
                r"(?:text|contact|message|write|send)\b(?! my| the| him| her)"
            ),
            r"\bleave (?:me|us) (?:\w+ ){0,2}?alone\b",
            r"\bask(?:ed|ing)? (?:you )?to be (?:removed|taken off|unsubscribed)\b",
            (
                r"\b(?:stoping|stopping|lay off|ease off|quit it with|stop it with) "
                rf"{_THOSE}{_THINGS}\b"
            ),
            r"\btext (?:someone|somebody) else\b|\b(?:do not|dont) disturb\b",
            r"^no more (?:from|of) (?:you|this|these)\b",
            r"\b(?:dont|do not|stop|quit) us(?:e|ing) this number\b",
            r"\b(?:do not|dont|no) (?:call|contact|text|message) list\b",
            r"\b(?:mark|list) (?:me|this number) (?:as )?(?:do not|dont) (?:contact|text|call)\b",
            r"\bquit it$|^no stop$",
        ),
        "es": (
            (
                r"\bno (?:me|nos) (?:manden?|mandes|envien?|envies|esten mandando) "
                f"{_FEW}(?:mas|nada|"
                rf"{_COSAS})\b"
            ),
            r"\bno (?:me|nos) (?:manden?|mandes|envien?|envies)$",
            (
                r"\bno (?:me|nos) (?:escriban?|escribas|text\w+|molesten?|molestes|contacten?|"
                "contactes|llamen mas|llame mas|busquen?|hablen mas|fastidien?|esten (?:mand|"
                r"envi|molest|escrib|text)\w+)\b|"
                r"^(?:ya )?no molest(?:en?|es)\b|\bno quiero saber (?:nada )?(?:mas )?de ustedes\b|"
                "^(?:ya )?(?:parenle|parele)(?: ya)?$|^de no (?:mand|envi|molest|escrib|text|"
                r"contact)\w*|"
                r"^alto (?:no|ya|que|les|dejen?|mi|me|yo|este|esto|gracias)\b"
            ),
            rf"\bno (?:manden|mande|mandes|envien|envie|envies) (?:mas|nada|{_COSAS})",
            (
                r"\bno (?:\w+ )?(?:escriban?|contacten?|text\w+|usen?|manden?) (?:\w+ ){0,2}?este "
                "(?:numero|tel|cel)"
            ),
            (
                rf"\b(?:ya )?no (?:quiero|deseo|queremos|necesito|quisiera) (?:que (?:me|nos) "
                rf"(?:esten )?(?:mand\w+|envi\w+|escrib\w+|text\w+|contact\w+|molest\w+)"
                rf"|(?:recibir |seguir |recibiendo |que |me |lleguen ){{0,4}}{_ESOS}{_COSAS}|"
                r"(?:seguir )?reci(?:bir|biendo) (?:mas|nada))\b"
            ),
            rf"\bno me interesan? (?:recibir )?{_ESOS}{_COSAS}\b",
            (
                r"\bno (?:autorizo|acepto|doy (?:mi )?(?:permiso|consentimiento)) "
                f"{_FEW}(?:{_COSAS}|escrib|mand)"
            ),
            rf"\bno mas (?:de )?(?:estos |sus |los |esos )?{_COSAS}\b",
            (
                r"\b(?:dejen?|deja|dejar|deje|pare[ns]?|para|parar\w*|basta|alto|pararan) "
                "(?:ya )?de "
                r"(?:estar )?(?:mand|envi|escrib|text|molest|contact|acos|fastidi)\w*"
            ),
            (
                rf"\b(?:alto|basta|paren?|parar|detengan?|detener|cancelen?|cancelar|terminar|"
                r"suspendan|suspender|quitar|quiten|parenle|apagar|apaguen|desactiv\w+|stop|"
                "termina) "
                rf"(?:mandando |mandarme |ya ){{0,2}}{_ESOS}{_COSAS}\b"
            ),
            (
                r"\b(?:quit|saqu|borr|elimin|remuev|remov|sac|retir|baj)\w*(?:me)? de (?:la|"
                "su|tu|esta|esa|sus) "
                r"listas?\b"
            ),
            (
                r"\b(?:quit|saqu|borr|elimin|remuev|remov|olvid|sac)(?:e|en|enme|eme|an|a)? "
                r"(?:de (?:la|su) lista )?(?:mi|este) (?:numero|telefono|celular)\b"
            ),
            (
                r"\b(?:quitenme|quiteme|saquenme|saqueme|borrenme|borreme|eliminenme|elimineme|"
                "remuevanme|quitame|sacame|"
                r"borrame|eliminame)$"
            ),
            r"\b(?:dar|darme|den|deme|denme|dame|dan) de baja\b|\bquiero (?:la |mi )?baja\b",
            r"\b(?:dejeme|dejenme|dejame|dejenos) (?:ya )?en paz\b",
            r"\b(?:cancel|anul|termin)\w* (?:mi |la )?su[bs]?scripcion\b",
            r"\b(?:quiero|deseo|como) (?:desuscribir|desinscribir)\w*\b",
            r"\b(?:les?|te) dije (?:ya )?(?:que )?(?:alto|stop|no mas|paren)\b",
        ),
    }
)
"""Opt out wherever they stand, unless a limit (`LIMITS`) makes them doubtful."""

LIMITS = (
    r"\b(?:at work|at my job|at night|at home|at school|before \d\w*|after \d\w*|after work|"
    "until|till|"
    r"tomorrow|today|tonight|this week|right now while|for now|for (?:a|one|two|the next) "
    r"(?:while|bit|day|days|week|weeks|month|months)|so (?:early|late|often|much|many)|"
    r"on (?:sunday|saturday|weekend)s?|during|while|instead|in english|in spanish|"
    r"my (?:old|other|work|moms?|mothers?|sons?|daughters?|kids?|wifes?|husbands?|girlfriends?|"
    r"boyfriends?|dads?)|when my|if you (?:are|arent)|"
    "en ingles|en espanol|en la noche|de noche|en el trabajo|al trabajo|a mi otro|por ahora|"
    "por un "
    r"(?:rato|tiempo|mes)|hasta|manana|hoy|tan (?:temprano|tarde|seguido)|tantos?|"
    r"(?<!dont )(?<!not )(?<!never )(?<!no me )(?:call me|just call|llamenme|llameme|llamen mejor)|"
    r"mejor llam\w+|sorry wrong button|wait start|no start)\b"
)
"""Not a plain opt-out: less, or later, or elsewhere. A person decides."""

ASKING = (
    "^(?:how (?:do|can|to|would|should|does)|what|if|should|will i|do i|does|would i|can i|"
    "si (?:pongo|digo|mando|escribo|respondo)|"
    r"como|que pasa|cuando|mejor)\b"
)
"""A question about opting out is not yet one."""

UNCLEAR_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            r"^(?:im |i am )?(?:not|no longer) interested$",
            r"\bgo away\b",
            r"^(?:that is |thats )?enough(?: already| now)?$",
            r"^(?:knock it off|cut it out|blocked|cancel it|not this again)$",
            r"^(?:i )?(?:really )?(?:dont|do not) want (?:these|this|it|them)(?: any more)?$",
            r"^(?:you|u) wont stop\b",
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
                rf"\b(?:too many|less|fewer|not so many|so many) {_THINGS}\b|\btext (?:me )?(?:too "
                r"much|less)\b"
            ),
            rf"\bpause (?:all |the |my |these )*{_THINGS}\b",
            r"\bonly (?:text|message|contact) me (?:if|for|when|about)\b",
            r"\bcall me instead\b|\binstead of text\w*\b",
            rf"\bonly (?:send me|want|need) {_FEW}{_THINGS}",
            rf"\b(?:sick|tired) of {_FEW}{_THINGS}\b",
            r"^cancel i (?:cant|cannot|wont|am|have)\b",
        ),
        "es": (
            r"^(?:ya )?(?:basta|estuvo|fue suficiente|es suficiente|suficiente)(?: ya)?$",
            r"^ya no$|^nomas$",
            r"\bno (?:me )?(?:llamen|llame|molesten|moleste)\b|\bparen? de llamar\w*\b",
            r"\bno me interesa$",
            (
                r"\bcomo (?:me |le )?(?:cancelo|salgo|doy de baja|paro|quito|hago para (?:que no|"
                r"no|dejar))\b"
            ),
            r"^ya (?:pare|paren)$",
            r"\bno (?:me )?escriban?\b",
            rf"\b(?:muchos|demasiados|tantos) {_COSAS}\b",
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

TAKEN_BACK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            r"^undo (?:the |my )?stop$",
            r"\bmean to (?:stop|opt out|unsubscribe|text stop|say stop|hit stop)\b.*\bstart\b",
            r"\bchanged my mind start$",
        ),
        "es": (r"\b(?:fue|era) sin querer\b.*\b(?:iniciar|empezar|comenzar)\b",),
    }
)
"""An opt-out taken back in the words of one; looked for before the opt-outs."""

START_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            (
                rf"\b(?:start|restart|resume|turn on|turn back on) (?:sending )?(?:me )?{_THOSE}"
                rf"{_THINGS}\b"
            ),
            rf"\b(?:turn|switch) {_THOSE}{_THINGS} (?:{MARK}\w+ )?(?:back )?on\b",
            r"(?:^|\b(?:to|can|could|you|ok|okay|fine) )(?:start )?text(?:ing)? me again$",
            (
                r"\b(?:sign|opt|add|put) me (?:back ?)?(?:up|in|on|to)?(?: back)?(?: to| on)?(?: "
                f"the| your)?(?: list| for {_THINGS})?(?: again)?$"
            ),
            r"^(?:subscribe me|start|resume|please resume)(?: again)?$",
            (
                r"\b(?:want|need|get|receive|have) (?:to get |to receive |to start getting "
                f")?{_THOSE}"
                rf"{_THINGS}(?: {MARK}\w+)? (?:again|back)\b"
            ),
        ),
        "es": (
            rf"\b(?:inici|comenz|empez|reanud|activ|reactiv|comienc|empiec)\w* {_ESOS}{_COSAS}\b",
            (
                rf"^(?:si )?quiero (?:volver a )?recibir {_ESOS}{_COSAS}(?: {MARK}\w+)?"
                rf"(?: otra vez| de nuevo)?$"
            ),
            rf"\bquiero {_ESOS}{_COSAS}(?: {MARK}\w+)? (?:otra vez|de nuevo)$",
            r"\bvuelvan? a (?:mandar|enviar|escribir)me\b",
            rf"\b(?:manden?|envien?)me {_ESOS}{_COSAS}(?: {MARK}\w+)? (?:otra vez|de nuevo)",
            (
                f"^(?:ya |si )?pueden? (?:volver a )?(?:mandar|enviar)me {_ESOS}{_COSAS}(?: otra "
                "vez| de nuevo)?$"
            ),
        ),
    }
)
