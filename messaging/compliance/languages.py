"""In which language a parent wrote, where their words tell; in doubt: none.

Words that both languages have, names of places, courtesy that everybody knows ("thanks"), and what
our own messages offer ("TALK", "YES") tell nothing.
"""

import re

from messaging.compliance.words import plain, word_set

SPANISH = word_set(
    """
    si es una del su nadie marido seguro interesa mandeme que pero porque cuando donde como quien
    cual cuanto cuanta cuantos cuantas por para con muy tambien aqui alla ahora hoy ayer siempre
    nunca algo toda todos todas otra otro tu usted ustedes ellos nosotros mis nuestro nuestra ese
    esa eso este esta esto estos estas estoy estamos estan estaba soy eres somos fue fui ser estar
    habia tengo tiene tienes tienen tenemos tenia tener quiero quiere quieren quisiera puedo puede
    pueden podria necesito necesita ocupo debo debe deben hago hace hacer hice hizo voy vas vamos
    iba ir ire vengo viene venir digo dice decir dijo dijeron se sabe saber sabia creo entiendo
    entender llamo llame llamen llamar llamada llamenme llameme mande manden mandar mandaron envie
    envien enviar escribe escriba mensaje mensajes texto textos correo cita citas hora horas dia
    dias semana semanas mes meses ano anos manana tarde noche lunes martes miercoles jueves viernes
    sabado domingo trabajo trabajar trabajando perdi perder dinero pago pagos pagar pague pagado
    cuenta hijo hija hijos hijas nino nina ninos ninas esposo esposa madre padre novio novia abogado
    corte juez caso ayuda ayudar ayudame ayudenme numero equivocado equivocada claro bueno buena
    bien mal mejor peor listo vale mucho mucha poco pocos deme dejen deje dejar quitar quiten parar
    ninguno ninguna mismo misma vez despues antes hasta desde sobre entre segun conmigo contigo vivo
    vive viven direccion casa telefono celular cambio cambie cambiar enfermo enferma espanol ingles
    hablo habla hablar gusta gustaria miedo morir pego pega golpeo matar amenaza amenazo cualquiera
    porfavor porfa nomas asi aun sola gente primera segundo segunda tercera opcion renovacion
    renovar formulario
    """
)
"""In plain form, each of them no English word."""
ENGLISH = word_set(
    """
    the an and but because when where what who which how why i im ill ive id my mine you your youre
    hes his him she shes her it its we our they their them this that these those there here is am
    are was were be been do does did dont doesnt didnt have had havent want wants wanted need needs
    needed can cant could couldnt will wont would should must get got getting go going gone went
    coming came make made know knows knew think thought said say says tell told ask asked call
    called calling texting send sent sending today tomorrow yesterday tonight morning afternoon
    evening week weeks month monday tuesday wednesday thursday friday saturday sunday day days hour
    hours year years not never nothing something anything everything someone nobody work working job
    lost lose money pay paid paying payment account kid kids child children daughter husband wife
    mom dad mother father lawyer court judge case number wrong phone address house home live lives
    living change changed moved new old good bad fine great best better much many more less very
    really just only still again after before until since about from with without for to of at on in
    into out up down off over some any all other another same if or so than then now always
    sometimes maybe right left found scared afraid kill die hurt hit hurts threatened sick english
    spanish speak first second third option renew form
    """
)
"""In plain form, each of them no Spanish word."""

_MARKS = re.compile(r"[¿¡ñÑ]")
_SPANISH_SIGNS = re.compile(
    r"\b(?:ya (?:no|me|le|lo|llego|firmo)|no (?:mas|me|le|lo|les|hay)|a las|de mi|en paz|"
    r"mi (?:mama|papa)|(?:el|ella) y yo|"
    r"me (?:cambiaron|mata|muero|corto|avento|avienta|dio|quito|duele)|"
    r"\w{2,}(?:iendo|cion|ciones|ieron|jeron|enme|arme|erme|irme))\b"
)
"""What only Spanish puts together, in plain form."""
_CLEAR = 3
"""So many times the other's words, a language is the one they wrote in."""


def written_in(text: str) -> str | None:
    """`es`, `en`, or None where the words tell neither, or both. Never raises."""
    words = plain(text).split()
    signs = bool(_MARKS.search(text)), bool(_SPANISH_SIGNS.search(" ".join(words)))
    spanish = sum(word in SPANISH for word in words) + sum(signs)
    english = sum(word in ENGLISH for word in words)
    for language, its, others in (("es", spanish, english), ("en", english, spanish)):
        if its and its >= others * _CLEAR:
            return language
    return None
