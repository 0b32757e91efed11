"""The texts the product was promised with, word for word, and the values they say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from templates import FieldValue

Values = dict[str, FieldValue]
CHICAGO = ZoneInfo("America/Chicago")


@dataclass(frozen=True)
class Journey:
    """One outgoing text: the template, what goes in, what must come out."""

    key: str
    language: str
    values: Mapping[str, FieldValue]
    text: str
    chars: int

    def __str__(self) -> str:
        return f"{self.key}-{self.language}"


def _at(day: int, hour: int) -> datetime:
    return datetime(2024, 3, day, hour, tzinfo=CHICAGO)


BENEFITS: Values = {"agency_name": "Oak Co Benefits"}
SUPPORT: Values = {"agency_name": "Oak Co Child Support"}
SENDER: Values = {"sender_name": "Oak Co Child Support"}
SENDER_ES: Values = {"sender_name": "Oak Co"}
NEUTRAL: Values = {"neutral_name": "Oak Co"}
SERVICES: Values = {"neutral_name": "Oak Co Services", "signin_link": "oakco.example/in"}
PHONE: Values = {"agency_phone": "555-555-0100"}
VISIT: Values = {"appointment_at": _at(6, 14), "appointment_place": "10 Main St"}

JOURNEYS: tuple[Journey, ...] = (
    Journey(
        "renewal_reminder",
        "en",
        BENEFITS | {"due_date": date(2024, 3, 14)},
        "Oak Co Benefits: Your renewal is due Mar 14. Want help with it? Reply YES or NO. "
        "HELP for help, STOP to end texts.",
        114,
    ),
    Journey(
        "renewal_yes",
        "en",
        BENEFITS | {"call_by": _at(14, 17), "renewal_link": "oakco.example/renew"},
        "Oak Co Benefits: Thank you. A worker will call you by 5pm Thu. "
        "You can also renew at oakco.example/renew.",
        105,
    ),
    Journey(
        "renewal_no",
        "en",
        BENEFITS | {"due_date": date(2024, 3, 14)},
        "Oak Co Benefits: OK, thank you. Your renewal is still due Mar 14. "
        "Reply YES any time if you want help.",
        102,
    ),
    Journey(
        "payment_posted",
        "en",
        SUPPORT | {"agency_site": "oakco.example/cs"},
        "Oak Co Child Support: A payment posted to your account. Sign in at oakco.example/cs "
        "to see it. Reply HELP for help, STOP to end.",
        128,
    ),
    Journey(
        "payment_due",
        "en",
        SUPPORT | {"due_date": date(2024, 3, 1), "payment_link": "oakco.example/pay"},
        "Oak Co Child Support: Your next payment is due Fri Mar 1. Pay at oakco.example/pay. "
        "Hard to pay? Reply TALK. We can help. STOP to end.",
        134,
    ),
    Journey(
        "payment_due_talk",
        "en",
        SUPPORT | {"call_within": 2},
        "Oak Co Child Support: Thank you for telling us. A worker will call within 2 work days. "
        "You may be able to ask to change your order.",
        131,
    ),
    Journey(
        "appointment_missed",
        "en",
        SUPPORT | {"slot_a": _at(5, 10), "slot_b": _at(6, 14)},
        "Oak Co Child Support: Sorry we missed you today. Pick a new time: A) Tue 3/5 10am "
        "B) Wed 3/6 2pm C) call me. Reply A, B or C. STOP to end.",
        138,
    ),
    Journey(
        "appointment_booked",
        "en",
        SUPPORT | VISIT,
        "Oak Co Child Support: You are set for Wed 3/6 at 2pm at 10 Main St. "
        "To change it, reply A or C. Thank you.",
        106,
    ),
    Journey(
        "wrong_number",
        "en",
        NEUTRAL,
        "Oak Co: Sorry for the mix-up. We took this number off our list and will not text "
        "it again.",
        90,
    ),
    Journey(
        "stop_confirm",
        "en",
        SENDER | PHONE,
        "Oak Co Child Support: You are unsubscribed and will get no more texts. "
        "Reply START to get texts again. Call 555-555-0100.",
        121,
    ),
    Journey(
        "start_confirm",
        "en",
        SENDER | {"monthly_count": 4},
        "Oak Co Child Support: You will get texts again, about 4 a month. "
        "Msg & data rates may apply. HELP for help, STOP to end.",
        120,
    ),
    Journey(
        "help",
        "en",
        SENDER | PHONE | {"office_hours": "Mon-Fri 8-5", "help_site": "oakco.example/cs"},
        "Oak Co Child Support: Call 555-555-0100 Mon-Fri 8-5 or see oakco.example/cs. "
        "Msg & data rates may apply. STOP to end.",
        117,
    ),
    Journey(
        "stop_confirm",
        "es",
        SENDER_ES | PHONE,
        "Oak Co: Ya no le enviaremos textos. Para volver, responda INICIAR. Llame al 555-555-0100.",
        89,
    ),
    Journey(
        "start_confirm",
        "es",
        SENDER_ES | {"monthly_count": 4},
        "Oak Co: Listo, le enviaremos textos de nuevo, unos 4 al mes. Pueden aplicar cargos. "
        "Responda AYUDA o ALTO.",
        106,
    ),
    Journey(
        "help",
        "es",
        SENDER_ES
        | PHONE
        | {"office_hours": "lunes a viernes 8-5", "help_site": "oakco.example/es"},
        "Oak Co: Llame al 555-555-0100, lunes a viernes 8-5, o visite oakco.example/es. "
        "Responda ALTO para no recibir textos.",
        116,
    ),
    Journey(
        "shared_phone_notice",
        "en",
        SERVICES | PHONE,
        "Oak Co Services: You have a new message. Sign in at oakco.example/in or call "
        "555-555-0100. Reply STOP to end texts.",
        115,
    ),
    Journey(
        "shared_phone_refusal",
        "en",
        SERVICES | PHONE,
        "Oak Co Services: To keep things private we do not share details by text. "
        "Sign in at oakco.example/in or call 555-555-0100.",
        122,
    ),
    Journey(
        "location_refusal",
        "en",
        SUPPORT | PHONE,
        "Oak Co Child Support: We can't share information about another person. "
        "For help with your own case, call 555-555-0100.",
        118,
    ),
    Journey(
        "crisis_self_harm",
        "en",
        NEUTRAL,
        "Oak Co: We care about you. If you are in danger call 911. Call or text 988 any time "
        "for free help. We told a worker.",
        116,
    ),
    Journey(
        "crisis_danger",
        "en",
        NEUTRAL,
        "Oak Co: If you are in danger call 911. Free private help any time: 800-799-7233. "
        "We told a worker.",
        98,
    ),
    Journey(
        "chat_nudge",
        "en",
        SUPPORT | {"chat_link": "oakco.example/chat"},
        "Oak Co Child Support: You have a reply to your chat. Read it at oakco.example/chat. "
        "Reply STOP to end texts.",
        108,
    ),
    Journey(
        "appointment_scheduled",
        "en",
        SUPPORT | VISIT,
        "Oak Co Child Support: You have an appointment Wed 3/6 at 2pm at 10 Main St. "
        "Reply C to talk to us. STOP to end texts.",
        117,
    ),
    Journey(
        "appointment_reminder",
        "en",
        SUPPORT | VISIT,
        "Oak Co Child Support: You have an appointment Wed 3/6 at 2pm at 10 Main St. "
        "Reply C to talk to us. STOP to end texts.",
        117,
    ),
)
