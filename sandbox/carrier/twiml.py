"""Reading the TwiML a webhook answers with: the texts it asks to send back.

Source: https://www.twilio.com/docs/messaging/twiml
"""

from xml.etree import ElementTree as ET

_SENDS = frozenset({"Message", "Sms"})


def replies(document: str) -> list[str]:
    """Bodies of the messages in a TwiML document; none if it is no TwiML."""
    try:
        root = ET.fromstring(document)  # noqa: S314 - from the house we play carrier for
    except ET.ParseError:
        return []
    if root.tag != "Response":
        return []
    bodies = (_body(verb) for verb in root if verb.tag in _SENDS)
    return [body for body in bodies if body]


def _body(verb: ET.Element) -> str:
    nested = verb.find("Body")
    return ((verb if nested is None else nested).text or "").strip()
