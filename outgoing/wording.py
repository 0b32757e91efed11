"""What went wrong with an endpoint, as people read it: what it is, and what to do."""

from collections.abc import Mapping
from types import MappingProxyType

from outgoing.models.delivery import Problem
from outgoing.models.endpoint import PauseReason

DEFAULT_LANGUAGE = "en"

_PROBLEMS: Mapping[Problem, Mapping[str, str]] = MappingProxyType(
    {
        Problem.NO_SUCH_HOST: {
            "en": "The host's name leads nowhere. Check the address.",
            "es": "El nombre del servidor no lleva a ninguna parte. Revise la dirección.",
        },
        Problem.PRIVATE_ADDRESS: {
            "en": "The host's name leads inside a network. Events go to public addresses only.",
            "es": "El nombre lleva dentro de una red. Los avisos solo van a direcciones públicas.",
        },
        Problem.NO_CONNECTION: {
            "en": "It could not be reached. Check that it runs, and its certificate.",
            "es": "No se pudo conectar. Revise que funcione, y su certificado.",
        },
        Problem.TIMEOUT: {
            "en": "It did not answer in 15 seconds. It should answer first and work later.",
            "es": "No respondió en 15 segundos. Debe responder primero y trabajar después.",
        },
        Problem.REDIRECTED: {
            "en": "It sent us to another address. Add that address instead.",
            "es": "Nos envió a otra dirección. Agregue esa dirección en su lugar.",
        },
        Problem.REFUSED: {
            "en": "It refused the event. Check its log, and its secret.",
            "es": "Rechazó el aviso. Revise su registro y su clave.",
        },
        Problem.GONE: {
            "en": "It said that nobody wants events there any more (410).",
            "es": "Dijo que allí ya nadie quiere avisos (410).",
        },
        Problem.SLOW_DOWN: {
            "en": "It asked us to slow down. We will.",
            "es": "Nos pidió ir más despacio. Así lo haremos.",
        },
        Problem.SERVER_ERROR: {
            "en": "It had an error of its own. Check its log.",
            "es": "Tuvo un error propio. Revise su registro.",
        },
        Problem.UNREADABLE: {
            "en": "Something it needs could not be read here. Check OLD_SECRET_KEYS.",
            "es": "Algo necesario no se pudo leer aquí. Revise OLD_SECRET_KEYS.",
        },
        Problem.WITHHELD: {
            "en": "It is no longer plain whom it is about, so it is not told.",
            "es": "Ya no está claro de quién trata, por eso no se envía.",
        },
    }
)

_PAUSES: Mapping[PauseReason, Mapping[str, str]] = MappingProxyType(
    {
        PauseReason.BY_HAND: {"en": "Paused by a person.", "es": "En pausa por una persona."},
        PauseReason.FAILING: {
            "en": "Paused: it took nothing for a day.",
            "es": "En pausa: no recibió nada en un día.",
        },
        PauseReason.GONE: {
            "en": "Paused: it said that nobody wants events there any more.",
            "es": "En pausa: dijo que allí ya nadie quiere avisos.",
        },
    }
)


_SEALED_FOR_GOOD: Mapping[str, str] = MappingProxyType(
    {
        "en": "Its address cannot be read: the key it was stored with is gone. Whoever runs "
        "Kinline puts that key into OLD_SECRET_KEYS, or removes the address and adds it again.",
        "es": "Su dirección no se puede leer: falta la clave con que se guardó. Quien administra "
        "Kinline pone esa clave en OLD_SECRET_KEYS, o quita la dirección y la agrega de nuevo.",
    }
)


def unreadable_words(language: str = DEFAULT_LANGUAGE) -> str:
    """Of an endpoint whose address does not open."""
    return _in(_SEALED_FOR_GOOD, language)


def problem_words(problem: Problem, language: str = DEFAULT_LANGUAGE) -> str:
    return _in(_PROBLEMS[problem], language)


def pause_words(reason: PauseReason, language: str = DEFAULT_LANGUAGE) -> str:
    return _in(_PAUSES[reason], language)


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or words[DEFAULT_LANGUAGE]
