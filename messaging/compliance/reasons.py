"""Why the gate did not say yes, in words for pages: what is so, and what would make it right."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Reason(StrEnum):
    NOT_SAFE = "not_safe"
    LOCATION_IN_WORDING = "location_in_wording"
    SHARED_CONTACT = "shared_contact"
    WRONG_PERSON = "wrong_person"
    INVALID_CONTACT = "invalid_contact"
    LANDLINE = "landline"
    STOPPED_AT_CARRIER = "stopped_at_carrier"
    SUPPRESSED = "suppressed"
    NOTHING_TO_CONFIRM = "nothing_to_confirm"
    ALREADY_CONFIRMED = "already_confirmed"
    CONFIRMATION_LATE = "confirmation_late"
    OPTED_OUT = "opted_out"
    NO_CONSENT = "no_consent"
    BRANCH_OFF = "branch_off"
    CASE_CLOSED = "case_closed"
    EXPIRED = "expired"
    NO_SAFE_TIME = "no_safe_time"
    TOO_MANY = "too_many"
    OPT_OUT_UNCLEAR = "opt_out_unclear"
    PAUSED = "paused"
    SAFE_HOURS = "safe_hours"
    QUIET_HOURS = "quiet_hours"


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same plain words in both languages."""

    en: str
    es: str


SENTENCES: Mapping[Reason, Sentence] = MappingProxyType(
    {
        Reason.NOT_SAFE: Sentence(
            "This contact is marked as not safe. Use another way the parent has chosen, or call "
            "from a safe line.",
            "Este contacto está marcado como no seguro. Use otro medio que la persona haya "
            "elegido, o llame desde una línea segura.",
        ),
        Reason.LOCATION_IN_WORDING: Sentence(
            "This person's whereabouts are protected and the wording tells of a place, a job or a "
            "way to reach them. Take that out of the wording.",
            "El paradero de esta persona está protegido y el texto menciona un lugar, un empleo o "
            "una forma de contacto. Quite eso del texto.",
        ),
        Reason.SHARED_CONTACT: Sentence(
            "More than one person uses this contact, so only general wording may go there. Use "
            "general wording, or ask the parent for a contact of their own.",
            "Más de una persona usa este contacto; solo puede recibir un texto general. Use un "
            "texto general o pida un contacto propio.",
        ),
        Reason.WRONG_PERSON: Sentence(
            "This contact belongs to someone else. Ask the parent for a new one.",
            "Este contacto es de otra persona. Pida uno nuevo.",
        ),
        Reason.INVALID_CONTACT: Sentence(
            "This contact does not exist or no longer works. Ask the parent for a new one.",
            "Este contacto no existe o ya no funciona. Pida uno nuevo.",
        ),
        Reason.LANDLINE: Sentence(
            "This is a landline and cannot get texts. Call it, or ask for a mobile number.",
            "Es un teléfono fijo y no recibe mensajes de texto. Llame, o pida un celular.",
        ),
        Reason.STOPPED_AT_CARRIER: Sentence(
            "The phone company blocks our texts because the parent sent STOP. The parent can text "
            "START to get them again.",
            "La compañía telefónica bloquea nuestros textos porque la persona envió STOP. Puede "
            "enviar START para recibirlos de nuevo.",
        ),
        Reason.SUPPRESSED: Sentence(
            "Mail to this address came back or was reported as unwanted. Check the address with "
            "the parent before it is used again.",
            "El correo a esta dirección fue devuelto o marcado como no deseado. Confirme la "
            "dirección con la persona antes de usarla otra vez.",
        ),
        Reason.NOTHING_TO_CONFIRM: Sentence(
            "There is no opt-out to confirm. Nothing needs to be done.",
            "No hay ninguna baja que confirmar. No hace falta hacer nada.",
        ),
        Reason.ALREADY_CONFIRMED: Sentence(
            "The opt-out was already confirmed once, and only one message is allowed. Nothing "
            "needs to be done.",
            "La baja ya se confirmó una vez y solo se permite un mensaje. No hace falta hacer "
            "nada.",
        ),
        Reason.CONFIRMATION_LATE: Sentence(
            "More than five minutes passed since the opt-out, so it may no longer be confirmed. "
            "Nothing needs to be done.",
            "Pasaron más de cinco minutos desde la baja y ya no se puede confirmar. No hace falta "
            "hacer nada.",
        ),
        Reason.OPTED_OUT: Sentence(
            "The parent asked us to stop. They can text START or change it on their preferences "
            "page; until then, call or write a letter.",
            "La persona pidió no recibir mensajes. Puede enviar INICIAR o cambiarlo en su página "
            "de preferencias; mientras tanto, llame o envíe una carta.",
        ),
        Reason.NO_CONSENT: Sentence(
            "No consent to text this number is on record. Ask the parent and record the answer.",
            "No consta permiso para enviar textos a este número. Pregunte a la persona y anote "
            "la respuesta.",
        ),
        Reason.BRANCH_OFF: Sentence(
            "Sending is switched off for this branch. An administrator can switch it on.",
            "El envío está apagado en esta oficina. Un administrador puede encenderlo.",
        ),
        Reason.CASE_CLOSED: Sentence(
            "This case is closed, so nothing goes out by itself. Reopen it, or write to the "
            "parent yourself.",
            "Este caso está cerrado y nada sale por sí solo. Ábralo de nuevo o escriba usted a la "
            "persona.",
        ),
        Reason.EXPIRED: Sentence(
            "It would arrive after its event, so it was dropped. If it still matters, write a new "
            "message or call.",
            "Llegaría después de su evento, por eso se descartó. Si aún importa, escriba otro "
            "mensaje o llame.",
        ),
        Reason.NO_SAFE_TIME: Sentence(
            "The parent's safe hours never fall within the hours we may write. Ask for other "
            "hours or another way, and record the parent's time zone.",
            "Las horas seguras de la persona no caen en las horas en que podemos escribir. Pida "
            "otras horas u otro medio, y anote su zona horaria.",
        ),
        Reason.TOO_MANY: Sentence(
            "This parent got as many reminders lately as the limit allows. It waits or is left "
            "out; a supervisor can send it anyway.",
            "Esta persona ya recibió el máximo de recordatorios permitido. Este espera o se omite; "
            "un supervisor puede enviarlo igualmente.",
        ),
        Reason.OPT_OUT_UNCLEAR: Sentence(
            "The parent may have asked us to stop. Read what they wrote and decide; until then "
            "everything waits.",
            "Quizás la persona pidió no recibir mensajes. Lea lo que escribió y decida; hasta "
            "entonces todo espera.",
        ),
        Reason.PAUSED: Sentence(
            "Messages to this parent are paused. They go on after the pause, or when a worker "
            "ends it.",
            "Los mensajes a esta persona están en pausa. Siguen después de la pausa, o cuando un "
            "trabajador la termine.",
        ),
        Reason.SAFE_HOURS: Sentence(
            "It waits for the hours in which the parent can read it safely.",
            "Espera las horas en que la persona puede leerlo con seguridad.",
        ),
        Reason.QUIET_HOURS: Sentence(
            "It is too early or too late where the parent is. It goes out when texts are allowed "
            "again.",
            "Es demasiado temprano o tarde donde está la persona. Saldrá cuando se permitan los "
            "textos.",
        ),
    }
)
