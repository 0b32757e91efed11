"""Phrases that opt out, as data, for `keywords`.

They are ours: 47 CFR 64.1200(a)(10) says that any reasonable wording counts. See `message_words`
for how they are written.
"""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.message_words import COSAS, ESOS, FEW, THINGS, THOSE

_NUMBER = (
    r"(?:cell |phone |cellphone |mobile |home |telephone )*(?:number|phone|cell|cellphone|line)"
)
_NEVER = r"(?:dont|do not|never|stop trying to|no longer)"
_REACH = (
    r"(?:text|texting|message|messaging|contact|contacting|write|writing|bother|bothering|email|"
    r"emailing|reach out to|notify)"
)

STOP_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            (
                rf"\b(?:stop|quit|cease) {FEW}(?:{THINGS}|contacting|writing|bothering|harassing|"
                r"spamming|bugging|communicat\w+|contact|correspondence)\b"
            ),
            (
                r"\b(?:stop|quit) (?:calling|emailing|messaging|sending|getting|receiving|mandando)"
                r"(?: to)?(?: me| us| (?:me )?(?:this|these|those|them|stuff|things))*$"
            ),
            (
                rf"\b(?:stop|quit) (?:sending|getting|receiving) {FEW}(?:{THINGS}|these|those|"
                rf"this)\b"
            ),
            (
                rf"\b(?:stop|quit) {FEW}(?:blow(?:ing|in) up|hitting) my (?:phone|line|cell)\b|"
                rf"\b(?:stop|quit) sending {FEW}to (?:my|this) {_NUMBER}|\bcease and desist\b"
            ),
            (
                rf"\b(?:end|cancel|discontinue|cease|deactivate|disable|mute) "
                rf"{THOSE}(?:{THINGS}|contact|communication)\b"
            ),
            rf"\b(?:turn|shut|switch) (?:off {THOSE}{THINGS}|{THOSE}{THINGS} (?:\w+ )?off)\b",
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
                rf"(?:{THINGS}|anything|nothing|any|more|these|this|stuff)\b"
            ),
            (
                rf"\bno more (?:of )?(?:these |this |those |your |text )*{THINGS}\b|"
                rf"^(?:ok |and )?no {THINGS}(?: any more| ever| from you\w*| to this \w+)?$|"
                rf"\bno mas {THINGS}\b"
            ),
            (
                rf"\b(?:dont|do not|no longer|not) (?:want|wish|need|like)"
                r"(?: to (?:get|receive|be getting|have|keep getting|see))? "
                r"(?:any |more |these |those |your |the |no |from |getting |receiving |this )*"
                rf"(?:{THINGS}|to be texted|to be contacted|to hear from you|"
                r"you (?:to )?(?:text|message|contact|email|writ)\w*)\b"
            ),
            (
                r"\b(?:dont|do not|no longer) (?:want|wish) to (?:get|receive|see) (?:these|"
                "this|any of "
                r"(?:this|these)|this stuff)\b"
            ),
            rf"\bnot interested in (?:getting |receiving |your |these |any )*{THINGS}\b",
            rf"\bnumber (?:doesnt|does not) want {THOSE}{THINGS}",
            rf"\b(?:enough|done|finished) (?:with |of )?{THOSE}{THINGS}\b",
            rf"\b(?:knock|cut) it (?:off|out) with {THOSE}{THINGS}\b",
            (
                r"\b(?:can|could|would|will|please|just) (?:you )?(?:guys |all |please |just "
                ")*not (?:be )?"
                r"(?:text|contact|message|messag)\w*\b(?! him| her| them| my)|^not texting me\b"
            ),
            (
                rf"\b(?:cut off|get rid of) (?:(?:the|these|those|your|all) {THOSE}{THINGS}|my "
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
            rf"\bwant out of {THOSE}(?:{THINGS}|list|program)\b",
            (
                rf"\b(?:(?:remove|delete|drop|erase) (?:me|(?:my|this|our) {_NUMBER})|"
                rf"take (?:my|this|our) {_NUMBER}|(?:forget|lose|scratch) (?:my|this) {_NUMBER})"
                r"(?: (?:off|from|out|please|now|$)|$)|\btake me (?:off|out)\b"
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
                rf"{FEW}(?:{THINGS}|texted|contacted)\b"
            ),
            (
                r"\b(?:dont|do not) (?:give|have) (?:you )?(?:my |any )?(?:permission|consent) to "
                r"(?:text|contact|message|write|send)\b(?! my| the| him| her)"
            ),
            r"\bleave (?:me|us) (?:\w+ ){0,2}?alone\b",
            r"\bask(?:ed|ing)? (?:you )?to be (?:removed|taken off|unsubscribed)\b",
            (
                r"\b(?:stoping|stopping|lay off|ease off|quit it with|stop it with) "
                rf"{THOSE}{THINGS}\b"
            ),
            r"(?<!to )(?<!for )(?<!can i )\btext (?:someone|somebody) else\b",
            r"\b(?:do not|dont) disturb\b",
            r"^no more (?:from|of) (?:you|this|these)\b",
            r"\b(?:dont|do not|stop|quit) us(?:e|ing) this number\b",
            r"\b(?:do not|dont|no) (?:call|contact|text|message) list\b",
            r"\b(?:mark|list) (?:me|this number) (?:as )?(?:do not|dont) (?:contact|text|call)\b",
            r"\bquit it$|^no stop$|^(?:kindly )?cease$",
        ),
        "es": (
            (
                r"\bno (?:me|nos) (?:manden?|mandes|envien?|envies|esten mandando) "
                f"{FEW}(?:mas|nada|"
                rf"{COSAS})\b"
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
            rf"\bno (?:manden|mande|mandes|envien|envie|envies) (?:mas|nada|{COSAS})",
            (
                r"\bno (?:\w+ )?(?:escriban?|contacten?|text\w+|usen?|manden?) (?:\w+ ){0,2}?este "
                "(?:numero|tel|cel)"
            ),
            (
                rf"\b(?:ya )?no (?:quiero|deseo|queremos|necesito|quisiera|ocupo|requiero) "
                r"(?:que (?:me|nos) (?:esten )?(?:mand\w+|envi\w+|escrib\w+|text\w+|contact\w+|"
                r"molest\w+)"
                rf"|(?:recibir |seguir |recibiendo |que |me |lleguen ){{0,4}}{ESOS}{COSAS}|"
                r"(?:seguir )?reci(?:bir|biendo) (?:mas|nada))\b"
            ),
            rf"\bno me interesan? (?:recibir )?{ESOS}{COSAS}\b",
            rf"\bya estuvo (?:bueno )?(?:con|de) {ESOS}{COSAS}\b",
            (
                r"\bno (?:autorizo|acepto|doy (?:mi )?(?:permiso|consentimiento)) "
                f"{FEW}(?:{COSAS}|escrib|mand)"
            ),
            rf"\bno mas (?:de )?(?:estos |sus |los |esos )?{COSAS}\b",
            (
                r"\b(?:dejen?|dej[ae]n?me|deja|dejar|deje|pare[ns]?|para|parar\w*|basta|alto|"
                "pararan) (?:ya )?de "
                r"(?:estar )?(?:mand|envi|escrib|text|molest|contact|acos|fastidi|freg|jod|"
                r"ching)\w*"
            ),
            (
                rf"\b(?:alto|basta|paren?|parar|detengan?|detener|cancelen?|cancelar|terminar|"
                r"suspendan|suspender|quitar|quiten|parenle|apagar|apaguen|desactiv\w+|stop|"
                "termina) "
                rf"(?:mandando |mandarme |ya ){{0,2}}{ESOS}{COSAS}\b"
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
            (
                r"\b(?:quiero|deseo|quisiera|prefiero|solicito|pido|gustaria|necesito) (?:que )?"
                rf"(?:dejar|dejen|deje|parar|paren) de (?:recibir|llegar\w*|mand\w+|envi\w+) "
                rf"{ESOS}{COSAS}\b"
            ),
            (
                r"\b(?:favor de|(?:les |le )?(?:pido|ruego|suplico|exijo|solicito|agradeceria)"
                r"(?: que)?) no (?:me )?(?:mand|envi|escrib|text|molest|contact)\w*"
            ),
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
