"""What messages are called, in English and Spanish, and how their topic is marked, for the phrases
of `stop_phrases`, `unclear_phrases` and `start_phrases`.

Patterns are matched against `words.plain` text with short forms spelt out: lower case, no accents,
no punctuation, single spaces, apostrophes dropped ("don't" is `dont`). What the messages are about
stands behind them as a mark: "the renewal texts" and "texts about my renewal" are both
`texts zzrenewal`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from templates.files import Topic

THINGS = (
    r"(?:(?:text messages?|texts?|texting|messag(?:e|es|ing)|emails?|emailing|alerts?|reminders?|"
    r"notifications?|notices?|updates|mensajes?))"
)
COSAS = r"(?:mensajes?(?: de texto)?|texts?|correos?|avisos?|recordatorios?|alertas?|notificaci\w+)"
FEW = r"(?:\w+ ){0,3}?"
THOSE = r"(?:all |any |the |these |those |your |ur |my |this |that |of |more |every |such |damn )*"
ESOS = (
    r"(?:los |estos |esos |sus |tus |mis |mas |de |ningun |ningunos |todos |estas |las |a |con )*"
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
        (rf"\b{word} (?:due )?({THINGS}|{COSAS})\b", rf"\1 {MARK}{topic.value}"),
        (
            (
                rf"\b({THINGS}|{COSAS}|{_REACHED})(?: anymore| any more)? {_ABOUT} "
                rf"(?:my |the |this |mi |la |los |las |el |mis |a |child |support ){{0,3}}{word}\b"
            ),
            rf"\1 {MARK}{topic.value}",
        ),
    )
)
"""How the mark is put behind what it is about: patterns and replacements."""

AFTER_MATCH = (
    rf"^(?:\s*(?:me|us|from|of|out|any more|more|again|this number|{THINGS}|{COSAS}))*"
    rf"\s*{MARK}(\w+)"
)
"""The topic of the messages that a phrase ended with."""
