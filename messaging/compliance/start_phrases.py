"""Phrases that opt back in, as data, for `keywords`: as easy as opting out (47 CFR 64.1200)."""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.message_words import COSAS, ESOS, MARK, THINGS, THOSE

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
                rf"\b(?:start|restart|resume|turn on|turn back on) (?:sending )?(?:me )?{THOSE}"
                rf"{THINGS}\b"
            ),
            rf"\b(?:turn|switch) {THOSE}{THINGS} (?:{MARK}\w+ )?(?:back )?on\b",
            r"(?:^|\b(?:to|can|could|you|ok|okay|fine) )(?:start )?text(?:ing)? me again$",
            (
                r"\b(?:sign|opt|add|put) me (?:back ?)?(?:up|in|on|to)?(?: back)?(?: to| on)?(?: "
                f"the| your)?(?: list| for {THINGS})?(?: again)?$"
            ),
            r"^(?:subscribe me|start|resume|please resume)(?: again)?$",
            (
                r"\b(?:want|need|get|receive|have) (?:to get |to receive |to start getting "
                f")?{THOSE}"
                rf"{THINGS}(?: {MARK}\w+)? (?:again|back)\b"
            ),
        ),
        "es": (
            rf"\b(?:inici|comenz|empez|reanud|activ|reactiv|comienc|empiec)\w* {ESOS}{COSAS}\b",
            (
                rf"^(?:si )?quiero (?:volver a )?recibir {ESOS}{COSAS}(?: {MARK}\w+)?"
                rf"(?: otra vez| de nuevo)?$"
            ),
            rf"\bquiero {ESOS}{COSAS}(?: {MARK}\w+)? (?:otra vez|de nuevo)$",
            r"\bvuelvan? a (?:mandar|enviar|escribir)me\b",
            rf"\b(?:manden?|envien?)me {ESOS}{COSAS}(?: {MARK}\w+)? (?:otra vez|de nuevo)",
            (
                f"^(?:ya |si )?pueden? (?:volver a )?(?:mandar|enviar)me {ESOS}{COSAS}(?: otra "
                "vez| de nuevo)?$"
            ),
        ),
    }
)
