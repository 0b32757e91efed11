"""Before an endpoint is added: may events go there, and is anybody there?"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from channels.public_addresses import all_public
from messaging.platform.ids import new_id
from outgoing.addresses import AddressError, AddressProblem, checked, host_of
from outgoing.claiming import signed
from outgoing.connecting import NoSuchHostError, resolve
from outgoing.sending import Answer, Sender

TEST = "endpoint.test"
"""The type of the event that only asks whether somebody listens."""

Lookup = Callable[[str, int], Sequence[str]]


def allowed(url: str, *, local: bool, look_up: Lookup = resolve) -> str:
    """The URL to keep. Asks the name server, so keep no transaction open. Raises `AddressError`.

    Said early, to whoever can mend it; what counts is the check at each connection.
    """
    url = checked(url, local=local)
    try:
        addresses = look_up(host_of(url), 443)
    except NoSuchHostError:
        raise AddressError(AddressProblem.UNKNOWN) from None
    if not local and not all_public(addresses):
        raise AddressError(AddressProblem.INSIDE)
    return url


async def ping(sender: Sender, url: str, secrets: Iterable[str], now: datetime) -> Answer:
    """Send one event that is about nothing, signed as all are."""
    said = {"type": TEST, "timestamp": _written(now), "data": {}}
    ready = signed(url, str(new_id()), json.dumps(said).encode(), secrets, now)
    return await sender.post(ready.url, ready.headers, ready.body)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
