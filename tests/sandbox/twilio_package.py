"""What we use of the twilio package, which brings no types."""

from twilio.base.exceptions import TwilioRestException  # type: ignore[import-untyped] # no py.typed
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped] # no py.typed
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped] # no py.typed
from twilio.rest import Client  # type: ignore[import-untyped] # no py.typed

__all__ = ["Client", "RequestValidator", "TwilioHttpClient", "TwilioRestException"]
