"""Whether Twilio signed a form (https://www.twilio.com/docs/usage/webhooks/webhooks-security).

What counts is what the `twilio` package's `RequestValidator` says, and tests hold this equal to it;
asking the package itself costs more than everything else at the door.
"""

import base64
import hmac
from collections.abc import Iterable
from urllib.parse import urlparse

from twilio.request_validator import add_port, remove_port  # type: ignore[import-untyped]


def genuine(token: str, url: str, fields: Iterable[tuple[str, str]], signature: str) -> bool:
    """`url` as Twilio called it, with its query; with or without its port, as Twilio itself is not
    of one mind. `fields` in any order; one that is repeated as it was counts once."""
    parsed = urlparse(url)
    said = "".join(name + value for name, value in sorted(set(fields)))
    given = signature.encode()
    return any(
        hmac.compare_digest(_mac(token, form + said), given)
        for form in (remove_port(parsed), add_port(parsed))
    )


def _mac(token: str, text: str) -> bytes:
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), "sha1"))
