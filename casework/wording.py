"""What kinds of task are called on pages, and what a caseworker is asked to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from casework.models.task import TaskKind

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    what_to_do: str


_WORDS: Mapping[TaskKind, Mapping[str, Words]] = MappingProxyType(
    {
        TaskKind.CALL_BACK: {
            "en": Words("Call back", "The parent asked for a call. Call by the date below."),
            "es": Words("Llamar", "La persona pidió una llamada. Llame antes de la fecha."),
        },
        TaskKind.INCOME_CHANGE: {
            "en": Words(
                "Income changed",
                "The parent finds it hard to pay. Call, and tell them how to ask for a change of "
                "their order.",
            ),
            "es": Words(
                "Cambio de ingresos",
                "A la persona le cuesta pagar. Llame y explique cómo pedir un cambio en su orden.",
            ),
        },
        TaskKind.NEW_CONTACT_NEEDED: {
            "en": Words(
                "New contact needed",
                "No working phone or email for this parent. Send the letter and get a new contact.",
            ),
            "es": Words(
                "Falta un contacto",
                "No hay teléfono ni correo que funcione. Envíe la carta y pida un contacto nuevo.",
            ),
        },
        TaskKind.SAFETY: {
            "en": Words(
                "Safety",
                "The parent may be in danger. Read the message now and follow the safety plan.",
            ),
            "es": Words(
                "Seguridad",
                "La persona puede estar en peligro. Lea el mensaje ahora y siga el plan de "
                "seguridad.",
            ),
        },
        TaskKind.LOCATION_REQUEST: {
            "en": Words(
                "Asked where someone is",
                "The parent asked where another person is. Nothing was told. Look at both parties' "
                "safety.",
            ),
            "es": Words(
                "Preguntó dónde está alguien",
                "La persona preguntó dónde está otra. No se le dijo nada. Revise la seguridad de "
                "ambas partes.",
            ),
        },
        TaskKind.UNCLEAR_OPT_OUT: {
            "en": Words(
                "Opt-out?",
                "The parent may want no more messages. Read it and decide; until then everything "
                "waits.",
            ),
            "es": Words(
                "¿Quiere la baja?",
                "Quizás la persona no quiere más mensajes. Léalo y decida; entretanto todo espera.",
            ),
        },
        TaskKind.READ_ANSWER: {
            "en": Words(
                "Read an answer", "Not all of the parent's answer was understood. Read and reply."
            ),
            "es": Words(
                "Leer una respuesta", "No se entendió toda la respuesta. Léala y conteste."
            ),
        },
        TaskKind.BOOK_APPOINTMENT: {
            "en": Words(
                "Book the appointment",
                "Put the new time in the calendar, or offer one if none was picked.",
            ),
            "es": Words(
                "Reservar la cita",
                "Anote la nueva hora en el calendario, u ofrezca una si no se eligió ninguna.",
            ),
        },
        TaskKind.DELIVERY_UNCERTAIN: {
            "en": Words(
                "Did it arrive?",
                "We cannot tell whether this message went out. Ask the parent, or send it again.",
            ),
            "es": Words(
                "¿Llegó?",
                "No sabemos si este mensaje salió. Pregunte a la persona o envíelo otra vez.",
            ),
        },
        TaskKind.REPLY_NOT_SENT: {
            "en": Words(
                "A reply was not sent",
                "What one of us wrote did not go out. Read the conversation, and send it again if "
                "it still holds.",
            ),
            "es": Words(
                "Una respuesta no salió",
                "Lo que escribió alguien del equipo no salió. Lea la conversación y envíelo otra "
                "vez si aún vale.",
            ),
        },
        TaskKind.SENDER_PAUSED: {
            "en": Words(
                "Sending is paused",
                "A number or mail address of ours is not let in, so its messages wait. See Status.",
            ),
            "es": Words(
                "El envío está en pausa",
                "No aceptan un número o correo nuestro y sus mensajes esperan. Vea Estado.",
            ),
        },
        TaskKind.SERIES_HELD: {
            "en": Words(
                "A repeating message did not go",
                "It waits for a person to look, or was left out. The reason stands under Send.",
            ),
            "es": Words(
                "Un mensaje que se repite no salió",
                "Espera a que alguien lo mire, o se omitió. El motivo está en Enviar.",
            ),
        },
        TaskKind.CAMPAIGN_PAUSED: {
            "en": Words(
                "A campaign is paused",
                "Too many of its messages failed, so the others wait. See Status.",
            ),
            "es": Words(
                "Una campaña está en pausa",
                "Fallaron demasiados mensajes suyos y los demás esperan. Vea Estado.",
            ),
        },
        TaskKind.ENDPOINT_PAUSED: {
            "en": Words(
                "Events to your system stopped",
                "Your system has not taken our events. An administrator mends the address, and "
                "resumes it on the page Events.",
            ),
            "es": Words(
                "Se detuvieron los avisos a su sistema",
                "Su sistema no recibe nuestros avisos. Un administrador corrige la dirección y los "
                "reanuda en la página Avisos.",
            ),
        },
    }
)


def words(kind: TaskKind, language: str) -> Words:
    """In `language`, or in English where that is missing."""
    found = _WORDS[kind]
    return found.get(language) or found[DEFAULT_LANGUAGE]
