"""Why a message did not go, in words for people."""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.gate import SENTENCES, Reason, Sentence

NO_CONTACT = "no_contact"
WORDING_INCOMPLETE = "wording_incomplete"
WRONG_NUMBER = "wrong_number"
OUTDATED = "outdated"
TOO_MANY_TRIES = "too_many_tries"
TOO_LATE = "too_late"
SEEN_IN_CHAT = "seen_in_chat"
TAKEN_BACK = "taken_back"
BROKEN = "broken"
SENDER_PAUSED = "sender_paused"
CAMPAIGN_PAUSED = "campaign_paused"

_OWN: Mapping[str, Sentence] = MappingProxyType(
    {
        NO_CONTACT: Sentence(
            "There is no number or address to send this to. Add one.",
            "No hay número ni dirección a donde enviarlo. Agregue uno.",
        ),
        WORDING_INCOMPLETE: Sentence(
            "A detail that the wording needs was missing. Check the event, or write it yourself.",
            "Faltaba un dato que el texto necesita. Revise el evento o escríbalo usted.",
        ),
        WRONG_NUMBER: Sentence(
            "The number belongs to someone else, so this was not sent. Add the right number.",
            "El número es de otra persona, por eso no se envió. Agregue el número correcto.",
        ),
        OUTDATED: Sentence(
            "What it was about is done, moved or cancelled, so it was not sent.",
            "El asunto ya se hizo, se cambió o se canceló, por eso no se envió.",
        ),
        BROKEN: Sentence(
            "Something in this message could not be read, so it was not sent. Write it again.",
            "Algo en este mensaje no se pudo leer, por eso no se envió. Escríbalo de nuevo.",
        ),
        TOO_LATE: Sentence(
            "It turned out only later that this had not gone. Send it again if it still holds.",
            "Solo más tarde se supo que esto no salió. Envíelo otra vez si aún vale.",
        ),
        SEEN_IN_CHAT: Sentence(
            "The parent read it in the chat, so no text or email was needed.",
            "La persona lo leyó en el chat, por eso no hizo falta un texto ni un correo.",
        ),
        TAKEN_BACK: Sentence(
            "A caseworker took it back before it went.",
            "Un trabajador la retiró antes de que saliera.",
        ),
        SENDER_PAUSED: Sentence(
            "Sending is paused just now. It goes by itself once that is mended.",
            "El envío está en pausa por ahora. Saldrá solo cuando se arregle.",
        ),
        CAMPAIGN_PAUSED: Sentence(
            "Its campaign is paused. It goes when someone resumes the campaign.",
            "Su campaña está en pausa. Saldrá cuando alguien la reanude.",
        ),
        TOO_MANY_TRIES: Sentence(
            "We tried several times and it did not go through. Call, or send it another way.",
            "Lo intentamos varias veces y no salió. Llame o envíelo por otro medio.",
        ),
    }
)


def sentence(reason: str | None, language: str) -> str:
    """The stored reason of a message as a sentence. A provider's own words stand for themselves."""
    if reason is None:
        return ""
    known = _OWN.get(reason) or (SENTENCES[Reason(reason)] if reason in _REASONS else None)
    if known is None:
        return reason
    return known.es if language == "es" else known.en


_REASONS = frozenset(reason.value for reason in Reason)
