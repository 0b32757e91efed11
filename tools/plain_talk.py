"""Ordinary talk put together from openings and endings, for `weigh_words`.

Tales of danger are full of "he", "me" and "my kids", and short ordinary notes are not; without
these, the small words themselves would come to weigh.
"""

from itertools import product

OPENINGS = {
    "en": """
        he said|she said|he told me|she told me|they told me|my ex said|my ex told me
        his lawyer says|her mom says|i just want to know if|i want to know why
        i need to know when|tell him|tell her|tell them|can you tell me if|i think|i thought
        i hope|i dont know if|i dont think|im not sure|my son says|my daughter told me
        my kids know|the judge said|the court told me|i was told|somebody told me|my mom says
        he texted me that|she keeps saying|he still says|i told him|i told her|we both know
        he knows|she knows|i know|my boyfriend thinks|my husband says|i swear|he promised
        she promised me|last night he said|tonight i will see if|all i know is
    """,
    "es": """
        el dice que|ella dice que|me dijo que|me dijeron que|mi ex dice que|su abogado dice que
        solo quiero saber si|quiero saber por que|necesito saber cuando|digale que|digales que
        creo que|pense que|espero que|no se si|no creo que|no estoy segura si|mi hijo dice que
        mi hija me dijo que|mis hijos saben que|el juez dijo que|en la corte me dijeron que
        alguien me dijo que|mi mama dice que|me escribio que|sigue diciendo que|yo le dije que
        los dos sabemos que|el sabe que|ella sabe que|yo se que|mi esposo dice que
        me prometio que|anoche dijo que|lo que se es que|ya me canse de decir que
        la verdad es que|me mando decir que
    """,
}
ENDINGS = {
    "en": """
        the payment is late|the office is closed today|he mailed the form|she signed it already
        the check came in the mail|we can meet at 3|you have my papers|the hearing moved to june
        he starts a new job monday|she has the kids this week|i have nothing else to send
        the kids are with their dad|we will be there on time|the number changed|nobody answered
        the lawyer is out|it takes 10 days|i can do it by phone|the card never came
        it was denied|he got paid on friday|i owe less now|my rent went up|the bus was late
        my phone broke|the school needs a letter|she is doing better now|he is at work
        he lives with his mom|i work nights|the baby is asleep|my case is closed
        i am waiting outside the office|it is done|i cant open the link
        we moved back in together|he is not going to make it today|the insurance card came
        he will call you|she wants to talk to you|the test is next week
        i have to be at work by 8|he takes the kids to school|i want to be there for the hearing
        my life is good right now|he comes to get the kids on friday|i have no ride home
    """,
    "es": """
        el pago viene tarde|la oficina esta cerrada hoy|ya mando la forma|ya lo firmo
        el cheque llego por correo|nos podemos ver a las 3|ustedes tienen mis papeles
        cambiaron la audiencia para junio|empieza trabajo nuevo el lunes
        le tocan los niños esta semana|no tengo nada mas que mandar|los niños estan con su papa
        vamos a llegar a tiempo|cambio el numero|nadie contesto|el abogado salio|tarda 10 dias
        se puede por telefono|nunca llego la tarjeta|lo negaron|le pagaron el viernes
        ahora debo menos|me subio la renta|el camion llego tarde|no sirve mi telefono
        la escuela pide una carta|ya esta mejor|esta trabajando|vive con su mama
        trabajo de noche|el bebe esta dormido|mi caso esta cerrado
        estoy esperando afuera de la oficina|ya quedo listo|no abre el enlace
        ya volvimos a vivir juntos|no va a alcanzar a llegar hoy|llego la tarjeta del seguro
        el les llama|ella quiere hablar con usted|la prueba es la otra semana
        entro a trabajar a las 8|lleva a los niños a la escuela|quiero estar en la audiencia
        mi vida va bien ahorita|viene por los niños el viernes|no tengo quien me lleve
    """,
}
_EVERY = 3
"""Each opening with every third ending: enough to see all of them in every company."""


def plain_talk() -> tuple[str, ...]:
    """Ordinary utterances, English and Spanish, always the same."""
    return tuple(
        f"{opening} {ending}"
        for language in OPENINGS
        for place, (opening, ending) in enumerate(
            product(_rows(OPENINGS[language]), _rows(ENDINGS[language]))
        )
        if place % _EVERY == 0
    )


def _rows(table: str) -> list[str]:
    return [row.strip() for line in table.strip().splitlines() for row in line.split("|")]
